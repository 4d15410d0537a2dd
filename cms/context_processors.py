"""What every page shows around its content."""

from typing import Any

from django.http import HttpRequest


def site_navigation(request: HttpRequest) -> dict[str, Any]:
    """The pages of the main menu in the reader's language."""
    return {}
