"""**Open it**: a steward chooses the channel in which a supported proposal becomes a topic."""

from typing import Any

import discord
from discord import ui

from bot.client import Guildhall
from bot.numbered import ByNumber
from bot.opening import Opening, open_channel, topic_channel
from bot.options import Asking
from bot.reply import NOBODY, View, answering, plain
from bot.rights import may_open
from cogs.topics.wording import opened
from community.errors import NotAllowed, NotFound, Refusal
from storage import proposals, topics
from storage.database import Reading
from storage.proposals import Proposal

_NOT_YOURS = "Only someone with Manage Channels, or with the steward role, can open a topic."


class OpenProposal(
    ByNumber, ui.DynamicItem[ui.Button[ui.View]], template=r"guildhall:proposal:open:(?P<proposal>\d{1,15})"
):
    """**Open it**, in the request to the stewards."""

    def __init__(self, proposal_id: int) -> None:
        custom_id = f"guildhall:proposal:open:{proposal_id}"
        super().__init__(ui.Button(label="Open it", style=discord.ButtonStyle.primary, custom_id=custom_id))
        self.proposal_id = proposal_id

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Ask the steward, and nobody else, which channel it is to be."""
        async with answering(interaction):
            await interaction.response.defer(ephemeral=True, thinking=True)
            bot: Guildhall = interaction.client
            async with bot.database.read() as tx:
                who = await Asking.of(tx, bot, interaction)
                proposal = await _pending(tx, who, self.proposal_id)
                steward = await topics.tends(tx, who.community_id, 0, who.member_id)
            if not (steward or interaction.permissions.manage_channels):
                raise NotAllowed(_NOT_YOURS)
            view = View()
            view.add_item(PickChannel(self.proposal_id))
            await interaction.followup.send(
                f"Which channel becomes the topic **{plain(proposal.name, 200)}**? If there is none for it yet, make "
                "one in Discord first, then press **Open it** again.",
                view=view,
                ephemeral=True,
                allowed_mentions=NOBODY,
            )


class PickChannel(
    ByNumber, ui.DynamicItem[ui.ChannelSelect[ui.View]], template=r"guildhall:proposal:pick:(?P<proposal>\d{1,15})"
):
    """The choice of the channel."""

    def __init__(self, proposal_id: int) -> None:
        super().__init__(
            ui.ChannelSelect(
                custom_id=f"guildhall:proposal:pick:{proposal_id}",
                channel_types=[discord.ChannelType.text, discord.ChannelType.news, discord.ChannelType.forum],
                placeholder="Choose a channel",
            )
        )
        self.proposal_id = proposal_id

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Open the chosen channel as the topic that was proposed."""
        async with answering(interaction):
            await interaction.response.defer(ephemeral=True, thinking=True)
            bot: Guildhall = interaction.client
            chosen = self.item.values[0]
            async with bot.database.read() as tx:
                who = await Asking.of(tx, bot, interaction)
                proposal = await _pending(tx, who, self.proposal_id)
                allowed = await may_open(tx, interaction, chosen.id)
                there = await topics.find(tx, chosen.id)
            if not allowed:
                raise NotAllowed(_NOT_YOURS)
            if there is not None and there.status == "open":
                raise Refusal("That channel is a topic already. Choose another.")
            guild = bot.get_guild(who.community_id)
            if guild is None:
                raise Refusal("I am no longer in this server.")
            channel = await topic_channel(bot, guild, chosen.id)
            wish = Opening(
                key=str(interaction.id),
                channel_id=channel.id,
                purpose=proposal.purpose,
                by=who.member_id,
                at=who.now,
                proposal_id=proposal.id,
            )
            outcome = await open_channel(bot, channel, wish)
            text = opened(outcome, channel.mention, None, bot.settings.ingest.reread_days)
            await interaction.followup.send(text, ephemeral=True, allowed_mentions=NOBODY)


async def _pending(tx: Reading, who: Asking, proposal_id: int) -> Proposal:
    proposal = await proposals.find(tx, proposal_id)
    if proposal is None or proposal.seen_in not in who.sees:
        raise NotFound("That proposal is gone.")
    if proposal.status == "done":
        raise Refusal("That topic has been opened already.")
    return proposal
