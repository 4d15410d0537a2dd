"""Limits to uploads: how large a file may be, what it contains, how it is described.

Owns the forms that Wagtail's admin uses for documents and images everywhere (single, several at
once, in choosers), and what keeps a huge upload from filling memory or disk. Refuses to know the
models of the hub: any document or image model of Wagtail's fits.
"""
