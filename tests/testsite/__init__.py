"""A small Wagtail site of someone else's: it knows `assistant`, and nothing of the hub."""
