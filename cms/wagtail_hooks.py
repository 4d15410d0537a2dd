"""The hub's additions to Wagtail's admin: snippets, page links, progress of the sample."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.components import Component
from wagtail.rich_text.feature_registry import FeatureRegistry
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from cms.demo import progress
from cms.directory import LocalisedPageLinkHandler
from cms.models import GlossaryTerm, Organisation, Person, Place, VocationalField


class OrganisationViewSet(SnippetViewSet):
    """The admin's list of organisations, filtered by kind."""

    model = Organisation
    icon = "group"
    list_display = ["name", "short_name", "kind", "parent"]
    list_filter = ["kind"]
    ordering = ["name"]


class VocationalFieldViewSet(SnippetViewSet):
    """The admin's list of vocational fields."""

    model = VocationalField
    icon = "tag"
    list_display = ["name", "code"]
    ordering = ["name"]


class PlaceViewSet(SnippetViewSet):
    """The admin's list of places, filtered by kind."""

    model = Place
    icon = "site"
    list_display = ["name", "kind", "code", "parent"]
    list_filter = ["kind"]
    ordering = ["name"]


class PersonViewSet(SnippetViewSet):
    """The admin's list of people."""

    model = Person
    icon = "user"
    list_display = ["name", "job_title", "organisation"]
    ordering = ["name"]


class GlossaryTermViewSet(SnippetViewSet):
    """The admin's list of glossary terms."""

    model = GlossaryTerm
    icon = "openquote"
    list_display = ["term", "abbreviation"]
    ordering = ["term"]


class DirectoryGroup(SnippetViewSetGroup):
    """The admin's menu of all snippets that pages share."""

    items = (
        OrganisationViewSet,
        VocationalFieldViewSet,
        PlaceViewSet,
        PersonViewSet,
        GlossaryTermViewSet,
    )
    menu_label = _("Directory")
    menu_name = "directory"
    menu_icon = "folder-open-inverse"
    menu_order = 300


register_snippet(DirectoryGroup)


@hooks.register("register_rich_text_features", order=100)
def register_page_links(features: FeatureRegistry) -> None:
    """Register the handler of links to pages that replaces Wagtail's."""
    features.register_link_type(LocalisedPageLinkHandler)


class SampleProgress(Component):
    """Says on the admin's first page that the sample content is still being translated."""

    name = "sample_progress"
    template_name = "cms/admin/sample_progress.html"
    order = 50

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {"progress": progress.current()}


@hooks.register("construct_homepage_panels")
def sample_progress(request: HttpRequest, panels: list[Component]) -> None:
    """Say it there."""
    panels.append(SampleProgress())
