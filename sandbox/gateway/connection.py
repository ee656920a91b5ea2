"""One websocket between a bot and the gateway."""

import asyncio
import contextlib
import json
import zlib
from collections import deque
from typing import TYPE_CHECKING, Final

from aiohttp import WSMsgType, web

from sandbox.gateway.session import Session
from sandbox.state import Json

if TYPE_CHECKING:
    from sandbox.gateway import Gateway

HEARTBEAT, IDENTIFY, PRESENCE, VOICE_STATE, RESUME, RECONNECT = 1, 2, 3, 4, 6, 7
REQUEST_MEMBERS, INVALID_SESSION, HELLO, HEARTBEAT_ACK, SOUNDBOARD = 8, 9, 10, 11, 31

UNKNOWN_OPCODE, DECODE_ERROR, NOT_AUTHENTICATED, ALREADY_AUTHENTICATED = 4001, 4002, 4003, 4005
RATE_LIMITED: Final = 4008
MOST_SENT: Final = 120
SENT_WITHIN: Final = 60.0


class Connection:
    """Reads what a bot sends and writes what its session says, compressed if asked for.

    `cut` tells that the gateway closed it, not the bot. A `zombie` reads, and says nothing any more.
    """

    def __init__(self, gateway: "Gateway", socket: web.WebSocketResponse, *, compressed: bool) -> None:
        self.gateway = gateway
        self.socket = socket
        self.session: Session | None = None
        self.cut = False
        self.zombie = False
        self._deflate = zlib.compressobj() if compressed else None
        self._outbox: deque[str] = deque()
        self._more = asyncio.Event()
        self._received: deque[float] = deque()

    def send(self, frame: str) -> None:
        """Queue a frame; it goes out in order."""
        if self.zombie:
            return
        self._outbox.append(frame)
        self._more.set()

    def send_op(self, op: int, data: object) -> None:
        """Queue a frame that is no event."""
        self.send(json.dumps({"op": op, "d": data, "s": None, "t": None}))

    async def run(self) -> None:
        """Serve the connection until it closes."""
        writer = asyncio.create_task(self._write())
        interval = int(self.gateway.heartbeat_interval * 1000)
        self.send_op(HELLO, {"heartbeat_interval": interval, "_trace": []})
        try:
            async for message in self.socket:
                if message.type is WSMsgType.TEXT:
                    await self._receive(message.data)
        finally:
            writer.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await writer
            self.gateway.let_go(self)

    async def _write(self) -> None:
        with contextlib.suppress(ConnectionError):
            while True:
                await self._more.wait()
                self._more.clear()
                while self._outbox:
                    await self._send_now(self._outbox.popleft())

    async def _send_now(self, frame: str) -> None:
        if self._deflate is None:
            await self.socket.send_str(frame)
            return
        data = self._deflate.compress(frame.encode()) + self._deflate.flush(zlib.Z_SYNC_FLUSH)
        await self.socket.send_bytes(data)

    async def _receive(self, text: str) -> None:
        if self._too_often():
            await self.close(RATE_LIMITED)
            return
        try:
            frame = json.loads(text)
            op, data = frame["op"], frame.get("d")
        except (ValueError, KeyError, TypeError):
            await self.close(DECODE_ERROR)
            return
        if op == HEARTBEAT:
            self.send_op(HEARTBEAT_ACK, None)
        elif op in {IDENTIFY, RESUME}:
            await self._begin(op, data)
        elif op not in {PRESENCE, VOICE_STATE, REQUEST_MEMBERS, SOUNDBOARD}:
            await self.close(UNKNOWN_OPCODE)
        elif self.session is None:
            await self.close(NOT_AUTHENTICATED)
        elif op == REQUEST_MEMBERS:
            self.gateway.send_members(self.session, data)

    def _too_often(self) -> bool:
        now = asyncio.get_running_loop().time()
        self._received.append(now)
        while self._received[0] < now - SENT_WITHIN:
            self._received.popleft()
        return len(self._received) > MOST_SENT

    async def _begin(self, op: int, data: Json) -> None:
        if self.session is not None:
            await self.close(ALREADY_AUTHENTICATED)
            return
        refusal = self.gateway.identify(self, data) if op == IDENTIFY else self.gateway.resume(self, data)
        if refusal is not None:
            await self.close(refusal)

    async def close(self, code: int) -> None:
        """Send what is queued and close with one of the gateway's codes."""
        self.cut = True
        with contextlib.suppress(ConnectionError):
            while self._outbox:
                await self._send_now(self._outbox.popleft())
        await self.socket.close(code=code)
