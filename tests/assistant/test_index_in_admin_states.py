"""What editors read of a state: a row in, words out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation

from assistant.admin.index_report.reasons import ExclusionReason, remedy
from assistant.admin.index_report.state import DisplayState, index_state
from assistant.models import Source

pytestmark = pytest.mark.unit

NOW = datetime(2027, 3, 1, 12, 0, tzinfo=UTC)
State = Source.State


def row(state: State, **fields: object) -> Source:
    """A ledger row that was marked a minute ago."""
    fields.setdefault("marked_at", NOW - timedelta(minutes=1))
    return Source(page_id=1, state=state, **fields)


def said(source: Source | None, **facts: object) -> tuple[str, str]:
    """Label and detail, with plain spaces."""
    state = index_state(source, now=NOW, **facts)
    return state.label, state.detail.replace("\xa0", " ")


def test_an_indexed_source_says_since_when_and_how_many_passages_answer() -> None:
    source = row(State.INDEXED, indexed_at=NOW - timedelta(hours=3, minutes=20))
    assert said(source, passages=1_500) == (
        "Indexed",
        "1,500 passages, indexed 3 hours ago.",
    )
    assert said(source, passages=1)[1] == "1 passage, indexed 3 hours ago."
    assert said(source)[1] == "Read 3 hours ago. It has no text to answer from."
    state = index_state(source, now=NOW, passages=1)
    assert (state.tone, state.settled, state.can_be_indexed) == ("good", True, True)
    assert "2027" in state.exact


def test_a_source_under_way_says_how_far_it_is() -> None:
    source = row(State.WAITING, done=340, total=1_500)
    assert said(source) == ("Being indexed", "340 of 1,500 passages (22 %).")
    state = index_state(source, now=NOW)
    assert state.percent == 22
    assert not state.settled


def test_a_changed_source_waits_and_its_earlier_text_answers() -> None:
    source = row(State.WAITING)
    assert said(source) == ("Waiting", "It changed 1 minute ago, and will be indexed soon.")
    assert said(source, passages=4)[1].endswith("Its earlier text answers meanwhile.")
    assert index_state(source, now=NOW).hint == ""


def test_what_waits_for_long_is_called_so() -> None:
    source = row(State.WAITING, marked_at=NOW - timedelta(minutes=20))
    assert "longer than usual" in index_state(source, now=NOW).hint


@pytest.mark.parametrize(
    ("later", "says"),
    [
        (timedelta(minutes=4, seconds=20), "Next try in 4 minutes."),
        (timedelta(seconds=20), "Next try within a minute."),
        (timedelta(minutes=-3), "Next try within a minute."),
        (None, "Next try within a minute."),
    ],
)
def test_a_failed_try_says_why_and_when_the_next_one_is(later, says) -> None:
    retry_at = NOW + later if later is not None else None
    source = row(State.WAITING, reason="model", retry_at=retry_at, error="Timed out.")
    label, detail = said(source)
    assert label == "Waiting"
    assert detail == f"The embedding model did not answer. {says}"
    state = index_state(source, now=NOW)
    assert "tried again by itself" in state.hint
    assert state.technical == "Timed out."
    assert "Timed out" not in state.detail + state.hint


@pytest.mark.parametrize("reason", Source.Reason.values)
def test_every_failure_says_why_and_what_to_do(reason: str) -> None:
    state = index_state(row(State.FAILED, reason=reason), now=NOW)
    assert state.label == "Failed"
    assert state.detail == Source.Reason(reason).label
    assert state.hint
    assert state.tone == "bad"
    assert state.settled
    assert state.can_be_indexed


def test_a_failure_without_a_reason_is_unforeseen() -> None:
    assert said(row(State.FAILED))[1] == "Something unforeseen went wrong."


@pytest.mark.parametrize("why", ExclusionReason.values)
def test_what_the_public_can_not_read_is_not_indexed_whatever_the_ledger_says(why: str) -> None:
    for source in (None, row(State.INDEXED, indexed_at=NOW), row(State.WAITING, done=1, total=9)):
        state = index_state(source, now=NOW, why=why, passages=3)
        assert state.code == DisplayState.HIDDEN
        assert state.detail == ExclusionReason(why).label
        assert not state.can_be_indexed
        assert state.settled
    assert state.label == ("Not indexed" if why in {"alias", "unlinked"} else "Not public")


def test_what_an_editor_can_mend_comes_with_how() -> None:
    without = {ExclusionReason.ALIAS, ExclusionReason.NOWHERE}
    assert {why for why in ExclusionReason if not remedy(why)} == without


@pytest.mark.parametrize("source", [None, row(State.HIDDEN)])
def test_what_became_public_unnoticed_waits(source) -> None:
    state = index_state(source, now=NOW)
    assert state.label == "Waiting"
    assert not state.settled


def test_times_and_numbers_are_written_as_the_reader_does() -> None:
    source = row(State.INDEXED, indexed_at=NOW - timedelta(hours=3))
    with translation.override("fr"):
        state = index_state(source, now=NOW, passages=12_000)
    assert "3\xa0heures" in state.detail
    assert "12,000" not in state.detail
    assert "mars 2027" in state.exact
