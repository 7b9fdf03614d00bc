"""Keys on their way from browser to browser: they reach one, and the process keeps nothing of them."""

from rooms.roles import Role
from tests.server.house import House

LETTER = b"a key that only one device can open"


async def test_a_letter_reaches_its_addressee_alone_and_is_written_nowhere(house: House) -> None:
    room_id = await house.new_room(end_to_end_encrypted=True)
    host = await house.arrive(room_id, "ana", Role.FACILITATOR)
    ben, cleo = [await house.seated(host, room_id, name) for name in ("ben", "cleo")]
    letter = {"seat_id": cleo.seat_id, "sealed": LETTER}
    assert "ok" in await ben.ask("PassKeys", letters=[letter])
    passed = await cleo.hears("KeyPassed")
    assert (passed["sender"], passed["sealed"]) == (ben.seat_id, LETTER)
    for other in (host, ben):
        assert "ok" in await other.ask("Sync")  # whatever was to be heard has been
        assert "KeyPassed" not in other.names()
    kept = b"".join(path.read_bytes() for path in house.folder.glob("*.sqlite3*"))
    assert ben.seat_id.encode() in kept  # that the seat was taken is kept
    assert LETTER not in kept


async def test_letters_are_small_and_for_encrypted_rooms(house: House) -> None:
    rooms = [await house.new_room(end_to_end_encrypted=encrypted) for encrypted in (True, False)]
    for room_id, code in zip(rooms, ("malformed", "not_encrypted"), strict=True):
        host = await house.arrive(room_id, "ana", Role.FACILITATOR)
        ben = await house.seated(host, room_id, "ben")
        size = 513 if code == "malformed" else 512
        answer = await ben.ask("PassKeys", letters=[{"seat_id": host.seat_id, "sealed": b"x" * size}])
        assert answer["error"]["code"] == code
