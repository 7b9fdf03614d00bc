"""Whose address a request has, through proxies."""

from aiohttp import web
from aiohttp.test_utils import make_mocked_request

from server.addresses import client_address, counted_as, is_in, networks

PROXIES = networks(["10.0.0.0/8", "::1"])


def request(remote: str, *forwarded: str) -> web.Request:
    """Return a request from an address, with these hops told."""
    headers = {"X-Forwarded-For": ", ".join(forwarded)} if forwarded else {}
    return make_mocked_request("GET", "/", headers=headers).clone(remote=remote)


def test_without_a_proxy_the_header_is_not_believed() -> None:
    assert client_address(request("203.0.113.9", "198.51.100.1"), PROXIES) == "203.0.113.9"


def test_behind_proxies_the_nearest_stranger_counts() -> None:
    hops = ("192.0.2.66", "198.51.100.1", "10.1.1.1")
    assert client_address(request("10.0.0.1", *hops), PROXIES) == "198.51.100.1"


def test_a_proxy_that_tells_nothing_is_taken_for_the_client() -> None:
    assert client_address(request("10.0.0.1"), PROXIES) == "10.0.0.1"
    assert client_address(request("::1", "rubbish"), PROXIES) == "rubbish"


def test_limits_count_a_household_of_ipv6_once() -> None:
    assert counted_as("2001:db8:1:2::1") == counted_as("2001:db8:1:2:3:4:5:6")
    assert counted_as("2001:db8:1:2::1") != counted_as("2001:db8:1:3::1")
    assert counted_as("203.0.113.9") == "203.0.113.9"
    assert counted_as("::ffff:203.0.113.9") != counted_as("::ffff:203.0.113.10")
    assert counted_as("rubbish") == "rubbish"


def test_an_ipv4_address_in_the_form_of_ipv6_lies_in_its_network() -> None:
    assert is_in("::ffff:10.1.2.3", PROXIES)
    assert not is_in("::ffff:192.0.2.1", PROXIES)
