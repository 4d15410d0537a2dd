"""What people who look after the site see of the index: of each page and document, and of all.

Owns the words for a source's state, which sources a user may see, and the views of the admin.
Refuses to know how anything is indexed: to index again is to mark a row of the ledger and queue it.
"""
