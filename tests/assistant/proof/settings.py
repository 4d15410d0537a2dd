"""The settings of the assistant's tests, for a site that changes fast.

Its pages are those of `tests.testsite`, which render fast; a proof needs many steps.
"""

import os
import tempfile
from pathlib import Path

from tests.testsite.databases import database
from tests.testsite.multilingual_settings import *  # noqa: F403
from tests.testsite.multilingual_settings import ASSISTANT

DATA_DIR = Path(tempfile.mkdtemp(prefix="proof-"))
_DATABASE = database(os.environ.get("HUB_DATABASE_URL", ""), DATA_DIR)
# One of its own, in which nothing has to survive a power cut.
if "postgresql" in _DATABASE["ENGINE"]:
    _DATABASE["NAME"] = f"proof_{os.getpid()}"
else:
    _DATABASE["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"
DATABASES = {"default": {**_DATABASE, "CONN_MAX_AGE": None}}

# Each language more is asked at each step.
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [("en", "English"), ("tr", "Türkçe")]
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
MEDIA_ROOT = DATA_DIR / "media"
ASSISTANT = {**ASSISTANT, "INDEX_DIR": DATA_DIR / "index"}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "root": {"handlers": [], "level": "ERROR"},
}
