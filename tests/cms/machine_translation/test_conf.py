"""Which translator the environment chooses."""

import pytest
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string
from wagtail_localize.machine_translators import get_machine_translator

from cms.machine_translation.conf import machine_translator

pytestmark = pytest.mark.site

LLM = "cms.machine_translation.translator.ModelTranslator"
DEEPL = "wagtail_localize.machine_translators.deepl.DeepLTranslator"
LIBRE = "wagtail_localize.machine_translators.libretranslate.LibreTranslator"


def test_nothing_set_means_none():
    assert machine_translator({}) is None
    assert machine_translator({"HUB_MACHINE_TRANSLATOR": " "}) is None


@pytest.mark.parametrize("name", ["", "llm", "LLM "])
def test_the_assistants_language_model_translates_too(name):
    env = {"HUB_MACHINE_TRANSLATOR": name, "ASSISTANT_LLM": "openai:some-model"}
    assert machine_translator(env) == {"CLASS": LLM, "OPTIONS": {}}
    assert import_string(LLM)


def test_deepl_gets_its_key():
    env = {"HUB_MACHINE_TRANSLATOR": "deepl", "DEEPL_AUTH_KEY": "k:fx"}
    assert machine_translator(env) == {"CLASS": DEEPL, "OPTIONS": {"AUTH_KEY": "k:fx"}}


def test_libretranslate_needs_no_key():
    env = {"HUB_MACHINE_TRANSLATOR": "libretranslate", "LIBRETRANSLATE_URL": "https://t.example/"}
    chosen = machine_translator(env)
    assert chosen["CLASS"] == LIBRE
    assert chosen["OPTIONS"]["LIBRETRANSLATE_URL"] == "https://t.example"
    assert chosen["OPTIONS"]["API_KEY"] == ""


def test_google_gets_its_project_and_credentials():
    env = {
        "HUB_MACHINE_TRANSLATOR": "google",
        "GOOGLE_TRANSLATE_PROJECT_ID": "hub",
        "GOOGLE_TRANSLATE_CREDENTIALS_PATH": "/keys/google.json",
    }
    options = machine_translator(env)["OPTIONS"]
    assert options == {
        "PROJECT_ID": "hub",
        "LOCATION": "global",
        "CREDENTIALS_PATH": "/keys/google.json",
    }


@pytest.mark.parametrize(
    ("name", "missing"),
    [
        ("llm", "ASSISTANT_LLM"),
        ("deepl", "DEEPL_AUTH_KEY"),
        ("google", "GOOGLE_TRANSLATE_PROJECT_ID"),
        ("libretranslate", "LIBRETRANSLATE_URL"),
        ("babelfish", "babelfish"),
    ],
)
def test_a_missing_key_or_an_unknown_name_is_told(name, missing):
    with pytest.raises(ImproperlyConfigured, match=missing):
        machine_translator({"HUB_MACHINE_TRANSLATOR": name})


def test_each_translator_of_wagtail_localize_takes_our_options(settings):
    for env in (
        {"HUB_MACHINE_TRANSLATOR": "deepl", "DEEPL_AUTH_KEY": "k"},
        {"HUB_MACHINE_TRANSLATOR": "libretranslate", "LIBRETRANSLATE_URL": "https://t.example"},
    ):
        settings.WAGTAILLOCALIZE_MACHINE_TRANSLATOR = machine_translator(env)
        translator = get_machine_translator()
        assert translator.get_api_endpoint().startswith("https://")
        assert not run_checks()


def test_a_translator_whose_package_is_missing_is_told_at_the_start(settings):
    settings.WAGTAILLOCALIZE_MACHINE_TRANSLATOR = {"CLASS": "no.such.Translator"}
    assert "machine_translation.E001" in [error.id for error in run_checks()]
