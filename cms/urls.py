"""The URLs of the hub: the assistant and the API first, then pages under their language."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path, re_path
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from cms.api import api_router
from cms.metadata import (
    calendar_feed,
    event_calendar,
    feed,
    llms,
    robots,
    serve_share_image,
    sitemaps,
)
from cms.search import search, suggest

urlpatterns = [
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("api/v2/", api_router.urls),
    path("assistant/", include("assistant.urls")),
    path("bots/", include("bots.urls")),
    path("sitemap.xml", sitemap, {"sitemaps": sitemaps}, name="sitemap"),
    path("robots.txt", robots, name="robots"),
    path("llms.txt", llms, name="llms"),
    path("<str:language>/llms.txt", llms, name="llms_in_language"),
    path("<str:language>/feeds/<str:kind>/", feed, name="feed"),
    path("<str:language>/events.ics", calendar_feed, name="calendar_feed"),
    path("ics/<int:pk>/", event_calendar, name="event_calendar"),
    path("share/<int:pk>/<slug:fingerprint>.png", serve_share_image, name="share_image"),
    # Only renditions of images are served here. Wagtail's view above serves documents, because it
    # checks who may read them.
    re_path(r"^media/(?P<path>images/.+)$", serve, {"document_root": settings.MEDIA_ROOT}),
]
urlpatterns += i18n_patterns(
    path("search/", search, name="search"),
    path("search/suggest/", suggest, name="search_suggest"),
    path("", include("cms.plans.urls")),
    path("", include(wagtail_urls)),
)
