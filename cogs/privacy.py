"""`/privacy`: what is held about the person who asks, and their standing answer to being quoted."""

import re
from typing import Any, Self

import discord
from discord import app_commands, ui
from discord.ext import commands

from bot.client import Guildhall
from bot.options import Asking
from bot.reply import NOBODY, View, answering
from community.errors import Refusal
from community.privacy import ANSWERS, kept_for
from community.settings import CommunitySettings
from community.topics import counted
from storage import communities, privacy
from storage.database import Writing
from storage.knowhow import answer_all_standing
from storage.privacy import Held

Asked = discord.Interaction[Guildhall]

_CHOICES = [app_commands.Choice(name=label, value=answer) for answer, (label, _) in ANSWERS.items()]


@app_commands.guild_only()
class Privacy(commands.GroupCog, group_name="privacy", group_description="What is held about you, and your say in it"):
    """What each member may ask and decide about themselves."""

    def __init__(self, bot: Guildhall) -> None:
        self.bot = bot

    @app_commands.command(name="show", description="What is held about you and why, for how long, and whom to ask")
    async def show(self, interaction: Asked) -> None:
        """Count what is held about the person, in plain words."""
        await interaction.response.defer(ephemeral=True)
        async with self.bot.database.read() as tx:
            who = await Asking.of(tx, self.bot, interaction)
            held = await privacy.held(tx, who.community_id, who.member_id)
            member = await communities.member(tx, who.community_id, who.member_id)
            settings = await communities.settings_of(tx, who.community_id)
        answer = member.standing_answer if member else "ask"
        await interaction.followup.send(embed=_page(held, answer, settings), ephemeral=True, allowed_mentions=NOBODY)

    @app_commands.command(name="quoting", description="Your standing answer when somebody wants to quote you")
    @app_commands.describe(answer="What holds from now on; leave it out to read what each means")
    @app_commands.choices(answer=_CHOICES)
    async def quoting(self, interaction: Asked, answer: app_commands.Choice[str] | None = None) -> None:
        """Set the standing answer, or show it with the four to choose from."""
        await interaction.response.defer(ephemeral=True)
        if answer is not None:
            text = await _answer_always(self.bot, interaction, answer.value)
            await interaction.followup.send(text, ephemeral=True, allowed_mentions=NOBODY)
            return
        async with self.bot.database.read() as tx:
            who = await Asking.of(tx, self.bot, interaction)
            member = await communities.member(tx, who.community_id, who.member_id)
        now = member.standing_answer if member else "ask"
        await interaction.followup.send(embed=_explained(now), view=_choice(now), ephemeral=True)


class Always(
    ui.DynamicItem[ui.Button[ui.View]], template=r"guildhall:privacy:always:(?P<answer>ask|named|unnamed|never)"
):
    """One of the four standing answers."""

    def __init__(self, answer: str, *, now: bool = False) -> None:
        style = discord.ButtonStyle.primary if now else discord.ButtonStyle.secondary
        label = ANSWERS[answer][0].capitalize()
        super().__init__(ui.Button(label=label, style=style, custom_id=f"guildhall:privacy:always:{answer}"))
        self.answer = answer

    @classmethod
    async def from_custom_id(cls, _interaction: Any, _item: Any, match: re.Match[str], /) -> Self:
        """Make it from what its id says."""
        return cls(match["answer"])

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Keep the answer and show it as the one that holds."""
        async with answering(interaction):
            await interaction.response.defer()
            text = await _answer_always(interaction.client, interaction, self.answer)
            await interaction.edit_original_response(
                content=text, embed=_explained(self.answer), view=_choice(self.answer), allowed_mentions=NOBODY
            )


async def _answer_always(bot: Guildhall, interaction: discord.Interaction, answer: str) -> str:
    if interaction.guild_id is None:
        raise Refusal("Use this command in a server.")
    community_id, user = interaction.guild_id, interaction.user
    name = interaction.guild.name if interaction.guild else ""

    async def work(tx: Writing) -> None:
        if await communities.find(tx, community_id) is None:
            await communities.remember(tx, community_id, name)
        await communities.remember_members(tx, community_id, [(user.id, user.display_name, user.bot)])
        await answer_all_standing(tx, community_id, user.id, answer, bot.clock.now())

    await bot.database.write(f"interaction:{interaction.id}", work)
    label, means = ANSWERS[answer]
    return (
        f"From now on: **{label}**. {means}\nThis holds for what is asked from now on and for what still waits for "
        "your answer. Answers you have given stay; each can be changed with **Answer** on its card."
    )


def _explained(now: str) -> discord.Embed:
    embed = discord.Embed(
        title="When somebody wants to quote you",
        description="An entry of the archive may quote its thread. Your words go in only with your yes. This is what "
        "holds in this community when you have not said otherwise for a quote.",
    )
    for answer, (label, means) in ANSWERS.items():
        name = f"{label.capitalize()} (holds now)" if answer == now else label.capitalize()
        embed.add_field(name=name, value=means, inline=False)
    return embed


def _choice(now: str) -> View:
    view = View(timeout=None)
    for answer in ANSWERS:
        view.add_item(Always(answer, now=answer == now))
    return view


def _page(held: Held, answer: str, settings: CommunitySettings) -> discord.Embed:
    embed = discord.Embed(
        title="What is held about you here",
        description="Your name in this server, your roles and which channels you can see (to show you what you may see "
        "and nothing else), and:",
    )
    for name, value in _kinds(held):
        embed.add_field(name=name, value=value, inline=False)
    label, means = ANSWERS[answer]
    embed.add_field(
        name="Your standing answer to being quoted",
        value=f"**{label}**. {means} `/privacy quoting` changes it.",
        inline=False,
    )
    embed.add_field(
        name="How long",
        value=f"{kept_for(settings['keep_days'])} Delete a message and its text goes at once.",
        inline=False,
    )
    embed.add_field(name="Whom to ask", value=_whom(settings["steward_role"]), inline=False)
    embed.set_footer(text="Only you can see this. Nothing goes to any outside service.")
    return embed


def _kinds(held: Held) -> list[tuple[str, str]]:
    """Give what is held and why, leaving out kinds of which there is nothing."""
    answers = (
        (held.quotes_named, f"{held.quotes_named} by name"),
        (held.quotes_unnamed, f"{held.quotes_unnamed} without your name"),
        (held.quotes_unanswered, f"{held.quotes_unanswered} not answered"),
    )
    left = held.quotes - held.quotes_named - held.quotes_unnamed - held.quotes_unanswered
    quotes = f"{counted(held.quotes, 'quote')}: {_some(*answers, (left, f'{left} left out'))}"
    tending = _some(
        (held.acceptances, f"{counted(held.acceptances, 'acceptance')} of ground rules"),
        (held.proposals, f"{counted(held.proposals, 'proposal')} of a topic"),
        (held.supports, f"support for {counted(held.supports, 'proposal')}"),
        (held.stewards_of, f"steward of {counted(held.stewards_of, 'topic')}"),
    )
    kinds = [
        (
            held.messages + held.reactions,
            "So that members can search and read a weekly summary",
            _some(
                (held.messages, f"{counted(held.messages, 'message')} in topics"),
                (held.reactions, f"{counted(held.reactions, 'reaction')} that you gave"),
            ),
        ),
        (
            held.quotes,
            "Because somebody chose your words for an entry",
            quotes,
        ),
        (held.answers, "To prove what you agreed to", f"{counted(held.answers, 'answer')} to being quoted"),
        (held.entries, "Because you captured them", counted(held.entries, "entry", "entries")),
        (
            held.rsvps + held.sessions,
            "To run sessions",
            _some(
                (held.rsvps, f"{counted(held.rsvps, 'answer')} to invitations"),
                (held.sessions, f"{counted(held.sessions, 'session')} that you host or planned"),
            ),
        ),
        (
            held.acceptances + held.proposals + held.supports + held.stewards_of,
            "To tend topics",
            tending,
        ),
        (
            held.private_threads,
            "To show private threads to those in them alone",
            f"That you are in {counted(held.private_threads, 'private thread')}",
        ),
    ]
    return [(why, text) for number, why, text in kinds if number] or [("Nothing else", "You have not taken part yet.")]


def _some(*parts: tuple[int, str]) -> str:
    """Name the parts of which there are any."""
    return ", ".join(text for number, text in parts if number)


def _whom(steward_role: int | None) -> str:
    stewards = f"the stewards (<@&{steward_role}>)" if steward_role else "the stewards (`/topic show` names them)"
    return f"Ask {stewards}, or whoever runs this server; they can reach the operator, who can erase what is held."


async def setup(bot: Guildhall) -> None:
    """Add the commands and the buttons."""
    await bot.add_cog(Privacy(bot))
    bot.add_dynamic_items(Always)
