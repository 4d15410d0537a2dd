"""Settings shared by every way of running the hub; what differs is an environment variable."""

import os
from pathlib import Path

from cms.machine_translation.conf import machine_translator
from cms.settings.databases import database

# Products of a few thousand numbers are over before several threads have met, which then wait by
# spinning, on cores that others need. Read when numpy is loaded, which settings come before.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

BASE_DIR = Path(__file__).resolve().parent.parent.parent
#: Everything the hub writes: database, index, uploads. Back this folder up.
DATA_DIR = Path(os.environ.get("HUB_DATA_DIR", BASE_DIR / "var")).resolve()


def env_list(name: str) -> list[str]:
    """The comma-separated values of an environment variable, without blanks."""
    return [item.strip() for item in os.environ.get(name, "").split(",") if item.strip()]


INSTALLED_APPS = [
    "cms",
    "cms.machine_translation",
    "cms.coverage",
    "cms.roles",
    "cms.links",
    "bots",
    "assistant",
    "wagtail_localize",
    "wagtail_localize.locales",  # takes the place of wagtail.locales
    "wagtail_headless_preview",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.routable_page",
    "wagtail.contrib.typed_table_block",
    "wagtail.api.v2",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "django_tasks",
    "django_tasks_db",
    "modelcluster",
    "taggit",
    "rest_framework",
    "corsheaders",
    "ninja",  # its API documentation page, without a CDN
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "cms.runtime.compression.CompressionMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "cms.runtime.middleware.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "cms.urls"
ASGI_APPLICATION = "cms.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "cms.context_processors.site_navigation",
            ],
        },
    }
]

DATABASES = {"default": database(os.environ.get("HUB_DATABASE_URL", ""), DATA_DIR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

# Languages. Each carries its own name, so that a reader finds it in any page.
USE_I18N = True
USE_TZ = True
TIME_ZONE = os.environ.get("HUB_TIME_ZONE", "UTC")
LANGUAGE_CODE = "en"
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
LOCALE_PATHS = [BASE_DIR / "locale"]
WAGTAIL_I18N_ENABLED = True
WAGTAIL_SITE_NAME = "TVET Hub"
# The admin asks no other site whether there is a newer Wagtail.
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAILADMIN_BASE_URL = os.environ.get("HUB_BASE_URL", "http://localhost:8000")
# Wagtail's admin is not translated to Khmer.
WAGTAILADMIN_PERMITTED_LANGUAGES = [language for language in LANGUAGES if language[0] != "km"]
WAGTAIL_ALLOW_UNICODE_SLUGS = True
# An editor's address, hashed or not, is nobody else's business; and the line may be poor.
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILIMAGES_IMAGE_MODEL = "cms.HubImage"
WAGTAILDOCS_EXTENSIONS = ["pdf", "docx", "txt", "md", "csv", "xlsx", "pptx", "odt", "epub"]
WAGTAILDOCS_EXTENSIONS += ["mp4", "webm", "vtt"]  # videos and their captions
#: A moderator's approval publishes, though a moderator may not publish otherwise.
WAGTAIL_FINISH_WORKFLOW_ACTION = "cms.roles.approval.publish_approved"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "cms.uploads.forms.DocumentForm"
WAGTAILIMAGES_IMAGE_FORM_BASE = "cms.uploads.forms.ImageForm"
WAGTAILDOCS_MAX_UPLOAD_SIZE = int(os.environ.get("HUB_MAX_DOCUMENT_MB", 50)) * 1024**2
WAGTAILIMAGES_MAX_UPLOAD_SIZE = int(os.environ.get("HUB_MAX_IMAGE_MB", 10)) * 1024**2
FILE_UPLOAD_HANDLERS = [
    "cms.uploads.handlers.SizeLimitHandler",  # first: what is too large is not kept
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
#: Documents go through Wagtail's view, which checks who may read them.
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False
#: Who drafts translations; see cms/machine_translation/conf.py for the variables.
WAGTAILLOCALIZE_MACHINE_TRANSLATOR = machine_translator(os.environ)

# Pages of any origin may read what is public: the API, feeds and calendars. No cookie crosses.
CORS_ALLOW_ALL_ORIGINS = True
CORS_URLS_REGEX = r"^/(api/v2/|ics/|[a-z-]+/feeds/|[a-z-]+/events\.ics$)"
CORS_ALLOW_METHODS = ["GET", "HEAD", "OPTIONS"]
CORS_ALLOW_HEADERS = ["accept", "if-none-match"]
CORS_EXPOSE_HEADERS = ["etag"]
#: A front end elsewhere, in which editors can preview drafts; without one they can't.
HUB_FRONT_END_URL = os.environ.get("HUB_FRONT_END_URL", "")
WAGTAIL_HEADLESS_PREVIEW = {"CLIENT_URLS": {"default": HUB_FRONT_END_URL}}

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
FILE_UPLOAD_PERMISSIONS = 0o640

# Wagtail's own small tasks (its reference index) run at once, so that what a page shows is
# known when it is published. The assistant's work runs in a worker, through the database.
TASKS = {
    "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"},
    "assistant": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["assistant"]},
}

ASSISTANT = {
    "TASK_BACKEND": "assistant",
    "TASK_QUEUE": "assistant",
    "INDEX_DIR": DATA_DIR / "chroma",
    # Those of the sample content: without them its first index takes a minute longer.
    "VECTOR_FILES": BASE_DIR / "cms" / "demo" / "vectors",
    "QUERY_TERMS": "cms.directory.question_terms.in_other_languages",
    # A Chroma server, where several processes share the index.
    "CHROMA_URL": os.environ.get("ASSISTANT_CHROMA_URL", ""),
    "CHROMA_TOKEN": os.environ.get("ASSISTANT_CHROMA_TOKEN", ""),
    "LLM": os.environ.get("ASSISTANT_LLM", ""),
    "RATE_LIMIT": int(os.environ.get("ASSISTANT_RATE_LIMIT", 30)),
    "ALLOWED_ORIGINS": env_list("ASSISTANT_ALLOWED_ORIGINS"),
}
BOTS = {
    "TELEGRAM_TOKEN": os.environ.get("TELEGRAM_BOT_TOKEN", ""),
    "TELEGRAM_WEBHOOK_SECRET": os.environ.get("TELEGRAM_WEBHOOK_SECRET", ""),
    # A Bot API server of one's own, or a relay where Telegram is blocked.
    "TELEGRAM_API_URL": os.environ.get("TELEGRAM_API_URL", "https://api.telegram.org"),
}

#: Whether links to other sites are checked too, each once a week; off, no other site is asked.
HUB_CHECK_EXTERNAL_LINKS = os.environ.get("HUB_CHECK_EXTERNAL_LINKS", "") in {"1", "true", "yes"}
#: Whether `manage.py serve` fills an empty site with the sample content.
HUB_SAMPLE_CONTENT = False
#: Addresses of proxies whose word on a visitor's address is taken; it is never stored.
HUB_TRUSTED_PROXIES = env_list("HUB_TRUSTED_PROXIES")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "assistant": {"level": "INFO"},
        "bots": {"level": "INFO"},
        "cms": {"level": "INFO"},
        # Its lines name the chat and, at debug level, the bot's token.
        "httpx": {"level": "WARNING"},
    },
}
