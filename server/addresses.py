"""The network address that a request comes from, through reverse proxies that are believed."""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from aiohttp import web

Network = IPv4Network | IPv6Network


def networks(texts: Sequence[str]) -> tuple[Network, ...]:
    """Read networks such as `10.0.0.0/8`; raise ValueError for what is none."""
    return tuple(ip_network(text, strict=False) for text in texts)


def is_in(address: str, allowed: Sequence[Network]) -> bool:
    """Tell whether an address lies in one of the networks; something that is no address lies in none."""
    parsed = _parsed(address)
    return parsed is not None and any(parsed in network for network in allowed)


def counted_as(address: str) -> str:
    """Return what limits are counted by: a household with IPv6 has a whole /64 (RFC 6177) to ask from."""
    parsed = _parsed(address)
    if not isinstance(parsed, IPv6Address):
        return address
    return str(IPv6Network((parsed, 64), strict=False))


def client_address(request: web.Request, proxies: Sequence[Network]) -> str:
    """Return the address nearest to us that is not one of our proxies.

    `X-Forwarded-For` is read from its end: what stands before the first stranger may be invented.
    """
    address = request.remote or ""
    forwarded = [hop.strip() for hop in ",".join(request.headers.getall("X-Forwarded-For", [])).split(",")]
    while forwarded and is_in(address, proxies):
        address = forwarded.pop() or address
    return address


def _parsed(address: str) -> IPv4Address | IPv6Address | None:
    """Read an address; one of IPv4 that a socket of both kinds shows in the form of IPv6 is one of IPv4."""
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return None
    return (parsed.ipv4_mapped or parsed) if isinstance(parsed, IPv6Address) else parsed
