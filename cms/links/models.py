"""The models of links, of addresses of other sites, and of rounds of checking."""

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale, Page


class Reason(models.TextChoices):
    """Why a link is broken."""

    PAGE_DELETED = "page_deleted", _("The page was deleted")
    PAGE_UNPUBLISHED = "page_unpublished", _("The page is not published")
    PAGE_PRIVATE = "page_private", _("The page is private")
    NO_SUCH_ADDRESS = "no_such_address", _("This site has no page at this address")
    NO_SUCH_SECTION = "no_such_section", _("The page has no section of this name")
    DOCUMENT_DELETED = "document_deleted", _("The document was deleted")
    DOCUMENT_PRIVATE = "document_private", _("The document is private")
    FILE_MISSING = "file_missing", _("The file of the document is missing")
    INVALID = "invalid", _("This is not a web address")
    PRIVATE_NETWORK = "private_network", _("The address is in a private network")
    NOT_FOUND = "not_found", _("The other site does not have it any more")
    NO_SUCH_SITE = "no_such_site", _("There is no site of this name")
    UNREACHABLE = "unreachable", _("The other site does not answer")
    SERVER_ERROR = "server_error", _("The other site reports an error")
    CERTIFICATE = "certificate", _("The other site's certificate is not valid")
    REDIRECTS = "redirects", _("The other site sends its visitors round in circles")


class Address(models.Model):
    """An address on another site, with the result of its last check."""

    class State(models.TextChoices):
        """The result of checking an address."""

        UNKNOWN = "unknown", _("Not checked yet")
        GOOD = "good", _("Good")
        BROKEN = "broken", _("Broken")
        # A page that wants a sign-in, or refuses programs, may well open for a reader.
        UNSURE = "unsure", _("Can't be told")

    key = models.CharField(max_length=64, unique=True)  # of the address, which may be long
    url = models.TextField(_("address"))
    host = models.CharField(_("site"), max_length=255, db_index=True)
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.UNKNOWN
    )
    reason = models.CharField(_("reason"), max_length=20, choices=Reason.choices, blank=True)
    detail = models.CharField(_("detail"), max_length=200, blank=True)
    failures = models.PositiveSmallIntegerField(_("failures in a row"), default=0)
    failing_since = models.DateTimeField(_("failing since"), null=True)
    checked_at = models.DateTimeField(_("last checked"), null=True)
    next_check_at = models.DateTimeField(_("next check"), db_index=True)

    class Meta:
        verbose_name = _("address")
        verbose_name_plural = _("addresses")

    def __str__(self) -> str:
        return self.url


class Link(models.Model):
    """A link in public content: a broken one within the site, or any to another site."""

    #: The key of the page or snippet with the link, such as "page:12" or "cms.person:3".
    source = models.CharField(max_length=100, db_index=True)
    key = models.CharField(max_length=64)  # of the link within its source
    page = models.ForeignKey(
        Page, verbose_name=_("page"), null=True, on_delete=models.CASCADE, related_name="+"
    )
    content_type = models.ForeignKey(
        ContentType, verbose_name=_("type"), on_delete=models.CASCADE, related_name="+"
    )
    object_id = models.CharField(max_length=255)
    title = models.CharField(_("title"), max_length=255)
    locale = models.ForeignKey(
        Locale, verbose_name=_("language"), null=True, on_delete=models.CASCADE, related_name="+"
    )
    field = models.CharField(_("place"), max_length=255)
    text = models.CharField(_("link text"), max_length=255, blank=True)
    target = models.TextField(_("leads to"))
    #: Only for links within the site; for others the reason is that of the address.
    reason = models.CharField(_("reason"), max_length=20, choices=Reason.choices, blank=True)
    since = models.DateTimeField(_("since"))
    address = models.ForeignKey(
        Address, verbose_name=_("address"), null=True, on_delete=models.CASCADE,
        related_name="links",
    )  # fmt: skip

    class Meta:
        verbose_name = _("link")
        verbose_name_plural = _("links")
        default_permissions = ["view"]
        constraints = [
            models.UniqueConstraint(fields=["source", "key"], name="links_link_once_a_source")
        ]

    def __str__(self) -> str:
        return f"{self.title}: {self.target}"


class Round(models.Model):
    """A round of checking through all content, with its progress."""

    started_at = models.DateTimeField(_("started"), auto_now_add=True)
    #: When its progress was saved last. A round that stays silent has died.
    heard_at = models.DateTimeField(_("last heard of"), auto_now=True)
    finished_at = models.DateTimeField(_("finished"), null=True)
    total = models.PositiveIntegerField(_("to look at"), default=0)
    done = models.PositiveIntegerField(_("looked at"), default=0)

    class Meta:
        verbose_name = _("round of checking")
        verbose_name_plural = _("rounds of checking")
        get_latest_by = "started_at"

    def __str__(self) -> str:
        return f"{self.started_at:%Y-%m-%d %H:%M}"
