"""Who does what: the groups of a hub's people, and the workflow that their pages go through.

`set_up()` gives each group its permissions once and remembers that it did, so that what an
operator changes afterwards stays changed. It knows Wagtail's permissions and the names of the
hub's snippets; nothing else of the hub asks it anything.
"""
