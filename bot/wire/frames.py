"""Frames of the gateway: one that can't be read would end discord.py's client, and many at once would keep it busy."""

import asyncio
import logging
import zlib
from typing import Any, Final

from discord.gateway import DiscordWebSocket, ReconnectWebSocket

log = logging.getLogger(__name__)

UNREADABLE: Final = (ValueError, TypeError, LookupError, AttributeError, zlib.error)
"""What discord.py raises over a frame that is no JSON object, or not the one that it says."""

_AT_ONCE: Final = 8
"""Frames that are read before others have a turn; each takes about a tenth of a millisecond."""


def guard_frames() -> None:
    """From now on, resume the session after a frame that can't be read: what was in it comes again, if it was ours.

    Before there is a session the error is raised as it was. Of frames that wait already, a few at a time are read: an
    answer to a member does not wait for all of a burst.
    """
    read = DiscordWebSocket.received_message
    if getattr(read, "is_guarded", False):
        return

    async def received_message(self: DiscordWebSocket, msg: Any, /) -> None:
        try:
            await read(self, msg)
        except UNREADABLE as error:
            if self.session_id is None:
                raise
            log.warning("the gateway sent what can't be read; the session is resumed", extra={"error": _name(error)})
            await self.close()
            raise ReconnectWebSocket(self.shard_id) from None
        if self.sequence and self.sequence % _AT_ONCE == 0:
            await asyncio.sleep(0)

    received_message.is_guarded = True  # type: ignore[attr-defined]  # so that a second client does not guard it again
    DiscordWebSocket.received_message = received_message  # type: ignore[method-assign]  # discord.py makes the socket and lets nobody in between


def _name(error: BaseException) -> str:
    return type(error).__name__
