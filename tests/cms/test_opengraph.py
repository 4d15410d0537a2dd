"""Pictures of shared pages, drawn for real and read back."""

import datetime
import io

import pytest
from django.conf import settings as django_settings
from PIL import Image, ImageChops
from wagtail.models import PageViewRestriction

from cms.metadata import opengraph
from cms.metadata.opengraph import share_image, share_image_url
from cms.models import EventPage
from cms.typesetting import can_draw
from tests.cms.conftest import publish
from tests.cms.typesetting.conftest import plain_machine  # noqa: F401

pytestmark = pytest.mark.site

TITLES = {
    "en": "Regional leadership workshop on greening technical and vocational education: findings",
    "ar": "ورشة العمل الإقليمية بشأن القيادة في التعليم والتدريب التقني (TVET)",
    "zh-hans": "地区职业技术教育与培训领导力研讨会：成果与承诺",
    "th": "การประชุมเชิงปฏิบัติการระดับภูมิภาคด้านภาวะผู้นำอาชีวศึกษา",
    "km": "សិក្ខាសាលាថ្នាក់តំបន់ស្តីពីភាពជាអ្នកដឹកនាំ",
    "vi": "Hội thảo khu vực về lãnh đạo",
    "ru": "Региональный семинар",
}
GROUND, ACCENT = (12, 63, 76), (224, 162, 104)


def opened(data):
    return Image.open(io.BytesIO(data)).convert("RGB")


def near(colour, other):
    return all(abs(one - two) <= 12 for one, two in zip(colour, other, strict=True))


def letters(picture, box):
    """How many light pixels a part of the picture has."""
    darkest = ImageChops.darker(ImageChops.darker(*picture.split()[:2]), picture.split()[2])
    return sum(darkest.crop(box).histogram()[181:])


@pytest.fixture
def folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return tmp_path / "share"


@pytest.fixture
def page(home, folder):
    return publish(
        home, EventPage(title="Workshop", slug="workshop", start_date=datetime.date(2026, 5, 4))
    )


def path_of(page, rf):
    request = rf.get("/")
    return share_image_url(page, request).removeprefix("http://testserver")


@pytest.mark.parametrize("language", TITLES)
def test_the_picture_is_well_set_and_small_in_each_script(language):
    if not can_draw(language):
        pytest.skip("this machine has no font for it")
    data = share_image(TITLES[language], "Event", "TVET Hub", language)
    picture = opened(data)
    assert picture.size == (1200, 630)
    assert len(data) < 100_000
    assert near(picture.getpixel((600, 20)), GROUND)
    assert letters(picture, (84, 130, 1116, 500)) > 2000
    # Nothing runs into the margins.
    assert not letters(picture, (20, 0, 80, 630))
    assert not letters(picture, (1122, 0, 1180, 630))


def test_the_accent_stands_where_lines_begin():
    left = opened(share_image("Plan", "Event", "TVET Hub", "en"))
    right = opened(share_image("خطة", "فعالية", "TVET Hub", "ar"))
    assert near(left.getpixel((5, 300)), ACCENT)
    assert near(right.getpixel((1195, 300)), ACCENT)
    assert near(right.getpixel((5, 300)), GROUND)
    assert letters(right, (700, 200, 1116, 420)) > letters(right, (84, 200, 500, 420))


@pytest.mark.parametrize(
    "title",
    ["x" * 300, "word " * 200, "a\nb\x00c\u202e", " ", "", "x" * 100_000, "word " * 20_000,
     '#read("/etc/passwd")', "*bold* $x$ ]", "\U0001f600"],
)  # fmt: skip
def test_an_odd_title_still_makes_a_picture(title):
    picture = opened(share_image(title, "Event", "TVET Hub", "en"))
    assert not letters(picture, (1122, 0, 1180, 630))
    assert letters(picture, (84, 540, 1116, 600))  # the site's name stays in its place


@pytest.mark.usefixtures("plain_machine")
def test_without_a_font_the_picture_has_no_title_and_no_boxes():
    picture = opened(share_image("行动计划", "Event", "TVET Hub", "zh-hans"))
    assert picture.size == (1200, 630)
    assert not letters(picture, (84, 150, 1116, 480))


@pytest.mark.parametrize("text", ["x" * 300, "word " * 200, "word " * 20_000])
def test_a_kind_and_a_site_of_any_length_stay_on_one_line(text):
    picture = opened(share_image("Title", text, text, "en"))
    assert not letters(picture, (1122, 0, 1180, 630))
    assert letters(picture, (84, 540, 1116, 575))
    assert not letters(picture, (84, 585, 1116, 630))


def test_an_editors_text_is_drawn_as_it_is():
    # Were it read as markup, the marks would be missing, and the letters bold.
    assert share_image("*a*", "", "", "en") != share_image("a", "", "", "en")
    assert letters(opened(share_image("#h(1pt)", "", "", "en")), (84, 130, 1116, 500)) > 1000


def test_the_same_texts_make_the_same_picture():
    assert share_image("Plan", "Event", "Hub", "en") == share_image("Plan", "Event", "Hub", "en")


def test_a_public_page_has_a_picture_that_is_asked_for_again_each_time(client, page, rf):
    response = client.get(path_of(page, rf))
    again = client.get(path_of(page, rf), headers={"If-None-Match": response["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert response.status_code == 200
    assert response["Content-Type"] == "image/png"
    assert response["Cache-Control"] == "no-cache"
    assert opened(response.content).size == (1200, 630)


def test_the_picture_is_drawn_once(client, page, rf, folder, monkeypatch):
    first = client.get(path_of(page, rf)).content
    monkeypatch.setattr(opengraph, "share_image", None)
    assert client.get(path_of(page, rf)).content == first
    assert len(list(folder.iterdir())) == 1


def test_a_new_title_has_a_new_address_and_the_old_one_goes(client, page, rf, folder):
    old = path_of(page, rf)
    client.get(old)
    page.title = "Another workshop"
    page.save_revision().publish()
    new = path_of(page, rf)
    assert new != old
    assert client.get(old).status_code == 404
    assert client.get(new).status_code == 200
    assert len(list(folder.iterdir())) == 1


def test_a_wrong_address_draws_nothing(client, page, rf, folder):
    right = path_of(page, rf)
    wrong = right.replace(right[-20:-4], "0" * 16)
    assert client.get(wrong).status_code == 404
    assert not folder.exists()


def test_drafts_and_private_pages_have_no_picture(client, page, rf):
    address = path_of(page, rf)
    restriction = PageViewRestriction.objects.create(
        page=page, restriction_type=PageViewRestriction.LOGIN
    )
    assert client.get(address).status_code == 404
    restriction.delete()
    assert client.get(address).status_code == 200
    page.unpublish()
    assert client.get(address).status_code == 404


def test_a_translation_has_a_picture_in_its_language(client, page, rf, translate):
    french = translate(page, "fr")
    address = path_of(french, rf)
    assert address != path_of(page, rf)
    assert client.get(address).status_code == 200


def test_a_folder_that_cannot_be_written_does_not_stop_the_picture(client, page, rf, settings):
    blocked = django_settings.DATA_DIR / "file"
    blocked.write_text("not a folder")
    settings.DATA_DIR = blocked
    assert client.get(path_of(page, rf)).status_code == 200


def test_a_page_that_is_not_saved_has_no_address(rf):
    assert share_image_url(EventPage(title="New"), rf.get("/")) == ""
