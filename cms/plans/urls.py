"""The addresses of a plan's files: the page's own address, then the name of the file.

Wagtail's pattern for pages has no dot, so these patterns come before it. Wagtail's own view then
finds the page, checks who may read it, and lets the page answer.
"""

from django.urls import re_path
from wagtail.views import serve

urlpatterns = [
    re_path(r"^((?:[\w\-]+/)*(?:plan|report)\.(?:pdf|xlsx))$", serve, name="plan_file"),
]
