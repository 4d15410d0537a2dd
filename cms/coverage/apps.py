"""The Django app of the translation coverage report."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoverageConfig(AppConfig):
    """A report in the admin; the app has no models."""

    name = "cms.coverage"
    label = "coverage"
    verbose_name = _("Translation coverage")
