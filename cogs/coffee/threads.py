"""A group's private thread: made once, with those in it and what they begin with; a week later the question."""

from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import Final

import discord

from bot.client import Guildhall
from bot.notices import channel_with
from bot.outbox import GiveUp
from bot.sending import send_once
from cogs.coffee.buttons import met_view
from cogs.coffee.rounds import coffee_channel
from cogs.coffee.wording import ASKED, opener, thread_name
from community.coffee import Group, Round
from community.settings import CommunitySettings
from storage import coffee, communities
from storage.outbox import Claimed

_A_WEEK: Final = 10080
"""Minutes without a message after which Discord archives a thread: the longest there is."""
_ARCHIVED, _FIRST = 100, 10


class Threads:
    """Acts on the due rows of groups; every step finds what an earlier, interrupted attempt left."""

    def __init__(self, bot: Guildhall) -> None:
        self.bot = bot

    def register(self) -> None:
        """Take the kinds of due rows that groups make."""
        self.bot.outbox.register(coffee.THREAD, self.begin)
        self.bot.outbox.register(coffee.ASK, self.ask)

    async def begin(self, row: Claimed) -> int | None:
        """Make the thread, let those in who were put together, and say what they begin with."""
        one, group, settings = await self._found(row)
        if len(group.members) < 2:
            await self._tell_alone(one, group)
            return None
        thread = await self._thread(row, one, group, settings)
        await self.bot.database.write(
            None, partial(coffee.note_thread, group=group, channel_id=thread.parent_id, thread_id=thread.id)
        )
        for member_id in sorted(group.members):
            with suppress(discord.NotFound):  # gone since
                await thread.add_user(discord.Object(member_id))
        allowed = discord.AllowedMentions(users=[discord.Object(id_) for id_ in group.members])
        message = await self._opened_before(row, thread)
        if message is None:
            said = opener(group, self.bot.clock.now())
            message = await send_once(thread, row, content=said, allowed_mentions=allowed)
        now = self.bot.clock.now()
        note = partial(coffee.note_begun, group=group, community_id=row.community_id, message_id=message.id, now=now)
        await self.bot.database.write(None, note)
        return message.id

    async def _tell_alone(self, one: Round, group: Group) -> None:
        """Have whoever is left told that the others have left coffee meanwhile."""
        now = self.bot.clock.now()
        for member_id in group.members:
            tell = partial(coffee.tell_alone, one=one, member_id=member_id, now=now)
            await self.bot.database.write(None, tell)

    async def ask(self, row: Claimed) -> int | None:
        """Ask whether they met."""
        _, group, _ = await self._found(row)
        thread = await channel_with(self.bot, group.thread_id)
        if not group.members or not isinstance(thread, discord.Thread):
            raise GiveUp("the thread is gone, or nobody is in it any more")
        return (await send_once(thread, row, content=ASKED, view=met_view(group.round_id, group.number))).id

    async def _found(self, row: Claimed) -> tuple[Round, Group, CommunitySettings]:
        round_id, number = row.payload["round"], row.payload["group"]
        async with self.bot.database.read() as tx:
            one = await coffee.find_round(tx, round_id)
            group = await coffee.find_group(tx, round_id, number)
            settings = await communities.settings_of(tx, row.community_id)
        if one is None or group is None:
            raise GiveUp("there is no such group any more")
        return one, group, settings

    async def _thread(self, row: Claimed, one: Round, group: Group, settings: CommunitySettings) -> discord.Thread:
        known = await channel_with(self.bot, group.thread_id)
        if isinstance(known, discord.Thread):
            return known
        channel = coffee_channel(self.bot, settings)
        if channel is None:
            raise GiveUp("the channel of coffee is not set, or gone")
        name = thread_name(one, group, settings)
        # A thread takes no nonce: one that was made by an attempt that failed is found by its name.
        if _may_be_made(row) and (found := await self._made_before(one, channel, name)):
            return found
        private = discord.ChannelType.private_thread
        return await channel.create_thread(name=name, type=private, invitable=False, auto_archive_duration=_A_WEEK)

    async def _made_before(self, one: Round, channel: discord.TextChannel, name: str) -> discord.Thread | None:
        own = channel.guild.me.id
        for thread in await channel.guild.active_threads():
            if thread.parent_id == channel.id and thread.owner_id == own and thread.name == name:
                return thread
        if self.bot.clock.now() - one.due_at < timedelta(days=6):
            return None  # none can be archived yet
        async for thread in channel.archived_threads(private=True, joined=True, limit=_ARCHIVED):
            if thread.owner_id == own and thread.name == name:
                return thread
        return None

    async def _opened_before(self, row: Claimed, thread: discord.Thread) -> discord.Message | None:
        """Give the first message of a thread, where an earlier attempt has sent it; the times in it may be others."""
        if _may_be_made(row):
            async for message in thread.history(limit=_FIRST, oldest_first=True):
                if message.author.id == thread.owner_id and message.type is discord.MessageType.default:
                    return message
        return None


def _may_be_made(row: Claimed) -> bool:
    return row.attempts > 1 or row.may_be_sent or bool(row.payload.get("again"))
