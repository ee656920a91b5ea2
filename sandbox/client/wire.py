"""Requests to the member API, with the acting member's name on them."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

import aiohttp

from sandbox.client.answers import Json, Refused

File = tuple[str, bytes]
"""A file to send: its name and its bytes."""


class Wire:
    """Send requests as one member (or as nobody, for the admin routes) and read the answers."""

    def __init__(self, http: aiohttp.ClientSession, url: str, acting: str | None = None) -> None:
        self.http = http
        self.url = url.rstrip("/")
        self._headers = {"X-Acting-As": acting} if acting else {}

    async def ask(
        self,
        method: str,
        path: str,
        body: Json | None = None,
        *,
        query: Mapping[str, str | int] | None = None,
        files: Iterable[File] = (),
    ) -> Any:
        """Send one request and give its JSON (None where there is none); raises Refused."""
        sent: dict[str, Any] = {"params": query, "headers": self._headers}
        files = list(files)
        if files:
            form = aiohttp.FormData()
            form.add_field("payload_json", json.dumps(body or {}), content_type="application/json")
            for number, (name, data) in enumerate(files):
                form.add_field(f"files[{number}]", data, filename=name)
            sent["data"] = form
        elif body is not None:
            sent["json"] = body
        async with self.http.request(method, f"{self.url}/sandbox{path}", **sent) as response:
            text = await response.text()
            if response.status >= 400:
                raise _refusal(response.status, text)
            return json.loads(text) if text else None


def _refusal(status: int, text: str) -> Refused:
    try:
        told = json.loads(text)
        return Refused(status, int(told["code"]), told["message"])
    except (ValueError, KeyError, TypeError):
        return Refused(status, 0, text[:200])
