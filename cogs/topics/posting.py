"""What the outbox does for topics: a proposal's card, its request to the stewards, the notice of a closing."""

import contextlib
from functools import partial

import discord

from bot.client import Guildhall
from bot.notices import channel_with, notices_of
from bot.opening import PROPOSAL_CHANGED
from bot.outbox import GiveUp
from bot.permissions import TO_POST, lacking
from bot.reply import View
from bot.sending import send_once
from cogs.topics.openbutton import OpenProposal
from cogs.topics.support import PROPOSAL_ASKED, PROPOSAL_CARD, card_of
from cogs.topics.wording import closed_notice, request
from storage import access, communities, posts, proposals, topics
from storage.database import Writing
from storage.outbox import Claimed
from storage.posts import Post, PostKind
from storage.proposals import Proposal

CLOSED_NOTICE = "topic-closed"


class Posting:
    """Acts on the due rows of topics and proposals."""

    def __init__(self, bot: Guildhall) -> None:
        self.bot = bot

    def register(self) -> None:
        """Take the kinds of due rows that topics make."""
        self.bot.outbox.register(PROPOSAL_CARD, self.post_card)
        self.bot.outbox.register(PROPOSAL_CHANGED, self.change_card, takes_back=True)
        self.bot.outbox.register(PROPOSAL_ASKED, self.ask_stewards)
        self.bot.outbox.register(proposals.TAKEN_BACK, self.take_back, takes_back=True)
        self.bot.outbox.register(CLOSED_NOTICE, self.tell_closed)

    async def post_card(self, row: Claimed) -> int | None:
        """Post a proposal's card where it was proposed."""
        proposal = await self._proposal(row)
        channel = await self._channel(proposal.channel_id)
        async with self.bot.database.read() as tx:
            embed, view = await card_of(tx, proposal)
        message = await send_once(channel, row, embed=embed, view=view or View())

        async def note(tx: Writing) -> None:
            await proposals.note_card(tx, proposal.id, message.id)

        await self.bot.database.write(None, note)
        return message.id

    async def change_card(self, row: Claimed) -> int | None:
        """Bring a proposal's card up to date."""
        proposal = await self._proposal(row)
        if proposal.message_id is None:
            return None
        channel = await self._channel(proposal.channel_id)
        async with self.bot.database.read() as tx:
            embed, view = await card_of(tx, proposal)
        await channel.get_partial_message(proposal.message_id).edit(embed=embed, view=view)
        return proposal.message_id

    async def ask_stewards(self, row: Claimed) -> int | None:
        """Ask the stewards to open a topic that enough members support; their role alone is mentioned."""
        proposal = await self._proposal(row)
        if proposal.status == "done":
            return None
        async with self.bot.database.read() as tx:
            settings = await communities.settings_of(tx, row.community_id)
            supporters = len(await proposals.supporters(tx, proposal.id))
            notices = settings["notices_channel"]
            audience = await access.seen_by_audience(tx, row.community_id, notices or 0, self.bot.clock.now())
        guild = self.bot.get_guild(row.community_id)
        role = guild.get_role(settings["steward_role"] or 0) if guild else None
        channel: Messageable | None = None
        if notices and proposal.seen_in in audience:
            found = await channel_with(self.bot, notices)
            channel = found if isinstance(found, discord.TextChannel) and not lacking(found, TO_POST) else None
        view = View(timeout=None)
        view.add_item(OpenProposal(proposal.id))
        message = await send_once(
            channel or await self._channel(proposal.channel_id),
            row,
            content=request(proposal, supporters, role.id if role else None),
            view=view,
            allowed_mentions=discord.AllowedMentions(everyone=False, users=False, roles=[role] if role else False),
        )
        post = Post(row.community_id, message.channel.id, message.id, PostKind.REQUEST)
        note = partial(posts.note, post=post, tells_of=[proposal.seen_in], now=self.bot.clock.now())
        await self.bot.database.write(None, note)
        return message.id

    async def take_back(self, row: Claimed) -> int | None:
        """Delete what was posted of a proposal that is gone: its card, and the request to the stewards."""
        for channel_id in row.payload["channel_ids"]:
            channel = await channel_with(self.bot, channel_id)
            if not isinstance(channel, Messageable):
                continue
            for message_id in row.payload["message_ids"]:
                with contextlib.suppress(discord.NotFound):
                    await channel.get_partial_message(message_id).delete()
        return None

    async def tell_closed(self, row: Claimed) -> int | None:
        """Post the notice that a topic was closed, with the reason."""
        async with self.bot.database.read() as tx:
            topic = await topics.find(tx, row.payload["topic_id"])
        if topic is None or topic.status != "closed":
            raise GiveUp("the topic was opened again, or its channel is gone")
        place = await notices_of(self.bot, topic)
        if isinstance(place, discord.ForumChannel):
            raise GiveUp("the forum's post for notices is gone")
        return (await send_once(place, row, embed=closed_notice(topic))).id

    async def _proposal(self, row: Claimed) -> Proposal:
        async with self.bot.database.read() as tx:
            proposal = await proposals.find(tx, row.payload["proposal_id"])
        if proposal is None:
            raise GiveUp("the proposal is gone")
        return proposal

    async def _channel(self, id_: int) -> "Messageable":
        channel = await channel_with(self.bot, id_)
        if not isinstance(channel, Messageable):
            raise GiveUp("the channel of its card is gone")
        return channel


Messageable = discord.TextChannel | discord.VoiceChannel | discord.StageChannel | discord.Thread
