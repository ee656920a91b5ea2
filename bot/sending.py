"""Sending for the outbox, once: with a nonce, and, when tried again later, after looking for what was sent before."""

import re
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial
from hashlib import blake2b
from typing import Any

import aiohttp
import discord

from storage.outbox import Claimed

_NONCE_HOLDS = timedelta(minutes=2)
"""Discord refuses a nonce it has seen for a few minutes only; after this we look for our own message instead."""

_MENTION = re.compile(r"<@\d+>\s*")

_LOOK_BACK = 1000
"""Messages at most that are looked through: few after a failure, more after a backup of yesterday was restored."""


async def send_once(
    channel: discord.abc.Messageable,
    row: Claimed,
    *,
    marked: bool = False,
    unnamed: bool = False,
    titled: bool = False,
    others: Collection[int] = (),
    **message: Any,
) -> discord.Message:
    """Send `message` (as `channel.send` takes it) for a due row, unless an earlier attempt has already sent it.

    It is known again by its words, titles and buttons; one that is `marked` by its buttons alone, whose ids carry the
    row's mark; one that is `unnamed` by its words without the people that it mentions: they may be others at the next
    attempt; one that is `titled` by the title of its embed: its buttons may be others. An attempt that came to an end
    leaves a digest of what it sent (`Claimed.looks`), and by that it is known though its words are others by now; one
    that was killed leaves none. Messages with ids in `others` are never taken for it. Mentions nobody unless
    `allowed_mentions` says whom. Raises what `channel.send` raises.
    """
    message.setdefault("allowed_mentions", discord.AllowedMentions.none())
    earlier = await sent_before(channel, row, marked=marked, unnamed=unnamed, titled=titled, others=others, **message)
    if earlier is not None:
        return earlier
    look = _digest(_like(row, marked=marked, unnamed=unnamed, titled=titled)(_shape(message)))
    if look not in row.looks:
        row.looks.append(look)
    return await channel.send(nonce=row.nonce, **message)


async def sent_before(
    channel: discord.abc.Messageable,
    row: Claimed,
    *,
    marked: bool = False,
    unnamed: bool = False,
    titled: bool = False,
    others: Collection[int] = (),
    **message: Any,
) -> discord.Message | None:
    """Give what an earlier attempt has sent for a due row, as `send_once` knows it again, or None."""
    if row.attempts < 2 and not row.may_be_sent:
        return None
    return await _sent_before(channel, row, message, _like(row, marked=marked, unnamed=unnamed, titled=titled), others)


def _like(row: Claimed, *, marked: bool, unnamed: bool, titled: bool) -> "Callable[[_Shape], object]":
    """Give by what of it a message for a row is known again."""
    if titled:
        return _titles
    return _marks if marked else _unnamed if unnamed or row.may_be_sent else _as_is


def _digest(shown: object) -> str:
    return blake2b(repr(shown).encode(), digest_size=12).hexdigest()


async def follow_up_once(interaction: discord.Interaction[Any], **message: Any) -> discord.Message:
    """Answer an interaction with one more message for all to see (as `followup.send` takes it), once.

    Discord takes no nonce for it; where nobody can say whether it arrived, the channel is looked through for it.
    """
    send = partial(interaction.followup.send, ephemeral=False, wait=True, **message)
    try:
        return await send()
    except (aiohttp.ClientError, OSError, TimeoutError):
        channel = interaction.channel
        sent = await followed_up(channel, interaction.id) if isinstance(channel, discord.abc.Messageable) else None
        return sent or await send()


async def followed_up(channel: discord.abc.Messageable, interaction_id: int) -> discord.Message | None:
    """Give the message for all to see that answered an interaction, or None."""
    since = discord.utils.snowflake_time(interaction_id)
    async for sent in channel.history(limit=_LOOK_BACK, after=since, oldest_first=True):
        by = sent.interaction_metadata
        if by is not None and by.id == interaction_id:
            return sent
    return None


async def _sent_before(
    channel: discord.abc.Messageable,
    row: Claimed,
    message: dict[str, Any],
    like: "Callable[[_Shape], object]",
    others: Collection[int],
) -> discord.Message | None:
    looked = await channel._get_channel()  # noqa: SLF001 - a user's channel has no other public way to its messages
    state: Any = looked._state  # noqa: SLF001 - the client that a channel belongs to
    wanted = {_digest(like(_shape(message))), *row.looks}
    since = row.first_tried_at - _NONCE_HOLDS  # Discord's own time, whatever our clock said
    async for sent in looked.history(limit=_LOOK_BACK, after=since, oldest_first=True):
        mine = sent.author.id == state.self_id and sent.id not in others
        if mine and _digest(like(_shape_of(sent))) in wanted:
            return sent
    return None


_Shape = tuple[str, tuple[str, ...], tuple[str, ...]]


def _as_is(shape: _Shape) -> _Shape:
    return shape


def _unnamed(shape: _Shape) -> _Shape:
    """Leave names out: who said before a restore that they would come is not known after it."""
    return _MENTION.sub("", shape[0]).strip(), *shape[1:]


def _titles(shape: _Shape) -> tuple[str, ...]:
    return shape[1]


def _marks(shape: _Shape) -> tuple[str, ...]:
    return shape[2]


def _shape(message: dict[str, Any]) -> _Shape:
    content, embed, view = message.get("content"), message.get("embed"), message.get("view")
    shown = [embed] if embed is not None else list(message.get("embeds") or [])
    ids = [str(item.custom_id) for item in (view.walk_children() if view else []) if getattr(item, "custom_id", None)]
    return (content or "").strip(), tuple(e.title or "" for e in shown), tuple(ids)


def _shape_of(sent: discord.Message) -> _Shape:
    ids: list[str] = []
    for part in sent.components:
        children = getattr(part, "children", [part])
        ids += [str(child.custom_id) for child in children if getattr(child, "custom_id", None)]
    return sent.content.strip(), tuple(e.title or "" for e in sent.embeds), tuple(ids)


@asynccontextmanager
async def unarchived(channel: discord.abc.Messageable) -> AsyncIterator[None]:
    """Open an archived thread for as long as something in it is changed, and archive it again."""
    closed = isinstance(channel, discord.Thread) and channel.archived
    if isinstance(channel, discord.Thread) and closed:
        await channel.edit(archived=False)
    try:
        yield
    finally:
        if isinstance(channel, discord.Thread) and closed:
            await channel.edit(archived=True)
