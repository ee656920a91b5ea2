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


_Shape = tuple[str, tuple[str, ...], tuple[str, ...]]
"""The words of a message, the titles of its embeds, and the ids of its buttons."""
By = Callable[[_Shape], object]
"""Gives what of a message it is known again by."""


def by_all(shape: _Shape) -> _Shape:
    """Know a message by its words, titles and buttons."""
    return shape


def by_all_but_names(shape: _Shape) -> _Shape:
    """Know it without the people that it mentions: they may be others at the next attempt."""
    return _MENTION.sub("", shape[0]).strip(), *shape[1:]


def by_titles(shape: _Shape) -> tuple[str, ...]:
    """Know it by the titles of its embeds: its buttons may be others."""
    return shape[1]


def by_marks(shape: _Shape) -> tuple[str, ...]:
    """Know it by its buttons, whose ids carry the row's mark."""
    return shape[2]


async def send_once(
    channel: discord.abc.Messageable, row: Claimed, *, by: By = by_all, others: Collection[int] = (), **message: Any
) -> discord.Message:
    """Send `message` (as `channel.send` takes it) for a due row, unless an earlier attempt has already sent it.

    `by` gives what of it is known again. An attempt that came to an end leaves a digest of that for what it sent
    (`Claimed.looks`), and by that it is known though it would be another by now; one that was killed leaves none.
    Messages with ids in `others` are never taken for it. Mentions nobody unless `allowed_mentions` says whom. Raises
    what `channel.send` raises.
    """
    message.setdefault("allowed_mentions", discord.AllowedMentions.none())
    earlier = await sent_before(channel, row, by=by, others=others, **message)
    if earlier is not None:
        return earlier
    look = _digest(_for(row, by)(_shape(message)))
    if look not in row.looks:
        row.looks.append(look)
    return await channel.send(nonce=row.nonce, **message)


async def sent_before(
    channel: discord.abc.Messageable, row: Claimed, *, by: By = by_all, others: Collection[int] = (), **message: Any
) -> discord.Message | None:
    """Give what an earlier attempt has sent for a due row, as `send_once` knows it again, or None."""
    if row.attempts < 2 and not row.may_be_sent:
        return None
    looked = await channel._get_channel()  # noqa: SLF001 - a user's channel has no other public way to its messages
    state: Any = looked._state  # noqa: SLF001 - the client that a channel belongs to
    by = _for(row, by)
    wanted = {_digest(by(_shape(message))), *row.looks}
    since = row.first_tried_at - _NONCE_HOLDS  # Discord's own time, whatever our clock said
    async for sent in looked.history(limit=_LOOK_BACK, after=since, oldest_first=True):
        mine = sent.author.id == state.self_id and sent.id not in others
        if mine and _digest(by(_shape_of(sent))) in wanted:
            return sent
    return None


def _for(row: Claimed, by: By) -> By:
    """Leave names out after a restore: who said before it that they would come is not known any more."""
    return by_all_but_names if by is by_all and row.may_be_sent else by


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
