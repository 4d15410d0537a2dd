"""Test questions in the admin: their list and form, and their upload and download as a file."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button
from wagtail.coreutils import get_content_languages

from assistant.admin.evaluation.access import may_see
from assistant.evaluation import channels, files, selection
from assistant.models import EvaluationQuestion
from assistant.text import language_name

_PERMISSION = "assistant.{}_evaluationquestion"
_META: Any = EvaluationQuestion._meta


def _languages() -> list[tuple[str, str]]:
    return list(get_content_languages().items())


class QuestionForm(WagtailAdminModelForm):
    """The form of a test question, which offers the site's languages and channels."""

    locale = forms.ChoiceField(
        label=gettext_lazy("Reader’s language"),
        choices=_languages,
        help_text=_META.get_field("locale").help_text,
    )
    channels = forms.MultipleChoiceField(
        label=gettext_lazy("Asked through"),
        choices=channels.labels,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_META.get_field("channels").help_text,
    )


class QuestionFilterSet(WagtailFilterSet):
    """Filters by language, expectation, last result and tag."""

    locale = django_filters.ChoiceFilter(label=gettext_lazy("Language"), choices=_languages)
    tag = django_filters.ChoiceFilter(
        label=gettext_lazy("Tag"),
        choices=lambda: [(tag, tag) for tag in selection.all_tags()],
        method="tagged",
    )
    last_passed = django_filters.ChoiceFilter(
        label=gettext_lazy("Last result"),
        choices=[
            ("True", gettext_lazy("Passed")),
            ("False", pgettext_lazy("test question", "Failed")),
        ],
    )

    class Meta:
        model = EvaluationQuestion
        fields = ["locale", "unanswerable", "last_passed", "tag", "active"]

    def tagged(self, queryset: Any, name: str, value: str) -> Any:
        """Return the questions with exactly this tag."""
        rows = queryset.filter(tags__icontains=value)
        return queryset.filter(pk__in=[row.pk for row in rows if value in row.tag_list])


class QuestionsView(generic.IndexView):
    """The list of test questions, with buttons for files and evaluations."""

    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().prefetch_related("expected")

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        buttons: list[Any] = super().header_more_buttons
        user = self.request.user
        if user.has_perm(_PERMISSION.format("add")):
            url = reverse("assistant_test_questions:upload")
            buttons.append(Button(_("Upload a file"), url=url, icon_name="upload"))
        url = reverse("assistant_test_questions:file")
        buttons.append(Button(_("Download as a file"), url=url, icon_name="download"))
        if may_see(user):
            url = reverse("assistant_evaluation:runs")
            buttons.append(Button(_("Evaluations"), url=url, icon_name="clipboard-list"))
        return buttons


def _expectation(question: EvaluationQuestion) -> str:
    """Return what a question expects, short enough for a cell of the list."""
    if question.unanswerable:
        return _("must not be answered")
    titles = [row.title for row in question.expected.all()]
    return " / ".join(titles[:2]) + (" …" if len(titles) > 2 else "")


class TestQuestionViewSet(ModelViewSet):
    """Test questions: what an answer must cite and say, or that there must be none."""

    #: Tells pytest that this class, whose name begins with "Test", is not a test.
    __test__ = False

    model = EvaluationQuestion
    name = "assistant_test_questions"
    icon = "clipboard-list"
    menu_label = gettext_lazy("Test questions")
    menu_order = 901
    add_to_admin_menu = True
    index_view_class = QuestionsView
    filterset_class = QuestionFilterSet
    search_fields = ["text", "notes"]
    search_backend_name = None
    list_per_page = 50
    ordering = ["pk"]
    list_display = [
        "text",
        Column(
            "locale", label=gettext_lazy("Language"), accessor=lambda q: language_name(q.locale)
        ),
        Column("expected", label=gettext_lazy("Expected"), accessor=_expectation),
        Column("tags", label=gettext_lazy("Tags")),
        BooleanColumn("last_passed", label=gettext_lazy("Last result")),
        DateColumn("last_asked_at", label=gettext_lazy("Last asked")),
    ]
    list_export = [
        "text",
        "locale",
        "unanswerable",
        "words",
        "secret",
        "tags",
        "active",
        "last_passed",
        "last_asked_at",
    ]
    export_filename = "test-questions"
    edit_handler = ObjectList(
        [
            FieldPanel("text"),
            FieldPanel("locale"),
            FieldPanel("unanswerable"),
            InlinePanel(
                "expected",
                heading=gettext_lazy("Pages and documents of which one must be cited"),
                label=gettext_lazy("Page or document"),
                panels=[FieldPanel("page"), FieldPanel("document"), FieldPanel("pdf_page")],
                help_text=gettext_lazy("A translation counts as its page."),
            ),
            FieldPanel("words"),
            FieldPanel("secret"),
            MultiFieldPanel(
                [
                    FieldPanel("channels"),
                    FieldPanel("tags"),
                    FieldPanel("notes"),
                    FieldPanel("active"),
                ],
                heading=gettext_lazy("When and how it is asked"),
            ),
        ],
        base_form_class=QuestionForm,
    )

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *super().get_urlpatterns(),
            path("upload/", upload, name="upload"),
            path("file/", download, name="file"),
        ]


@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Store the questions of an uploaded TOML file (see `evaluation.files`); update known ones."""
    user: Any = request.user
    if not (
        user.has_perm(_PERMISSION.format("add")) and user.has_perm(_PERMISSION.format("change"))
    ):
        raise PermissionDenied
    if request.method == "POST":
        problem = _store_upload(request)
        if problem is None:
            return redirect(reverse("assistant_test_questions:index"))
        messages.error(request, problem)
    return TemplateResponse(
        request,
        "assistant/evaluation/upload.html",
        {
            "page_title": _("Upload test questions"),
            "header_icon": "upload",
            "breadcrumbs_items": [
                {"url": reverse("wagtailadmin_home"), "label": _("Home")},
                {"url": reverse("assistant_test_questions:index"), "label": _("Test questions")},
                {"url": "", "label": _("Upload test questions")},
            ],
        },
    )


def _store_upload(request: HttpRequest) -> str | None:
    """Store the questions of the uploaded file; return why that failed, or None."""
    file = request.FILES.get("file")
    if file is None or (file.size or 0) > files.MAX_BYTES:
        return _("Choose a TOML file of at most two megabytes.")
    try:
        count, unknown = files.store(files.read(file.read().decode("utf-8-sig")))
    except UnicodeDecodeError:
        return _("The file is not written in UTF-8.")
    except files.InvalidFile as error:
        return _("The file was not taken: %(reason)s") % {"reason": error}
    text = ngettext("%(number)s question was taken.", "%(number)s questions were taken.", count)
    messages.success(request, text % {"number": count})
    if unknown:
        names = ", ".join(sorted(set(unknown))[:10])
        messages.warning(request, _("No page or document is called: %(names)s") % {"names": names})
    return None


@require_GET
def download(request: HttpRequest) -> HttpResponse:
    """Return all questions as a TOML file that can be uploaded again."""
    user: Any = request.user
    if not any(user.has_perm(_PERMISSION.format(action)) for action in ("view", "change")):
        raise PermissionDenied
    rows = EvaluationQuestion.objects.prefetch_related("expected__page", "expected__document")
    response = HttpResponse(files.write(rows), content_type="application/toml; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="test-questions.toml"'
    return response
