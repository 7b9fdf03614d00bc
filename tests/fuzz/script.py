"""Reading decisions out of a fuzzer's bytes."""

from __future__ import annotations


class Script:
    """Bytes as a row of choices; zeros when they are used up."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    @property
    def ended(self) -> bool:
        """Whether all bytes have been read."""
        return self._at >= len(self._data)

    def below(self, end: int) -> int:
        """A number from 0 up to but without `end`, at most 65536."""
        width = 1 if end <= 256 else 2
        return int.from_bytes(self.octets(width), "big") % end

    def octets(self, count: int) -> bytes:
        """So many bytes."""
        found = self._data[self._at : self._at + count]
        self._at += count
        return found.ljust(count, b"\0")

    def rest(self) -> bytes:
        """All that is left."""
        found = self._data[self._at :]
        self._at = len(self._data)
        return found
