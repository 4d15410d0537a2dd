"""The addresses where readers find what a licence allows."""

_CREATIVE_COMMONS = "https://creativecommons.org"
#: Paths of the deeds by the value of `PublicationPage.Licence`. A licence without a deed is left
#: out.
_DEEDS = {
    "cc-by-4.0": "/licenses/by/4.0/",
    "cc-by-sa-4.0": "/licenses/by-sa/4.0/",
    "cc-by-nc-4.0": "/licenses/by-nc/4.0/",
    "cc-by-nc-sa-4.0": "/licenses/by-nc-sa/4.0/",
    "cc-by-nd-4.0": "/licenses/by-nd/4.0/",
    "cc0-1.0": "/publicdomain/zero/1.0/",
}


def deed_url(licence: str) -> str:
    """Return the address of the plain summary of a licence; empty for one that has none.

    It is the canonical address: programs recognise the licence by it, and the site picks the
    language by the reader's browser.
    """
    deed = _DEEDS.get(licence)
    return f"{_CREATIVE_COMMONS}{deed}" if deed else ""
