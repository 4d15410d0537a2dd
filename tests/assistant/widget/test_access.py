"""For everyone: by keyboard, by ear, from right to left, on small screens, in light and dark."""

from __future__ import annotations

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from tests.assistant.widget.handling import WELDING, Widget

pytestmark = pytest.mark.slow

NAMED_ROLES = {"button", "link", "textbox", "dialog", "region", "list", "group"}


def press(widget: Widget, *keys: str) -> None:
    widget.browser.switch_to.active_element.send_keys(*keys)


def label(widget: Widget) -> str:
    return widget.run(
        "const at = root.activeElement;"
        "return at ? at.getAttribute('aria-label') || at.id || at.className : ''"
    )


def test_everything_can_be_done_by_keyboard(partner) -> None:
    widget = partner('<a id="before" href="#">Before</a>')
    widget.find(".launcher")
    widget.browser.find_element(By.ID, "before").send_keys(Keys.TAB)
    assert "launcher" in label(widget)

    press(widget, Keys.ENTER)
    assert label(widget) == "question"
    press(widget, WELDING, Keys.ENTER)
    widget.wait(lambda: widget.find_all(".feedback"))
    assert label(widget) == "question"

    visited = []
    while "launcher" not in visited:
        press(widget, Keys.SHIFT, Keys.TAB)
        visited.append(label(widget))
        assert len(visited) < 20
    assert visited[:2] == ["Not helpful", "Helpful"]
    assert "source" in visited
    assert {"Close", "Delete this conversation", "New conversation"} <= set(visited)

    press(widget, Keys.TAB)
    press(widget, Keys.ESCAPE)
    widget.wait(lambda: not widget.is_open)
    assert "launcher" in label(widget)
    assert widget.find(".launcher").get_attribute("aria-expanded") == "false"


def test_the_focus_can_leave_an_open_panel_on_a_wide_screen(partner) -> None:
    widget = partner('<a id="before" href="#">Before</a>').open()
    for _ in range(4):
        press(widget, Keys.SHIFT, Keys.TAB)
    assert widget.browser.switch_to.active_element.get_attribute("id") == "before"


def test_everything_that_can_be_used_has_a_name(partner) -> None:
    widget = partner(data='data-questions="Who teaches?|What does it cost?"')
    widget.browser.execute_cdp_cmd("Accessibility.enable", {})
    found: dict[str, set[str]] = {}

    def collect() -> None:
        nodes = widget.browser.execute_cdp_cmd("Accessibility.getFullAXTree", {})["nodes"]
        for node in nodes:
            role = node.get("role", {}).get("value")
            if role in NAMED_ROLES - {"list"} and not node.get("ignored"):
                name = node.get("name", {}).get("value", "")
                assert name.strip(), node
                found.setdefault(role, set()).add(name)

    widget.open()
    collect()
    widget.ask(WELDING)
    collect()
    widget.ask("Who won the chess championship in Reykjavik?")
    collect()

    assert found["dialog"] == {"Ask the assistant"}
    assert found["textbox"] == {"Your question"}
    assert found["button"] >= {
        "Ask a question",
        "Close",
        "New conversation",
        "Delete this conversation",
        "Send",
        "Helpful",
        "Not helpful",
        "Who teaches?",
        "What does it cost?",
    }
    assert "1 Welding certificate (opens in a new tab) How long it takes" in found["link"]
    assert "Source 1: Welding certificate" in found["link"]


def test_arabic_runs_from_right_to_left(partner) -> None:
    widget = partner(lang="ar").open()
    root = widget.find(".root")

    assert root.get_attribute("dir") == "rtl"
    assert root.get_attribute("lang") == "ar"
    assert widget.find("dialog").rect["x"] < 40
    assert widget.find(".launcher").rect["x"] < 40
    turn = widget.ask("كم من الوقت تستغرق شهادة اللحام؟")
    # The page exists in English only, and says so in Arabic.
    assert "الإنجليزية" in turn.find_element(By.CSS_SELECTOR, ".label").text
    assert turn.find_element(By.CSS_SELECTOR, ".title").get_attribute("lang") == "en"
    close = widget.find("header .icon:last-child").rect
    assert close["x"] < widget.find("h2").rect["x"]


@pytest.mark.parametrize(
    ("lang", "data", "expected"),
    [
        ("tr", "", "tr"),
        ("fr-CA", "", "fr"),
        ("zh-CN", "", "zh-hans"),
        ("zh", "", "zh-hans"),
        ("en", 'data-locale="km"', "km"),
        ("de", "", "en"),
        ("", "", "en"),
    ],
)
def test_the_language_is_the_scripts_or_the_pages_or_english(
    partner, lang: str, data: str, expected: str
) -> None:
    widget = partner(lang=lang, data=data)

    assert widget.find(".root").get_attribute("lang") == expected


def test_a_page_without_a_language_of_the_site_is_answered_in_the_questions_language(
    partner,
) -> None:
    widget = partner(lang="de").open()
    turn = widget.ask("Kaynakçılık sertifikası ne kadar sürer?")

    assert turn.find_element(By.CSS_SELECTOR, ".answer").get_attribute("lang") == "tr"


@pytest.fixture
def phone(browser):
    def emulate(width: int, height: int) -> None:
        browser.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": width, "height": height, "deviceScaleFactor": 2, "mobile": True},
        )

    yield emulate
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def test_on_a_narrow_phone_the_panel_is_a_sheet_with_room_for_thumbs(partner, phone) -> None:
    phone(320, 568)
    widget = partner("<p>" + "Text. " * 500).open()
    widget.ask(WELDING)
    sheet = widget.find("dialog").rect

    assert (sheet["x"], sheet["y"], sheet["width"], sheet["height"]) == (0, 0, 320, 568)
    wide = widget.run(
        "return [...root.querySelectorAll('dialog, dialog *')]"
        ".filter((one) => !one.closest('.unseen') && one.getBoundingClientRect().right > 320.5)"
        ".map((one) => one.className)"
    )
    assert wide == []
    small = widget.run(
        "return [...root.querySelectorAll('button, a.source, textarea')]"
        ".map((one) => [one.className, one.getBoundingClientRect()])"
        ".filter(([, box]) => box.width && (box.width < 44 || box.height < 44))"
        ".map(([name, box]) => `${name} ${box.width}x${box.height}`)"
    )
    assert small == []


def test_on_a_phone_the_page_behind_the_sheet_is_out_of_reach(partner, phone) -> None:
    phone(390, 800)
    widget = partner('<a id="before" href="#">Before</a>').open()
    for _ in range(6):
        press(widget, Keys.TAB)
        assert widget.browser.switch_to.active_element.get_attribute("id") != "before"
    press(widget, Keys.ESCAPE)
    widget.wait(lambda: not widget.is_open)

    assert "launcher" in label(widget)


def test_an_open_panel_stays_open_when_the_screen_is_turned(partner, phone) -> None:
    widget = partner().open()
    widget.type("Half a ques")
    phone(390, 800)
    widget.wait(lambda: widget.find("dialog").rect["width"] == 390)

    assert widget.is_open
    assert label(widget) == "question"
    assert widget.find("textarea").get_attribute("value") == "Half a ques"


def test_the_page_it_stands_on_does_not_move(partner) -> None:
    measure = (
        "const {scrollWidth, scrollHeight} = document.documentElement;"
        "const {top} = document.querySelector('p').getBoundingClientRect();"
        "return [scrollWidth, scrollHeight, top]"
    )
    widget = partner("<p>" + "Text. " * 3000)
    widget.browser.execute_script("window.scrollTo(0, 200)")
    before = widget.browser.execute_script(measure)
    widget.open().ask(WELDING)

    assert widget.browser.execute_script(measure) == before


def test_the_pages_styles_do_not_reach_in(partner) -> None:
    widget = partner(
        "<style>* { font-size: 40px !important; display: inline !important } "
        "button { background: red }</style>"
    ).open()

    size = widget.run("return getComputedStyle(root.querySelector('h2')).fontSize")
    assert float(size.removesuffix("px")) < 20


CONTRAST = """
const canvas = document.createElement('canvas').getContext('2d');
const luminance = (color) => {
  canvas.clearRect(0, 0, 1, 1);
  canvas.fillStyle = color;
  canvas.fillRect(0, 0, 1, 1);
  const [red, green, blue] = [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3)
    .map((part) => part / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};
const ground = (one) => {
  for (let at = one; at; at = at.parentElement) {
    const color = getComputedStyle(at).backgroundColor;
    if (color !== 'rgba(0, 0, 0, 0)') return color;
  }
  return 'white';
};
const poor = [];
for (const one of root.querySelectorAll('*')) {
  const says = [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  if (!says || !one.getClientRects().length || one.closest('.unseen')) continue;
  const [light, dark] = [luminance(getComputedStyle(one).color), luminance(ground(one))].sort()
    .reverse();
  const ratio = (light + 0.05) / (dark + 0.05);
  if (ratio < 4.5) poor.push(`${one.className || one.localName} ${ratio.toFixed(2)}`);
}
return [poor, getComputedStyle(root.querySelector('dialog')).backgroundColor];
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_has_enough_contrast_in_light_and_dark(partner, scheme: str) -> None:
    widget = partner()
    widget.browser.execute_cdp_cmd(
        "Emulation.setEmulatedMedia",
        {"features": [{"name": "prefers-color-scheme", "value": scheme}]},
    )
    widget.open()
    grounds = set()
    for question in (WELDING, "Who won the chess championship in Reykjavik?"):
        widget.ask(question)
        poor, ground = widget.run(CONTRAST)
        grounds.add(ground)
        assert poor == []

    expected = {"light": "rgb(255, 255, 255)", "dark": "rgb(21, 27, 35)"}[scheme]
    assert grounds == {expected}


def test_a_page_that_is_light_gets_a_light_panel_in_a_dark_system(partner) -> None:
    widget = partner("<style>:root { color-scheme: light }</style>")
    widget.browser.execute_cdp_cmd(
        "Emulation.setEmulatedMedia",
        {"features": [{"name": "prefers-color-scheme", "value": "dark"}]},
    )
    _, ground = widget.open().run(CONTRAST)

    assert ground == "rgb(255, 255, 255)"


def test_nothing_moves_for_those_who_asked_for_less_motion(partner) -> None:
    widget = partner()
    widget.browser.execute_cdp_cmd(
        "Emulation.setEmulatedMedia",
        {"features": [{"name": "prefers-reduced-motion", "value": "reduce"}]},
    )
    widget.open()

    moving = widget.run("return getComputedStyle(root.querySelector('dialog')).animationName")
    assert moving == "none"
