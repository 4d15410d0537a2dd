"""The Telegram bot, by polling or by webhook.

`richtext`, `markdown`, `formatting`, `keyboards` and `addressing` are pure; `streaming`,
`questions` and `commands` speak to Telegram; `application` puts them together; `polling` and
`webhook` run it in a thread of its own.
"""
