"""Everything that can go wrong for someone who asks, as one tree.

AssistantError
├── InvalidQuestion            the asker can mend it; its text is a translated sentence
│   ├── EmptyQuestion
│   ├── QuestionTooLong
│   └── UnsupportedLocale
├── TurnNotFound               feedback on an answer that is not there (any more)
├── IndexUnavailable           the index can't be read or written now
└── ProviderError              a model, local or remote, failed
    ├── ProviderUnavailable    for now: down, slow, over its limit
    └── ProviderMisconfigured  for good: unknown name, missing package, wrong key
"""


class AssistantError(Exception):
    """Base of everything that the assistant raises on purpose."""


class InvalidQuestion(AssistantError):
    """The question can't be taken as it is; the text says what to do."""


class EmptyQuestion(InvalidQuestion):
    """Nothing was asked."""


class QuestionTooLong(InvalidQuestion):
    """The question is over the limit."""


class UnsupportedLocale(InvalidQuestion):
    """The site does not offer this language."""


class TurnNotFound(AssistantError):
    """No such answer: never given, or forgotten since."""


class IndexUnavailable(AssistantError):
    """The index can't be read or written now."""


class ProviderError(AssistantError):
    """A model failed."""


class ProviderUnavailable(ProviderError):
    """A model is down, slow or over its limit for now."""


class ProviderMisconfigured(ProviderError):
    """A model can't work until the settings change."""
