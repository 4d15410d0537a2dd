"""A proof by trying: random editing of a real Wagtail site, judged by a browser without a session.

Owns a site of its own (settings, addresses), the rules by which it is changed, the browser that
says what is public, and what must hold after every step. Refuses to know how the assistant finds
out: it asks `search` and `answer` only, and looks into the ledger and the index once all is done.

`python -m tests.assistant.proof --steps 50000` runs it for long.
"""
