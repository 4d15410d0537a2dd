"""Evaluation: the test questions of editors, asked, judged, and compared with the last time.

Owns what it means that an answer passes, what changed when one no longer does, and runs from their
start to their end. Refuses to know how a channel looks: bots and others register how they show an
answer. Nothing that it asks is kept among the questions of visitors.
"""
