"""One request of a bot: read, handled, answered as Discord answers."""

import json
import logging
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from aiohttp import web

from sandbox.bodies import read_body
from sandbox.errors import UNAUTHORIZED, Refused, invalid
from sandbox.exchange import BODY
from sandbox.faults import TOO_MANY, Fault
from sandbox.interactions import Interactions
from sandbox.running import SANDBOX
from sandbox.state import Json, State, User
from sandbox.uploads import Upload

LOG: Final = logging.getLogger("sandbox")
HEADERS: Final = {
    # discord.py compares the type as a whole, so it must stand without a charset.
    "Content-Type": "application/json",
    "X-RateLimit-Limit": "1000",
    "X-RateLimit-Remaining": "999",
    "X-RateLimit-Reset-After": "1.000",
    "X-RateLimit-Reset": "9999999999",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer whose status is not the usual 200 (204 without a body)."""

    status: int
    body: Any = None


class Call:
    """One request: who asks, the ids in the address, the query, the body and the files."""

    def __init__(self, request: web.Request, body: Any, files: tuple[Upload, ...]) -> None:
        self.request = request
        self.sandbox = request.app[SANDBOX]
        self.any_body = body
        self.files = files

    @property
    def state(self) -> State:
        """Give the state."""
        return self.sandbox.state

    @property
    def interactions(self) -> Interactions:
        """Give the interactions under way."""
        return self.sandbox.interactions

    @property
    def body(self) -> Json:
        """Give the body, an object; raise 50035 for a list."""
        if self.any_body is None:
            return {}
        if not isinstance(self.any_body, dict):
            raise invalid((), "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType")
        return self.any_body

    @property
    def bodies(self) -> list[Json]:
        """Give the body, a list of objects."""
        found = self.any_body
        if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
            raise invalid((), "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
        return found

    @property
    def bot(self) -> User:
        """Give the bot that asks; raise 401."""
        header = self.request.headers.get("Authorization", "")
        bot = self.state.bot_of(header.removeprefix("Bot ")) if header.startswith("Bot ") else None
        if bot is None:
            raise UNAUTHORIZED
        return bot

    def name(self, part: str) -> str:
        """Give a part of the address as it stands."""
        return self.request.match_info[part]

    def id(self, part: str) -> int:
        """Read an id of the address, `@me` being the bot; raise 50035 for what is none."""
        return self._snowflake(part, self.request.match_info[part])

    def query_id(self, name: str) -> int | None:
        """Read an id of the query; None if it is not there."""
        text = self.request.query.get(name)
        return None if text is None else self._snowflake(name, text)

    def query_int(self, name: str, default: int) -> int:
        """Read a number of the query."""
        text = self.request.query.get(name)
        if text is None:
            return default
        if not text.lstrip("-").isdigit():
            raise invalid((name,), "NUMBER_TYPE_COERCE", f'Value "{text}" is not int.')
        return int(text)

    def query_flag(self, name: str) -> bool:
        """Read a yes or no of the query."""
        return self.request.query.get(name, "").lower() in {"1", "true"}

    def _snowflake(self, name: str, text: str) -> int:
        if text == "@me":
            return self.bot.id
        if not text.isdigit():
            raise invalid((name,), "NUMBER_TYPE_COERCE", f'Value "{text}" is not snowflake.')
        return int(text)


Handler = Callable[[Call], Any]


def served(handler: Handler, path: str = "") -> Callable[[web.Request], Any]:
    """Make a route of a handler, which gives JSON, an `Answer`, or None for 204; `path` names it to `faults`."""

    async def route(request: web.Request) -> web.StreamResponse:
        fault = request.app[SANDBOX].faults.take(request.method, path)
        if fault is not None and not fault.done:
            return befall(request, fault)
        response = await _handle(request, handler)
        return response if fault is None else befall(request, fault)

    return route


async def _handle(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        body, files = await read_body(request)
        request[BODY] = body
        found = handler(Call(request, body, files))
    except Refused as error:
        return answer(error.status, error.body())
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        # A body of another shape than Discord's: it would be refused at the field that is wrong. The place is told,
        # and never what the body held.
        where = traceback.extract_tb(error.__traceback__)[-1]
        LOG.warning("%s: %s at %s:%s", request.method, type(error).__name__, where.filename, where.lineno)
        return answer(400, Refused(400, 50035, f"Invalid Form Body ({type(error).__name__})").body())
    if isinstance(found, Answer):
        return answer(found.status, found.body)
    return answer(200 if found is not None else 204, found)


def befall(request: web.Request, fault: Fault) -> web.StreamResponse:
    """Answer as an accident has it."""
    if fault.dropped and request.transport is not None:
        request.transport.abort()
    if fault.status == TOO_MANY:
        found = answer(fault.status, {"message": "You are being rate limited.", "retry_after": fault.retry_after})
        found.headers["Via"] = "1.1 sandbox"
        found.headers["Retry-After"] = str(fault.retry_after)
        return found
    return answer(fault.status, {"message": f"{fault.status}: Service Unavailable", "code": 0})


def answer(status: int, body: Any) -> web.Response:
    """Answer with JSON, or with nothing."""
    if body is None:
        return web.Response(status=status, headers={**HEADERS} | {"Content-Type": "text/html"})
    text = json.dumps(body, separators=(",", ":"))
    return web.Response(status=status, body=text.encode(), headers=HEADERS)
