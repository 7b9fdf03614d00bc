"""Shared worksheets: one Yjs document each, made of plain texts named by the template's field ids.

A Yjs client takes `seat.order * 2**32 + <32 random bits>` as its client id. So everybody can tell who wrote
what, from the document alone, and nobody can write in another's name: the server refuses an update whose new
text is not its asker's.

The order of work for the session's owner: `check` (may refuse, changes nothing that counts) → store the
`DocumentEdited` event → `evolve` (never refuses). The same `evolve` rebuilds every document when a session is
read back.
"""

import time
from bisect import bisect_right

from pycrdt import Doc, Text

from rooms.events import DocumentEdited, Event, WorksheetOpened
from rooms.ids import FieldId, WorksheetId
from rooms.refusals import Code, Refused
from rooms.state import SheetMode
from server.yjs_update import (
    Place,
    Run,
    UnsoundUpdate,
    Update,
    one_run,
    only_deletions,
    read_state,
    read_update,
)

MOST_BYTES = 256 * 1024  # of one whole document, encoded
_ORDER_SHIFT = 32
# What taking in an update may cost of CPU time: a person's takes a tenth of that. Text that names neighbours
# which are far apart makes the library look at all between them, for each piece anew, in each copy that there
# will ever be, browsers' too. So each seat has so much above the usual, and then may write no more.
_USUAL_SECONDS = 0.0003
_USUAL_SECONDS_PER_RUN = 0.00003
_MOST_SECONDS_MORE = 0.25


def author_of(client: int) -> int:
    """The `order` of the seat that a Yjs client id belongs to."""
    return client >> _ORDER_SHIFT


class Documents:
    """The shared documents of one session."""

    def __init__(self) -> None:
        self._by_id: dict[WorksheetId, Document] = {}

    def check(self, worksheet_id: WorksheetId, update: bytes, order: int) -> None:
        """See `Document.check`; `order` is the asking seat's. Refused also if there is no such document."""
        document = self._by_id.get(worksheet_id)
        if document is None:
            raise Refused(Code.NO_SUCH_WORKSHEET)
        document.check(update, order)

    def evolve(self, event: Event) -> None:
        """Take in a stored event; those that have nothing to do with documents are passed over."""
        match event:
            case WorksheetOpened(worksheet=worksheet) if worksheet.mode is SheetMode.SHARED:
                self._by_id[worksheet.worksheet_id] = Document(worksheet.fields)
            case DocumentEdited():
                self._by_id[event.worksheet_id].evolve(event.update)
            case _:
                pass

    def encoded(self) -> dict[WorksheetId, bytes]:
        """Every document as one update, for a `Snapshot`."""
        return {worksheet_id: document.encoded() for worksheet_id, document in self._by_id.items()}

    def texts(self, worksheet_id: WorksheetId) -> dict[FieldId, str] | None:
        """The words in every field, in the template's order; None if there is no such document."""
        document = self._by_id.get(worksheet_id)
        return None if document is None else document.texts()


class Document:
    """One shared worksheet. `_trial` is a second copy on which an update is tried before it is believed."""

    def __init__(self, fields: tuple[FieldId, ...]) -> None:
        self._fields = fields
        self._doc = self._fresh()
        self._trial = self._fresh()
        self._tried: bytes | None = None  # what the trial copy was given and the document was not
        self._read: Update | None = None  # the same, read
        self._seconds_more: dict[int, float] = {}  # what each seat's updates cost above the usual
        self._written = _Written()
        self._most_size = 0  # an upper bound of the encoded size, made exact when it grows too large
        self._encoded: bytes | None = None

    def check(self, update: bytes, order: int) -> None:
        """Raise `Refused` unless this update, by the seat of that `order`, is sound, complete and fits.

        `bad_update`: malformed, not plain text, another field, another's name, beside text that is not
        there, or made to cost much.
        """
        if self._seconds_more.get(order, 0.0) > _MOST_SECONDS_MORE:
            raise Refused(Code.BAD_UPDATE)
        try:
            read = read_update(update)
            end, runs = self._written.after(read, frozenset(self._fields))
        except UnsoundUpdate as fault:
            raise Refused(Code.BAD_UPDATE) from fault
        if any(author_of(client) != order for client in end if end[client] > self._written.end(client)):
            raise Refused(Code.BAD_UPDATE)
        self._try(update, read, runs, end, order)

    def evolve(self, update: bytes) -> None:
        """Take in an update that has been checked and stored."""
        read = self._read if self._tried == update and self._read is not None else read_update(update)
        self._doc.apply_update(update)
        self._written.add(read)
        self._most_size += len(update)
        self._encoded = self._read = None
        self._tried = None if self._tried == update else b""

    def encoded(self) -> bytes:
        """The whole document as one update."""
        if self._encoded is None:
            self._encoded = self._doc.get_update()
        return self._encoded

    def texts(self) -> dict[FieldId, str]:
        """The words in every field, in the template's order."""
        return {field: str(self._doc.get(field, type=Text)) for field in self._fields}

    def _try(self, update: bytes, read: Update, runs: list[Run], end: dict[int, int], order: int) -> None:
        """Apply to the trial copy; it must then hold exactly what was read, and not be too large."""
        if self._tried is not None:
            self._trial = self._fresh()
            self._trial.apply_update(self.encoded())
        self._tried, self._read = update, read
        try:
            self._take_in(read, runs, order)
            reached = read_state(self._trial.get_state())
        except (KeyboardInterrupt, SystemExit, Refused):
            raise
        except BaseException as fault:  # a panic in the Rust library is no `Exception`
            raise Refused(Code.BAD_UPDATE) from fault
        if any(reached.get(client, 0) != clock for client, clock in end.items()):
            raise Refused(Code.BAD_UPDATE)
        if self._most_size + len(update) > MOST_BYTES:
            self._most_size = len(self.encoded())
            if len(self._trial.get_update()) > MOST_BYTES:
                raise Refused(Code.DOCUMENT_TOO_LARGE)

    def _take_in(self, read: Update, runs: list[Run], order: int) -> None:
        """Give the trial copy one run after the other, so that one can stop when it takes too long."""
        spent = self._seconds_more.get(order, 0.0)
        usual_end = time.thread_time() + _USUAL_SECONDS + _USUAL_SECONDS_PER_RUN * len(runs)
        for run in runs:
            self._trial.apply_update(one_run(run))
            more = max(0.0, time.thread_time() - usual_end)
            self._seconds_more[order] = spent + more
            if spent + more > _MOST_SECONDS_MORE:
                raise Refused(Code.BAD_UPDATE)
        self._trial.apply_update(only_deletions(read))

    def _fresh(self) -> Doc[Text]:
        doc: Doc[Text] = Doc()
        for field in self._fields:
            doc.get(field, type=Text)
        return doc


class _Written:
    """Which field every unit of text belongs to: by client, the clocks at which the field changes."""

    def __init__(self) -> None:
        self._ends: dict[int, int] = {}
        self._starts: dict[int, list[int]] = {}
        self._fields: dict[int, list[str]] = {}

    def end(self, client: int) -> int:
        """The next clock of a client: how much of it is here."""
        return self._ends.get(client, 0)

    def field(self, place: Place) -> str | None:
        """The field of a unit of text, or None if it is not here."""
        if place.clock >= self.end(place.client):
            return None
        return self._fields[place.client][bisect_right(self._starts[place.client], place.clock) - 1]

    def after(self, update: Update, fields: frozenset[str]) -> tuple[dict[int, int], list[Run]]:
        """Every client's end once the update is in, and its runs in an order in which they can be taken in.

        Raises `UnsoundUpdate` if it does not fit.
        """
        trial = self._copy_for(update)
        runs = trial.add(update, fields)
        for client, clock, length in update.deleted:
            if clock + length > trial.end(client):
                raise UnsoundUpdate
        return {client: trial.end(client) for client in update.runs}, runs

    def add(self, update: Update, fields: frozenset[str] | None = None) -> list[Run]:
        """Take in every run after the text that it stands beside; return them in that order.

        Raises `UnsoundUpdate` if it cannot be.
        """
        taken: list[Run] = []
        waiting = {client: list(reversed(runs)) for client, runs in update.runs.items()}
        while waiting:
            before = len(taken)
            for runs in waiting.values():
                while runs and self._take(runs[-1], fields):
                    taken.append(runs.pop())
            waiting = {client: runs for client, runs in waiting.items() if runs}
            if len(taken) == before:
                raise UnsoundUpdate
        return taken

    def _take(self, run: Run, fields: frozenset[str] | None) -> bool:
        """Note the run's field; False if something before it or beside it is not here yet."""
        if run.clock > self.end(run.client):
            return False
        beside = [self.field(place) for place in (run.left, run.right) if place is not None] or [run.root]
        field = beside[0]
        if field is None or None in beside:
            return False
        if any(other != field for other in beside) or (fields is not None and field not in fields):
            raise UnsoundUpdate
        if run.end > self.end(run.client):
            starts, names = self._starts.setdefault(run.client, []), self._fields.setdefault(run.client, [])
            if not names or names[-1] != field:
                starts.append(self.end(run.client))
                names.append(field)
            self._ends[run.client] = run.end
        return True

    def _copy_for(self, update: Update) -> "_Written":
        """A copy that may take in this update: what it appends to is copied, the rest is shared."""
        copy = _Written()
        copy._ends = dict(self._ends)
        copy._starts = dict(self._starts) | {c: list(self._starts.get(c, [])) for c in update.runs}
        copy._fields = dict(self._fields) | {c: list(self._fields.get(c, [])) for c in update.runs}
        return copy
