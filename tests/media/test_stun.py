"""Connectivity checks, with aioice as the other side."""

from __future__ import annotations

import aioice.stun
from hypothesis import given
from hypothesis import strategies as st

from media import stun
from media.stun import ice_user


def check(**attributes: object) -> bytes:
    message = aioice.stun.Message(
        aioice.stun.Method.BINDING,
        aioice.stun.Class.REQUEST,
        attributes={"USERNAME": "us:them", **attributes},
    )
    message.add_message_integrity(b"password")
    return bytes(message)


def test_a_check_is_read_and_answered() -> None:
    read = stun.read_check(check(), "password")
    assert read is not None
    assert not read.nominates
    nominating = stun.read_check(check(**{"USE-CANDIDATE": None}), "password")
    assert nominating is not None
    assert nominating.nominates
    assert stun.read_check(check(), "else") is None
    for address, mapped in (
        (("192.0.2.7", 5000), ("192.0.2.7", 5000)),
        (("::ffff:192.0.2.7", 5000, 0, 0), ("192.0.2.7", 5000)),
        (("2001:db8::7", 5000, 0, 0), ("2001:db8::7", 5000)),
    ):
        answer = aioice.stun.parse_message(stun.check_answer(read, "password", address))
        assert answer.transaction_id == read.transaction_id
        assert answer.message_class == aioice.stun.Class.RESPONSE
        assert answer.attributes["XOR-MAPPED-ADDRESS"] == mapped
        assert answer.check_message_integrity(b"password")


@given(st.binary(max_size=120), st.integers(0, 100), st.binary(min_size=1, max_size=4))
def test_a_bent_check_is_refused_without_harm(garbage: bytes, at: int, bend: bytes) -> None:
    assert stun.read_check(garbage, "password") is None
    whole = check()
    bent = whole[:at] + bend + whole[at + len(bend) :]
    if bent[: len(whole) - 8] != whole[:-8]:  # the fingerprint may be bent only with the rest
        assert stun.read_check(bent, "password") is None
    assert stun.read_check(garbage[:1] + whole[1:20] + garbage, "password") is None


def test_what_follows_the_signature_counts_for_nothing() -> None:
    whole = check()
    end = len(whole) - 8
    more = b"\x00\x25\x00\x00"
    message = whole[:2] + (end - 20 + len(more)).to_bytes(2, "big") + whole[4:end] + more
    read = stun.read_check(message, "password")
    assert read is not None
    assert not read.nominates


@given(st.binary(min_size=12, max_size=12), st.ip_addresses(), st.integers(0, 65535))
def test_answers_are_those_of_aioice_to_the_byte(transaction_id: bytes, host: object, port: int) -> None:
    answer = aioice.stun.Message(
        aioice.stun.Method.BINDING,
        aioice.stun.Class.RESPONSE,
        transaction_id=transaction_id,
        attributes={"XOR-MAPPED-ADDRESS": (str(host), port)},
    )
    answer.add_message_integrity(b"password")
    ours = stun.check_answer(stun.Check(transaction_id, False), "password", (str(host), port))
    assert ours == bytes(answer)


def test_a_name_is_only_read_from_whole_attributes() -> None:
    head = b"\x00\x01\x00\x08\x21\x12\xa4\x42" + bytes(12)
    assert ice_user(head + b"\x00\x06\x00\x05ab:cd") == "ab"
    assert ice_user(head + b"\x00\x24\x00\x04\x00\x00\x00\x00\x00\x06\x00\x02ab") == "ab"
    assert ice_user(head[:-1]) == ""
    assert ice_user(head + b"\x00\x06") == ""
    assert ice_user(bytes(40)) == ""
