"""A site in two languages with wagtail-localize, a task queue in the database and short pages.

Its pages are those of `tests.testsite`, which render fast; a proof needs many steps.
"""

import os
import tempfile
from pathlib import Path

from cms.settings.databases import database
from tests.testsite.settings import *  # noqa: F403
from tests.testsite.settings import INSTALLED_APPS as _TESTSITE_APPS
from tests.testsite.settings import MIDDLEWARE as _TESTSITE_MIDDLEWARE

DATA_DIR = Path(tempfile.mkdtemp(prefix="proof-"))
INSTALLED_APPS = [
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtail.snippets",
    "django_tasks",
    "django_tasks_db",
    *_TESTSITE_APPS,
]
MIDDLEWARE = [*_TESTSITE_MIDDLEWARE, "django.middleware.locale.LocaleMiddleware"]
ROOT_URLCONF = "tests.assistant.proof.urls"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


_DATABASE = database(os.environ.get("HUB_DATABASE_URL", ""), DATA_DIR)
# One of its own, in which nothing has to survive a power cut.
if "postgresql" in _DATABASE["ENGINE"]:
    _DATABASE["NAME"] = f"proof_{os.getpid()}"
else:
    _DATABASE["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"
DATABASES = {"default": {**_DATABASE, "CONN_MAX_AGE": None}}

USE_I18N = True
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [("en", "English"), ("tr", "Türkçe")]
WAGTAIL_I18N_ENABLED = True
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False
WAGTAIL_ENABLE_UPDATE_CHECK = False
MEDIA_ROOT = DATA_DIR / "media"
TASKS = {
    "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"},
    "assistant": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["assistant"]},
}
ASSISTANT = {"INDEX_DIR": DATA_DIR / "index", "TASK_BACKEND": "assistant"}
ASSISTANT["TASK_QUEUE"] = "assistant"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "root": {"handlers": [], "level": "ERROR"},
}
