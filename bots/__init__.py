"""Answers in chat apps, beginning with Telegram: the same answers as on the site.

Owns how a chat looks: who is spoken to in which language, formatting, buttons, limits. Refuses to
know how an answer is found (that is the assistant's) and anything of the site around it.
"""
