"""Addresses of the evaluation's views, below Wagtail's admin."""

from __future__ import annotations

from django.urls import path

from assistant.admin.evaluation import start
from assistant.admin.evaluation.run import RunView
from assistant.admin.evaluation.runs import RunsView

urlpatterns = [
    path("", RunsView.as_view(), name="runs"),
    path("results/", RunsView.as_view(results_only=True), name="runs_results"),
    path("start/", start.start, name="start"),
    path("<int:pk>/", RunView.as_view(), name="run"),
    path("<int:pk>/results/", RunView.as_view(results_only=True), name="run_results"),
    path("<int:pk>/progress/", start.progress, name="progress"),
    path("<int:pk>/stop/", start.stop, name="stop"),
]
