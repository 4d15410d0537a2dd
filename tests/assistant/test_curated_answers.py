"""Answers that editors write: given before any search, in every language, and only while public."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from django.utils import timezone
from wagtail.models import Locale, PageViewRestriction
from wagtail_localize.models import StringSegment, StringTranslation, Translation, TranslationSource

from assistant import curated
from assistant.answering import shortcuts
from assistant.answering.curated_answers import to_markdown
from assistant.curated.matching import expect_answers, live_wordings, nearest
from assistant.curated.wordings import wording
from assistant.embedding import embedders
from assistant.index import editions, embeddings_table
from assistant.ingestion import index_all_waiting
from assistant.models import CuratedAnswer, CuratedSource, Source, Turn, WordingVector
from tests.assistant.content import ask, model_down, publish, translate, upload, work

pytestmark = pytest.mark.site

QUESTION = "How much does the solar course cost?"
ANSWER = "<p>It costs <b>nothing</b>. Bring boots.</p>"


@pytest.fixture
def page(home: Any) -> Any:
    return publish(home, "Solar installers", "The course is taught in Arusha. Boots are worn.")


def write(question: str = QUESTION, *sources: Any, text: str = ANSWER, **fields: Any) -> Any:
    """Publish a curated answer as an editor does, and do the work that waits."""
    fields.setdefault("locale", Locale.objects.get(language_code="en"))
    answer = CuratedAnswer(question=question, answer=text, live=False, **fields)
    for place, source in enumerate(sources):
        kind = "page" if hasattr(source, "depth") else "document"
        answer.sources.add(CuratedSource(sort_order=place, **{kind: source}))
    answer.save()
    answer.save_revision().publish()
    work()
    answer.refresh_from_db()
    return answer


def in_language(answer: CuratedAnswer, language: str, texts: dict[str, str]) -> Any:
    """Translate with wagtail-localize, and publish."""
    locale, _ = Locale.objects.get_or_create(language_code=language)
    source, _ = TranslationSource.update_or_create_from_instance(answer)
    translation = Translation.objects.create(source=source, target_locale=locale)
    for segment in StringSegment.objects.filter(source=source):
        StringTranslation.objects.create(
            translation_of=segment.string,
            context=segment.context,
            locale=locale,
            data=texts[segment.string.data],
        )
    translation.save_target(publish=True)
    work()
    return answer.get_translation(locale)


def test_the_editors_answer_is_given_marked_and_cited(page):
    write(QUESTION, page)

    answer = ask("How much does the solar course cost")

    assert answer.status == "curated"
    assert answer.text == "It costs **nothing**. Bring boots. [1]"
    (source,) = answer.citations
    assert (source.number, source.title, source.locale) == (1, "Solar installers", "en")
    assert source.url == page.get_full_url()
    assert source.source == Source.objects.get(page=page).pk
    turn = Turn.objects.get()
    assert turn.status == "curated"
    assert [row.page_id for row in turn.sources.all()] == [page.pk]


def test_another_wording_of_the_editors_is_enough(page):
    write(QUESTION, page, other_wordings="What are the fees?\n\nIs it free?")
    assert ask("is it FREE??").status == "curated"


def test_a_nearly_equal_wording_matches_by_its_vector(page):
    write("How much does the solar installer course cost?", page)
    assert ask("How much does the solar installer course cost for us?").status == "curated"


@pytest.mark.parametrize(
    "question",
    [
        "How long does the solar course take?",
        "Where is the solar course?",
        "How much does the welding course cost?",
        "What is the capital of Mongolia?",
    ],
)
def test_another_question_is_searched(page, question):
    write(QUESTION, page)
    assert ask(question).status != "curated"


def test_another_year_is_another_question(page):
    write("How many people were trained in Arusha in 2023?", page)
    assert ask("How many people were trained in Arusha in 2024?").status != "curated"
    assert ask("How many people were trained in Arusha in ٢٠٢٣?").status == "curated"


def test_a_question_in_another_language_gets_the_translation(page):
    turkish = translate(page, "tr", {"Solar installers": "Güneş paneli kurucuları"})
    answer = write("How often do Parliament elections take place?", page, text="<p>Yearly.</p>")
    in_language(
        answer,
        "tr",
        {
            "How often do Parliament elections take place?": "Seçimler hangi sıklıkta yapılır?",
            "Yearly.": "Her yıl.",
        },
    )
    # Asked in English by a reader of Turkish, the two meet in the answer's key.
    given = ask("How often do Parliament elections take place?", "tr")
    assert (given.status, given.text, given.locale) == ("curated", "Her yıl. [1]", "tr")
    assert given.citations[0].url == turkish.get_full_url()


def test_a_translation_that_is_behind_its_original_is_given_and_says_so(page):
    question, asked = "How often do Parliament elections take place?", "Seçimler ne sıklıkta?"
    answer = write(question, page, text="<p>Yearly.</p>")
    turkish = in_language(answer, "tr", {question: asked, "Yearly.": "Her yıl."})
    assert ask(asked, "tr").notice == ""

    answer.answer = "<p>Every two years.</p>"
    answer.save_revision().publish()
    work()
    given = ask(asked, "tr")
    assert (given.status, given.text) == ("curated", "Her yıl. [1]")
    assert given.notice == "Bu çeviri özgün metinden eski ve güncel olmayabilir."
    assert ask(question, "en").notice == ""

    turkish.delete()
    Translation.objects.all().delete()
    in_language(answer, "tr", {question: asked, "Every two years.": "İki yılda bir."})
    given = ask(asked, "tr")
    assert (given.text, given.notice) == ("İki yılda bir. [1]", "")


def test_the_meaning_matches_across_languages_that_nobody_translated(page):
    write("How often do Parliament elections take place?", page, text="<p>Yearly.</p>")

    given = ask("Parlamento seçimleri hangi sıklıkta gerçekleşir?", "tr")

    assert given.status == "curated"
    assert given.text.startswith("*")
    assert given.text.endswith("Yearly. [1]")
    assert given.locale == "tr"


def test_while_a_source_is_private_the_answer_rests(page):
    answer = write(QUESTION, page)
    restriction = PageViewRestriction.objects.create(page=page, restriction_type="login")

    assert "nothing" not in str(ask(QUESTION))
    assert curated.availabilities([answer])[answer.pk] == curated.Availability.WITHHELD

    restriction.delete()
    assert ask(QUESTION).status == "curated"


def test_a_deleted_source_keeps_the_answer_back_for_good(page):
    write(QUESTION, page)
    page.delete()
    assert ask(QUESTION).status != "curated"


def test_a_document_that_no_public_page_offers_is_no_public_source(home):
    write(QUESTION, upload("prices.md", b"# Prices"))
    assert ask(QUESTION).status != "curated"


def test_an_answer_has_no_sources_if_it_names_none(home):
    write(QUESTION)
    answer = ask(QUESTION)
    assert (answer.status, answer.citations) == ("curated", ())
    assert "[" not in answer.text


def test_it_expires_at_the_very_moment(page):
    answer = write(QUESTION, page)
    CuratedAnswer.objects.filter(pk=answer.pk).update(expire_at=timezone.now())
    assert ask(QUESTION).status != "curated"
    answer.expire_at = timezone.now() + timedelta(minutes=5)
    answer.save()
    assert ask(QUESTION).status == "curated"


def test_drafts_and_unpublished_answers_are_not_given(page):
    answer = write(QUESTION, page)
    answer.answer = "<p>It costs ten.</p>"
    answer.save_revision()
    assert "nothing" in ask(QUESTION).text
    answer.refresh_from_db()
    answer.unpublish()
    assert ask(QUESTION).status != "curated"


def test_what_is_withdrawn_while_it_is_answered_is_not_shown(page, monkeypatch):
    write(QUESTION, page)
    store_direct_answer = shortcuts.store_direct_answer

    def late(asked: Any, reply: Any) -> Any:
        page.unpublish()
        return store_direct_answer(asked, reply)

    monkeypatch.setattr(shortcuts, "store_direct_answer", late)
    answer = ask(QUESTION)
    assert answer.status == "unanswered"
    assert "nothing" not in str(answer)
    assert "nothing" not in Turn.objects.get().answer


def test_without_the_embedding_model_the_same_words_still_match(page):
    write(QUESTION, page)
    with model_down():
        assert ask(QUESTION).status == "curated"
        assert ask("What does the solar course cost for us?").status != "curated"


def test_a_question_is_embedded_once(page, monkeypatch):
    write(QUESTION, page)
    embedded: list[str] = []
    kind = type(embedders.embedder())
    question = kind.embed_question
    monkeypatch.setattr(
        kind, "embed_question", lambda self, text: embedded.append(text) or question(self, text)
    )
    ask("Where is the course taught?")
    assert embedded == ["Where is the course taught?"]


def test_a_question_that_leans_on_the_one_before_is_searched(page):
    write("How much does it cost?", page)
    first = ask("Where is the solar course taught?")
    assert ask("How much does it cost?", conversation=first.conversation).status != "curated"
    assert ask("How much does it cost?").status == "curated"


def test_without_curated_answers_a_question_costs_no_query(home, django_assert_num_queries):
    ask("Where is the lathe?")
    with django_assert_num_queries(0):
        assert not live_wordings()


def test_vectors_are_made_in_the_background_and_forgotten_with_their_answer(page):
    answer = write(QUESTION, page, other_wordings="Is it free?")
    assert WordingVector.objects.count() == 2
    embeddings_table.delete_unused()
    curated.forget_unused()
    assert WordingVector.objects.count() == 2

    WordingVector.objects.all().delete()
    index_all_waiting()
    assert WordingVector.objects.count() == 2

    answer.unpublish()
    curated.forget_unused()
    assert not WordingVector.objects.exists()


def test_another_embedding_model_has_vectors_of_its_own(page):
    write(QUESTION, page)
    edition = editions.current()
    WordingVector.objects.update(model="another")
    curated.embed_missing()
    assert set(WordingVector.objects.values_list("model", flat=True)) == {"another", edition.model}
    curated.forget_unused()
    assert set(WordingVector.objects.values_list("model", flat=True)) == {edition.model}


# --- the text


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<p>One [1], two [2].</p>", "One [1], two ."),
        ("<p>See [a](javascript:alert(1)) <b>now </b>!</p>", None),
        ("<ul><li>a</li><li>b <i>c</i></li></ul>", "- a\n- b *c*"),
        ("<ol><li>a</li><li>b</li></ol><p># no heading</p>", "1. a\n2. b\n\n\\# no heading"),
        ("<p>x</p><script>alert(1)</script><!-- y -->", "x"),
        ("<p>&lt;img src=x onerror=alert(1)&gt;</p>", "\\<img src=x onerror=alert(1)\\>"),
        ("<p>*stars* and _lines_</p>", "\\*stars\\* and \\_lines\\_"),
    ],
)
def test_rich_text_becomes_markdown_that_shows_just_that(html, markdown):
    made = to_markdown(html, 1)
    if markdown is None:
        assert "](" not in made.replace("\\](", "")
        assert "**now** " in made
    else:
        assert made == markdown


# --- what tells questions apart


def agree(one: str, other: str, languages: tuple[str, str] = ("en", "en")) -> bool:
    pair = wording(one, languages[0]), wording(other, languages[1])
    return nearest(pair[0], [pair[1]], [0.999], [0]) is not None


@pytest.mark.parametrize(
    ("one", "other", "languages"),
    [
        ("What happened in 2023?", "What happened in 2024?", ("en", "en")),
        ("When was JET appointed?", "When was KRIVET appointed?", ("en", "en")),
        ("When was JET appointed?", "Where was JET appointed?", ("en", "en")),
        ("JET 是什么时候成立的？", "When was KRIVET appointed?", ("zh", "en")),
        ("Who leads the school?", "Müdürlük nerede?", ("en", "tr")),
    ],
)
def test_what_names_something_else_is_never_the_same(one, other, languages):
    assert not agree(one, other, languages)
    assert not agree(other, one, languages[::-1])


def test_two_answers_that_are_equally_near_are_none():
    asked = wording("What does the course cost?", "en")
    others = [
        wording("What does the course cost now?", "en"),
        wording("What does the course cost here?", "en"),
    ]
    assert nearest(asked, others, [0.97, 0.965], [0, 1]) is None
    assert nearest(asked, others, [0.97, 0.965], [0, 0]) == 0
    assert nearest(asked, others, [None, 0.965], [0, 1]) == 1


def test_the_product_is_of_unit_vectors(page):
    write(QUESTION, page)
    values = np.frombuffer(bytes(WordingVector.objects.get().values), dtype="<f4")
    assert np.linalg.norm(values) == pytest.approx(1, abs=1e-3)


@pytest.fixture(autouse=True)
def look_again() -> Iterator[None]:
    """What another test found none of is looked for."""
    expect_answers()
    yield
    expect_answers()
