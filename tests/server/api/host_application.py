"""A host application, for tests: speaks to the API with its key."""

from dataclasses import dataclass
from typing import Any

import aiohttp


@dataclass
class HostApplication:
    """What an integrator would write."""

    http: aiohttp.ClientSession
    base: str
    secret: str

    async def ask(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        expect: int = 200,
        headers: dict[str, str] | None = None,
    ) -> Any:
        """Return the JSON answer, or the text of another one; fail on another status than expected."""
        given = {"Authorization": f"Bearer {self.secret}"} | (headers or {})
        async with self.http.request(method, f"{self.base}/api/v1{path}", json=body, headers=given) as answer:
            assert answer.status == expect, await answer.text()
            return await answer.json() if answer.content_type.endswith("json") else await answer.text()

    async def get(self, path: str, **options: Any) -> Any:
        """Read."""
        return await self.ask("GET", path, **options)

    async def post(self, path: str, body: object = None, **options: Any) -> Any:
        """Make or do."""
        return await self.ask("POST", path, body, **options)

    async def refused(self, method: str, path: str, body: object = None, **options: Any) -> str:
        """Return the code of a refusal."""
        problem = await self.ask(method, path, body, **options)
        assert problem["status"] == options["expect"]
        code: str = problem["code"]
        return code
