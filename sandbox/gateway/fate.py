"""What befalls events and connections on their way to a bot, as the sandbox's faults have it."""

import asyncio
import json
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any, Final

from sandbox.faults import Faults
from sandbox.gateway.connection import INVALID_SESSION, RECONNECT, Connection
from sandbox.gateway.session import Session
from sandbox.state import Json

if TYPE_CHECKING:
    from sandbox.gateway import Gateway

_HELD: Final = 1.0
"""Seconds after which an event that waits to be overtaken goes out all the same."""
_ODD: Final = ("[]", "null", '"hello"', "{", "7", '{"op":10,"d":null,"s":null,"t":null}')
"""Frames that are no JSON objects, or not what they say."""
_MESSAGES: Final = frozenset({"MESSAGE_CREATE", "MESSAGE_UPDATE"})


class Fate:
    """Sends a session's events out, in the way that the faults have it."""

    def __init__(self, gateway: "Gateway", faults: Faults) -> None:
        self.gateway = gateway
        self.faults = faults
        self.away: set[int] = set()
        """Guilds that Discord has lost for a while: nothing is told of them."""
        self._held: dict[str, list[tuple[str, str]]] = {}
        self._turns = 0
        self._tasks: set[asyncio.Task[None]] = set()

    def deliver(self, session: Session, name: str, text: str) -> None:
        """Send an event, or what an accident makes of it; then let what waited to be overtaken follow."""
        befallen = self.faults.for_event(name)
        waited = self._held.pop(session.id, [])
        self._send(session, name, text, befallen)
        for one in waited:
            session.dispatch(*one)
        if accident := self.faults.for_gateway(name):
            self._befall(session, accident.removeprefix("gateway-"), text)

    def _send(self, session: Session, name: str, text: str, befallen: str | None) -> None:
        match befallen:
            case "event-lost":
                return
            case "event-late":
                self._later(self.faults.schedule.late, session, name, text)
                return
            case "event-reordered":
                self._held[session.id] = [(name, text)]
                asyncio.get_running_loop().call_later(_HELD, self._overtaken_by_none, session)
                return
            case "event-malformed":
                session.dispatch(name, self._malformed(json.loads(text)))
            case "event-unknown":
                session.dispatch("GUILD_WEATHER_UPDATE", '{"guild_id":"1","rain":[null]}')
            case "event-odd":
                self._odd(session)
        session.dispatch(name, text)
        if befallen == "event-doubled":
            session.dispatch_again()
        elif befallen == "event-partial" and name in _MESSAGES:
            session.dispatch("MESSAGE_UPDATE", _partial(json.loads(text)))

    def _later(self, seconds: float, session: Session, name: str, text: str) -> None:
        asyncio.get_running_loop().call_later(seconds, session.dispatch, name, text)

    def _overtaken_by_none(self, session: Session) -> None:
        for one in self._held.pop(session.id, []):
            session.dispatch(*one)

    def _malformed(self, data: Json) -> str:
        """Give an event another shape than Discord's; each time another one."""
        self._turns += 1
        shapes: tuple[Any, ...] = (
            None,
            [],
            "text",
            {},
            dict.fromkeys(data),
            {key: [value] for key, value in data.items()},
            {key: value for key, value in data.items() if key not in {"id", "author", "user", "channel_id"}},
        )
        return json.dumps(shapes[self._turns % len(shapes)])

    def _odd(self, session: Session) -> None:
        self._turns += 1
        if session.connection is not None:
            session.connection.send(_ODD[self._turns % len(_ODD)])

    def _befall(self, session: Session, accident: str, text: str) -> None:
        connection = session.connection
        if accident == "outage":
            guild_id = json.loads(text).get("guild_id")
            if guild_id:
                self._do(self._outage(int(guild_id)))
        elif connection is not None:
            self.strike(connection, accident)

    def strike(self, connection: Connection, accident: str) -> None:
        """Let an accident befall a connection: drop, reconnect, invalid, invalid-resumable or zombie."""
        match accident:
            case "drop":
                self._do(connection.close(4000))
            case "reconnect":
                connection.send_op(RECONNECT, None)
            case "invalid":
                if connection.session is not None:
                    self.gateway.sessions.pop(connection.session.id, None)
                connection.send_op(INVALID_SESSION, data=False)
            case "invalid-resumable":
                connection.send_op(INVALID_SESSION, data=True)
            case "zombie":
                connection.zombie = True

    async def _outage(self, guild_id: int) -> None:
        self.gateway.lose_guild(guild_id)
        await asyncio.sleep(self.faults.schedule.outage)
        self.gateway.find_guild(guild_id)

    def _do(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def end(self) -> None:
        """Give up what is under way."""
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


def _partial(data: Json) -> str:
    """Give what Discord sends when it has unfurled a link: where the message is, its embeds, and nothing else."""
    return json.dumps({key: data[key] for key in ("id", "channel_id", "guild_id") if key in data} | {"embeds": []})
