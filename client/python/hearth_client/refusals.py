"""What can go wrong, by who said no."""


class Refused(Exception):
    """The room, or the process, did not do what was asked; `code` is stable, `detail` may name a field."""

    def __init__(self, code: str, detail: str | None = None) -> None:
        super().__init__(code if detail is None else f"{code}: {detail}")
        self.code = code
        self.detail = detail


class NotLetIn(Exception):
    """The link or the connection was turned down; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class ConnectionLost(Exception):
    """The socket is closed. `code` is that of the server's goodbye, if it said one."""

    def __init__(self, code: str | None = None, *, may_come_back: bool = True) -> None:
        super().__init__(code or "the connection was lost")
        self.code = code
        self.may_come_back = may_come_back


class NoMedia(Exception):
    """No media connection could be made."""
