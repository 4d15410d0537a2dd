"""Settings of the tests: real parts in temporary folders, no network, no deliberate delays.

The database is SQLite, or PostgreSQL if `HUB_DATABASE_URL` names one, beside which a database for
the tests is created.
"""

import tempfile
from pathlib import Path

from cms.settings.base import *  # noqa: F403
from cms.settings.base import ASSISTANT, BASE_DIR, DATABASES

DATA_DIR = Path(tempfile.mkdtemp(prefix="tvet-hub-tests-"))
SECRET_KEY = "only-for-tests"  # noqa: S105
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
WHITENOISE_USE_FINDERS = True
MEDIA_ROOT = DATA_DIR / "media"
STATIC_ROOT = DATA_DIR / "static"
STATIC_ROOT.mkdir()
if DATABASES["default"]["ENGINE"].endswith("sqlite"):
    DATABASES["default"]["NAME"] = DATA_DIR / "hub.sqlite3"
    # A file, not memory: live-server and worker threads need connections of their own.
    DATABASES["default"]["TEST"] = {"NAME": DATA_DIR / "test.sqlite3"}
ASSISTANT = {
    **ASSISTANT,
    "INDEX_DIR": DATA_DIR / "chroma",
    # The model is prepared once for all processes of the tests, and those that they start.
    "MODEL_DIR": BASE_DIR / "var" / "models",
    "LLM": "",
}
