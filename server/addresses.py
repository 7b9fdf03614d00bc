"""The network address that a request comes from, through reverse proxies that are believed."""

from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from aiohttp import web

Network = IPv4Network | IPv6Network


def networks(texts: Sequence[str]) -> tuple[Network, ...]:
    """Read networks such as `10.0.0.0/8`; raise ValueError for what is none."""
    return tuple(ip_network(text, strict=False) for text in texts)


def is_in(address: str, allowed: Sequence[Network]) -> bool:
    """Tell whether an address lies in one of the networks; something that is no address lies in none."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    return any(parsed in network for network in allowed)


def client_address(request: web.Request, proxies: Sequence[Network]) -> str:
    """Return the address nearest to us that is not one of our proxies.

    `X-Forwarded-For` is read from its end: what stands before the first stranger may be invented.
    """
    address = request.remote or ""
    forwarded = [hop.strip() for hop in ",".join(request.headers.getall("X-Forwarded-For", [])).split(",")]
    while forwarded and is_in(address, proxies):
        address = forwarded.pop() or address
    return address
