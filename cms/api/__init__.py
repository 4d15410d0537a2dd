"""The headless API under `/api/v2/`: what the public may read, as JSON, in every language.

Owns the endpoints, what each thing looks like in them, and drafts shown in another front end.
Refuses to know who is asking: it reads no cookie, so that everyone gets what the public gets.

It is Wagtail's API v2, made strict and complete. A page's response is written from a `Batch`, which
asks for everything that the pages of one response name at once.
"""
