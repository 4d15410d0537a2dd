"""URLs of the assistant: the widget's script, and version 1 of the API."""

from django.urls import path

from assistant.api import build_urls
from assistant.widget import script

app_name = "assistant"
urlpatterns = [
    path("widget.js", script.serve, name="widget"),
    path("api/v1/", build_urls()),
]
