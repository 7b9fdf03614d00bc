"""Reading one Yjs update (v1 encoding) before it is let near a document.

Hearth's documents are plain texts, so only a small part of the format is sound here: insertions of text,
tombstones of text that was already deleted, and deletions. Formats, embeds, nested types, maps,
sub-documents, skips and GC runs are refused, as is everything that a decoder could read in two ways. Nothing
here touches a CRDT library.

Layout (lib0's variable-length unsigned integers; see `encodeStateAsUpdate` and `Item.write` in Yjs 13):
`clients · { structs · client · clock · { info · [left] · [right] · [parent] · content } }`, then what is
deleted: `clients · { client · ranges · { clock · length } }`.
"""

from dataclasses import dataclass

MOST_CLIENTS = 16  # one browser tab is one client; an update carries its own
_MOST_CLOCK = 1 << 40
_MOST_CLIENT = 1 << 53
MOST_RUNS = 2000  # hours of one person's writing at many places while nobody was listening
_LONGEST_TOMBSTONE = 1_000_000  # UTF-16 units typed and deleted again while nobody was listening

_HAS_LEFT, _HAS_RIGHT, _HAS_KEY, _KIND = 0x80, 0x40, 0x20, 0x1F
_DELETED, _STRING = 1, 4
_ROOT_NAME = 1


class UnsoundUpdate(Exception):
    """These bytes are no update, or one that a plain-text document has no use for."""


@dataclass(frozen=True, slots=True)
class Place:
    """One unit of text for ever: the `clock`-th thing that `client` wrote."""

    client: int
    clock: int


@dataclass(frozen=True, slots=True)
class Run:
    """What one client wrote in one go: `length` UTF-16 units from `clock`; `root` if it has no neighbour."""

    client: int
    clock: int
    length: int
    left: Place | None
    right: Place | None
    root: str | None
    encoded: bytes  # as it stands in the update

    @property
    def end(self) -> int:
        """The clock after the run."""
        return self.clock + self.length


@dataclass(frozen=True, slots=True)
class Update:
    """Runs by client, without a gap and in order; and what is deleted, as `(client, clock, length)`."""

    runs: dict[int, list[Run]]
    deleted: list[tuple[int, int, int]]
    deletions: bytes  # the same as it stands in the update


def one_run(run: Run) -> bytes:
    """An update of this run alone."""
    return b"\x01\x01" + _number(run.client) + _number(run.clock) + run.encoded + b"\x00"


def only_deletions(update: Update) -> bytes:
    """An update of what another deletes."""
    return b"\x00" + update.deletions


def _number(value: int) -> bytes:
    encoded = bytearray()
    while value > 0x7F:
        encoded.append(value & 0x7F | 0x80)
        value >>= 7
    encoded.append(value)
    return bytes(encoded)


def read_update(update: bytes) -> Update:
    """Read a whole update, or raise `UnsoundUpdate`."""
    reader = _Reader(update)
    runs: dict[int, list[Run]] = {}
    left = MOST_RUNS
    for _ in range(reader.number(MOST_CLIENTS)):
        count = reader.number(left)
        left -= count
        client = reader.number(_MOST_CLIENT)
        clock = reader.number(_MOST_CLOCK)
        if client in runs or count == 0:
            raise UnsoundUpdate
        runs[client] = []
        for _ in range(count):
            run = _read_run(reader, client, clock)
            runs[client].append(run)
            clock = run.end
    deletions = update[-reader.left :] if reader.left else b""
    deleted = _read_deleted(reader)
    if not reader.at_end():
        raise UnsoundUpdate
    return Update(runs, deleted, deletions)


def read_state(state: bytes) -> dict[int, int]:
    """Read a state vector: the next clock of every client."""
    reader = _Reader(state)
    return {reader.number(_MOST_CLIENT): reader.number(_MOST_CLOCK) for _ in range(reader.number(len(state)))}


def _read_run(reader: "_Reader", client: int, clock: int) -> Run:
    begun = reader.left
    info = reader.byte()
    left = reader.place() if info & _HAS_LEFT else None
    right = reader.place() if info & _HAS_RIGHT else None
    if info & _HAS_KEY:
        raise UnsoundUpdate
    root = None
    if left is None and right is None:
        if reader.number(_ROOT_NAME) != _ROOT_NAME:
            raise UnsoundUpdate
        root = reader.text()
    if info & _KIND == _STRING:
        length = len(reader.text().encode("utf-16-le")) // 2
    elif info & _KIND == _DELETED:
        length = reader.number(_LONGEST_TOMBSTONE)
    else:
        raise UnsoundUpdate
    if length == 0:
        raise UnsoundUpdate
    return Run(client, clock, length, left, right, root, reader.since(begun))


def _read_deleted(reader: "_Reader") -> list[tuple[int, int, int]]:
    deleted: list[tuple[int, int, int]] = []
    for _ in range(reader.number(reader.left)):
        client = reader.number(_MOST_CLIENT)
        for _ in range(reader.number(reader.left)):
            clock, length = reader.number(_MOST_CLOCK), reader.number(_MOST_CLOCK)
            if length == 0:
                raise UnsoundUpdate
            deleted.append((client, clock, length))
    return deleted


class _Reader:
    """A cursor over bytes that never reads past the end and never believes a number above its limit."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    @property
    def left(self) -> int:
        return len(self._data) - self._at

    def at_end(self) -> bool:
        return self._at == len(self._data)

    def since(self, left: int) -> bytes:
        """What was read since so many bytes were left."""
        return self._data[len(self._data) - left : self._at]

    def byte(self) -> int:
        if self.at_end():
            raise UnsoundUpdate
        self._at += 1
        return self._data[self._at - 1]

    def number(self, most: int) -> int:
        value = 0
        for shift in range(0, 63, 7):
            byte = self.byte()
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                break
        else:
            raise UnsoundUpdate
        if value > most:
            raise UnsoundUpdate
        return value

    def place(self) -> Place:
        return Place(self.number(_MOST_CLIENT), self.number(_MOST_CLOCK))

    def text(self) -> str:
        length = self.number(self.left)
        if length > self.left:
            raise UnsoundUpdate
        self._at += length
        try:
            return self._data[self._at - length : self._at].decode()
        except UnicodeDecodeError as fault:
            raise UnsoundUpdate from fault
