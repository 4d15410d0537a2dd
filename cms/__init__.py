"""The TVET Hub site: content model, pages, headless API and the settings of the whole.

Owns what a TVET centre publishes and how it looks. It is the only part that imports both the
assistant and the bots; neither of them imports it.
"""
