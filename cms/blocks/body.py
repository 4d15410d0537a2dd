"""The blocks of a page's body."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks
from wagtail.blocks.stream_block import StreamValue
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock
from wagtail.snippets.blocks import SnippetChooserBlock

from cms.blocks.fragment_ids import heading_anchors, question_anchors
from cms.blocks.sections import lead_length, reserved_ids
from cms.blocks.tables import table_block

#: Inline marks and lists only: headings are blocks of their own, so that each has an anchor.
PARAGRAPH_FEATURES = ["bold", "italic", "link", "document-link", "ol", "ul"]
#: The features of fields that hold one rich text.
TEXT_FEATURES = PARAGRAPH_FEATURES


class HeadingBlock(blocks.StructBlock):
    """A heading inside a page. The page's title is its only first-level heading."""

    text = blocks.CharBlock(label=_("Text"), max_length=200)
    level = blocks.ChoiceBlock(
        label=_("Level"),
        choices=[("h2", _("Section")), ("h3", _("Part of a section"))],
        default="h2",
        help_text=_("Sections appear in the page's table of contents."),
    )

    class Meta:
        icon = "title"
        label = _("Heading")
        template = "cms/blocks/heading.html"


class QuoteBlock(blocks.StructBlock):
    """A quotation, with the name of the person who said it."""

    text = blocks.TextBlock(label=_("Quotation"))
    attribution = blocks.CharBlock(
        label=_("Who said it"), required=False, max_length=200, help_text=_("Name and role.")
    )

    class Meta:
        icon = "openquote"
        label = _("Quotation")
        template = "cms/blocks/quote.html"


class DocumentBlock(blocks.StructBlock):
    """A document to download, offered in the middle of a page."""

    document = DocumentChooserBlock(label=_("Document"))
    caption = blocks.CharBlock(
        label=_("Caption"),
        required=False,
        max_length=200,
        help_text=_("What the reader will find in it. The document's title is shown anyway."),
    )

    class Meta:
        icon = "doc-full"
        label = _("Document")
        template = "cms/blocks/document.html"


class SharedSnippetBlock(SnippetChooserBlock):
    """A chooser of a snippet: it stores the original, and the page shows the reader's language.

    It gives wagtail-localize nothing to translate, so that a page can be translated before the
    snippet is.
    """

    def get_translatable_segments(self, value: Any) -> list:
        """Return no segments (called by wagtail-localize)."""
        return []

    def restore_translated_segments(self, value: Any, segments: list) -> Any:
        """Return the snippet unchanged (called by wagtail-localize)."""
        return value


class FigureBlock(blocks.StructBlock):
    """An image with its alternative text, caption and credit."""

    image = ImageBlock(label=_("Image"))
    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=300)
    credit = blocks.CharBlock(
        label=_("Credit"),
        required=False,
        max_length=200,
        help_text=_("If it differs from the one that the image itself has."),
    )

    class Meta:
        icon = "image"
        label = _("Figure")
        template = "cms/blocks/figure.html"


class TimelineBlock(blocks.StructBlock):
    """A list of dated entries, in order."""

    entries = blocks.ListBlock(
        blocks.StructBlock(
            [
                ("when", blocks.CharBlock(label=_("When"), max_length=100)),
                ("title", blocks.CharBlock(label=_("Title"), max_length=200)),
                ("text", blocks.TextBlock(label=_("Text"), required=False)),
            ]
        ),
        label=_("Entries"),
        min_num=1,
    )

    class Meta:
        icon = "history"
        label = _("Timeline")
        template = "cms/blocks/timeline.html"


class PartnersBlock(blocks.StructBlock):
    """A list of organisations, shown with their logos where they have one."""

    organisations = blocks.ListBlock(
        SharedSnippetBlock("cms.Organisation"), label=_("Organisations"), min_num=1
    )

    class Meta:
        icon = "group"
        label = _("Partners")
        template = "cms/blocks/partners.html"


class CallToActionBlock(blocks.StructBlock):
    """A call to action: a text, and one link to a page, a document or an address."""

    text = blocks.TextBlock(label=_("Text"), required=False, rows=2)
    label = blocks.CharBlock(label=_("Words of the link"), max_length=80)
    page = blocks.PageChooserBlock(label=_("Page"), required=False)
    document = DocumentChooserBlock(label=_("Document"), required=False)
    url = blocks.URLBlock(label=_("Address elsewhere"), required=False)

    class Meta:
        icon = "pick"
        label = _("Call to action")
        template = "cms/blocks/call_to_action.html"

    def clean(self, value: Any) -> Any:
        """Refuse a link that leads nowhere, or to two things."""
        value = super().clean(value)
        if sum(bool(value.get(name)) for name in ("page", "document", "url")) != 1:
            error = ValidationError(_("Choose a page, a document or an address: one of them."))
            raise blocks.StructBlockValidationError({"page": error})
        return value


class QuestionsBlock(blocks.StructBlock):
    """A list of questions with their answers."""

    questions = blocks.ListBlock(
        blocks.StructBlock(
            [
                ("question", blocks.CharBlock(label=_("Question"), max_length=250)),
                (
                    "answer",
                    blocks.RichTextBlock(label=_("Answer"), features=PARAGRAPH_FEATURES),
                ),
            ]
        ),
        label=pgettext_lazy("block", "Questions"),
        min_num=1,
    )

    class Meta:
        icon = "help"
        label = _("Questions and answers")
        template = "cms/blocks/questions.html"


class MapBlock(blocks.StructBlock):
    """A map with places on it, and the list of them."""

    caption = blocks.CharBlock(label=_("Caption"), max_length=200)
    places = blocks.ListBlock(SharedSnippetBlock("cms.Place"), label=_("Places"), min_num=1)

    class Meta:
        icon = "site"
        label = _("Map of places")
        template = "cms/blocks/map.html"


class VideoBlock(blocks.StructBlock):
    """A video, as our own file or as a link. Nothing is embedded from other sites."""

    title = blocks.CharBlock(label=_("Title"), max_length=200)
    document = DocumentChooserBlock(
        label=_("Video file"), required=False, help_text=_("MP4 or WebM.")
    )
    captions = DocumentChooserBlock(
        label=_("Captions"), required=False, help_text=_("A WebVTT file, in the page's language.")
    )
    url = blocks.URLBlock(label=_("Address elsewhere"), required=False)
    transcript = blocks.TextBlock(
        label=_("Transcript"),
        required=False,
        help_text=_("What is said and shown, for those who cannot hear or see it."),
    )

    class Meta:
        icon = "media"
        label = _("Video")
        template = "cms/blocks/video.html"

    def clean(self, value: Any) -> Any:
        """Refuse a video with neither file nor address."""
        value = super().clean(value)
        if not value.get("document") and not value.get("url"):
            error = ValidationError(_("Choose a video file or give an address."))
            raise blocks.StructBlockValidationError({"document": error})
        return value


class BodyBlock(blocks.StreamBlock):
    """The body of a page, the same for every kind."""

    heading = HeadingBlock()
    paragraph = blocks.RichTextBlock(
        label=_("Text"), features=PARAGRAPH_FEATURES, template="cms/blocks/paragraph.html"
    )
    table = table_block()
    quote = QuoteBlock()
    document = DocumentBlock()
    figure = FigureBlock()
    timeline = TimelineBlock()
    partners = PartnersBlock()
    call_to_action = CallToActionBlock()
    faq = QuestionsBlock()
    map = MapBlock()
    video = VideoBlock()

    class Meta:
        template = "cms/blocks/body.html"

    def get_context(self, value: StreamValue, parent_context: Any = None) -> dict[str, Any]:
        """Add the children with what only the whole body can tell: anchors and heading levels.

        The questions of a child are headings one level below the last heading above them. `part` in
        the context selects one part of the body: "lead" for the blocks before the first section,
        "rest" for the others.
        """
        context = super().get_context(value, parent_context=parent_context)
        others = reserved_ids(context.get("page"))
        found = heading_anchors(value, others)
        asked = question_anchors(value, {*others, *found.values()})
        children, level = [], 2
        for index, child in enumerate(value):
            if index in found:
                level = 4 if child.value["level"] == "h3" else 3
            children.append((child, found.get(index, ""), asked.get(index, []), level))
        first, part = lead_length(value), context.get("part")
        parts = {"lead": slice(0, first), "rest": slice(first, None)}
        context["children"] = children[parts.get(part, slice(None))]
        return context
