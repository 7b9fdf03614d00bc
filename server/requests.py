"""Answers to requests: what a client asks of the process rather than of the room."""

from typing import Any, assert_never

from rooms import snapshot
from rooms.ids import SeatId
from rooms.refusals import Code, Refused
from rooms.roles import STAFF
from server import worksheet_export
from server.config import Turn
from server.messages import (
    ExportWorksheet,
    GetTemplates,
    GetTurnCredentials,
    InspectConnection,
    OfferMedia,
    ReportMedia,
    Request,
    ShowPictures,
    Sync,
)
from server.reactions import SessionMedia
from server.relay import ice_servers
from server.session_task import SessionTask
from server.wire import plain


class Requests:
    """Answers the requests of one session's seats. Runs in the session's turn."""

    def __init__(self, task: SessionTask, media: SessionMedia, relay: Turn) -> None:
        self._task = task
        self._media = media
        self._relay = relay

    async def answer(self, seat_id: SeatId, request: Request) -> dict[str, Any]:
        """Return what stands under `ok` in the acknowledgement; raise `Refused` or `Malformed`."""
        match request:
            case Sync():
                self._task.legs.tell([seat_id], self._task.snapshot_for(seat_id))
                return {}
            case GetTurnCredentials():
                servers = ice_servers(self._relay, seat_id, self._task.clock())
                return {"ice_servers": [plain(server) for server in servers]}
            case GetTemplates():
                return {"templates": self._task.library.told(request.language)}
            case InspectConnection():
                asker = self._task.state.seats.get(seat_id)
                if asker is None or asker.role not in STAFF:
                    raise Refused(Code.NOT_ALLOWED)
                return {"connection": self._media.inspect(request.seat_id)}
            case OfferMedia() | ShowPictures() | ReportMedia() | ExportWorksheet():
                if seat_id not in self._task.state.seats:
                    raise Refused(Code.NOT_ALLOWED)
                return await self._answer_seated(seat_id, request)
            case _:
                raise TypeError(f"{type(request).__name__} is a request without an answer")

    async def _answer_seated(
        self, seat_id: SeatId, request: OfferMedia | ShowPictures | ReportMedia | ExportWorksheet
    ) -> dict[str, Any]:
        match request:
            case OfferMedia():
                return {"sdp": await self._media.answer(seat_id, request.sdp)}
            case ShowPictures():
                self._media.show(seat_id, request.pictures)
            case ReportMedia():
                self._media.report(seat_id, request)
            case ExportWorksheet():
                viewed = snapshot.prune(self._task.state, seat_id)
                documents, library = self._task.documents, self._task.library
                return {
                    "worksheet": worksheet_export.export(viewed, request.worksheet_id, documents, library)
                }
            case _:
                assert_never(request)
        return {}
