"""Draft translations by machine, for editors to check.

It owns: which strings of a page are missing in a language, how they go to a machine translator
and come back, what has to be the same in both (links, tags, placeholders, numbers, glossary
terms), and runs over many pages with their progress. It builds on wagtail-localize, whose records
are the only place where translations live.

It refuses to know which page kinds there are, and how language models are built (see
`assistant.embedding`).
"""
