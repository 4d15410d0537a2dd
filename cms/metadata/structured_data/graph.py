"""The JSON-LD graph of a page: the site, the page, its breadcrumbs, and what it is about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from wagtail.api.utils import get_full_url
from wagtail.models import Page, Site

from cms.directory import Connections
from cms.metadata.structured_data import parts
from cms.metadata.structured_data.kinds import Facts
from cms.metadata.structured_data.parts import Node, without_empty
from cms.models import HomePage, HubPage, Purpose
from cms.navigation import breadcrumbs, site_name, text_language


def structured_data(
    page: HubPage,
    request: HttpRequest,
    *,
    links: Connections,
    versions: Mapping[str, Page],
    image: str = "",
) -> dict[str, Any]:
    """Return the JSON-LD of a page that has its own address.

    `links` are the page's connections, `versions` the same page by language, `image` the address of
    its own image.
    """
    url = page.get_full_url(request) or ""
    site = Site.find_for_request(request)
    root = f"{site.root_url}/" if site else request.build_absolute_uri("/")
    name = site_name(request)
    publisher = {"@type": "Organization", "@id": f"{root}#organization", "name": name, "url": root}
    website = {
        "@type": "WebSite",
        "@id": f"{root}#website",
        "url": root,
        "name": name,
        "publisher": {"@id": publisher["@id"]},
    }
    nodes: list[Node] = [publisher, website]
    shown = {**_webpage(page, request, url, versions), "isPartOf": {"@id": website["@id"]}}
    if image:
        shown["primaryImageOfPage"] = {"@type": "ImageObject", "url": image}
    nodes.append(shown)
    if isinstance(page, HomePage):
        website |= {"inLanguage": sorted(versions), "potentialAction": _search(request)}
        shown["about"] = {"@id": publisher["@id"]}
    else:
        shown["breadcrumb"] = {"@id": f"{url}#breadcrumb"}
        nodes.append(_breadcrumbs(page, request, url))
    about = page.page_kind.structured_data(Facts(page, links, request, publisher["@id"]))
    if about is not None:
        own = {"@id": f"{url}#about", "name": page.title, "url": url}
        own |= {"description": page.introduction, "image": image}
        nodes.append(without_empty({"@type": about.pop("@type"), **own, **about}))
        shown["mainEntity"] = {"@id": own["@id"]}
    questions = _questions(page)
    if questions:
        nodes.append({"@type": "FAQPage", "@id": f"{url}#questions", "mainEntity": questions})
    return {"@context": "https://schema.org", "@graph": nodes}


def _webpage(page: HubPage, request: HttpRequest, url: str, versions: Mapping[str, Page]) -> Node:
    language = text_language(page)
    node: Node = {
        "@type": "CollectionPage" if page.page_kind.purpose is Purpose.LIST else "WebPage",
        "@id": url,
        "url": url,
        "name": page.seo_title or page.title,
        "description": page.search_description or page.introduction,
        "inLanguage": language,
    }
    for name, moment in (
        ("datePublished", page.first_published_at),
        ("dateModified", page.last_published_at),
    ):
        node[name] = moment.isoformat(timespec="seconds") if moment else None
    original = versions.get(settings.LANGUAGE_CODE)
    if original is not None and original.pk != page.pk and language != settings.LANGUAGE_CODE:
        node["translationOfWork"] = {"@id": original.get_full_url(request)}
    elif original is not None and original.pk == page.pk:
        node["workTranslation"] = [
            {"@id": other.get_full_url(request), "inLanguage": code}
            for code, other in versions.items()
            if other.pk != page.pk
        ]
    return without_empty(node)


def _search(request: HttpRequest) -> Node:
    address = request.build_absolute_uri(reverse("search"))
    target = {"@type": "EntryPoint", "urlTemplate": f"{address}?q={{search_term_string}}"}
    return {
        "@type": "SearchAction",
        "target": target,
        "query-input": "required name=search_term_string",
    }


def _breadcrumbs(page: HubPage, request: HttpRequest, url: str) -> Node:
    above = [(link.title, get_full_url(request, link.url)) for link in breadcrumbs(page, request)]
    return {
        "@type": "BreadcrumbList",
        "@id": f"{url}#breadcrumb",
        "itemListElement": [
            {"@type": "ListItem", "position": number, "name": title, "item": address}
            for number, (title, address) in enumerate([*above, (page.title, url)], 1)
        ],
    }


def _questions(page: HubPage) -> list[Node]:
    return [
        {
            "@type": "Question",
            "name": item["question"],
            "acceptedAnswer": {"@type": "Answer", "text": parts.text(item["answer"].source)},
        }
        for block in page.body
        if block.block_type == "faq"
        for item in block.value["questions"]
    ]
