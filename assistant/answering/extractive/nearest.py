"""Quotes what comes nearest to a question, where it is not sure that anything answers it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from django.utils.translation import gettext as _

from assistant.answering.citations import MARKER
from assistant.answering.extractive.scorer import score_spans, term_weights
from assistant.answering.extractive.selector import Selection
from assistant.answering.turns import AcceptedQuestion
from assistant.answering.wanted_words import WantedWords
from assistant.retrieval import Hit
from assistant.text import (
    detect_language,
    escape,
    expected_types,
    expected_value_types,
)

#: The largest number of pages quoted, and characters of all quotations.
_MAX_PAGES, _MAX_CHARACTERS = 3, 900


def compose_nearest(
    accepted: AcceptedQuestion,
    hits: Sequence[Hit],
    vector: np.ndarray | None,
    quoted: str = "",
) -> str:
    """Return Markdown that says that this comes nearest, and quotes the best of the best pages.

    It is empty if nothing can be quoted. A sum, a telephone number or an e-mail address that was
    asked for is not quoted from a page that lacks a word of the question: it is that of something
    else. `vector` is as in
    `compose_quotations`; `quoted` are quotations of which it is not certain that they answer, which
    come first. The active language must be the asker's.
    """
    weights = term_weights(accepted, hits[0].passage.edition_id)
    language = detect_language(accepted.question)
    values = expected_value_types(accepted.question, language)
    expected = expected_types(accepted.question, language) | values
    spans = score_spans(accepted.searched, hits, vector, weights, expected)
    wanted = WantedWords(accepted.question, language)
    spans = [
        [span for span in own if not span.types & values]
        if wanted.missing_on_page(item, hits)
        else own
        for item, own in zip(hits, spans, strict=True)
    ]
    quotes = [quoted] if quoted else []
    known = {hits[int(number) - 1].group for number in MARKER.findall(quoted)}
    others = {page: passages for page, passages in _by_page(hits).items() if page not in known}
    if values and not quoted and not any(span.types & values for own in spans for span in own):
        return ""
    for passages in list(others.values())[: _MAX_PAGES - len(known)]:
        selection = Selection(
            hits=hits, spans=spans, weights=weights, expected=expected, locale=accepted.locale
        )
        selection.select(passages)
        text = selection.text()
        if (
            text
            and _body(text) not in map(_body, quotes)
            and sum(map(len, quotes)) + len(text) <= _MAX_CHARACTERS
        ):
            quotes.append(text)
    if not quotes:
        return ""
    return "\n\n".join([escape(_("I found no certain answer. This comes nearest:")), *quotes])


def _body(quote: str) -> str:
    """Return a quotation without its marker."""
    return MARKER.sub("", quote)


def _by_page(hits: Sequence[Hit]) -> dict[str, list[int]]:
    """Return the indexes of the passages of each page, in the order of the best of each."""
    pages: dict[str, list[int]] = {}
    for index, item in enumerate(hits):
        pages.setdefault(item.group, []).append(index)
    return pages
