"""One request of a bot: read, handled, answered as Discord answers."""

import json
import logging
import time
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from aiohttp import web

from sandbox.api.accident import VIA, befall, bucket_of
from sandbox.bodies import read_body
from sandbox.errors import UNAUTHORIZED, Refused, invalid
from sandbox.exchange import BODY
from sandbox.interactions import Interactions
from sandbox.running import SANDBOX
from sandbox.state import Json, State, User
from sandbox.uploads import Upload

LOG: Final = logging.getLogger("sandbox")


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
        fault = request.app[SANDBOX].faults.for_request(request.method, path)
        status, body = (0, None) if fault and not fault.done else await _handle(request, handler)
        if fault is None:
            return answer(status, body, room(bucket_of(request.method, path)))
        return answer(*await befall(request, fault, path))

    return route


async def _handle(request: web.Request, handler: Handler) -> tuple[int, Any]:
    try:
        body, files = await read_body(request)
        request[BODY] = body
        found = handler(Call(request, body, files))
    except Refused as error:
        return error.status, error.body()
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        # A body of another shape than Discord's: it would be refused at the field that is wrong. The place is told,
        # and never what the body held.
        where = traceback.extract_tb(error.__traceback__)[-1]
        LOG.warning("%s: %s at %s:%s", request.method, type(error).__name__, where.filename, where.lineno)
        return 400, Refused(400, 50035, f"Invalid Form Body ({type(error).__name__})").body()
    if isinstance(found, Answer):
        return found.status, found.body
    return 200 if found is not None else 204, found


def room(bucket: str) -> dict[str, str]:
    """Give the headers that say there is much room left in a bucket."""
    return {
        "Via": VIA,
        "X-RateLimit-Bucket": bucket,
        "X-RateLimit-Limit": "1000",
        "X-RateLimit-Remaining": "999",
        "X-RateLimit-Reset-After": "1.000",
        "X-RateLimit-Reset": f"{time.time() + 1:.3f}",
    }


def answer(status: int, body: Any, headers: Mapping[str, str]) -> web.Response:
    """Answer with JSON, with a page of HTML (a text), or with nothing."""
    if body is None or isinstance(body, str):
        return web.Response(status=status, text=body, headers={**headers, "Content-Type": "text/html"})
    # discord.py compares the type as a whole, so it must stand without a charset.
    told = json.dumps(body, separators=(",", ":")).encode()
    return web.Response(status=status, body=told, headers={**headers, "Content-Type": "application/json"})
