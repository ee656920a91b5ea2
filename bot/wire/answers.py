"""Answers to interactions: given once, and given although the wire fails in the middle.

Discord takes no nonce for them. The first answer of an interaction it takes only once, and says so (40060): after a try
that failed, that is our own answer. What comes in the place of "thinking" is given as a change of that message, which
may be made again. What follows after that is only made again where the person who asked is the only one to see it.
"""

import asyncio
import json
import logging
from typing import Any, Final

import aiohttp
import discord
from discord.webhook.async_ import AsyncWebhookAdapter, async_context

log = logging.getLogger(__name__)

_PAUSES: Final = (0.1, 0.5, 1.5)
_FIRST_WITHIN: Final = 1.5
"""Seconds that one try of a first answer may take: Discord waits for three in all."""
_ANSWERED: Final = 40060
_THINKING: Final = 5
_EPHEMERAL, _SUPPRESS_EMBEDS, _COMPONENTS_V2 = 1 << 6, 1 << 2, 1 << 15
_OF_NEW_ONES: Final = ("tts", "username", "avatar_url", "thread_name", "applied_tags")
"""What a new message may say of itself, and a changed one may not."""
_MOST_THINKING: Final = 5000
_BROKEN: Final = (aiohttp.ClientError, OSError, TimeoutError)


def look_after_answers() -> None:
    """Give answers with care in this task and all that it begins; a host with an adapter of its own keeps that."""
    if type(async_context.get()) is AsyncWebhookAdapter:
        async_context.set(Answers())


class _Counted:
    """A session that counts how often it was asked."""

    def __init__(self, session: Any, within: float | None) -> None:
        self._session = session
        self._more: dict[str, Any] = (
            {"timeout": aiohttp.ClientTimeout(total=None, sock_connect=within, sock_read=within)} if within else {}
        )
        self.asked = 0

    def request(self, *args: Any, **more: Any) -> Any:
        self.asked += 1
        return self._session.request(*args, **more, **self._more)


class Answers(AsyncWebhookAdapter):
    """discord.py's way of answering, with a second look where a try failed."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # discord.py's own
        self._thinking: dict[str, None] = {}

    async def request(self, route: Any, session: Any, **more: Any) -> Any:
        """Ask, and ask again after a broken connection where that does no harm."""
        first = route.url.endswith("/callback")
        counted = _Counted(session, _FIRST_WITHIN if first else None)
        pauses = iter(_PAUSES if self._may_repeat(route, more) else ())
        while True:
            try:
                return await super().request(route, counted, **more)  # type: ignore[arg-type]  # it is asked as a session is
            except _BROKEN as error:
                pause = next(pauses, None)
                if pause is None:
                    raise
                log.info("an answer is given again", extra={"why": type(error).__name__})
                await asyncio.sleep(pause)
                for file in more.get("files") or ():
                    file.reset()
            except discord.HTTPException as error:
                if not (first and error.code == _ANSWERED and counted.asked > 1):
                    raise
                return {"interaction": {"id": str(route.webhook_id), "type": 0}}

    def _may_repeat(self, route: Any, more: dict[str, Any]) -> bool:
        if route.method != "POST" or route.url.endswith("/callback"):
            return True
        return bool(_body(more).get("flags", 0) & _EPHEMERAL)

    async def create_interaction_response(self, interaction_id: int, token: str, **more: Any) -> Any:
        """Answer first; remember that the rest is still to come."""
        given = await super().create_interaction_response(interaction_id, token, **more)
        if _body({"payload": more["params"].payload}).get("type") == _THINKING:
            self._thinking[token] = None
            if len(self._thinking) > _MOST_THINKING:
                del self._thinking[next(iter(self._thinking))]
        return given

    async def execute_webhook(self, webhook_id: int, token: str, **more: Any) -> Any:
        """Write what follows; what comes in the place of "thinking" as a change of it."""
        if token not in self._thinking:
            return await super().execute_webhook(webhook_id, token, **more)
        for unknown in ("wait", "with_components", "thread_id"):
            more.pop(unknown, None)
        return await self.edit_original_interaction_response(webhook_id, token, **_as_change(more))

    async def edit_original_interaction_response(self, application_id: int, token: str, **more: Any) -> Any:
        """Change the first answer."""
        changed = await super().edit_original_interaction_response(application_id, token, **more)
        self._thinking.pop(token, None)
        return changed

    async def delete_original_interaction_response(self, application_id: int, token: str, **more: Any) -> Any:
        """Take the first answer away."""
        self._thinking.pop(token, None)
        return await super().delete_original_interaction_response(application_id, token, **more)


def _body(asked: dict[str, Any]) -> dict[str, Any]:
    """Give the JSON of a request, with files or without."""
    if asked.get("multipart"):
        found: dict[str, Any] = json.loads(asked["multipart"][0]["value"])
        return found
    return asked.get("payload") or {}


def _as_change(more: dict[str, Any]) -> dict[str, Any]:
    """Turn what makes a new message into what changes one."""
    body = {key: value for key, value in _body(more).items() if key not in _OF_NEW_ONES}
    if "flags" in body:
        body["flags"] &= _SUPPRESS_EMBEDS | _COMPONENTS_V2
        if not body["flags"]:
            del body["flags"]
    if not more.get("multipart"):
        return more | {"payload": body}
    form = {**more["multipart"][0], "value": json.dumps(body)}
    return more | {"multipart": [form, *more["multipart"][1:]]}
