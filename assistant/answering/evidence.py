"""Whether what was found answers the question, or is only the nearest there is.

A logistic regression on two measures of the best passages: the cosine, and the share of the
question's words, weighted, that stand in the passage. Fitted by `tests/benchmarks/evidence.py` on
XQuAD in English, Turkish, Thai and Chinese with half of the paragraphs taken out, so that half of
the questions have no answer; separately for a question in the passage's language and in another,
where words can't be shared. The same numbers serve all languages.
"""

from __future__ import annotations

from assistant.found import Found
from assistant.retrieval import Retrieved

#: Weights of cosine and coverage, and the constant. The constant is set where false answers and
#: false refusals are equally frequent on XQuAD: at log-odds of -0.7 of the fit in the same
#: language (English -0.66, Turkish -0.73), at 0 across languages.
_SAME_LANGUAGE = (42.35, 7.16, -38.70)
_OTHER_LANGUAGE = (48.27, 4.63, -38.22)
#: The share of the question's words that is enough while the embedding model is down: where both
#: kinds of error are equally frequent on XQuAD, on average over the four languages (English .49,
#: Turkish .42, Thai .73, Chinese .33; accuracy there .88, .82, .81, .86).
_WORDS_ALONE = 0.5


def is_enough(retrieved: Retrieved) -> bool:
    """Whether at least one of the best passages is likely enough to answer."""
    return any(log_odds(item, retrieved.language) > 0 for item in retrieved.candidates)


def log_odds(item: Found, language: str | None) -> float:
    """How likely it is that the passage answers, as log-odds; `language` is the question's."""
    if item.cosine is None:
        return item.coverage - _WORDS_ALONE
    same = language is None or language == item.source.locale
    cosine, coverage, constant = _SAME_LANGUAGE if same else _OTHER_LANGUAGE
    return cosine * item.cosine + coverage * item.coverage + constant
