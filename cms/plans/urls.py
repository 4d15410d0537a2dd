"""Addresses of a plan's files: a page's own address and then the name of the file.

Wagtail's pattern for pages takes no dot, so these come before it; Wagtail's own view then finds
the page, sees to who may read it, and lets the page answer.
"""

from django.urls import re_path
from wagtail.views import serve

urlpatterns = [
    re_path(r"^((?:[\w\-]+/)*(?:plan|report)\.(?:pdf|xlsx))$", serve, name="plan_file"),
]
