"""Who owns which session: taking what is left behind, dropping what was taken, handing over at the end.

The owner stands in SQL and changes only by a compare-and-set that raises the epoch; everything a session
stores carries the epoch and is refused when it is stale. Redis only says who is alive, and so when it is
time to claim.
"""

import asyncio
import logging
import random

from rooms.ids import RoomId
from server.cluster.liveness import Liveness, Unsure
from server.cluster.messages import TakeOver
from server.cluster.redis_link import LinkDown
from server.cluster.rounds import keep_on
from server.cluster.router import Router
from server.session_task import Busy, Moved
from server.sessions import LocalSessions, NoOpenSession, OwnedElsewhere
from server.stores.contract import SessionStore, StorageUnavailable

log = logging.getLogger(__name__)

SWEEP_SECONDS = 5.0
SWEEP_LIMIT = 16  # sessions claimed in one go, so that several processes share what a dead one leaves
HANDED_OVER_AT_ONCE = 4


class Ownership:
    """What this process may claim, must drop, and hands over."""

    def __init__(self, process: str, liveness: Liveness, router: Router, sessions: SessionStore) -> None:
        self._process = process
        self._liveness = liveness
        self._router = router
        self._sessions = sessions
        self._local: LocalSessions
        self._sweep_now = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self.is_draining = False

    def start(self, local: LocalSessions) -> None:
        """Begin to look after sessions that nobody owns."""
        self._local = local
        self._tasks.append(asyncio.create_task(keep_on(self._sweep_and_wait)))

    async def stop(self) -> None:
        """Claim nothing any more."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def check_gone(self, owner: str) -> None:
        """Return if this process may claim from `owner`; raise `OwnedElsewhere` or `Moved`."""
        try:
            is_alive = await self._liveness.is_alive(owner)
        except Unsure:
            raise Moved from None
        if is_alive:
            raise OwnedElsewhere(owner)
        if self.is_draining:
            raise Moved

    # — taking up —

    def sweep_soon(self) -> None:
        """Look after what a dead process has left, once the connections it leaves have found their way."""
        self._sweep_now.set()

    async def _sweep_and_wait(self) -> None:
        await self._sweep()
        try:
            async with asyncio.timeout(random.uniform(0.5, 1.0) * SWEEP_SECONDS):
                await self._sweep_now.wait()
        except TimeoutError:
            return
        self._sweep_now.clear()
        await asyncio.sleep(random.uniform(0.5, 1.5))

    async def _sweep(self) -> None:
        """Claim sessions that no connection asks for: their seats and deadlines want an owner too."""
        if self.is_draining:
            return
        try:
            left = [each for each in await self._sessions.all_open() if each.owner != self._process]
        except StorageUnavailable:
            return
        random.shuffle(left)
        claimed = 0
        for session in left:
            if session.owner in self._liveness.others:
                continue
            try:
                await self._local.locate(session.room_id)
            except (OwnedElsewhere, NoOpenSession):
                continue
            except (Moved, Busy, StorageUnavailable):
                return
            claimed += 1
            if claimed == SWEEP_LIMIT:
                return

    # — letting go —

    def verify_soon(self) -> None:
        """We have stood still, or were cut off: see in a moment whether what we own is still ours."""
        task = asyncio.create_task(self.verify())
        self._tasks.append(task)
        task.add_done_callback(self._tasks.remove)

    async def verify(self) -> None:
        """Drop the sessions that another process has claimed meanwhile."""
        try:
            epochs = {each.room_id: each.epoch for each in await self._sessions.all_open()}
        except StorageUnavailable:
            return  # nothing can be stored now; the first thing that is stored will tell
        for room_id, task in self._local.owned().items():
            if epochs.get(room_id, task.epoch) != task.epoch:
                log.warning("a session was taken from us", extra={"session_id": task.session_id})
                self._local.give_up(room_id)

    # — handing over —

    async def drain(self, seconds: float) -> None:
        """Hand over every session: its next owner claims it first, then this one closes it."""
        self.is_draining = True
        try:
            await self._liveness.show()
            async with asyncio.timeout(seconds):
                gate = asyncio.Semaphore(HANDED_OVER_AT_ONCE)
                await asyncio.gather(*(self._hand_over(room_id, gate) for room_id in self._local.owned()))
        except (LinkDown, TimeoutError):
            log.warning("not every session could be handed over")
        for room_id in self._local.owned():
            self._local.give_up(room_id)

    async def _hand_over(self, room_id: RoomId, gate: asyncio.Semaphore) -> None:
        async with gate:
            others = [name for name, node in self._liveness.others.items() if not node.draining]
            random.shuffle(others)
            others.sort(key=lambda name: self._liveness.others[name].sessions)
            for other in others:
                try:
                    await self._router.ask(other, TakeOver(room_id=room_id))
                except (Moved, Busy, StorageUnavailable, NoOpenSession):
                    continue
                break
            self._local.give_up(room_id)
