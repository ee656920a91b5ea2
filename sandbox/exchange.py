"""Lets whoever asks hear every request of the HTTP API and its answer.

Tests hold them against Discord's own description of the API.
"""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from aiohttp import web

PREFIX: Final = "/api/v10"
BODY: Final = web.RequestKey("BODY", object)
"""Under this key of a request its reader leaves the JSON body, be it plain or a form's `payload_json`."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its answer; `path` leaves the API's prefix out, bodies are None where there was none."""

    method: str
    path: str
    query: Mapping[str, str]
    request: Any
    multipart: bool
    status: int
    answer: Any


@dataclass
class Exchanges:
    """Whom to tell of each exchange; nobody, unless a test asks."""

    told: list[Callable[[Exchange], None]] = field(default_factory=list)


EXCHANGES: Final = web.AppKey("EXCHANGES", Exchanges)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@web.middleware
async def tell_exchanges(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Serve a request and, if anybody asked, tell what was said."""
    answer = await handler(request)
    told = request.app[EXCHANGES].told
    if told and request.path.startswith(PREFIX) and isinstance(answer, web.Response):
        exchange = Exchange(
            method=request.method,
            path=request.path.removeprefix(PREFIX),
            query=dict(request.query),
            request=request.get(BODY),
            multipart=request.content_type.startswith("multipart/"),
            status=answer.status,
            answer=json.loads(answer.text) if answer.text and answer.content_type == "application/json" else None,
        )
        for tell in told:
            tell(exchange)
    return answer
