"""Whose address a request has, through proxies."""

from aiohttp import web
from aiohttp.test_utils import make_mocked_request

from server.addresses import client_address, networks

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
