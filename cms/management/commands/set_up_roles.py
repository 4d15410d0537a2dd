"""`manage.py set_up_roles`: the groups of the hub's people and their workflow."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from cms.roles.setting_up import set_up


class Command(BaseCommand):
    """Make what is missing; leave what somebody changed."""

    help = (
        "Make the groups Editors, Moderators, Publishers and Translators of each language, and "
        "the workflow Review and publish. May be run again at any time: what you changed since "
        "stays as you changed it."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whether to undo changes."""
        parser.add_argument(
            "--reset",
            action="store_true",
            help="Undo changes to these groups' permissions and to the workflow.",
        )

    def handle(self, *, reset: bool, **options: Any) -> None:
        """Set up, and say what was done."""
        outcome = set_up(reset=reset)
        for sentence in [*outcome.done, *outcome.left]:
            self.stdout.write(sentence)
        if not outcome.done:
            self.stdout.write("Nothing to do: the roles are set up.")
