"""One request of a member: who acts, what they sent, and the answer or the refusal."""

from collections.abc import Awaitable, Callable
from typing import Any, Final

from aiohttp import web

from sandbox.bodies import read_body
from sandbox.errors import TOO_LARGE, Refused, unknown
from sandbox.interactions import Interactions
from sandbox.running import SANDBOX
from sandbox.state import Json, Message, State, User
from sandbox.uploads import MOST_BYTES, Upload
from sandbox.wire.messages import message_json
from sandbox.wire.users import known_user_json

ACTING: Final = "X-Acting-As"
NO_CONTENT: Final = 204


class Asking:
    """A member's request, read: `actor` is who acts, `body` the JSON, `files` what came with it."""

    def __init__(self, request: web.Request, actor: User, body: Json, files: tuple[Upload, ...]) -> None:
        self.request = request
        self.actor = actor
        self.body = body
        self.files = files

    @property
    def state(self) -> State:
        """Give the state."""
        return self.request.app[SANDBOX].state

    @property
    def interactions(self) -> Interactions:
        """Give the sandbox's interactions."""
        return self.request.app[SANDBOX].interactions

    def id(self, name: str) -> int:
        """Read an id of the address; raise 404 for what can't be one."""
        return read_id(self.request.match_info[name])

    def query_id(self, name: str) -> int | None:
        """Read an id of the query; None where it is not there."""
        found = self.request.query.get(name)
        return None if found is None else read_id(found)

    def message_json(self, message: Message) -> Json:
        """Give a message as the acting member sees it."""
        return seen_message_json(self.state, message, self.actor.id)


Handler = Callable[[Asking], Awaitable[Any]]
Route = Callable[[web.Request], Awaitable[web.StreamResponse]]


def seen_message_json(state: State, message: Message, viewer_id: int) -> Json:
    """Give a message as one person sees it, with its guild and, where it is theirs alone, the mark of that."""
    found = message_json(state, message, viewer_id=viewer_id)
    channel = state.channels.get(message.channel_id)
    if channel is not None and channel.guild_id is not None:
        found["guild_id"] = str(channel.guild_id)
    return found


def read_id(text: str) -> int:
    """Read an id; raise Unknown Channel, as Discord has no word for a place that can't be."""
    if not text.isdigit():
        raise unknown("Channel")
    return int(text)


def refusal(error: Refused) -> web.Response:
    """Answer as Discord refuses."""
    return web.json_response(error.body(), status=error.status)


def answered(work: Callable[[web.Request], Awaitable[Any]]) -> Route:
    """Make a route that answers what `work` gives: JSON, nothing, or why it was refused."""

    async def route(request: web.Request) -> web.StreamResponse:
        try:
            answer = await work(request)
        except Refused as error:
            return refusal(error)
        except (KeyError, TypeError, ValueError) as error:
            return refusal(Refused(400, 50035, f"Invalid Form Body ({type(error).__name__}: {error})"))
        return web.Response(status=NO_CONTENT) if answer is None else web.json_response(answer)

    return route


def as_member(handler: Handler) -> Route:
    """Make a route of a handler, which acts as the person of the header."""

    async def act(request: web.Request) -> Any:
        actor = acting_user(request, request.headers.get(ACTING, ""))
        body, files = await read_request(request)
        return await handler(Asking(request, actor, body, files))

    return answered(act)


def acting_user(request: web.Request, text: str) -> User:
    """Find the person who acts; raise 401 where none is named and 10013 for an unknown one or a bot."""
    if not text:
        raise Refused(401, 0, f"Say who acts, in the header {ACTING}")
    user = request.app[SANDBOX].state.users.get(int(text) if text.isdigit() else 0)
    if user is None or user.bot:
        raise unknown("User")
    return user


async def read_request(request: web.Request) -> tuple[Json, tuple[Upload, ...]]:
    """Read a request's JSON object and files; raise 50035 for other JSON and 40005 for a file that is too large."""
    body, files = await read_body(request)
    if body is not None and not isinstance(body, dict):
        raise Refused(400, 50035, "Invalid Form Body")
    if any(len(file.content) > MOST_BYTES for file in files):
        raise TOO_LARGE
    return body or {}, files


def user_json_of(asking: Asking, user_id: int) -> Json:
    """Give a user by id, a deleted one too."""
    return known_user_json(asking.state, user_id)
