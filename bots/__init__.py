"""Bots give the assistant's answers in chat apps, so far in Telegram: the same as on the site.

Owns how a chat looks: the language of each person, formatting, buttons, limits. Refuses to know how
an answer is found, which is the assistant's task, and anything else of the site.
"""
