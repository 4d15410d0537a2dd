"""The widget: one dependency-free JavaScript module that puts the assistant on any page.

Owns what visitors see and hear of the assistant in a browser. It talks to the HTTP API alone and
refuses to know the page it is on. Its parts in `source/` are joined, with the interface strings of
the site's languages in front, into the single module that `script.view` serves.
"""
