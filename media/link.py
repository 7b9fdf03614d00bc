"""The hot state of one peer's transport, as the packet loop sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from media.delay import Mark
from media.estimator import RING
from media.ids import Address
from media.pacer import UNPACED, Pacer

if TYPE_CHECKING:
    from media.outgoing import OutSlot, Subscription
    from media.rtp import Packet
    from media.streams import Stream


class LinkOwner(Protocol):
    """Who is told about the rare things of one link."""

    def on_rtcp(self, data: bytes, now: float) -> None:
        """A decrypted RTCP packet arrived."""

    def on_gap(self) -> None:
        """A stream's packets were left out: `Link.lossy` names it."""

    def on_slot_begun(self, slot: OutSlot, timestamp: int) -> None:
        """A slot shows its wanted stream from this outgoing timestamp on."""

    def on_stream_started(self, stream: Stream) -> None:
        """The first packet of a stream, or the first after a silence, is here."""

    def on_speech(self, stream: Stream) -> None:
        """Somebody began to speak."""

    def find_stream(self, found: dict[int, bytes], payload_type: int) -> tuple[Stream, bool] | None:
        """The stream that header extensions name, and whether these are its repairs."""


class Link:
    """The hot state of one peer's transport."""

    __slots__ = (
        "address",
        "alive_at",
        "allowance",
        "arrivals",
        "asking",
        "credit",
        "decrypt_handle",
        "encrypt_handle",
        "level_id",
        "lossy",
        "owner",
        "pacer",
        "received",
        "repairs",
        "reporters",
        "reports",
        "reports_allowed",
        "sent",
        "sent_number",
        "streams",
        "transport_number_id",
        "unknown_ssrcs",
        "unproven",
    )

    def __init__(self, owner: LinkOwner) -> None:
        self.owner = owner
        self.address: Address | None = None
        self.decrypt_handle: Any = None
        self.encrypt_handle: Any = None
        self.streams: dict[int, Stream] = {}
        self.repairs: dict[int, Stream] = {}
        """By the SSRC on which their retransmissions come (RFC 4588)."""
        self.unknown_ssrcs: set[int] = set()
        """That came beside the offered ones, learnt or not."""
        self.reporters: set[int] = set()
        """Senders of RTCP."""
        self.level_id = 0
        self.transport_number_id = 0
        self.sent_number = 0
        """The last transport-wide number sent to this peer."""
        self.sent: list[Mark | None] = [None] * RING
        """When packets were sent and their octets, by the lower bits of that number."""
        self.credit = UNPACED
        """Octets of pictures that may go at once; when there are none left they wait in `pacer`."""
        self.pacer: Pacer[tuple[Subscription, Packet], tuple[OutSlot, int]] = Pacer()
        """What waits: packets, and repairs by slot and number."""
        self.arrivals: list[tuple[int, float]] = []
        """Transport-wide numbers that came since the last feedback, with their times."""
        self.asking: set[Stream] = set()
        """Streams of which somebody needs a key frame."""
        self.lossy: dict[int, Stream] = {}
        """Streams with gaps, by SSRC."""
        self.received = 0
        self.allowance = 0
        """Datagrams are dropped while `received` is above: the owner raises it steadily."""
        self.unproven = 0
        """Datagrams under this peer's address that did not prove to be its own: anybody may have sent
        them, so they use up nothing of its allowance. The owner lowers it steadily."""
        self.reports = 0
        self.reports_allowed = 0
        """The same for RTCP, of which each packet may ask for much work."""
        self.alive_at = 0.0
        """When something authentic last came."""

    def doubt(self) -> None:
        """The datagram just counted in `received` has not proved to come from this peer."""
        self.received -= 1
        self.unproven += 1
