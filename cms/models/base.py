"""The base class of all kinds of page."""

from typing import Any, ClassVar

from django.core import checks
from django.db import models
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.api import APIField
from wagtail.fields import StreamField
from wagtail.images import get_image_model_string
from wagtail.models import Page
from wagtail.search import index
from wagtail.url_routing import RouteResult

from cms.blocks import BodyBlock, heading_anchors, reserved_ids
from cms.i18n import notice_for
from cms.models.front_end_preview import FrontEndPreviewMixin
from cms.models.kinds import PageKind, declared_kind, declared_kinds
from cms.navigation import language_links


class HubPage(FrontEndPreviewMixin, Page):
    """A page with a summary and a body of blocks. Every kind of the hub is a subclass."""

    introduction = models.TextField(
        _("introduction"),
        blank=True,
        help_text=_(
            "One or two plain sentences. They open the page and stand for it in lists and search."
        ),
    )
    image = models.ForeignKey(
        get_image_model_string(),
        verbose_name=_("image"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("For lists, and for previews where people share the page."),
    )
    body = StreamField(BodyBlock(), verbose_name=_("body"), blank=True)

    #: The order in which an index page lists its children of this kind.
    listing_order: ClassVar[tuple[str, ...]] = ("path",)

    introduction_panels: ClassVar[list] = [FieldPanel("introduction"), FieldPanel("image")]
    body_panels: ClassVar[list] = [FieldPanel("body")]
    content_panels = [*Page.content_panels, *introduction_panels, *body_panels]
    search_fields = [
        *Page.search_fields,
        index.SearchField("introduction"),
        index.SearchField("body"),
    ]
    api_fields = [APIField("introduction"), APIField("body")]

    class Meta:
        abstract = True

    @classmethod
    def check(cls, **kwargs: Any) -> list[checks.CheckMessage]:
        """Report an error if the kind is not declared in `cms/page_kinds.py`."""
        found = super().check(**kwargs)
        if declared_kind(cls) is None:
            message = f"{cls._meta.label} is a kind of page that nothing declares."
            hint = "Declare it in cms/page_kinds.py."
            found.append(checks.Error(message, hint=hint, obj=cls, id="cms.E001"))
        return found

    @classmethod
    def clean_subpage_models(cls) -> list[type[Page]]:
        """Return all kinds of page: a kind restricts by `parent_page_types` where it may stand."""
        return [kind.model for kind in declared_kinds()]

    @property
    def page_kind(self) -> PageKind:
        """The declaration of the page's kind. Raises LookupError if there is none."""
        kind = declared_kind(type(self))
        if kind is None:
            raise LookupError(f"{type(self)!r} is not declared in cms/page_kinds.py.")
        return kind

    @property
    def card(self) -> str:
        """The name of the template part that shows the page in a list."""
        return self.page_kind.card

    @property
    def calendar_path(self) -> str:
        """The path of the page's iCalendar file; empty where there is none."""
        return ""

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Find the page at a path below this one in one query; Wagtail needs one for each step."""
        if len(path_components) > 1:
            address = "/".join([*self.url_path.rstrip("/").split("/"), *path_components, ""])
            below = Page.objects.filter(path__startswith=self.path, url_path=address)
            if page := below.first():
                return page.specific.route(request, [])
        return super().route(request, path_components)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the language switcher, the notice about the translation and the kind's context."""
        context = super().get_context(request, *args, **kwargs)
        context["languages"] = language_links(self, request)
        context["notice"] = notice_for(self, get_language() or "", request)
        context |= self.page_kind.context(self, request)
        return context

    @cached_property
    def outline(self) -> list[tuple[str, str]]:
        """The sections of the body as (anchor, heading), for the page's table of contents."""
        found = heading_anchors(self.body, reserved_ids(self))
        return [
            (anchor, self.body[position].value["text"])
            for position, anchor in found.items()
            if self.body[position].value["level"] == "h2"
        ]
