"""What the API asks of the sessions that are going on. `server.sessions` answers, wherever the owner is."""

from typing import Protocol

from rooms.commands import AnyCommand
from rooms.ids import RoomId
from rooms.state import SessionState
from server.stores.contract import Actor


class LiveSessions(Protocol):
    """The open sessions, as a host application may deal with them."""

    async def command(self, room_id: RoomId, actor: Actor, command: AnyCommand) -> None:
        """Carry out a command of a host application.

        Raises `Refused`, `NoOpenSession`, `Busy`, `Moved` or `StorageUnavailable`.
        """

    async def state(self, room_id: RoomId) -> SessionState | None:
        """Return the state of the room's open session, to be read at once and not kept; None without one."""
