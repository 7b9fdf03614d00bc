"""Does the API make rooms and links, and refuse what it should?"""

import asyncio
from typing import Any

import pytest

from rooms.ids import RoomId
from server.identity import Tokens
from tests.server.api.host_application import HostApplication
from tests.server.house import KEY, House


async def test_nothing_is_done_without_a_key_or_with_a_revoked_one(
    house: House, host: HostApplication
) -> None:
    stranger = HostApplication(host.http, host.base, "hearth_guess")
    assert await stranger.refused("GET", "/rooms", expect=401) == "sign_in"
    (key,) = await house.process.stores.api_keys.all()
    await house.process.stores.api_keys.revoke(key.key_id, 1.0)
    assert await host.refused("POST", "/rooms", {"name": "x"}, expect=401) == "sign_in"


async def test_a_room_is_made_read_changed_listed_and_archived(host: HostApplication) -> None:
    room = await host.post("/rooms", {"name": "Evening", "capacity": 8}, expect=201)
    path = f"/rooms/{room['room_id']}"
    assert room["settings"]["capacity"] == 8
    changed = await host.ask(
        "PATCH", path, {"name": "Morning", "agreement": {"version": 2, "text": {"en": "Be kind."}}}
    )
    assert changed["settings"]["name"] == "Morning"
    assert changed["settings"]["capacity"] == 8
    assert (await host.get(path))["settings"] == changed["settings"]
    await host.ask("DELETE", path, expect=204)
    assert (await host.get("/rooms"))["items"] == []
    assert await host.refused("PATCH", path, {"name": "Late"}, expect=409) == "room_archived"
    assert await host.refused("POST", path + "/invites", {}, expect=409) == "room_archived"


async def test_lists_come_in_pages_without_gaps_or_repeats(host: HostApplication) -> None:
    names = [f"Group {number}" for number in range(7)]
    for name in names:
        await host.post("/rooms", {"name": name}, expect=201)
    seen: list[str] = []
    cursor = ""
    while True:
        page = await host.get(f"/rooms?limit=3{cursor}")
        seen += [room["settings"]["name"] for room in page["items"]]
        if page["next_cursor"] is None:
            break
        cursor = f"&cursor={page['next_cursor']}"
    assert seen == names


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({"name": ""}, "$.name"),
        ({"name": "x", "capacity": 1}, "$.capacity"),
        ({"name": "x", "capacity": 4.5}, "$.capacity"),
        ({"name": "x", "colour": "red"}, "colour"),
        ({"capacity": 4}, "name"),
        ({"name": "x\u0000"}, "code 0"),
    ],
)
async def test_a_malformed_body_is_refused_with_the_place(
    host: HostApplication, body: dict[str, Any], where: str
) -> None:
    problem = await host.post("/rooms", body, expect=400)
    assert problem["code"] == "malformed"
    assert where in problem["detail"]


async def test_a_whole_number_may_be_written_with_a_point(host: HostApplication) -> None:
    body = {"name": "x", "capacity": 4.0, "ends_at": 2e9, "hold_seconds": 60, "grace_seconds": 90.5}
    settings = (await host.post("/rooms", body, expect=201))["settings"]
    assert {name: settings[name] for name in body} == body


async def test_what_is_no_json_too_large_or_elsewhere_is_refused_as_a_problem(host: HostApplication) -> None:
    key = {"Authorization": f"Bearer {host.secret}"}
    url = f"{host.base}/api/v1/rooms"
    for data, content_type, status, code in (
        (b"{", "application/json", 400, "malformed"),
        (b'{"name": "x", "ends_at": 1e999}', "application/json", 400, "malformed"),
        (b'{"name": "\xff"}', "application/json", 400, "malformed"),
        (b"[" * 100_000, "application/json", 400, "malformed"),
        (b'{"name": "x", "more": ' + b"[" * 100_000, "application/json", 400, "malformed"),
        (b"name=x", "application/x-www-form-urlencoded", 415, "wrong_content_type"),
        (b'"' + b"x" * 300_000 + b'"', "application/json", 413, "too_large"),
    ):
        async with host.http.post(url, data=data, headers=key | {"Content-Type": content_type}) as answer:
            assert (answer.status, (await answer.json())["code"]) == (status, code)
            assert answer.content_type == "application/problem+json"
    assert await host.refused("GET", "/no/such/place", expect=404) == "not_found"
    assert await host.refused("DELETE", "/rooms", expect=405) == "method_not_allowed"
    assert await host.refused("GET", "/rooms?page=2", expect=400) == "malformed"


async def test_a_repeated_post_with_the_same_key_is_done_once(house: House, host: HostApplication) -> None:
    once = {"Idempotency-Key": "order-1"}
    first, second = [await host.post("/rooms", {"name": "Once"}, expect=201, headers=once) for _ in range(2)]
    assert first == second
    assert len((await host.get("/rooms"))["items"]) == 1
    other = {"name": "Another"}
    assert await host.refused("POST", "/rooms", other, expect=422, headers=once) == "idempotency_key_reused"


async def test_of_simultaneous_repeats_one_is_done(host: HostApplication) -> None:
    once = {"Idempotency-Key": "order-2"}

    async def create() -> int:
        async with host.http.post(
            f"{host.base}/api/v1/rooms",
            json={"name": "Once"},
            headers={"Authorization": f"Bearer {host.secret}"} | once,
        ) as answer:
            return answer.status

    statuses = await asyncio.gather(*(create() for _ in range(5)))
    assert set(statuses) <= {201, 409}
    assert len((await host.get("/rooms"))["items"]) == 1


async def test_kept_answers_do_not_open_with_the_database_alone(
    house: House, host: HostApplication, room_id: RoomId
) -> None:
    once = {"Idempotency-Key": "invite-1"}
    path = f"/rooms/{room_id}/invites"
    made = await host.post(path, {}, expect=201, headers=once)
    code = made["url"].partition("#i.")[2]
    assert await host.post(path, {}, expect=201, headers=once) == made
    assert not any(code.encode() in file.read_bytes() for file in house.folder.glob("hearth.sqlite3*"))


async def test_a_room_is_encrypted_end_to_end_when_that_is_asked_and_its_links_say_so(
    host: HostApplication,
) -> None:
    room = await host.post("/rooms", {"name": "Quiet", "end_to_end_encrypted": True}, expect=201)
    invite = await host.post(f"/rooms/{room['room_id']}/invites", {"role": "participant"}, expect=201)
    code = invite["url"].partition("/join#i.")[2]
    assert (await host.post("/join/describe", {"invite": code}))["end_to_end_encrypted"] is True
    changed = await host.ask("PATCH", f"/rooms/{room['room_id']}", {"end_to_end_encrypted": False})
    assert changed["settings"]["end_to_end_encrypted"] is False
    assert (await host.post("/join/describe", {"invite": code}))["end_to_end_encrypted"] is False


async def test_a_link_leads_to_its_room_and_yields_a_token(
    house: House, host: HostApplication, room_id: RoomId
) -> None:
    made = await host.post(f"/rooms/{room_id}/invites", {"role": "co_host", "identity": "dan-7"}, expect=201)
    code = made["url"].partition("/join#i.")[2]
    described = await host.post("/join/describe", {"invite": code})
    assert (described["room_name"], described["role"], described["name"]) == (
        "Steady Ground",
        "co_host",
        None,
    )
    token = (await host.post("/join/token", {"invite": code, "name": "Daniel"}))["token"]
    claims = Tokens(KEY).read(token)
    assert (claims.room_id, claims.role, claims.name, claims.account_id) == (
        room_id,
        "co_host",
        "Daniel",
        "dan-7",
    )
    assert claims.open_link is None
    assert (await host.post("/join/describe", {"token": token}))["name"] == "Daniel"


async def test_two_uses_of_an_open_link_are_two_people(host: HostApplication, room_id: RoomId) -> None:
    code = (await host.post(f"/rooms/{room_id}/invites", {}, expect=201))["url"].partition("#i.")[2]
    tokens = [(await host.post("/join/token", {"invite": code, "name": "Ana"}))["token"] for _ in range(2)]
    first, second = [Tokens(KEY).read(token) for token in tokens]
    assert first.account_id != second.account_id
    assert first.open_link == second.open_link is not None


async def test_links_end_by_use_time_revocation_and_with_their_room(
    house: House, host: HostApplication, room_id: RoomId
) -> None:
    path = f"/rooms/{room_id}/invites"

    async def link(**body: Any) -> tuple[str, str]:
        made = await host.post(path, body, expect=201)
        return made["url"].partition("#i.")[2], made["invite"]["invite_id"]

    async def refusal(code: str, status: int) -> str:
        return await host.refused("POST", "/join/token", {"invite": code, "name": "Ana"}, expect=status)

    used_up, _ = await link(max_uses=1)
    await host.post("/join/token", {"invite": used_up, "name": "Ana"})
    assert await refusal(used_up, 410) == "link_used_up"
    early, _ = await link(not_before=house.clock() + 60)
    assert await refusal(early, 403) == "link_not_yet_valid"
    late, _ = await link(expires_at=house.clock() - 1)
    assert await refusal(late, 410) == "link_expired"
    revoked, invite_id = await link()
    await host.ask("DELETE", f"{path}/{invite_id}", expect=204)
    assert await refusal(revoked, 404) == "link_unknown"
    assert await refusal("never made", 404) == "link_unknown"
    orphan, _ = await link()
    await host.ask("DELETE", f"/rooms/{room_id}", expect=204)
    assert await refusal(orphan, 404) == "link_unknown"


async def test_of_simultaneous_uses_of_a_link_for_one_only_one_counts(
    host: HostApplication, room_id: RoomId
) -> None:
    made = await host.post(f"/rooms/{room_id}/invites", {"max_uses": 1}, expect=201)
    body = {"invite": made["url"].partition("#i.")[2], "name": "Ana"}

    async def use() -> int:
        async with host.http.post(f"{host.base}/api/v1/join/token", json=body) as answer:
            return answer.status

    statuses = await asyncio.gather(*(use() for _ in range(6)))
    assert sorted(statuses) == [200, 410, 410, 410, 410, 410]


async def test_a_minted_token_lets_its_person_in_under_the_given_identity(
    house: House, host: HostApplication, room_id: RoomId
) -> None:
    body = {"identity": "user-5", "role": "facilitator", "name": "Miriam", "ttl_seconds": 60}
    made = await host.post(f"/rooms/{room_id}/tokens", body, expect=201)
    assert made["url"].endswith(f"/join#t.{made['token']}")
    await house.connect(made["token"])
    (person,) = (await host.get(f"/rooms/{room_id}/participants"))["participants"]
    assert (person["identity"], person["name"], person["role"]) == ("user-5", "Miriam", "facilitator")


async def test_what_a_token_does_not_grant_is_kept_off(
    house: House, host: HostApplication, room_id: RoomId
) -> None:
    body = {"identity": "user-6", "role": "co_host", "name": "Dan", "grants": {"can_share_screen": False}}
    dan = await house.connect((await host.post(f"/rooms/{room_id}/tokens", body, expect=201))["token"])
    assert (await dan.ask("Publish", source="screen"))["error"]["code"] == "source_blocked"
    assert "ok" in await dan.ask("Publish", source="microphone")
    body |= {"grants": {"can_fly": True}}
    assert await host.refused("POST", f"/rooms/{room_id}/tokens", body, expect=400) == "malformed"


async def test_a_foreign_or_expired_token_reveals_nothing(
    house: House, host: HostApplication, room_id: RoomId
) -> None:
    late = house.token(room_id, "ana")
    house.clock.ahead_seconds = 3600
    assert await host.refused("POST", "/join/describe", {"token": late}, expect=410) == "link_expired"
    assert await host.refused("POST", "/join/describe", {"token": "a.b.c"}, expect=404) == "link_unknown"
    both = {"token": late, "invite": "x"}
    assert await host.refused("POST", "/join/describe", both, expect=400) == "malformed"


async def test_answers_are_kept_by_nobody_on_the_way(host: HostApplication) -> None:
    async with host.http.get(f"{host.base}/api/v1/rooms") as answer:
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
