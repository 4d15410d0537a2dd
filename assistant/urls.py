"""Addresses of the assistant: the widget's script, and the API of version 1."""

from django.urls import path

from assistant import widget
from assistant.api.urls import build_urls

app_name = "assistant"
urlpatterns = [
    path("widget.js", widget.script, name="widget"),
    path("api/v1/", build_urls()),
]
