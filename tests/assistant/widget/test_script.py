"""The module as it is served: small, cacheable, for every origin, in all the site's languages."""

from __future__ import annotations

import gzip
import json
import string
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client

from assistant.widget import strings

pytestmark = pytest.mark.site

URL = "/assistant/widget.js"


def get(**headers: str) -> HttpResponse:
    return Client().get(URL, headers=headers)


def constant(name: str) -> Any:
    line = next(
        line for line in get().content.decode().splitlines() if line.startswith(f"const {name} = ")
    )
    return json.loads(line.removeprefix(f"const {name} = ").removesuffix(";"))


def test_any_page_may_load_it_as_a_module() -> None:
    response = get(Origin="https://anybody.example")

    assert response.status_code == 200
    assert response["Content-Type"] == "text/javascript; charset=utf-8"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "max-age" in response["Cache-Control"]
    assert "Set-Cookie" not in response


def test_it_is_sent_again_only_when_it_has_changed() -> None:
    for accept in ("identity", "gzip"):
        first = get(**{"Accept-Encoding": accept})
        again = get(**{"Accept-Encoding": accept, "If-None-Match": first["ETag"]})

        assert again.status_code == 304
        assert again.content == b""
        assert again["Access-Control-Allow-Origin"] == "*"


def test_it_travels_compressed_and_below_40_kilobytes() -> None:
    response = get(**{"Accept-Encoding": "gzip, br"})

    assert response["Content-Encoding"] == "gzip"
    assert gzip.decompress(response.content) == get().content
    assert len(response.content) < 40_000


def test_other_methods_are_not_allowed() -> None:
    assert Client().post(URL).status_code == 405


def test_it_speaks_every_language_of_the_site() -> None:
    catalogue = constant("CATALOGUE")

    assert set(catalogue["languages"]) == {code for code, _ in settings.LANGUAGES}
    assert catalogue["english"] == strings.MESSAGES
    assert catalogue["languages"]["ar"]["dir"] == "rtl"
    assert catalogue["languages"]["km"]["dir"] == "ltr"


@pytest.mark.parametrize("code", [code for code, _ in settings.LANGUAGES])
def test_a_translation_keeps_the_words_in_braces(code: str) -> None:
    for name, text in strings.catalogue()["languages"][code]["strings"].items():
        placeholders = {field for _, field, _, _ in string.Formatter().parse(text) if field}
        original = string.Formatter().parse(strings.MESSAGES[name])
        assert placeholders == {field for _, field, _, _ in original if field}, name
