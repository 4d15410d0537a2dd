"""The assistant's exceptions: everything that can go wrong for a person who asks.

AssistantError
├── InvalidQuestion            the asker can correct it; its text is a translated sentence
│   ├── EmptyQuestion
│   ├── QuestionTooLong
│   └── UnsupportedLocale
├── TurnNotFound               feedback on an answer that does not exist (any more)
├── IndexUnavailable           the index can't be read or written now
└── ProviderError              a model, local or remote, failed
    ├── ProviderUnavailable    temporarily: down, slow, over its limit
    └── ProviderMisconfigured  until settings change: unknown name, missing package, wrong key
"""


class AssistantError(Exception):
    """The base class of all exceptions that the assistant raises on purpose."""


class InvalidQuestion(AssistantError):
    """The question can't be accepted; the text says what to do."""


class EmptyQuestion(InvalidQuestion):
    """The question has no text."""


class QuestionTooLong(InvalidQuestion):
    """The question is longer than the limit."""


class UnsupportedLocale(InvalidQuestion):
    """The site does not have this language."""


class TurnNotFound(AssistantError):
    """There is no such answer: it was never given, or it was deleted."""


class IndexUnavailable(AssistantError):
    """The index can't be read or written now."""


class ProviderError(AssistantError):
    """A model, local or remote, failed."""


class ProviderUnavailable(ProviderError):
    """A model is down, slow or over its limit for now."""


class ProviderMisconfigured(ProviderError):
    """A model can't work until the settings change."""
