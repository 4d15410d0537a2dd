"""Addresses of the evaluations, below Wagtail's admin."""

from __future__ import annotations

from django.urls import path

from assistant.evaluation_report import starting
from assistant.evaluation_report.run import RunView
from assistant.evaluation_report.runs import RunsView

urlpatterns = [
    path("", RunsView.as_view(), name="runs"),
    path("results/", RunsView.as_view(results_only=True), name="runs_results"),
    path("start/", starting.start, name="start"),
    path("<int:pk>/", RunView.as_view(), name="run"),
    path("<int:pk>/results/", RunView.as_view(results_only=True), name="run_results"),
    path("<int:pk>/progress/", starting.progress, name="progress"),
    path("<int:pk>/stop/", starting.stop, name="stop"),
]
