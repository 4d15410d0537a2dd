"""The Telegram bot, by polling or by webhook.

`richtext`, `markdown`, `formatting`, `keyboards` and `addressing` are pure. `questions`,
`streaming` and `commands` talk to Telegram, and `application` assembles the bot. `polling` and
`webhook` run it in a thread of its own (`bot_thread`).
"""
