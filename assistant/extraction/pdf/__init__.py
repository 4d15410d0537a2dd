"""Reads PDF files: letters to runs, runs to lines, lines to headings, paragraphs and tables.

Owns the layout of a page. Refuses to know where the file came from, and imports no Django: it runs
in the reader process.
"""
