"""Answers questions from the public pages and documents of a Wagtail site, with citations.

Owns the index, retrieval, answering and their HTTP interface and widget. Refuses to know the
site it is installed in: it reads pages and documents through Wagtail alone.
"""
