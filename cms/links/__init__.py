"""Links that lead nowhere: found in whatever is public, judged, and reported to editors.

Links within the site are judged from the database, in batches; links to other sites by asking
their servers, slowly and only if the operator allows it. It walks the fields and blocks of any
page or snippet and knows none of the hub's kinds.
"""
