"""The report of which page is translated into which language, and how well.

Owns no data: it reads Wagtail's pages and wagtail-localize's records in a fixed number of queries.
Refuses to start translations: it links to wagtail-localize and `cms.machine_translation`.
"""
