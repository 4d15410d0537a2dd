"""Settings for one small machine and one process, which `make serve` and `manage.py` use."""

import os
import secrets

from cms.settings.base import *  # noqa: F403
from cms.settings.base import DATA_DIR, env_list

DEBUG = False


def _own_secret_key() -> str:
    """Return this installation's secret key, created once, readable by its owner only."""
    path = DATA_DIR / "secret_key"
    DATA_DIR.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return path.read_text()
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(50))
    return path.read_text()


SECRET_KEY = os.environ.get("HUB_SECRET_KEY") or _own_secret_key()
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *env_list("HUB_ALLOWED_HOSTS")]
HUB_SAMPLE_CONTENT = True
# Static files are found in the apps, so that no collectstatic is needed before the first page.
WHITENOISE_USE_FINDERS = True
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
