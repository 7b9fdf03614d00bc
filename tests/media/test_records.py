"""Which records of a DTLS datagram are read."""

from __future__ import annotations

import struct

from hypothesis import given
from hypothesis import strategies as st

from media.records import ALERT, APPLICATION_DATA, HANDSHAKE, MAX_RECORDS, useful_records


def record(kind: int, body: bytes) -> bytes:
    return struct.pack("!BHHHIH", kind, 0xFEFD, 0, 0, 1, len(body)) + body


def test_records_come_one_by_one() -> None:
    hello, alert = record(HANDSHAKE, b"hello"), record(ALERT, b"\x01\x00")
    assert list(useful_records(hello + alert)) == [hello, alert]


def test_application_data_is_left_out() -> None:
    talk, alert = record(APPLICATION_DATA, b"talk"), record(ALERT, b"\x01\x00")
    assert list(useful_records(talk + alert + talk)) == [alert]


def test_a_record_that_is_cut_off_ends_the_datagram() -> None:
    hello = record(HANDSHAKE, b"hello")
    for end in range(len(hello)):
        assert list(useful_records(hello + hello[:end])) == [hello]


def test_a_datagram_of_many_records_is_not_read_to_its_end() -> None:
    assert len(list(useful_records(record(ALERT, b"") * 100))) == MAX_RECORDS


@given(st.binary(max_size=200))
def test_nothing_is_added_to_what_came(data: bytes) -> None:
    found = list(useful_records(data))
    assert len(b"".join(found)) <= len(data)
    assert all(each in data for each in found)
