"""The roles of a hub: groups with their permissions, and the workflow of pages.

Owns the groups, their permissions and the workflow. `set_up()` gives each group its permissions
once and records them, so that what an operator changes afterwards stays changed. Refuses to know
more of the hub than the names of its snippets.
"""
