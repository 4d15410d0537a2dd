"""The exceptions of machine translation, as a tree.

MachineTranslationError
├── NoTranslator             none is set, or it can't translate between these languages
├── TranslatorUnavailable    down, slow, over its limit: what is not done yet waits
└── NotDrafted               this page can't be drafted; `problem` says why
"""

from cms.machine_translation.problems import Problem


class MachineTranslationError(Exception):
    """The base of all exceptions that machine translation raises on purpose."""


class NoTranslator(MachineTranslationError):
    """There is no machine translator for these languages."""


class TranslatorUnavailable(MachineTranslationError):
    """The machine translator does not answer now."""


class NotDrafted(MachineTranslationError):
    """This page can't be drafted in this language."""

    def __init__(self, problem: Problem) -> None:
        """Keep the problem, so that it can be shown in the language of whoever reads it."""
        super().__init__(problem.code)
        self.problem = problem
