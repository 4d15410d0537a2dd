"""Broken links: found in public content, checked, and reported to editors.

Links within the site are checked in the database, in batches; links to other sites by requests to
their servers, slowly and only if the operator allows it. The room reads the fields and blocks of
any page or snippet. Refuses to know the hub's kinds of page.
"""
