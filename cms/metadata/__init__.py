"""What programs are told about pages: heads, link pictures, feeds, calendars, site maps.

Owns the words of these formats. Refuses to say anything that an anonymous visitor can't read.
"""

from cms.metadata.calendars import calendar_feed, event_calendar
from cms.metadata.feeds import feed
from cms.metadata.head import Head, shared_connections
from cms.metadata.opengraph import serve_share_image
from cms.metadata.robots_txt import llms, robots
from cms.metadata.sitemap import sitemaps

__all__ = [
    "Head",
    "calendar_feed",
    "event_calendar",
    "feed",
    "llms",
    "robots",
    "serve_share_image",
    "shared_connections",
    "sitemaps",
]
