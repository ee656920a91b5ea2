"""The gateway: sessions of bots and what they are told first."""

import asyncio
import contextlib
import json
from typing import Final

from aiohttp import web

from sandbox.bus import Event
from sandbox.faults import Faults
from sandbox.gateway.connection import INVALID_SESSION, Connection
from sandbox.gateway.fate import Fate
from sandbox.gateway.intents import GUILDS, KNOWN, MEMBERS, PRESENCES, VOICE_STATES
from sandbox.gateway.session import Session
from sandbox.gateway.turns import Turns
from sandbox.state import Guild, Json, Member, State, User
from sandbox.wire import application_json, guild_create_json, member_json
from sandbox.wire.users import own_user_json

AUTHENTICATION_FAILED, INVALID_SHARD, INVALID_INTENTS, DISALLOWED_INTENTS = 4004, 4010, 4013, 4014
GONE_FOR_GOOD: Final = frozenset({1000, 1001})
GOODBYE: Final = 1.0
"""Seconds in which a client may answer that its connection is closed."""
MOST_IN_CHUNK: Final = 1000
MOST_FOUND: Final = 100


class Gateway:
    """All sessions. Times are seconds: between heartbeats, and for which a lost session can be resumed.

    `identify_every` is the time in which a bucket of shards may open one session (Discord's is 5; 0 sets no bound).
    """

    def __init__(
        self,
        state: State,
        faults: Faults,
        *,
        heartbeat_interval: float = 41.25,
        resume_within: float = 300,
        identify_every: float = 0,
    ) -> None:
        self.state = state
        self.fate = Fate(self, faults)
        self.turns = Turns(identify_every)
        self.heartbeat_interval = heartbeat_interval
        self.resume_within = resume_within
        self.sessions: dict[str, Session] = {}
        self._connections: set[Connection] = set()
        state.bus.listen(self._hear)

    def _hear(self, event: Event) -> None:
        if event.guild_id in self.fate.away:
            return
        for session in tuple(self.sessions.values()):
            if (text := session.told(event)) is not None:
                self.fate.deliver(session, event.name, text)

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """Answer a websocket request.

        `zlib-stream` is compressed as asked; for any other compression the frames go out as plain text, which
        clients take as well.
        """
        socket = web.WebSocketResponse(max_msg_size=0, compress=False, timeout=GOODBYE)
        await socket.prepare(request)
        connection = Connection(self, socket, compressed=request.query.get("compress") == "zlib-stream")
        self._connections.add(connection)
        await connection.run()
        return socket

    def identify(self, connection: Connection, data: Json) -> int | None:
        """Open a session and send READY and its guilds; gives the code to close with if it is refused."""
        bot = self.state.bot_of(str(data.get("token", "")).removeprefix("Bot "))
        intents = data.get("intents", 0)
        if bot is None:
            return AUTHENTICATION_FAILED
        if not isinstance(intents, int) or intents & ~KNOWN:
            return INVALID_INTENTS
        if intents & bot.denied_intents:
            return DISALLOWED_INTENTS
        number, count = data.get("shard") or (0, 1)
        if not 0 <= number < count:
            return INVALID_SHARD
        if not self.turns.take(bot.id, number):
            connection.send_op(INVALID_SESSION, data=False)
            return None
        self._forget_old()
        session = Session(self.state, bot.id, intents, (number, count))
        self.sessions[session.id] = session
        self._attach(connection, session)
        self._greet(session, bot)
        return None

    def _attach(self, connection: Connection, session: Session) -> None:
        session.connection, connection.session, session.left_at = connection, session, None

    def _greet(self, session: Session, bot: User) -> None:
        number, count = session.shard
        guilds = [one for one in self.state.guilds_of(bot.id) if (one.id >> 22) % count == number]
        application = application_json(self.state, bot)
        ready = {
            "v": 10,
            "user": own_user_json(bot),
            "guilds": [{"id": str(guild.id), "unavailable": True} for guild in guilds],
            "session_id": session.id,
            "session_type": "normal",
            "resume_gateway_url": f"{self.state.base_url.replace('http', 'ws', 1)}/gateway",
            "shard": [number, count],
            "application": {"id": application["id"], "flags": application["flags"]},
            "private_channels": [],
            "relationships": [],
            "presences": [],
            "user_settings": {},
            "geo_ordered_rtc_regions": [],
            "_trace": [],
        }
        session.dispatch("READY", json.dumps(ready))
        if session.intents & GUILDS:
            for guild in guilds:
                if guild.id not in self.fate.away:
                    self._tell_guild(session, guild)

    def _tell_guild(self, session: Session, guild: Guild) -> None:
        everyone = bool(session.intents & MEMBERS and session.intents & PRESENCES)
        told = guild_create_json(
            self.state,
            guild,
            session.user_id,
            with_members=everyone,
            with_voices=bool(session.intents & VOICE_STATES),
        )
        session.dispatch("GUILD_CREATE", json.dumps(told))

    def resume(self, connection: Connection, data: Json) -> int | None:
        """Go on with a session where the bot lost it, or tell it to begin anew."""
        self._forget_old()
        session = self.sessions.get(str(data.get("session_id")))
        bot = self.state.bot_of(str(data.get("token", "")).removeprefix("Bot "))
        if bot is None:
            return AUTHENTICATION_FAILED
        sequence = data.get("seq")
        if session is None or session.user_id != bot.id or not isinstance(sequence, int):
            connection.send_op(INVALID_SESSION, data=False)
            return None
        if not session.can_replay(sequence):
            del self.sessions[session.id]
            connection.send_op(INVALID_SESSION, data=False)
            return None
        self._attach(connection, session)
        session.replay(sequence)
        session.dispatch("RESUMED", '{"_trace":[]}')
        return None

    def let_go(self, connection: Connection) -> None:
        """Note that a connection is closed; its session waits to be resumed, unless it was ended."""
        self._connections.discard(connection)
        session = connection.session
        if session is None or session.connection is not connection:
            return
        session.connection = None
        session.left_at = asyncio.get_running_loop().time()
        if not connection.cut and connection.socket.close_code in GONE_FOR_GOOD:
            self.sessions.pop(session.id, None)

    def _forget_old(self) -> None:
        oldest = asyncio.get_running_loop().time() - self.resume_within
        for session in tuple(self.sessions.values()):
            if session.left_at is not None and session.left_at < oldest:
                del self.sessions[session.id]

    def send_members(self, session: Session, data: Json) -> None:
        """Answer REQUEST_GUILD_MEMBERS in chunks: all, by the start of a name, or by ids."""
        guild_id = int(data["guild_id"])
        if self.state.member(guild_id, session.user_id) is None:
            return
        found, missing = self._find_members(session, guild_id, data)
        chunks = [found[at : at + MOST_IN_CHUNK] for at in range(0, len(found), MOST_IN_CHUNK)] or [[]]
        for index, chunk in enumerate(chunks):
            body: Json = {
                "guild_id": str(guild_id),
                "members": [member_json(self.state, member) for member in chunk],
                "chunk_index": index,
                "chunk_count": len(chunks),
                "not_found": missing,
            }
            if data.get("presences"):
                body["presences"] = []
            if data.get("nonce"):
                body["nonce"] = data["nonce"]
            self.fate.deliver(session, "GUILD_MEMBERS_CHUNK", json.dumps(body))

    def _find_members(self, session: Session, guild_id: int, data: Json) -> tuple[list[Member], list[str]]:
        if data.get("user_ids"):
            asked = data["user_ids"] if isinstance(data["user_ids"], list) else [data["user_ids"]]
            pairs = [(one, self.state.member(guild_id, int(one))) for one in asked]
            missing = [str(one) for one, member in pairs if member is None]
            return [member for _, member in pairs if member is not None], missing
        start = str(data.get("query") or "").lower()
        members = list(self.state.members_of(guild_id))
        if not start:
            return (members, []) if session.intents & MEMBERS else ([], [])
        found = [one for one in members if self._is_called(one, start)]
        return found[: data.get("limit") or MOST_FOUND], []

    def _is_called(self, member: Member, start: str) -> bool:
        user = self.state.users[member.user_id]
        names = (member.nick, user.global_name, user.name)
        return any(name is not None and name.lower().startswith(start) for name in names)

    async def drop(self, user_id: int, *, code: int = 4000) -> None:
        """Cut a bot's connections; it can resume."""
        for connection in self._of(user_id):
            await connection.close(code)

    async def ask_to_reconnect(self, user_id: int) -> None:
        """Tell a bot to reconnect and resume."""
        self.strike(user_id, "reconnect")

    async def invalidate(self, user_id: int) -> None:
        """End a bot's sessions; it has to identify anew and misses what happens meanwhile."""
        self.strike(user_id, "invalid")

    def strike(self, user_id: int, accident: str) -> None:
        """Let an accident befall a bot's connections: drop, reconnect, invalid, invalid-resumable or zombie.

        A zombie says nothing any more, not even that it is alive.
        """
        for connection in self._of(user_id):
            self.fate.strike(connection, accident)

    def lose_guild(self, guild_id: int) -> None:
        """Tell every bot in a guild that Discord has lost it for now; nothing of it is told until it is found."""
        self.fate.away.add(guild_id)
        for session in self._in_guild(guild_id):
            session.dispatch("GUILD_DELETE", json.dumps({"id": str(guild_id), "unavailable": True}))

    def find_guild(self, guild_id: int) -> None:
        """End what `lose_guild` began: the guild is told whole, as it is now."""
        if guild_id not in self.fate.away:
            return
        self.fate.away.discard(guild_id)
        for session in self._in_guild(guild_id):
            if session.intents & GUILDS and guild_id in self.state.guilds:
                self._tell_guild(session, self.state.guilds[guild_id])

    def _in_guild(self, guild_id: int) -> list[Session]:
        found = [one for one in self.sessions.values() if self.state.member(guild_id, one.user_id) is not None]
        return [one for one in found if one.has_guild(guild_id)]

    def _of(self, user_id: int) -> list[Connection]:
        return [one for one in self._connections if one.session and one.session.user_id == user_id]

    async def close(self) -> None:
        """Close all connections as a server that goes away."""
        await self.fate.end()
        for connection in tuple(self._connections):
            with contextlib.suppress(ConnectionError):
                await connection.close(1012)
