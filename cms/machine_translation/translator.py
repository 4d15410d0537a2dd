"""A machine translator for wagtail-localize that uses the assistant's language model."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.utils import translation
from wagtail.models import Locale
from wagtail_localize.machine_translators.base import BaseMachineTranslator
from wagtail_localize.strings import StringValue

from assistant.conf import settings
from assistant.text import language_name
from cms.machine_translation import consistency, glossary, prompting
from cms.machine_translation.batches import in_batches
from cms.machine_translation.language_model import reply
from cms.machine_translation.problems import Problem, summary


@dataclass(kw_only=True, slots=True)
class Attempt:
    """The result for some strings: translations, and the problems of those refused."""

    translations: dict[StringValue, StringValue] = field(default_factory=dict)
    refused: dict[StringValue, list[Problem]] = field(default_factory=dict)


class ModelTranslator(BaseMachineTranslator):
    """Translates with the model that ASSISTANT["LLM"] names; takes no options."""

    @property
    def display_name(self) -> str:  # type: ignore[override]  # a plain text there
        """The model's name, which is stored with each string that it translated."""
        name: str = settings.llm
        return name if ":" in name else name.rpartition(".")[2] or "language model"

    def can_translate(self, source_locale: Locale, target_locale: Locale) -> bool:
        """Return whether a model is set and the languages differ."""
        return bool(settings.llm) and source_locale.pk != target_locale.pk

    def translate(
        self, source_locale: Locale, target_locale: Locale, strings: Iterable[StringValue]
    ) -> dict[StringValue, StringValue]:
        """Return the strings that could be translated; the others are left out, see `attempt`."""
        done: dict[StringValue, StringValue] = {}
        for batch in in_batches(strings, target_locale.language_code, lambda item: item.data):
            done |= self.attempt(source_locale, target_locale, batch).translations
        return done

    def attempt(
        self, source_locale: Locale, target_locale: Locale, strings: Sequence[StringValue]
    ) -> Attempt:
        """Translate one batch, and each string that came back with a fault once more, alone.

        Raises NoTranslator, TranslatorUnavailable.
        """
        pair = _LanguagePair(source_locale, target_locale)
        attempt = Attempt()
        for string, faults in pair.ask(strings, attempt).items():
            attempt.refused |= pair.ask([string], attempt, wrong=faults)
        return attempt


class _LanguagePair:
    """Translates between two languages with their glossary."""

    def __init__(self, source: Locale, target: Locale) -> None:
        self._entries = glossary.entries(source, target)
        with translation.override("en"):
            self._source = language_name(source.language_code)
            self._target = language_name(target.language_code)

    def ask(
        self, strings: Sequence[StringValue], attempt: Attempt, wrong: Sequence[Problem] = ()
    ) -> dict[StringValue, list[Problem]]:
        """Add good translations to the attempt; return the other strings with their problems."""
        terms = {string: glossary.terms_in(string.data, self._entries) for string in strings}
        with translation.override("en"):
            chat = prompting.messages(
                [string.data for string in strings],
                source=self._source,
                target=self._target,
                terms=list(dict.fromkeys(term for found in terms.values() for term in found)),
                wrong=summary(list(wrong)) if wrong else "",
            )
        try:
            answers = prompting.read(reply(chat), len(strings))
        except prompting.Unreadable:
            return {string: [Problem(code="unreadable")] for string in strings}
        faulty = {}
        for position, string in enumerate(strings):
            faults = _faults(string.data, answers.get(position), terms[string])
            if faults:
                faulty[string] = faults
            else:
                attempt.translations[string] = StringValue(consistency.tidy(answers[position]))
        return faulty


def _faults(source: str, answer: str | None, terms: Sequence[consistency.Term]) -> list[Problem]:
    if answer is None:
        return [Problem(code="no_answer")]
    return consistency.problems(source, answer, terms)
