"""Somebody's connection to the server, which can be cut."""

from playwright.async_api import Page, WebSocketRoute


class Line:
    """Carries a page's WebSockets. Once it is cut, new ones are cut too, until it is mended.

    What the server says just before it hangs up may be lost on the way: not for people who are sent away.
    """

    def __init__(self) -> None:
        self._is_cut = False
        self._sockets: list[WebSocketRoute] = []

    async def lay(self, page: Page) -> None:
        """Lead all that the page opens from now on through this line."""
        await page.route_web_socket("**/socket.io/**", self._carry)

    async def _carry(self, socket: WebSocketRoute) -> None:
        if self._is_cut:
            await socket.close(code=1001)
            return
        socket.connect_to_server()
        self._sockets.append(socket)

    async def cut(self) -> None:
        """Take the connection away."""
        self._is_cut = True
        for socket in self._sockets:
            await socket.close(code=1001)
        self._sockets.clear()

    def mend(self) -> None:
        """Let connections through again."""
        self._is_cut = False
