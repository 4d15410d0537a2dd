"""Asking other sites: a real server, and addresses that must never be asked."""

import datetime

import pytest
from django.utils import timezone

from cms.links import external
from cms.links.guard import NameUnknown, public_only
from cms.links.models import Address, Reason
from cms.links.probing import Asker

pytestmark = pytest.mark.site

GOOD, BROKEN, UNSURE = Address.State.GOOD, Address.State.BROKEN, Address.State.UNSURE


@pytest.mark.parametrize(
    ("path", "state", "reason"),
    [
        ("/good", GOOD, None),
        ("/status/204", GOOD, None),
        ("/status/404", BROKEN, Reason.NOT_FOUND),
        ("/status/410", BROKEN, Reason.NOT_FOUND),
        ("/status/500", BROKEN, Reason.SERVER_ERROR),
        ("/status/403", UNSURE, None),
        ("/status/429", UNSURE, None),
        ("/no-head", GOOD, None),
        ("/wrong-head", GOOD, None),
        ("/redirect/5", GOOD, None),
        ("/redirect/6", BROKEN, Reason.REDIRECTS),
        ("/circle", BROKEN, Reason.REDIRECTS),
        ("/silent", BROKEN, Reason.UNREACHABLE),
        ("/drip", BROKEN, Reason.UNREACHABLE),
        ("/noise", BROKEN, Reason.UNREACHABLE),
        ("/a b?q=ö#part", GOOD, None),
    ],
)
def test_an_address_is_judged_by_what_its_server_says(other_site, asker, path, state, reason):
    verdict = asker.ask(f"{other_site.url}{path}")
    assert (verdict.state, verdict.reason) == (state, reason)


def test_a_good_address_is_asked_once_without_its_content(other_site, asker, settings):
    asker.ask(f"{other_site.url}/good")
    [(method, path, headers, _when)] = other_site.asked
    assert (method, path) == ("HEAD", "/good")
    assert settings.WAGTAILADMIN_BASE_URL in headers["User-Agent"]
    assert "Cookie" not in headers
    assert "Referer" not in headers


def test_content_without_end_is_not_read(other_site, asker):
    def always_get(url):
        return asker._follow("GET", url, 10**9)

    assert always_get(f"{other_site.url}/endless").state is GOOD
    assert other_site.sent < 50 * 1024**2


def test_nobody_listening_is_told(asker, other_site):
    other_site.shutdown()
    other_site.server_close()
    assert asker.ask(f"{other_site.url}/good").reason is Reason.UNREACHABLE


def test_a_name_that_does_not_exist_is_told():
    def nobody(host, port):
        raise NameUnknown(host)

    assert Asker(look=nobody).ask("http://gone.example/").reason is Reason.NO_SUCH_SITE


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:{port}/good",
        "http://localhost:{port}/good",
        "http://[::1]:{port}/good",
        "http://0.0.0.0:{port}/good",
        "http://2130706433:{port}/good",
        "http://0x7f.1:{port}/good",
        "http://127.1:{port}/good",
    ],
)
def test_this_machine_is_never_asked(other_site, url):
    verdict = Asker().ask(url.format(port=other_site.server_port))
    assert verdict.state is BROKEN
    assert other_site.asked == []


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.8.8", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254",
        "100.64.0.1", "0.0.0.1", "224.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1",
        "::1", "::", "fe80::1%eth0", "fc00::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
        "64:ff9b::7f00:1", "2002:7f00:1::", "2001:db8::1", "::7f00:1",
    ],
)  # fmt: skip
def test_addresses_of_private_networks_are_not_public(address):
    assert not public_only(address)


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"])
def test_addresses_of_the_internet_are_public(address):
    assert public_only(address)


def test_a_name_that_leads_to_this_machine_is_not_followed(other_site):
    asker = Asker(look=lambda host, port: ["127.0.0.1"])
    verdict = asker.ask(f"http://harmless.example:{other_site.server_port}/good")
    assert verdict.reason is Reason.PRIVATE_NETWORK
    assert other_site.asked == []


def test_a_name_with_a_public_and_a_private_address_is_not_followed(other_site):
    asker = Asker(look=lambda host, port: ["93.184.215.14", "127.0.0.1"])
    assert asker.ask("http://trap.example/").reason is Reason.PRIVATE_NETWORK


def test_a_redirect_into_a_private_network_is_not_followed(other_site, asker):
    other_site.sends_to = "http://169.254.169.254/latest/meta-data/"
    assert asker.ask(f"{other_site.url}/to").reason is Reason.PRIVATE_NETWORK


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://example.org/", "gopher://x/"])
def test_a_redirect_to_another_protocol_is_not_followed(other_site, asker, target):
    other_site.sends_to = target
    assert asker.ask(f"{other_site.url}/to").reason is Reason.INVALID


def test_the_connection_goes_to_the_address_that_was_checked(other_site):
    """A name that answers differently the second time gains nothing."""
    answers = iter([["127.0.0.1"], ["10.0.0.1"], ["10.0.0.1"]])
    asker = Asker(allowed=lambda ip: ip == "127.0.0.1", look=lambda host, port: next(answers))
    assert asker.ask(f"http://changing.example:{other_site.server_port}/good").state is GOOD
    assert other_site.asked[0][2]["Host"] == f"changing.example:{other_site.server_port}"


class Clock:
    def __init__(self):
        self.time = timezone.now()

    def __call__(self):
        return self.time

    def pass_(self, **how):
        self.time += datetime.timedelta(**how)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def address(db, clock):
    def make(url, host="127.0.0.1"):
        return Address.objects.create(key=url, url=url, host=host, next_check_at=clock())

    return make


def test_a_site_is_left_in_peace_between_two_requests(other_site, asker, address, clock):
    for number in range(3):
        address(f"{other_site.url}/good?{number}")
    ready_at = external.check_due(asker, now=clock)
    assert len(other_site.asked) == 1
    assert ready_at - clock() == external.PAUSE
    clock.pass_(seconds=5)
    external.check_due(asker, now=clock)
    assert len(other_site.asked) == 2


def test_other_sites_are_asked_meanwhile(other_site, asker, address, clock):
    address(f"{other_site.url}/good?1")
    address(f"{other_site.url}/good?2", host="other.example")
    external.check_due(asker, now=clock)
    assert len(other_site.asked) == 2


def test_the_time_for_one_go_is_limited(other_site, asker, address, clock):
    address(f"{other_site.url}/good")
    assert external.check_due(asker, now=clock, seconds=0) is not None
    assert other_site.asked == []


def test_a_passing_failure_counts_when_it_has_come_back(other_site, asker, address, clock):
    row = address(f"{other_site.url}/status/503")
    since = clock()
    for pause in ({"hours": 1}, {"hours": 6}, {"hours": 24}):
        external.check_due(asker, now=clock)
        row.refresh_from_db()
        assert row.state == Address.State.UNKNOWN
        assert external.check_due(asker, now=clock) is None
        clock.pass_(**pause)
    external.check_due(asker, now=clock)
    row.refresh_from_db()
    assert (row.state, row.reason) == (BROKEN, Reason.SERVER_ERROR)
    assert row.failing_since == since
    assert row.next_check_at - clock() == datetime.timedelta(days=7)


def test_what_is_gone_counts_at_once_and_is_forgiven_when_it_is_back(
    other_site, asker, address, clock
):
    row = address(f"{other_site.url}/status/404")
    external.check_due(asker, now=clock)
    row.refresh_from_db()
    assert row.state == BROKEN
    Address.objects.update(url=f"{other_site.url}/good")
    clock.pass_(days=7)
    external.check_due(asker, now=clock)
    row.refresh_from_db()
    assert (row.state, row.reason, row.failing_since) == (GOOD, "", None)


def test_an_address_that_another_worker_asks_is_left_to_it(other_site, asker, address, clock):
    row = address(f"{other_site.url}/good")
    Address.objects.filter(pk=row.pk).update(next_check_at=clock() + external._LEASE)
    assert external.check_due(asker, now=clock) is None
    assert other_site.asked == []


def test_no_other_site_is_asked_unless_the_operator_wants_it(settings, other_site, address):
    from cms.links.tasks import check_addresses

    address(f"{other_site.url}/good")
    assert settings.HUB_CHECK_EXTERNAL_LINKS is False
    check_addresses.call()
    assert Address.objects.get().checked_at is None
