"""What strangers and a participant with ill will send to the port: one method for each kind of storm.

What becomes of it is looked at by `tests.fuzz.port` in one process, and by `tests.fuzz.siege` in three.
"""

from __future__ import annotations

import asyncio
import itertools
import random
import socket
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Final, cast

import aioice.stun

from media import rtcp
from media.ids import Source
from media.sfu import Sfu
from tests.fuzz.corpora import by_hand
from tests.fuzz.handshakes import Flights, bent, recorded
from tests.fuzz.mutation import mutations
from tests.fuzz.script import Script
from tests.media.wire import MID, OPUS, RID, VP8, VP8_REPAIR, Client, Told

CLIENT_HELLO: Final = bytes.fromhex("16fefd0000000000000000003b0100002f000000000000002ffefd") + bytes(46)
NEIGHBOURS: Final = ("127.0.0.1", "169.254.169.254", "10.0.0.1", "192.168.0.1", "::1", "fe80::1")
UNKEYED: Final = 40
"""Datagrams of one handshake that fails: more than wait in the queue."""

Storm = Callable[[], Awaitable[None]]
STORMS: Final = {
    "garbage of strangers": "_garbage",
    "checks with a guessed password": "_guessed_checks",
    "checks with the right password": "_right_checks",
    "ClientHellos of strangers": "_hellos",
    "bent handshakes of a checked address": "_bent_handshakes",
    "DTLS of a peer with keys": "_dtls_after",
    "unknown SSRCs": "_unknown_streams",
    "forged RTP from a known address": "_forged_media",
    "mutated RTP under right keys": "_mutated_media",
    "mutated RTCP under right keys": "_mutated_reports",
    "NACKs": "_nacks",
    "key frame requests": "_key_frame_requests",
    "absurd feedback": "_absurd_feedback",
    "gaps": "_gaps",
}
"""Kinds by name, and the methods of `Attack` that send them."""


class Attacker(Client):
    """A peer with keys, and its own count of what it sent."""

    def __init__(self, sfu: Sfu, told: Told, name: str) -> None:
        super().__init__(sfu, told, name)
        self.doubles = True
        self.sequences: dict[int, int] = {}
        self.rewrite_answer = self._with_neighbours

    def offer(self) -> str:
        """Names addresses as its own that a server must never send to."""
        lines = [f"a=candidate:{index} 1 udp 1 {host} 9 typ host" for index, host in enumerate(NEIGHBOURS)]
        return super().offer() + "\r\n".join(lines) + "\r\n"

    def _with_neighbours(self, answer: str) -> str:
        assert not any(f" {host} 9 " in answer for host in NEIGHBOURS)
        return answer


class Newcomer(Client):
    """A peer whose address is proven and that never gets its keys: its handshakes are bent."""

    async def begin(self) -> None:
        """Offer anew, which ends what was before, and prove the address."""
        await self.sfu.make_way("room", self.name, urgent=False)
        self.read_answer(await self.sfu.answer("room", self.name, self.offer()))
        self._incoming = type(self._incoming)()
        before = self.answers
        while self.answers == before:  # one is refused while its address is still that of the peer before
            self.check()
            with suppress(TimeoutError):
                await self.told.until(lambda: self.answers > before, 0.2)

    async def flight(self) -> bytes:
        """What came from the server; nothing if that or what it answers got lost."""
        with suppress(TimeoutError):
            return await asyncio.wait_for(self._incoming.get(), 0.5)
        return b""


class Attack:
    """One stranger, one peer with keys and one on the way to them, all ill-willed."""

    def __init__(
        self, port: int, peer: Attacker, victim_user: str, chance: random.Random, datagrams: int
    ) -> None:
        """`datagrams`: in each blow. `victim_user`: the ICE name of somebody else."""
        self._peer, self._victim_user, self._chance, self._datagrams = peer, victim_user, chance, datagrams
        self._newcomer = Newcomer(peer.sfu, peer.told, "new")
        self._unkeyed_left = 0
        self._stranger = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._stranger.connect(("127.0.0.1", port))
        self._rtp = mutations(by_hand("rtp_packet"), chance)
        self._rtcp = mutations(by_hand("rtcp_packet"), chance)
        self._feedback = mutations(by_hand("transport_feedback"), chance)
        self._forged = self._forged_check()
        self._check = mutations([*by_hand("stun_message"), self._forged, CLIENT_HELLO], chance)
        self._greedy = [
            rtcp.nack(1, peer.slot_ssrcs[name][0], range(base, base + 300))
            for name in ("v0", "v1", "p0")
            for base in range(0, 65000, 5000)
        ]
        # Scattered, but none twice: its sender's own SRTP would refuse the same number again.
        self._strange_ssrcs = (count * 0x9E37_79B1 & 0xFFFF_FFFF for count in itertools.count(1))
        self.storms = {name: cast(Storm, getattr(self, method)) for name, method in STORMS.items()}

    async def close(self) -> None:
        """Give the sockets back."""
        self._stranger.close()
        await self._newcomer.close()

    def _forged_check(self) -> bytes:
        message = aioice.stun.Message(
            aioice.stun.Method.BINDING,
            aioice.stun.Class.REQUEST,
            attributes={"USERNAME": f"{self._victim_user}:abcd", "USE-CANDIDATE": None},
        )
        message.add_message_integrity(b"guess")
        return bytes(message)

    # -- before keys ----------------------------------------------------------------

    async def _garbage(self) -> None:
        for data in itertools.islice(self._check, self._datagrams // 2):
            self._stranger.send(data[:1400])
        for data in itertools.islice(self._rtp, self._datagrams // 2):
            self._stranger.send(data[:1400])

    async def _guessed_checks(self) -> None:
        for _ in range(self._datagrams // 2):
            self._stranger.send(self._forged)
            self._peer.send_raw(self._forged)

    async def _right_checks(self) -> None:
        for _ in range(self._datagrams):
            self._peer.check()

    async def _hellos(self) -> None:
        for _ in range(self._datagrams):
            self._stranger.send(CLIENT_HELLO)

    async def _bent_handshakes(self) -> None:
        """Some flights as they should be, then many that are not; a failed one is begun anew."""
        newcomer, chance = self._newcomer, self._chance
        for _ in range(self._datagrams):
            if not self._unkeyed_left:
                self._unkeyed_left = UNKEYED
                await self._begin_handshake()
            self._unkeyed_left -= 1
            flight = chance.choice(recorded())
            newcomer.send_raw(bent(flight, Script(chance.randbytes(20))) or b"\x16")

    async def _begin_handshake(self) -> None:
        if self._newcomer._transport is None:
            await self._newcomer.open_socket()
        await self._newcomer.begin()
        if self._chance.random() < 0.5:
            return
        flights = Flights(self._newcomer._certificate)
        self._newcomer.send_raw(flights.after())
        answer = await self._newcomer.flight()
        self._newcomer.send_raw(bent(flights.after(answer), Script(self._chance.randbytes(20))) or b"\x16")

    # -- with keys ------------------------------------------------------------------

    async def _dtls_after(self) -> None:
        """Records under its keys, many in one datagram, and bent ones, fragments and plain alerts."""
        chance, peer = self._chance, self._peer
        for count in range(self._datagrams):
            kind = count % 4
            if kind == 0:
                peer.send_raw(b"".join(peer.application_data(b"talk") for _ in range(16)))
            elif kind == 1:
                peer.send_raw(bent(peer.application_data(b"talk"), Script(chance.randbytes(20))) or b"\x16")
            elif kind == 2:
                peer.send_raw(bent(chance.choice(recorded()), Script(chance.randbytes(20))) or b"\x16")
            else:
                peer.send_raw(b"\x15\xfe\xfd" + bytes(8) + b"\x00\x02\x02\x28")

    async def _unknown_streams(self) -> None:
        for _ in range(self._datagrams):
            self._peer.send(next(self._strange_ssrcs), OPUS, 1, 1, b"who am I")

    async def _forged_media(self) -> None:
        head = (
            bytes([0x90, OPUS, 0, 1]) + bytes(4) + self._peer.ssrcs[Source.MICROPHONE, ""].to_bytes(4, "big")
        )
        for _ in range(self._datagrams):
            self._peer.send_raw(head + b"\xbe\xde\x00\x00" + bytes(60))

    async def _mutated_media(self) -> None:
        chance, peer = self._chance, self._peer
        known = [*peer.ssrcs.values(), peer.ssrcs[Source.CAMERA, "l"] + 500]
        for data in itertools.islice(self._rtp, self._datagrams):
            ids = [(MID, b"1"), (RID, b"lmh"[:1])] if chance.random() < 0.3 else []
            kind = chance.choice((OPUS, 63, VP8, VP8_REPAIR, data[1] & 0x7F if len(data) > 1 else 0))
            self._send_on(chance.choice(known), kind, data[12:1200], ids)

    def _send_on(self, ssrc: int, kind: int, payload: bytes, ids: Sequence[tuple[int, bytes]]) -> None:
        self._peer.sequences[ssrc] = sequence = self._peer.sequences.get(ssrc, 0) + self._chance.choice(
            (1, 1, 2, 50)
        )
        self._peer.send(ssrc, kind, sequence, sequence * 960, payload or b"x", ids=ids)

    async def _mutated_reports(self) -> None:
        for data in itertools.islice(self._rtcp, self._datagrams):
            self._peer.send_rtcp((b"\x80\xc9" + data)[: 2 + len(data) // 4 * 4][:1200].ljust(8, b"\0"))

    async def _nacks(self) -> None:
        for count in range(self._datagrams):
            self._peer.send_rtcp(self._greedy[count % len(self._greedy)])

    async def _key_frame_requests(self) -> None:
        for _ in range(self._datagrams):
            self._peer.send_rtcp(rtcp.picture_loss(1, self._peer.slot_ssrcs["p0"][0]))

    async def _absurd_feedback(self) -> None:
        for data in itertools.islice(self._feedback, self._datagrams):
            body = data[:1000] + bytes(-len(data[:1000]) % 4)
            self._peer.send_rtcp(rtcp.transport_feedback(1, 2, body))

    async def _gaps(self) -> None:
        ssrc = self._peer.ssrcs[Source.MICROPHONE, ""]
        for _ in range(self._datagrams):
            self._peer.sequences[ssrc] = sequence = self._peer.sequences.get(ssrc, 0) + 2
            self._peer.send(ssrc, OPUS, sequence, sequence * 960, b"opus")
