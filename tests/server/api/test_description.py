"""Does the API keep to its own description, whatever it is sent?

Schemathesis makes requests out of the OpenAPI document, right and wrong ones, and checks every answer against
it: status, content type, shape; that wrong ones are refused, and that a key is asked for.
"""

import asyncio
import threading
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.core.parameters import ParameterLocation
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

from rooms.state import RoomSettings
from server.api.openapi import describe
from server.api.routes import OPERATIONS
from server.config import Limits
from tests.server.house import House

EXAMPLES = 4  # for each operation, of each kind: right and wrong requests take turns
# Here nothing else can be amiss: whatever the description allows must be done. For the rest a link, a seat, a
# session, a delivery or a ban would have to be there.
TAKEN_WHEN_WELL_FORMED = {
    ("POST", "/rooms"),
    ("GET", "/rooms"),
    ("GET", "/rooms/{room_id}"),
    ("PATCH", "/rooms/{room_id}"),
    ("POST", "/rooms/{room_id}/invites"),
    ("GET", "/rooms/{room_id}/invites"),
    ("POST", "/rooms/{room_id}/tokens"),
    ("GET", "/rooms/{room_id}/bans"),
    ("GET", "/rooms/{room_id}/sessions"),
    ("GET", "/rooms/{room_id}/audit"),
    ("GET", "/rooms/{room_id}/audit/verification"),
    ("POST", "/webhooks"),
    ("GET", "/webhooks"),
    ("GET", "/webhook-deliveries"),
    ("GET", "/openapi.json"),
}
IDEMPOTENCY_KEY = "Idempotency-Key"
MENDED = {ParameterLocation.PATH, ParameterLocation.HEADER}
PATIENT = Limits(joins_per_minute=1_000_000, api_requests_per_minute=1_000_000)

description = schemathesis.openapi.from_dict(describe(OPERATIONS))
# Boundary cases are enumerated above; what a real room answers is looked at with random ones alone.
in_a_room = schemathesis.openapi.from_dict(describe(OPERATIONS)).include(path_regex="room_id")
in_a_room.config.phases.coverage.enabled = False
bounded = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@dataclass
class Target:
    """A running process: its address, a key, and a room in it."""

    url: str
    authorization: dict[str, str]
    room_id: str


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    """A process in a thread of its own: Schemathesis waits for answers without an event loop."""
    ready, done = threading.Event(), asyncio.Event()
    targets: list[Target] = []
    loop = asyncio.new_event_loop()

    async def serve() -> None:
        async with House(tmp_path_factory.mktemp("house"), limits=PATIENT) as house:
            _, secret = await house.process.stores.api_keys.create("schemathesis", house.clock())
            room = await house.process.stores.rooms.create(RoomSettings(name="A room"), house.clock())
            targets.append(Target(f"{house.url}/api/v1", {"Authorization": f"Bearer {secret}"}, room.room_id))
            ready.set()
            await done.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),))
    thread.start()
    ready.wait()
    yield targets[0]
    loop.call_soon_threadsafe(done.set)
    thread.join()
    loop.close()


def unfit_checks(case: schemathesis.Case[Any]) -> list[Any]:
    """What is not to be asked of an answer: well-formed requests may be refused where the rest is amiss."""
    return [] if (case.method, case.path) in TAKEN_WHEN_WELL_FORMED else [positive_data_acceptance]


def mended_checks(case: schemathesis.Case[Any]) -> list[Any]:
    """The same where all that was amiss has given way to a real room's id and a real key."""
    components = case.meta.components if case.meta is not None else {}
    amiss = {location for location, component in components.items() if component.mode.is_negative}
    return [negative_data_rejection] if amiss and amiss <= MENDED else []


def with_a_key_of_its_own(case: schemathesis.Case[Any]) -> None:
    """Another request with an earlier one's key is rightly refused, which is looked at elsewhere."""
    if case.meta is not None and case.meta.generation.mode.is_positive and IDEMPOTENCY_KEY in case.headers:
        case.headers[IDEMPOTENCY_KEY] = uuid.uuid4().hex


@description.parametrize()
@bounded
def test_every_answer_is_as_described(case: schemathesis.Case[Any], target: Target) -> None:
    with_a_key_of_its_own(case)
    case.call_and_validate(
        base_url=target.url,
        headers=target.authorization,
        # Of other rooms than the real one nothing is known.
        excluded_checks=[positive_data_acceptance] if "room_id" in case.path else unfit_checks(case),
    )


@in_a_room.parametrize()
@bounded
def test_every_answer_about_a_real_room_is_as_described(case: schemathesis.Case[Any], target: Target) -> None:
    if case.method == "DELETE" and case.path == "/rooms/{room_id}":
        return  # the others need it
    case.path_parameters["room_id"] = target.room_id
    with_a_key_of_its_own(case)
    case.call_and_validate(
        base_url=target.url,
        headers=target.authorization,
        excluded_checks=[*unfit_checks(case), *mended_checks(case)],
    )
