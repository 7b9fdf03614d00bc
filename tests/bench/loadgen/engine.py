"""One thread that sends what is due and reads what has come, every 2 milliseconds.

It never waits on a socket, so that no server pays for waking it. Arrival times are the kernel's, so that the
generator's own lateness is not in the latencies.
"""

import secrets
import struct
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from hearth_client import rtp, sdp
from pylibsrtp import Error

from tests.bench.loadgen.incoming import Incoming
from tests.bench.loadgen.outgoing import Outgoing
from tests.bench.loadgen.reports import TransportFeedback, receiver_reports
from tests.bench.loadgen.wire import OpenWire

TICK_SECONDS = 0.002
FEEDBACK_SECONDS = 0.1
REPORT_SECONDS = 1.0
FLOWING_SECONDS = (
    0.9  # a stream of which nothing came for so long does not flow; twice a silent voice's pause
)

_HEADER = struct.Struct("!BBHII")
_NUMBER_AT = 17  # of a packet whose only header extension is the transport-wide number
_TIMESTAMP = struct.Struct("@qq")


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over all connections since the beginning."""

    sent: int
    received: int
    missing: int
    checked: int
    bad: int
    unsent: int


class Link:
    """One open connection."""

    def __init__(self, wire: OpenWire, outgoing: Sequence[Outgoing] = ()) -> None:
        self._wire = wire
        self._ssrc = secrets.randbits(31)
        self._feedback = TransportFeedback()
        self.outgoing = list(outgoing)
        self.incoming: dict[int, Incoming] = {}
        self.unsent = 0

    def send_due(self, now: float) -> None:
        """Send every picture and sound whose time has come."""
        encrypt = self._wire.encrypt.protect
        for stream in self.outgoing:
            while stream.due <= now:
                stream.due += stream.interval
                if not stream.is_wanted:
                    continue
                for packet in stream.burst():
                    self._send(encrypt(packet))

    def drain(self, buffer: memoryview, now: float, latencies_ns: list[int]) -> None:
        """Read everything that has come."""
        receive = self._wire.socket.recvmsg_into
        buffers = [buffer]
        while True:
            try:
                size, ancillary, _, _ = receive(buffers, 64)
            except BlockingIOError:
                return
            if size < 12 or not 127 < buffer[0] < 192:
                continue  # an answered check, or DTLS
            if 191 < buffer[1] < 224:  # RFC 5761 section 4
                self._control(bytes(buffer[:size]))
                continue
            first, _, sequence, _, ssrc = _HEADER.unpack_from(buffer)
            stream = self.incoming.get(ssrc)
            if stream is None:
                stream = self.incoming[ssrc] = Incoming(ssrc, sequence)
            if first & 0x10 and buffer[_NUMBER_AT - 1] >> 4 == sdp.NUMBER:
                number = buffer[_NUMBER_AT] << 8 | buffer[_NUMBER_AT + 1]
                self._feedback.arrived(number, _arrival_ns(ancillary))
            if stream.count(sequence, now):
                sent_at = stream.check(bytes(buffer[:size]), sequence, self._wire.decrypt)
                if sent_at is not None:
                    latencies_ns.append(_arrival_ns(ancillary) - sent_at)

    def give_feedback(self) -> None:
        """Tell the server what came by its transport-wide numbers."""
        media = next(iter(self.incoming), 0)
        self._send_rtcp(self._feedback.write(self._ssrc, media))

    def report(self) -> None:
        """Send the reports of a sender and of a receiver."""
        reports = b"".join(
            rtp.write_sender_report(each.ssrc, time.time(), each.timestamp, each.packets, each.octets)
            for each in self.outgoing
        )
        # A client's dictionary may grow meanwhile only in this same thread.
        self._send_rtcp(reports + receiver_reports(self._ssrc, list(self.incoming.values())))

    def _send_rtcp(self, packet: bytes) -> None:
        if packet:
            self._send(self._wire.encrypt.protect_rtcp(packet))

    def _send(self, sealed: bytes) -> None:
        try:
            self._wire.socket.sendto(sealed, self._wire.server)
        except OSError:
            self.unsent += 1

    def _control(self, sealed: bytes) -> None:
        try:
            wanted = list(rtp.wanted_key_frames(self._wire.decrypt.unprotect_rtcp(sealed)))
        except Error:
            return
        for stream in self.outgoing:
            if stream.ssrc in wanted:
                stream.key_frame_wanted = True


def _arrival_ns(ancillary: list[tuple[int, int, bytes]]) -> int:
    """When the kernel took a datagram in (Unix time); now, for one from before it was asked to note that."""
    if not ancillary:
        return time.time_ns()
    seconds, nanoseconds = _TIMESTAMP.unpack(ancillary[0][2])
    return int(seconds * 1_000_000_000 + nanoseconds)


@dataclass
class Engine:
    """All connections of the generator and the thread that serves them."""

    links: list[Link] = field(default_factory=list)
    latencies_ns: list[int] = field(default_factory=list)
    late_seconds: list[float] = field(default_factory=list)
    """How late each tick was: the generator's own trouble."""

    def __post_init__(self) -> None:
        self._stopping = threading.Event()
        self._at_work = threading.Lock()
        self._thread = threading.Thread(target=self._run, name="load", daemon=True)

    def start(self) -> None:
        """Begin; connections may be added to `links` at any time."""
        self._thread.start()

    def stop(self) -> None:
        """Send and read nothing more."""
        self._stopping.set()
        self._thread.join()

    def drop(self, link: Link) -> None:
        """Use a connection no longer: when this returns, its socket may be closed."""
        with self._at_work:
            self.links.remove(link)

    def begin_measuring(self) -> None:
        """Forget the latencies up to now and what the streams carried."""
        self.latencies_ns, self.late_seconds = [], []
        for stream in self._incoming():
            stream.forget_origin()

    def totals(self) -> Totals:
        """Sums up to now."""
        links, incoming = list(self.links), self._incoming()
        return Totals(
            sent=sum(stream.packets for link in links for stream in link.outgoing),
            received=sum(stream.packets for stream in incoming),
            missing=sum(stream.missing for stream in incoming),
            checked=sum(stream.checked for stream in incoming),
            bad=sum(stream.bad for stream in incoming),
            unsent=sum(link.unsent for link in links),
        )

    def flowing(self) -> int:
        """How many streams come in at this moment."""
        since = time.monotonic() - FLOWING_SECONDS
        return sum(stream.last_at > since for stream in self._incoming())

    def _incoming(self) -> list[Incoming]:
        return [stream for link in list(self.links) for stream in list(link.incoming.values())]

    def _run(self) -> None:
        buffer = memoryview(bytearray(2048))
        due = fed_at = reported_at = time.monotonic()
        while not self._stopping.is_set():
            now = time.monotonic()
            if now < due:
                time.sleep(due - now)
                continue
            self.late_seconds.append(now - due)
            due = max(due + TICK_SECONDS, now - 0.05)
            feeds, reports = now - fed_at >= FEEDBACK_SECONDS, now - reported_at >= REPORT_SECONDS
            with self._at_work:
                self._tick(buffer, now, feeds=feeds, reports=reports)
            fed_at = now if feeds else fed_at
            reported_at = now if reports else reported_at

    def _tick(self, buffer: memoryview, now: float, *, feeds: bool, reports: bool) -> None:
        links = list(self.links)
        for link in links:
            link.send_due(now)
        for link in links:
            link.drain(buffer, now, self.latencies_ns)
        for link in links if feeds else ():
            link.give_feedback()
        for link in links if reports else ():
            link.report()
