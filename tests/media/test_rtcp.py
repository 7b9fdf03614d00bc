"""RTCP written by us is read back the same; anything else is read without harm."""

from __future__ import annotations

import struct

from hypothesis import given
from hypothesis import strategies as st

from media import rtcp

U32 = st.integers(0, 2**32 - 1)


@given(st.binary(max_size=400))
def test_any_bytes_are_read_without_harm(data: bytes) -> None:
    list(rtcp.parse(data))


@given(U32, st.floats(1e9, 4e9), U32, U32, U32)
def test_a_sender_report_is_read_back(
    ssrc: int, at: float, timestamp: int, packets: int, octets: int
) -> None:
    (report,) = rtcp.parse(rtcp.sender_report(ssrc, at, timestamp, packets, octets))
    assert isinstance(report, rtcp.SenderReport)
    assert (report.ssrc, report.rtp_timestamp) == (ssrc, timestamp)
    # NTP's 32 bits of seconds wrap in 2036.
    wrapped = (at + rtcp.NTP_EPOCH_SECONDS) % 2**32 - rtcp.NTP_EPOCH_SECONDS
    assert abs(report.ntp_seconds - wrapped) < 1e-5
    assert (report.ntp_middle - rtcp.ntp_middle(at)) % 2**32 in (0, 1, 2**32 - 1)


@given(st.lists(U32, max_size=70))
def test_receiver_reports_hold_any_number_of_blocks(ssrcs: list[int]) -> None:
    blocks = [rtcp.ReportBlock(ssrc, 0.25, -3, 70_000, 12, 5, 6) for ssrc in ssrcs]
    assert list(rtcp.parse(rtcp.receiver_reports(1, blocks))) == blocks


@given(st.integers(0, 0xFFFF), st.lists(st.integers(1, 40), max_size=60))
def test_a_nack_names_the_same_packets_also_over_the_wrap(first: int, steps: list[int]) -> None:
    numbers = [first]
    for step in steps:
        numbers.append(numbers[-1] + step)
    wanted = tuple(number & 0xFFFF for number in numbers)
    assert list(rtcp.parse(rtcp.nack(1, 2, wanted))) == [rtcp.Nack(2, wanted)]


def test_a_compound_packet_is_read_part_by_part_and_unknown_parts_are_skipped() -> None:
    description = struct.pack("!BBHI", 0x81, 202, 2, 9) + bytes(4)
    full_request = struct.pack("!BBHIIIBBBB", 0x84, 206, 4, 1, 0, 7, 1, 0, 0, 0)
    data = rtcp.picture_loss(1, 6) + description + full_request + b"\x80"
    assert list(rtcp.parse(data)) == [rtcp.KeyFrameRequest(6), rtcp.KeyFrameRequest(7)]


def test_a_huge_nack_is_cut() -> None:
    (nack,) = rtcp.parse(rtcp.nack(1, 2, range(0, 40_000, 17)))
    assert isinstance(nack, rtcp.Nack)
    assert len(nack.sequences) == rtcp.MAX_NACKS
