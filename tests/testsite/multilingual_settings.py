"""Settings of the same site grown up: many languages, wagtail-localize, a worker of its own.

The tests of the assistant run under these. The database is SQLite, or PostgreSQL if
`HUB_DATABASE_URL` names one, beside which a database for the tests is created.
"""

import os
from pathlib import Path

# With several threads numpy's BLAS waits for them by spinning, which takes cores that others need.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from tests.testsite.databases import database
from tests.testsite.settings import *  # noqa: F403
from tests.testsite.settings import ASSISTANT, DATA_DIR, INSTALLED_APPS, MIDDLEWARE

INSTALLED_APPS = [
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtail.snippets",
    "django_tasks",
    "django_tasks_db",
    "ninja",  # its API documentation page, without a CDN
    *INSTALLED_APPS,
]
MIDDLEWARE = [
    "whitenoise.middleware.WhiteNoiseMiddleware",
    *MIDDLEWARE,
    "tests.testsite.middleware.LocaleMiddleware",
]
ROOT_URLCONF = "tests.testsite.multilingual_urls"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
WHITENOISE_USE_FINDERS = True
STATIC_ROOT = DATA_DIR / "static"
STATIC_ROOT.mkdir(exist_ok=True)
DATABASES = {"default": database(os.environ.get("HUB_DATABASE_URL", ""), DATA_DIR)}

USE_I18N = True
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [
    ("en", "English"),
    ("fr", "Français"),
    ("es", "Español"),
    ("ar", "العربية"),
    ("zh-hans", "简体中文"),
    ("ru", "Русский"),
    ("tr", "Türkçe"),
    ("th", "ไทย"),
    ("vi", "Tiếng Việt"),
    ("id", "Bahasa Indonesia"),
    ("km", "ភាសាខ្មែរ"),
]
WAGTAIL_I18N_ENABLED = True
# Wagtail's admin is not translated into Khmer.
WAGTAILADMIN_PERMITTED_LANGUAGES = [language for language in LANGUAGES if language[0] != "km"]
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False
# No other machine is asked: for a newer Wagtail, for editors' pictures.
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
# Documents go through Wagtail's view, which checks who may read them.
WAGTAILDOCS_SERVE_METHOD = "serve_view"

TASKS = {
    "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"},
    "assistant": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["assistant"]},
}
ASSISTANT = {
    **ASSISTANT,
    "TASK_BACKEND": "assistant",
    "TASK_QUEUE": "assistant",
    # The model is prepared once for all processes of the tests, and those that they start.
    "MODEL_DIR": Path(__file__).resolve().parents[2] / "var" / "models",
}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"assistant": {"level": "INFO"}},
}
