"""Requests: none waits for ever, and what Discord would do twice is not asked for twice without a look.

discord.py asks again by itself after 500, 502 and 504. For most requests that is right: what is read or changed may be
read or changed again, and messages carry a nonce. A forum post, a scheduled event or a message that follows an answer
has none, and would stand there twice if the failure came after its effect.
"""

import re
from types import SimpleNamespace
from typing import Any, Final

import aiohttp
import discord

_CONNECT_WITHIN: Final = 10.0
_FAILED: Final = 500
_NOT_TWICE: Final = re.compile(r"/channels/\d+/threads$|/scheduled-events$|/webhooks/\d+/[^/]+$")


class Unsure(aiohttp.ClientError):
    """A request that failed on Discord's side and may have had its effect; look before it is made again."""


def refuse_to_repeat(trace: aiohttp.TraceConfig) -> aiohttp.TraceConfig:
    """Let a trace make discord.py raise `Unsure` where it would ask again for what may be there already."""
    trace.on_request_end.append(_judge)
    return trace


async def _judge(
    _session: aiohttp.ClientSession, _context: SimpleNamespace, ended: aiohttp.TraceRequestEndParams
) -> None:
    if ended.method == "POST" and ended.response.status >= _FAILED and _NOT_TWICE.search(ended.url.path):
        ended.response.close()
        raise Unsure(f"Discord answered {ended.response.status}")


def give_up_after(client: discord.Client, seconds: float) -> None:
    """Let no request of a logged-in client wait longer for Discord; aiohttp's own patience is five minutes.

    A request that is given up raises TimeoutError. Hosts with an HTTP of their own keep theirs.
    """
    session: Any = vars(client.http).get("_HTTPClient__session")
    if isinstance(session, aiohttp.ClientSession):
        patience = aiohttp.ClientTimeout(total=None, sock_connect=_CONNECT_WITHIN, sock_read=seconds)
        session._timeout = patience  # noqa: SLF001 - discord.py makes the session and lets nobody say how long
