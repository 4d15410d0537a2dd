"""Several measures of a passage to one score, on numbers alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.scoring.reranker import E5_SPREAD, Features, scores

pytestmark = pytest.mark.unit

measure = st.floats(0, 1).map(lambda value: round(value, 4))
known = st.builds(Features, passage=measure, sentence=measure, tokens=measure, words=measure)


@given(st.lists(known, min_size=1, max_size=8), st.sampled_from(["passage", "sentence", "tokens"]))
def test_nearer_by_one_measure_is_never_worse(measured, name) -> None:
    better = Features(
        **{
            key: getattr(measured[0], key) + (0.1 if key == name else 0)
            for key in ("passage", "sentence", "tokens", "words")
        }
    )
    before, after = (
        scores([first, *measured[1:]], spread=E5_SPREAD)[0] for first in (measured[0], better)
    )
    assert after > before


@given(st.lists(known, min_size=3, max_size=8))
def test_the_order_of_passages_does_not_matter(measured) -> None:
    forward, backward = scores(measured), scores(measured[::-1])[::-1]
    assert all(abs(a - b) < 1e-9 for a, b in zip(forward, backward, strict=True))


def test_a_passage_whose_sentences_are_not_embedded_yet_stands_where_it_stood_before() -> None:
    measured = [Features(passage=value, sentence=value - 0.05) for value in (0.9, 0.8, 0.7)]
    new = Features(passage=0.85)
    first, second, third, unread = scores([*measured, new], spread=E5_SPREAD)
    assert first > unread > second > third


def test_what_is_found_by_words_alone_is_ranked_by_them() -> None:
    few, many = scores([Features(words=0.2), Features(words=0.9)])
    assert many > few


def test_no_passages_have_no_scores() -> None:
    assert scores([]) == []


def test_words_weigh_alike_in_a_model_whose_cosines_lie_farther_apart() -> None:
    near = [
        Features(passage=0.90, words=0.1),
        Features(passage=0.88, words=0.4),
        Features(passage=0.89),
    ]
    apart = [Features(passage=10 * item.passage - 8, words=item.words) for item in near]
    orders = [sorted(range(3), key=scores(measured).__getitem__) for measured in (near, apart)]
    assert orders[0] == orders[1]
