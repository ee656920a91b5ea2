"""Proposals: written down, supported with a button, and brought before the stewards at the threshold."""

from typing import Any

import discord
from discord import ui

from bot.answer import Shown, show_present
from bot.client import Guildhall
from bot.numbered import ByNumber
from bot.opening import PROPOSAL_CHANGED
from bot.options import Asking
from bot.permissions import require_to_post_here
from bot.reply import NOBODY, View, answering, plain
from cogs.topics.wording import proposal_card
from community.errors import NotFound, Refusal
from community.topics import check_proposal, enough_support
from storage import access, communities, proposals, topics
from storage.database import Reading, Writing
from storage.outbox import Due, put_due
from storage.proposals import Proposal

PROPOSAL_CARD = "proposal-card"
PROPOSAL_ASKED = proposals.ASKED

_GONE = "That proposal is gone."
_OPENED = "That topic has been opened: there is nothing left to support."


async def propose(bot: Guildhall, interaction: discord.Interaction, name: str, purpose: str) -> None:
    """Write a proposal down, support by its proposer included, and let the outbox post its card here."""
    channel_id = require_to_post_here(interaction)

    async def work(tx: Writing) -> int:
        who = await Asking.of(tx, bot, interaction)
        seen_in = await access.seen_in_of(tx, channel_id)
        if seen_in is None or seen_in not in who.sees:
            raise Refusal("I don't know yet who can see this channel. Try again in a minute.")
        known = [topic.name for topic in await topics.seen(tx, who.community_id, who.sees) if topic.status == "open"]
        pending = [proposal.name for proposal in await proposals.all_pending(tx, who.community_id, who.sees)]
        check_proposal(name, known, pending)
        place = {"channel_id": channel_id, "seen_in": seen_in}
        id_ = await proposals.propose(tx, who.community_id, name, purpose, by=who.member_id, at=who.now, **place)
        card = Due(PROPOSAL_CARD, f"{PROPOSAL_CARD}:{id_}", who.now, {"proposal_id": id_})
        await put_due(tx, who.community_id, card)
        await _ask_if_enough(tx, who, id_)
        return id_

    await bot.database.write(f"interaction:{interaction.id}", work)
    text = f"Thank you. The card for **{plain(name, 200)}** is posted here, and your support is counted."
    await interaction.followup.send(text, ephemeral=True, allowed_mentions=NOBODY)


async def card_of(tx: Reading, proposal: Proposal) -> tuple[discord.Embed, View | None]:
    """Give a proposal's card as it stands now, with **Support** as long as it is not done."""
    threshold = (await communities.settings_of(tx, proposal.community_id))["support_threshold"]
    embed = proposal_card(proposal, len(await proposals.supporters(tx, proposal.id)), threshold)
    if proposal.status == "done":
        return embed, None
    view = View(timeout=None)
    view.add_item(Support(proposal.id))
    return embed, view


async def _ask_if_enough(tx: Writing, who: Asking, proposal_id: int) -> None:
    proposal = await _live(tx, who, proposal_id)
    threshold = (await communities.settings_of(tx, who.community_id))["support_threshold"]
    if proposal.status != "open" or not enough_support(len(await proposals.supporters(tx, proposal_id)), threshold):
        return
    await proposals.mark(tx, proposal_id, "asked")
    asked = Due(PROPOSAL_ASKED, f"{PROPOSAL_ASKED}:{proposal_id}", who.now, {"proposal_id": proposal_id})
    await put_due(tx, who.community_id, asked)
    changed = Due(PROPOSAL_CHANGED, f"{PROPOSAL_CHANGED}:asked:{proposal_id}", who.now, {"proposal_id": proposal_id})
    await put_due(tx, who.community_id, changed)


async def _live(tx: Reading, who: Asking, proposal_id: int) -> Proposal:
    proposal = await proposals.find(tx, proposal_id)
    if proposal is None or proposal.seen_in not in who.sees:
        raise NotFound(_GONE)
    return proposal


class Support(
    ByNumber, ui.DynamicItem[ui.Button[ui.View]], template=r"guildhall:proposal:support:(?P<proposal>\d{1,15})"
):
    """**Support**: counts a member once, however often it is pressed."""

    def __init__(self, proposal_id: int) -> None:
        custom_id = f"guildhall:proposal:support:{proposal_id}"
        super().__init__(ui.Button(label="Support", style=discord.ButtonStyle.success, custom_id=custom_id))
        self.proposal_id = proposal_id

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Count the person, ask the stewards at the threshold, and show the card as it then is."""
        async with answering(interaction):
            await interaction.response.defer(ephemeral=True, thinking=True)
            bot: Guildhall = interaction.client

            async def work(tx: Writing) -> dict[str, Any]:
                who = await Asking.of(tx, bot, interaction)
                proposal = await _live(tx, who, self.proposal_id)
                if proposal.status == "done":
                    raise Refusal(_OPENED)
                before = who.member_id in await proposals.supporters(tx, proposal.id)
                await proposals.support(tx, proposal.id, who.member_id)
                await _ask_if_enough(tx, who, proposal.id)
                return {"before": before, "proposer": proposal.proposed_by == who.member_id}

            done = await bot.database.write(f"interaction:{interaction.id}", work)
            await _show(bot, interaction, self.proposal_id)
            text = "You support this already." if done["before"] else "Thank you: you are counted, once."
            view = View()
            view.add_item(TakeBack(self.proposal_id))
            more: dict[str, Any] = {} if done["proposer"] else {"view": view}
            await interaction.edit_original_response(content=text, **more)  # changed twice it says the same


class TakeBack(
    ByNumber, ui.DynamicItem[ui.Button[ui.View]], template=r"guildhall:proposal:takeback:(?P<proposal>\d{1,15})"
):
    """**Take it back**: the member is counted no more."""

    def __init__(self, proposal_id: int) -> None:
        super().__init__(ui.Button(label="Take it back", custom_id=f"guildhall:proposal:takeback:{proposal_id}"))
        self.proposal_id = proposal_id

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Count the person no more, and let the outbox correct the card."""
        async with answering(interaction):
            await interaction.response.defer()
            bot: Guildhall = interaction.client

            async def work(tx: Writing) -> None:
                who = await Asking.of(tx, bot, interaction)
                proposal = await _live(tx, who, self.proposal_id)
                if proposal.status == "done":
                    raise Refusal(_OPENED)
                if proposal.proposed_by == who.member_id:
                    raise Refusal("It is your own proposal, so your support stays counted.")
                await proposals.withdraw(tx, proposal.id, who.member_id)
                key, payload = f"{PROPOSAL_CHANGED}:{interaction.id}", {"proposal_id": proposal.id}
                await put_due(tx, who.community_id, Due(PROPOSAL_CHANGED, key, who.now, payload))

            await bot.database.write(f"interaction:{interaction.id}", work)
            await interaction.edit_original_response(content="You are counted no more.", view=None)


async def _show(bot: Guildhall, interaction: discord.Interaction, proposal_id: int) -> None:
    async def look() -> Shown:
        async with bot.database.read() as tx:
            proposal = await proposals.find(tx, proposal_id)
            if proposal is None:
                raise NotFound(_GONE)
            return await card_of(tx, proposal)

    await show_present(interaction, look)
