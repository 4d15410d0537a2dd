"""URLs that chat apps call; the site mounts them under a prefix of its choice."""

from django.urls import path

from bots.telegram.webhook import telegram

app_name = "bots"
urlpatterns = [path("telegram/", telegram, name="telegram")]
