"""Where readers find what a licence lets them do."""

_CREATIVE_COMMONS = "https://creativecommons.org"
#: By the value of `PublicationPage.Licence`; what has no deed has no entry.
_DEEDS = {
    "cc-by-4.0": "/licenses/by/4.0/",
    "cc-by-sa-4.0": "/licenses/by-sa/4.0/",
    "cc-by-nc-4.0": "/licenses/by-nc/4.0/",
    "cc-by-nc-sa-4.0": "/licenses/by-nc-sa/4.0/",
    "cc-by-nd-4.0": "/licenses/by-nd/4.0/",
    "cc0-1.0": "/publicdomain/zero/1.0/",
}


def deed_url(licence: str) -> str:
    """The address of the plain words of a licence; empty for one that has none.

    It is the canonical address, which names the licence for machines and asks the reader's browser
    for the language.
    """
    deed = _DEEDS.get(licence)
    return f"{_CREATIVE_COMMONS}{deed}" if deed else ""
