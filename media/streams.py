"""One stream that a publisher sends us: one source, one simulcast layer, one SSRC.

Holds state for the hot loop in `media.core`; does no I/O itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from media.allowance import Allowance
from media.history import History
from media.ids import AUDIO_CLOCK_HZ, VIDEO_CLOCK_HZ, Source
from media.keyframes import KeyFrameRequests
from media.layers import NOMINAL_BITRATE_BPS, NOMINAL_HEIGHT_PX, Layer
from media.nack import MissingPackets
from media.reception import MAX_JUMP, PublisherClock, Reception, StreamClock
from media.rtp import Packet
from media.speakers import VoiceLevel

if TYPE_CHECKING:
    from media.link import Link
    from media.outgoing import OutSlot, Subscription

SCREEN_BITRATE_BPS: Final = {"l": 250_000, "m": 1_000_000, "h": 2_000_000}
"""Assumed for a shared screen until it is measured."""
PICTURE_HISTORY: Final = 512
"""More than a second of the largest layer: time limits it first (`media.history`)."""
SOUND_HISTORY: Final = 64
SOUND_PER_SECOND: Final = 200.0
SOUND_BURST: Final = 600
"""Packets of one microphone, or of a screen's sound, which everybody gets and nothing paces. Honest ones send
50 in a second, at most 100. What comes at once, since we or the way there stood still, is no flood: the burst
is what comes in 6 s of the busiest, or in 12 s of all others."""
SKIPPED_PER_SECOND: Final = 1000.0
SKIPPED_AT_ONCE: Final = 2 * MAX_JUMP
"""Numbers that a stream may leave out: more than any link loses. Who receives it loses count when 32,768 of
them are not seen there (RFC 3711 section 3.3.1), be it only since eight packets got lost of one who leaps."""
UNSURE_MEASURES: Final = 2
"""A stream's first seconds: encoders begin low, and the first measure has only a part of it."""
ALIVE_SECONDS: Final = 0.5
"""After a longer silence the next packet counts as a new start."""


class Stream:
    """What is known of one stream, and who gets it."""

    __slots__ = (
        "_empty",
        "_frames_measured",
        "_measures",
        "_octets_measured",
        "_recovered_allowed",
        "_skips_allowed",
        "_sound_allowed",
        "awake",
        "bitrate_bps",
        "clock",
        "codec",
        "codecs",
        "copied",
        "forwardable",
        "frames",
        "frames_per_second",
        "history",
        "is_picture",
        "keyframes",
        "last_at",
        "layer",
        "link",
        "missing",
        "newest",
        "octets",
        "packets",
        "plain_type",
        "reception",
        "redundant",
        "redundant_type",
        "size",
        "skipped",
        "source",
        "ssrc",
        "starved_until",
        "subscriptions",
        "voice",
        "waiting",
    )

    def __init__(
        self,
        link: Link,
        source: Source,
        layer: str,
        codecs: dict[int, str],
        publisher_clock: PublisherClock,
        redundant_type: int | None = None,
    ) -> None:
        """`codecs` maps the payload types of this line to codec names.

        `redundant_type`: that of packets which carry earlier ones again (RFC 2198).
        """
        clock_hz = VIDEO_CLOCK_HZ if source.is_picture else AUDIO_CLOCK_HZ
        self.link = link
        self.source = source
        self.layer = layer
        self.codecs = codecs
        self.redundant_type = redundant_type
        self.plain_type = next(iter(codecs), 0)
        """What a redundant packet's content would have as its own type."""
        self.is_picture = source.is_picture
        self.ssrc = 0
        self.codec = ""
        """Of the newest packet; empty before the first."""
        self.forwardable = False
        """Whether the publication stands: without it nothing is read or sent on."""
        self.awake = False
        """Whether packets are decrypted: `refresh` keeps it."""
        self.skipped = 0
        self.subscriptions: list[Subscription] = []
        self.redundant: list[Subscription] = []
        """Of those who get each voice packet twice (`media.redundancy`)."""
        self.copied: list[OutSlot] = []
        """Of the slots that it fills those that get each packet a second time."""
        self.waiting: list[OutSlot] = []
        self.reception = Reception(clock_hz)
        self.missing = MissingPackets()
        self.history = History(PICTURE_HISTORY if self.is_picture else SOUND_HISTORY)
        self.keyframes = KeyFrameRequests()
        self.clock = StreamClock(clock_hz, publisher_clock)
        self.voice = VoiceLevel() if source is Source.MICROPHONE else None
        self.newest: Packet | None = None
        self.size: tuple[int, int] | None = None
        """Width and height by the last VP8 key frame."""
        self.packets = 0
        self.octets = 0
        self.frames = 0
        """Packets with the marker bit: each picture has one."""
        self.last_at = float("-inf")
        self._skips_allowed = Allowance(SKIPPED_PER_SECOND, SKIPPED_AT_ONCE)
        has_ceiling = not self.is_picture
        self._sound_allowed = Allowance(SOUND_PER_SECOND, SOUND_BURST) if has_ceiling else None
        self._recovered_allowed = Allowance(SOUND_PER_SECOND, SOUND_BURST) if has_ceiling else None
        self.bitrate_bps = 0.0
        self.frames_per_second = 0.0
        self.starved_until = float("-inf")
        """Not worth showing before: see `media.layers.is_starved`."""
        self._octets_measured = 0
        self._frames_measured = 0
        self._measures = self._empty = 0
        """Measures in which something came, and how many in a row without."""

    def refresh(self) -> None:
        """Decide anew whether packets are worth decrypting."""
        wanted = self.subscriptions or self.redundant or self.waiting or self.voice is not None
        awake = self.forwardable and bool(wanted)
        if awake and not self.awake:
            self.reception.resync()
        elif self.awake and not awake:
            self.missing.forget()
            self.history.clear()
            self.keyframes.arrived()
        self.awake = awake

    def may_come(self, now: float) -> bool:
        """Whether one more packet that came by the wire is taken; pictures have their own bounds."""
        return self._sound_allowed is None or self._sound_allowed.take(now)

    def may_be_recovered(self, now: float) -> bool:
        """The same for one that came inside another: counted apart, it costs the others nothing."""
        return self._recovered_allowed is None or self._recovered_allowed.take(now)

    def may_skip(self, numbers: int, now: float) -> bool:
        """Whether so many numbers may be left out in the slots too, where somebody might lose count."""
        return self._skips_allowed.take(now, numbers)

    def want_key_frame(self) -> None:
        """Somebody needs a picture that can be decoded by itself."""
        self.keyframes.want()
        self.link.asking.add(self)

    def is_alive(self, now: float) -> bool:
        """Whether packets have been coming lately."""
        return now - self.last_at < ALIVE_SECONDS

    def measure(self, seconds: float) -> None:
        """Take the rates of bits and frames in the `seconds` since the last call, smoothed."""
        rate = (self.octets - self._octets_measured) * 8 / seconds
        frames = (self.frames - self._frames_measured) / seconds
        self._octets_measured, self._frames_measured = self.octets, self.frames
        self._empty = 0 if rate else self._empty + 1
        if rate:
            self._measures += 1
        elif self._empty > 1:  # one that stutters has seconds without a packet, and comes all the same
            self._measures = 0
        share = 0.5 if self._measures > UNSURE_MEASURES else 1.0
        self.bitrate_bps += (rate - self.bitrate_bps) * share
        self.frames_per_second += (frames - self.frames_per_second) * share

    @property
    def is_sure(self) -> bool:
        """Whether it has come long enough for its rates to mean something."""
        return self._measures > UNSURE_MEASURES

    def offered(self, *, is_only: bool) -> Layer:
        """This stream as something to choose: measured where it can be, else as usual.

        `is_only`: there is no lesser layer. Of such a screen what it has come to is all that counts: it
        shows mostly what stands still, and to keep it back for what it may come to would be for ever.
        """
        is_screen = self.source is Source.SCREEN
        nominal = (SCREEN_BITRATE_BPS if is_screen else NOMINAL_BITRATE_BPS)[self.layer]
        height = self.size[1] if self.size is not None else NOMINAL_HEIGHT_PX[self.layer]
        rate = self.bitrate_bps if self.is_sure else max(self.bitrate_bps, nominal)
        return Layer(self.layer, height, rate, rate if is_screen and is_only else nominal)

    def forbid(self) -> None:
        """The publication ended: forget what was kept, stop at once."""
        self.forwardable = False
        for slot in [*self.waiting, *(each[1] for each in [*self.subscriptions, *self.redundant])]:
            slot.leave(self)
        self.history.clear()
        if self.voice is not None:
            self.voice = VoiceLevel()
        self.refresh()
