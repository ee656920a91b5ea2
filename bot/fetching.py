"""Fetching a file that Discord holds: from Discord's own hosts alone, without following where they point."""

import aiohttp
from yarl import URL

from bot.settings import Discord
from community.files import LARGEST

_HOSTS = {"cdn.discordapp.com", "media.discordapp.net"}
"""Where Discord keeps attachments."""

_PIECE = 64 * 1024
_TIMEOUT = aiohttp.ClientTimeout(total=120, connect=15, sock_read=30)


class NotFetchedError(Exception):
    """A file that can't be had, and won't be; the text says why, without its address."""


async def fetch(address: str, settings: Discord) -> bytes:
    """Give the bytes at an address of Discord's (or of the sandbox that the settings name), `LARGEST` at most.

    Raises `NotFetchedError` for any other address, a redirect, what is gone, and what is too large;
    `aiohttp.ClientError` or `TimeoutError` for what may pass.
    """
    url = URL(address)
    if not _is_discord_s(url, settings):
        raise NotFetchedError("not at Discord's address")
    async with (
        aiohttp.ClientSession(timeout=_TIMEOUT, trust_env=False) as session,
        session.get(url, allow_redirects=False) as answer,
    ):
        if answer.status in {408, 429} or answer.status >= 500:
            answer.raise_for_status()
        if answer.status != 200:
            raise NotFetchedError(f"answered with status {answer.status}")
        if (answer.content_length or 0) > LARGEST:
            raise NotFetchedError("too large")
        content = bytearray()
        async for piece in answer.content.iter_chunked(_PIECE):
            content += piece
            if len(content) > LARGEST:
                raise NotFetchedError("too large")
    return bytes(content)


def _is_discord_s(url: URL, settings: Discord) -> bool:
    if settings.api and url.is_absolute() and url.origin() == URL(settings.api).origin():
        return True
    return url.scheme == "https" and url.host in _HOSTS and url.port == 443 and url.user is None
