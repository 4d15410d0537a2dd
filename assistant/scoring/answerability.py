"""Says how likely a passage answers a question, from numbers about both.

A logistic regression, fitted by `tests/benchmarks/answerability.py`: docs/figures.md, Is it enough?
One set of weights is for a question in the passage's language, one for a question in another,
which shares no words with the passage. The same weights serve all languages.
"""

from __future__ import annotations

from assistant.scoring.weights import Weights

#: For a passage in the question's language, and in another. With these constants wrong answers and
#: wrong refusals are equally frequent on XQuAD; they are within .1 of the fit's own.
_SAME_LANGUAGE = Weights(nearness=32.58, tokens=5.91, words=7.55, missing=-0.69, constant=-27.99)
_OTHER_LANGUAGE = Weights(nearness=31.76, tokens=15.21, words=1.70, missing=-1.08, constant=-25.49)
#: The same without tokens and sentences, for passages whose sentences are not embedded yet, and for
#: embedding models without token vectors: docs/figures.md, Answerability by the cosine alone.
_SAME_COSINE = Weights(nearness=34.89, words=9.24, missing=-0.79, constant=-33.89)
_OTHER_COSINE = Weights(nearness=44.71, words=3.52, missing=-1.05, constant=-35.21)
#: The share of the question's words that is enough while the embedding model is down: the average
#: over four languages of where both kinds of error are equally frequent. See docs/figures.md,
#: Answerability by words alone.
_WORDS_ALONE = 0.5
#: The least log-odds of a passage that answers, more than at equal error: a wrong answer costs a
#: reader more than the nearest there is. Much higher across languages, where words can't be
#: compared and a quarter of the decisions at equal error is wrong: docs/figures.md, Is it enough?
_CAUTION_SAME, _CAUTION_OTHER = 0.5, 5.0

#: The log-odds from which a passage is shown as the nearest there is, in the same language and in
#: another, where no words tell whether it is about the same thing.
_LEAST_SAME, _LEAST_OTHER = -6.0, -3.0
#: The log-odds from which a passage answers although it lacks a word of the question: that is then
#: a verb or another word for the same. Questions about something else lie below.
WITH_WORDS_MISSING = 5.0


def answer_log_odds(
    *, nearness: float, tokens: float | None, words: float, number_missing: bool, same: bool
) -> float:
    """Return the log-odds that a passage answers a question.

    `nearness` is the cosine of the passage or of its best sentence with the question, `tokens` how
    near its tokens are, or None if they are not known, `words` the share of the question's words
    that it has. `same` says whether both are in the same language.
    """
    if tokens is None:
        weights = _SAME_COSINE if same else _OTHER_COSINE
    else:
        weights = _SAME_LANGUAGE if same else _OTHER_LANGUAGE
    return weights.log_odds(
        nearness=nearness, tokens=tokens or 0.0, words=words, missing=number_missing
    )


def answer_odds_by_words(words: float) -> float:
    """Return a number above 0 if the share of the question's words alone is enough."""
    return words - _WORDS_ALONE


def caution(*, same: bool) -> float:
    """Return the log-odds that an answer must exceed, in the same language or across two."""
    return _CAUTION_SAME if same else _CAUTION_OTHER


def least_nearness(*, same: bool) -> float:
    """Return the log-odds from which a passage is shown as the nearest, as `caution` does."""
    return _LEAST_SAME if same else _LEAST_OTHER
