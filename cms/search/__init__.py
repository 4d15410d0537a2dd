"""Finding: lists with filters, the events calendar, site search, related pages.

Owns what a reader may choose, what is counted, what is spelled otherwise and which page comes
first. Refuses to know how a list looks (templates do), how passages are found (`assistant` does),
and who may see a page (`cms.access.visibility` and `assistant.access.visibility` do).

`filters`, `facets`, `months` and `spelling` are pure; `catalogue`, `vocabulary`, `searching`,
`suggestions` and `related` ask the database; `listing` and `views` frame it all for templates.
"""
