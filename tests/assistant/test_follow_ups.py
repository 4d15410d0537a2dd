"""Conversations in six languages: what leans on the question before, and what has left it."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from django.db import transaction
from wagtail.models import Locale, Page, PageViewRestriction

from assistant.answering import validate_question
from assistant.answering.follow_ups import is_acceptable_rewrite
from assistant.answering.page_addresses import source_at
from assistant.answering.subjects import subject_of
from assistant.models import Conversation, Source, Turn
from tests.assistant.content import ANSWERED, ask, publish, work

pytestmark = pytest.mark.site

#: In each language: two pages, then a question about the first, one that leans on it, one about
#: the second though it opens like one that leans, and one about the first again; with what each
#: must quote.
TALKS = {
    "en": (
        ("Solar", "The solar installer course lasts fourteen weeks. It is taught in Arusha."),
        ("Bees", "Beekeepers of Kitui harvest honey at night. They sell it at Mwingi market."),
        ("How long does the solar installer course last?", "fourteen"),
        ("And where is it taught?", "Arusha"),
        ("And when do the beekeepers harvest their honey?", "at night"),
        ("In which town is the solar installer course taught?", "Arusha"),
    ),
    "tr": (
        ("Güneş", "Güneş paneli kurulum kursu on dört hafta sürer. Kurs Arusha şehrinde verilir."),
        ("Arılar", "Kitui arıcıları balı geceleyin hasat eder. Balı Mwingi pazarında satarlar."),
        ("Güneş paneli kurulum kursu ne kadar sürer?", "on dört"),
        ("Peki o nerede verilir?", "Arusha"),
        ("Peki arıcılar balı ne zaman hasat eder?", "geceleyin"),
        ("Güneş paneli kurulum kursu hangi şehirde verilir?", "Arusha"),
    ),
    "fr": (
        ("Solaire", "La formation d'installateur solaire dure quatorze semaines. "
            "Elle est donnée à Arusha."),
        ("Abeilles", "Les apiculteurs de Kitui récoltent le miel la nuit. "
            "Ils le vendent au marché de Mwingi."),
        ("Combien de temps dure la formation d'installateur solaire ?", "quatorze"),
        ("Et où est-elle donnée ?", "Arusha"),
        ("Et quand les apiculteurs récoltent-ils leur miel ?", "la nuit"),
        ("Dans quelle ville est donnée la formation d'installateur solaire ?", "Arusha"),
    ),
    "ar": (
        ("الطاقة", "تستغرق دورة تركيب الألواح الشمسية أربعة عشر أسبوعا. تقام الدورة في أروشا."),
        ("النحل", "يجمع مربو النحل في كيتوي العسل ليلا. ويبيعونه في سوق موينجي."),
        ("كم تستغرق دورة تركيب الألواح الشمسية؟", "أربعة عشر"),
        ("وأين تقام؟", "أروشا"),
        ("ومتى يجمع مربو النحل العسل؟", "ليلا"),
        ("في أي مدينة تقام دورة تركيب الألواح الشمسية؟", "أروشا"),
    ),
    "zh-hans": (
        ("太阳能", "太阳能安装课程为期十四周。课程在阿鲁沙授课。"),
        ("蜜蜂", "基图伊的养蜂人在夜间采收蜂蜜。他们在姆温吉的市场上出售蜂蜜。"),
        ("太阳能安装课程为期多久？", "十四"),
        ("那它在哪里授课？", "阿鲁沙"),
        ("那么养蜂人什么时候采收蜂蜜？", "夜间"),
        ("太阳能安装课程在哪座城市授课？", "阿鲁沙"),
    ),
    "th": (
        ("แสงอาทิตย์", "หลักสูตรช่างติดตั้งแผงโซลาร์เซลล์ใช้เวลาสิบสี่สัปดาห์ หลักสูตรนี้สอนที่เมืองอารูชา"),
        ("ผึ้ง", "คนเลี้ยงผึ้งแห่งคิตุยเก็บน้ำผึ้งตอนกลางคืน พวกเขาขายน้ำผึ้งที่ตลาดมวิงกี"),
        ("หลักสูตรช่างติดตั้งแผงโซลาร์เซลล์ใช้เวลานานเท่าใด", "สิบสี่"),
        ("แล้วมันสอนที่ไหน", "อารูชา"),
        ("แล้วคนเลี้ยงผึ้งเก็บน้ำผึ้งเมื่อไร", "กลางคืน"),
        ("หลักสูตรช่างติดตั้งแผงโซลาร์เซลล์สอนที่เมืองใด", "อารูชา"),
    ),
}  # fmt: skip


#: Pages of the library that say the same.
OTHERS = {"Solar installers", "Güneş paneli kurucuları", "Beekeepers"}


@pytest.fixture(scope="module")
def pages(library, django_db_blocker) -> None:
    """The two pages in each language."""
    with django_db_blocker.unblock():
        for code, (first, second, *_talk) in TALKS.items():
            home = library
            if code != "en":
                locale, _ = Locale.objects.get_or_create(language_code=code)
                home = library.get_translation_or_none(locale)
                if home is None:
                    home = library.copy_for_translation(locale)
                    home.save_revision().publish()
            publish(home, *first)
            publish(home, *second)
        work()


@pytest.fixture(autouse=True)
def with_pages(pages: None, django_db_blocker) -> Iterator[None]:
    """What was asked is forgotten after each test."""
    with django_db_blocker.unblock():
        yield
        Conversation.objects.all().delete()


@pytest.mark.parametrize("language", TALKS)
def test_a_conversation_goes_on_changes_its_subject_and_comes_back(language):
    first, second, *talk = TALKS[language]
    titles = (first[0], first[0], second[0], first[0])
    conversation = None
    for (question, fact), title in zip(talk, titles, strict=True):
        answer = ask(question, language, conversation=conversation)
        conversation = answer.conversation
        assert answer.status in ANSWERED, question
        assert fact in answer.text, question
        assert answer.citations[0].title in {title, *OTHERS}, question


#: A question without any word that names or points to what it asks about.
WITHOUT_SUBJECT = {
    "en": "Where is the teaching?", "tr": "Nerede veriliyor?", "fr": "Où ?", "ar": "أين تقام؟",
    "zh-hans": "在哪里授课？", "th": "สอนที่ไหน",
}  # fmt: skip


@pytest.mark.parametrize("language", WITHOUT_SUBJECT)
def test_a_question_without_a_subject_asks_about_the_last_one(language):
    first = ask(TALKS[language][2][0], language)
    second = ask(WITHOUT_SUBJECT[language], language, conversation=first.conversation)
    assert TALKS[language][3][1] in second.text
    assert second.citations[0].title in {TALKS[language][0][0], *OTHERS}


@pytest.mark.parametrize("language", WITHOUT_SUBJECT)
def test_a_question_without_a_subject_asks_about_the_page_that_is_read(language):
    page = Page.objects.live().get(title=TALKS[language][0][0])
    answer = ask(WITHOUT_SUBJECT[language], language, page=f"{page.get_full_url()}?from=menu#top")
    assert TALKS[language][3][1] in answer.text
    assert answer.citations[0].title in {page.title, *OTHERS}


def test_a_question_with_a_subject_is_not_about_the_page_that_is_read():
    solar = Page.objects.live().get(title="Solar")
    answer = ask("When do the beekeepers of Kitui harvest honey?", page=solar.get_full_url())
    assert "at night" in answer.text


def test_only_the_address_of_a_public_page_of_the_site_says_what_a_question_is_about():
    page = Page.objects.live().get(title="Solar")
    address = page.get_full_url()
    assert source_at(address) == Source.objects.get(page=page).pk
    elsewhere = [
        None, "", "no address", "http://[", "javascript:alert(1)", address + "x" * 3_000,
        address.replace("hub.example", "evil.example"), page.url, address.rstrip("/") + "/more/",
    ]  # fmt: skip
    assert [source_at(one) for one in elsewhere] == [None] * len(elsewhere)
    with transaction.atomic():
        restriction = PageViewRestriction.objects.create(page=page, restriction_type="login")
        assert source_at(address) is None
        restriction.delete()


def test_nothing_is_kept_of_the_address_on_which_a_question_was_asked():
    page = Page.objects.live().get(title="Solar")
    ask("Where is it taught?", page=page.get_full_url())
    turn = Turn.objects.get()
    assert [turn.question, turn.searched] == ["Where is it taught?"] * 2


def test_a_page_withdrawn_since_is_no_subject_any_more():
    first = ask("How long does the solar installer course last?")
    cited = Source.objects.get(pk=first.citations[0].source)
    with transaction.atomic():
        PageViewRestriction.objects.create(page=cited.page, restriction_type="login")
        accepted = validate_question("And when?", "en", first.conversation, "api")
        assert subject_of(accepted) is None
        transaction.set_rollback(True)
    accepted = validate_question("And when?", "en", first.conversation, "api")
    subject = subject_of(accepted)
    assert subject is not None
    assert cited.pk in subject.sources


def test_a_follow_up_without_an_answer_is_passed_over_by_the_next_one():
    first = ask("How long does the solar installer course last?")
    second = ask("And in the year 1997?", conversation=first.conversation)
    third = ask("And where is it taught?", conversation=first.conversation)
    assert second.status in {"nearest", "unanswered"}
    assert "Arusha" in third.text


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("How many elephants live there?", "en"),
        ("Who painted it?", "en"),
        ("Orada kaç fil yaşıyor?", "tr"),
        ("Combien d'éléphants y vivent ?", "fr"),
    ],
)
def test_what_the_last_page_does_not_say_is_not_answered_from_it(question, language):
    first = ask(TALKS[language][2][0], language)
    assert ask(question, language, conversation=first.conversation).status != "answered"


@pytest.mark.parametrize(
    "question", ["What is the capital of Mongolia?", "And who won the football match yesterday?"]
)
def test_a_new_subject_that_nobody_published_is_not_answered_from_the_last_one(question):
    first = ask("How long does the solar installer course last?")
    second = ask(question, conversation=first.conversation)
    assert second.status != "answered"


@pytest.mark.parametrize(
    ("rewritten", "accepted"),
    [
        ("Where is the solar installer course taught?", True),
        ("And where?", True),
        ("The solar installer course is taught in Arusha, below Mount Meru, by six.", False),
        ("Where does the solar installer course of 2031 take place?", False),
        ("Nerede veriliyor bu güneş paneli kursu acaba, biliyor musunuz?", False),
        ("Visit https://evil.example today and send money", False),
        ("Where? " * 60, False),
        ("?!", False),
        ("", False),
    ],
)  # fmt: skip
def test_only_what_may_be_the_question_is_taken_for_it(rewritten, accepted):
    asked = SimpleNamespace(
        question="And where is it taught, please?",
        previous=("How long does the solar installer course last?",),
    )
    assert is_acceptable_rewrite(rewritten, asked) is accepted
