"""The frame of the sample site: languages, the site itself, and one account to try it with."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser
from wagtail.models import Locale, Page, Site
from wagtail.query import PageQuerySet

EDITOR = "editor"


@dataclass(frozen=True, kw_only=True, slots=True)
class Credentials:
    """What opens the sample site: its editor, and the password of its staff area."""

    username: str
    password: str
    staff_area: str


def credentials_file() -> Path:
    """Where the passwords of this set-up are kept, readable by its owner only."""
    return Path(settings.DATA_DIR) / "sample-editor.txt"


def read_credentials() -> Credentials | None:
    """The passwords of this set-up; None before the first load or when the file was removed."""
    try:
        lines = credentials_file().read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return None
    found = dict(line.split(": ", 1) for line in lines if ": " in line)
    try:
        return Credentials(
            username=found["username"], password=found["password"], staff_area=found["staff area"]
        )
    except KeyError:
        return None


def make_credentials() -> Credentials:
    """The passwords of this set-up, made up and written down at the first call."""
    found = read_credentials()
    if found:
        return found
    taken = get_user_model().objects.filter(username=EDITOR).exists()
    made = Credentials(
        # An account of this name that is not ours keeps its name and its password.
        username=f"{EDITOR}-{secrets.token_hex(3)}" if taken else EDITOR,
        password=secrets.token_urlsafe(12),
        staff_area=secrets.token_urlsafe(9),
    )
    file = credentials_file()
    file.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(file, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as target:
        target.write(
            f"username: {made.username}\npassword: {made.password}\nstaff area: {made.staff_area}\n"
        )
    file.chmod(0o600)
    return made


def ensure_editor(credentials: Credentials) -> AbstractUser:
    """The sample editor, who may do everything; an account that exists is left as it is."""
    users = get_user_model().objects
    found = users.filter(username=credentials.username).first()
    return found or users.create_superuser(
        credentials.username, "editor@tvet-hub.example", credentials.password
    )


def ensure_locales() -> dict[str, Locale]:
    """A locale for every content language of the settings, by language code."""
    return {
        code: Locale.objects.get_or_create(language_code=code)[0]
        for code, _ in settings.WAGTAIL_CONTENT_LANGUAGES
    }


def welcome_pages() -> PageQuerySet:
    """What Wagtail's own migrations put there: a bare `Page`, as no kind of ours is."""
    return Page.objects.filter(
        depth=2,
        numchild=0,
        content_type__app_label="wagtailcore",
        content_type__model="page",
    )


def has_other_pages() -> bool:
    """Whether there are pages that an empty site would not have."""
    return Page.objects.filter(depth__gt=1).exclude(pk__in=welcome_pages().values("pk")).exists()


def ensure_site(home: Page, *, port: int) -> Site:
    """Make `home` the front page of the default site; a site that has it already is kept.

    `port` is 1 to 65535.
    """
    site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True)
    if site.root_page_id != home.pk:
        site.hostname = "localhost"
        site.port = port
        site.site_name = settings.WAGTAIL_SITE_NAME
        site.root_page = home
        site.save()
    return site
