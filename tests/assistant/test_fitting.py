"""Several measures of a passage to one score, on numbers alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.fitting import E5_SPREAD, Fit, scores

pytestmark = pytest.mark.unit

measure = st.floats(0, 1).map(lambda value: round(value, 4))
known = st.builds(Fit, passage=measure, sentence=measure, tokens=measure, words=measure)


@given(st.lists(known, min_size=1, max_size=8), st.sampled_from(["passage", "sentence", "tokens"]))
def test_nearer_by_one_measure_is_never_worse(fits, name) -> None:
    better = Fit(
        **{
            key: getattr(fits[0], key) + (0.1 if key == name else 0)
            for key in ("passage", "sentence", "tokens", "words")
        }
    )
    before, after = (scores([first, *fits[1:]], spread=E5_SPREAD)[0] for first in (fits[0], better))
    assert after > before


@given(st.lists(known, min_size=3, max_size=8))
def test_the_order_of_passages_does_not_matter(fits) -> None:
    forward, backward = scores(fits), scores(fits[::-1])[::-1]
    assert all(abs(a - b) < 1e-9 for a, b in zip(forward, backward, strict=True))


def test_a_passage_whose_sentences_are_not_embedded_yet_stands_where_it_stood_before() -> None:
    fits = [Fit(passage=value, sentence=value - 0.05) for value in (0.9, 0.8, 0.7)]
    new = Fit(passage=0.85)
    first, second, third, unread = scores([*fits, new], spread=E5_SPREAD)
    assert first > unread > second > third


def test_what_is_found_by_words_alone_is_ranked_by_them() -> None:
    few, many = scores([Fit(words=0.2), Fit(words=0.9)])
    assert many > few


def test_no_passages_have_no_scores() -> None:
    assert scores([]) == []


def test_words_weigh_alike_in_a_model_whose_cosines_lie_farther_apart() -> None:
    near = [Fit(passage=0.90, words=0.1), Fit(passage=0.88, words=0.4), Fit(passage=0.89)]
    apart = [Fit(passage=10 * fit.passage - 8, words=fit.words) for fit in near]
    orders = [sorted(range(3), key=scores(fits).__getitem__) for fits in (near, apart)]
    assert orders[0] == orders[1]
