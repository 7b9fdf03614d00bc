"""A small headless client of Hearth, written from docs/protocol.md alone. Begin with `join`."""

from hearth_client.clip import Clip, make_clip
from hearth_client.guest import Guest, Heard, join
from hearth_client.links import Link, describe, redeem
from hearth_client.media import Media, Received
from hearth_client.refusals import ConnectionLost, NoMedia, NotLetIn, Refused

__all__ = [
    "Clip",
    "ConnectionLost",
    "Guest",
    "Heard",
    "Link",
    "Media",
    "NoMedia",
    "NotLetIn",
    "Received",
    "Refused",
    "describe",
    "join",
    "make_clip",
    "redeem",
]
