"""What is shared of a search with a channel: noted before it is sent, so that it is known whatever happens then."""

from datetime import timedelta
from functools import partial

import discord

from archive.search import Answer
from bot.client import Guildhall
from bot.notices import channel_with
from bot.outbox import GiveUp, TryLater
from bot.reply import NOBODY
from bot.sending import follow_up_once, followed_up
from cogs.knowhow.naming import Pressed
from storage import posts
from storage.database import Writing
from storage.knowhow import CardRow, add_card
from storage.outbox import Claimed, Due, cancel, put_due
from storage.posts import Post, PostKind

KIND = "share-noted"
_SOON = timedelta(minutes=1)
_ANSWERED_BY = timedelta(minutes=15)
"""How long an answer to an interaction may still be sent."""


async def post_shared(pressed: Pressed, embed: discord.Embed, answer: Answer) -> None:
    """Post for all to see what a search found, and remember it; where we are killed in between, the outbox does.

    An answer to an interaction takes no nonce, and is not sent again: its message is found by the interaction.
    """
    bot, now = pressed.client, pressed.client.clock.now()
    key = f"{KIND}:{pressed.id}"
    entries = [int(result.id) for result in answer.results if result.kind == "entry"]
    places = sorted({result.seen_in for result in answer.results})
    ids = {"pressed": pressed.id, "channel_id": pressed.channel_id, "entries": entries, "places": places}
    due = Due(KIND, key, now + _SOON, ids)
    await bot.database.write(None, partial(put_due, community_id=pressed.guild_id or 0, due=due))
    sent = await follow_up_once(pressed, embed=embed, allowed_mentions=NOBODY)

    async def remember(tx: Writing) -> None:
        await _note(tx, bot, pressed.guild_id or 0, sent, entries, places)
        await cancel(tx, key)

    await bot.database.write(None, remember)


class Shared:
    """Acts on the due rows of what was shared and not remembered."""

    def __init__(self, bot: Guildhall) -> None:
        self.bot = bot

    async def __call__(self, row: Claimed) -> int | None:
        """Look for the message, and remember it if it was sent."""
        ids = row.payload
        channel = await channel_with(self.bot, ids["channel_id"])
        if not isinstance(channel, discord.abc.Messageable):
            raise GiveUp("the place of what was shared is gone")
        sent = await followed_up(channel, ids["pressed"])
        if sent is None:
            if self.bot.clock.now() < row.due_at - _SOON + _ANSWERED_BY:
                raise TryLater("what is shared may still be on its way")
            return None
        work = partial(
            _note, bot=self.bot, community_id=row.community_id, sent=sent, entries=ids["entries"], places=ids["places"]
        )
        await self.bot.database.write(None, work)
        return sent.id


async def _note(
    tx: Writing, bot: Guildhall, community_id: int, sent: discord.Message, entries: list[int], places: list[int]
) -> None:
    """Note which entries a shared message names, so that a takedown or a new title reaches it, and of which places."""
    for entry_id in entries:
        await add_card(tx, CardRow(entry_id, "shared", sent.channel.id, sent.id))
    post = Post(community_id, sent.channel.id, sent.id, PostKind.SHARED)
    await posts.note(tx, post, places, bot.clock.now())
