"""The report of which page is translated into which language, and how well.

It owns no data: it reads Wagtail's pages and wagtail-localize's records in a fixed number of
queries. Work is started elsewhere (wagtail-localize, `cms.machine_translation`); the links to it
are here.
"""
