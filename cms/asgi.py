"""ASGI entry point, so that answers stream."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.local")

application = get_asgi_application()
