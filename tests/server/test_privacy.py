"""Does anything that people are, write or hold reach the log, the metrics or an address?"""

import io
import logging
from collections.abc import Iterator

import pytest
from prometheus_client.metrics import MetricWrapperBase

from rooms.roles import Role
from server import metrics
from server.config import Config
from server.log import OURS, set_up_logging
from tests.server.house import House


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    stream = io.StringIO()
    set_up_logging(Config(log_format="json", log_level="debug"), stream)
    yield stream
    root.handlers[:] = handlers
    root.setLevel(level)
    for name in OURS:
        logging.getLogger(name).setLevel(logging.NOTSET)


async def test_a_session_leaves_no_name_word_token_or_account_in_log_and_metrics(
    log: io.StringIO, house: House
) -> None:
    room_id = await house.new_room(name="Zwetschgenkreis")
    token = house.token(room_id, "wilhelmine", Role.FACILITATOR)
    host = await house.connect(token)
    guest = await house.seated(host, room_id, "xaverine")
    assert "ok" in await guest.ask("SendMessage", client_id="c1", text="quittenmus und kummer")
    assert "ok" in await guest.ask("GiveCheckIn", check_in={"place": "hinterhaus", "phone": "0815-4711"})
    assert "error" in await guest.ask("SendMessage", client_id="c2", text="x" * 5000 + "quittenmus")
    assert "error" in await guest.ask("OfferMedia", sdp="v=0 kaputtes-angebot")
    host.begin("EndForAll")
    await guest.hears("Goodbye")
    written = log.getvalue().lower() + metrics.render().decode().lower()
    private = ["zwetschgenkreis", "wilhelmine", "xaverine", "quittenmus", "hinterhaus", "4711", "kaputtes"]
    assert [word for word in [*private, token.lower()] if word in written] == []


def test_no_figure_is_labelled_with_a_room_a_person_or_an_address() -> None:
    # As declared: which labels have been used so far depends on the tests that ran before.
    declared = [figure for figure in vars(metrics).values() if isinstance(figure, MetricWrapperBase)]
    labels = {name for figure in declared for name in figure._labelnames}
    assert labels == {"cause", "code", "direction", "outcome", "route", "status"}
