"""Taking back what was posted, once somebody reads there who can't see what it tells of."""

from contextlib import suppress
from functools import partial

import discord

from bot.client import Guildhall
from bot.notices import channel_with
from bot.sending import unarchived
from storage import knowhow, posts
from storage.database import Writing
from storage.outbox import Claimed
from storage.posts import WITHDRAW


class Withdrawing:
    """Acts on the due rows of posts that must go, whichever feature posted them."""

    def __init__(self, bot: Guildhall) -> None:
        self.bot = bot

    async def __call__(self, row: Claimed) -> int | None:
        """Delete a message, and forget it; one that is gone was the wish."""
        channel = await channel_with(self.bot, row.payload["channel_id"])
        message_id: int = row.payload["message_id"]
        if isinstance(channel, discord.abc.Messageable):
            async with unarchived(channel):
                with suppress(discord.NotFound):
                    await channel.get_partial_message(message_id).delete()
        await self.bot.database.write(None, partial(_forget, message_id=message_id))
        return None


async def _forget(tx: Writing, message_id: int) -> None:
    await posts.forget(tx, message_id)
    await knowhow.drop_card(tx, message_id)


async def setup(bot: Guildhall) -> None:
    """Let the outbox take posts back."""
    bot.outbox.register(WITHDRAW, Withdrawing(bot), takes_back=True)
