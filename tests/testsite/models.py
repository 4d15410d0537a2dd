"""The kinds of page of the site: as few as show all that the assistant has to read."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from modelcluster.fields import ParentalKey
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.documents import get_document_model_string
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.fields import StreamField
from wagtail.images.blocks import ImageBlock
from wagtail.models import Orderable, Page
from wagtail.search import index


class HeadingBlock(blocks.StructBlock):
    """A heading in a text, which links can lead to."""

    text = blocks.CharBlock()
    level = blocks.ChoiceBlock(choices=[("h2", "Section"), ("h3", "Part")], default="h2")

    class Meta:
        template = "testsite/blocks/heading.html"


class TextPage(Page):
    """What all kinds have: a line that says what a page is about, and a text of blocks."""

    introduction = models.TextField(blank=True)
    body = StreamField(
        [
            ("heading", HeadingBlock()),
            ("paragraph", blocks.RichTextBlock()),
            ("table", TypedTableBlock([("text", blocks.CharBlock())])),
            ("image", ImageBlock()),
            ("document", DocumentChooserBlock(template="testsite/blocks/document.html")),
        ],
        blank=True,
    )

    content_panels = [*Page.content_panels, FieldPanel("introduction"), FieldPanel("body")]
    search_fields = [
        *Page.search_fields,
        index.SearchField("introduction"),
        index.SearchField("body"),
    ]

    class Meta:
        abstract = True


class HomePage(TextPage):
    """The first page of a language."""

    template = "testsite/page.html"


class IndexPage(TextPage):
    """A page that lists the pages below it, with what they are about."""

    template = "testsite/index_page.html"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the pages that anybody may read, and in a session those that the reader may."""
        context = super().get_context(request, *args, **kwargs)
        below = self.get_children().live()
        if not request.user.is_authenticated:
            below = below.public()
        context["below"] = below.specific()
        return context


class ArticlePage(TextPage):
    """An article."""

    template = "testsite/page.html"


class NewsPage(TextPage):
    """A piece of news, with its date."""

    #: When the editors got it: no template shows it.
    received_on = models.DateField(null=True, blank=True)
    date = models.DateField(default=timezone.localdate)

    template = "testsite/news_page.html"
    content_panels = [*TextPage.content_panels, FieldPanel("date")]


class DownloadPage(TextPage):
    """A page that offers documents."""

    template = "testsite/download_page.html"
    content_panels = [*TextPage.content_panels, InlinePanel("files")]


class Download(Orderable):
    """A document that a page offers."""

    page = ParentalKey(DownloadPage, on_delete=models.CASCADE, related_name="files")
    document = models.ForeignKey(
        get_document_model_string(), null=True, on_delete=models.SET_NULL, related_name="+"
    )

    panels = [FieldPanel("document")]

    def __str__(self) -> str:
        """The document's title."""
        return str(self.document or "")
