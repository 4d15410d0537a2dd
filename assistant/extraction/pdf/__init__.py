"""Reads PDF files: from letters to runs, lines, and then headings, paragraphs and tables.

Owns the layout of a page. Refuses to know where the file came from, and imports no Django: it runs
in the reader process.
"""
