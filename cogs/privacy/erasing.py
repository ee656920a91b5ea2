"""`/privacy erase`: says what it covers and what stays, asks for the word, erases, and says when that is done."""

import logging
from typing import Any

import discord
from discord import ui

from bot.client import Guildhall
from bot.options import Asking
from bot.reply import NOBODY, Form, View, answering
from cogs.privacy.where import called
from community.errors import Refusal
from community.privacy import ERASE, erased_said
from storage import ledger, rights
from storage.database import Writing
from storage.rights import Erasure, Who

log = logging.getLogger(__name__)

_COVERS = (
    "Your messages in topics, as far as they were written until now, and your files' names\n"
    "Quotes of you in entries, with your answers, also where the entry is somebody else's\n"
    "Entries that you captured, with their history, and your edits in others' entries\n"
    "Your name here, your standing answer, your reactions, answers to invitations, accepted ground rules, proposals, "
    "support and stewardships"
)
_EVERYWHERE = (
    "From the search, from cards and summaries that were posted (they are corrected at once), and from the database's "
    "files. It stays erased: nothing of it is read in again, from Discord, from an import or from an older backup. "
    "Backups made before are let go of when their time is over."
)
_STAYS = (
    "What Discord itself holds: your messages there, until you delete them, and mentions of you in what was posted\n"
    "What others wrote, even if they repeat your words, and threads' names, which are Discord's\n"
    "A topic's purpose and ground rules, and sessions that others may come to: without your name\n"
    "As long as you are a member: your id and which channels you can see, without your name, so that commands work\n"
    "A scrambled mark that names nobody, so that what was erased stays erased"
)
_FROM_NOW_ON = (
    "**Erase** erases up to now; what you write in topics afterwards is kept as anybody's. **Erase, and keep nothing "
    "more** also keeps nothing that you write or react with from now on: no search and no summary will tell of it, and "
    "nobody can quote it. You can take that back here."
)


async def panel(bot: Guildhall, interaction: discord.Interaction, community_id: int) -> None:
    """Answer a deferred interaction with what erasing covers and what stays, and the buttons to go on."""
    async with bot.database.read() as tx:
        who = await Asking.about(tx, bot, interaction, community_id)
        nothing = await ledger.keeps_nothing(tx, who.community_id, who.member_id)
    name = await called(bot, interaction, community_id)
    embed = discord.Embed(
        title=f"Erase what is held about you {f'in {name}' if name else 'here'}",
        description="This can't be undone. `/privacy export` gives you a file of everything first.",
    )
    embed.add_field(name="What is erased", value=_listed(_COVERS), inline=False)
    embed.add_field(name="Everywhere, within a minute", value=_EVERYWHERE, inline=False)
    embed.add_field(name="What stays", value=_listed(_STAYS), inline=False)
    embed.add_field(name="From now on", value=_FROM_NOW_ON, inline=False)
    if nothing:
        embed.add_field(name="At present", value="Nothing that you write here is kept, as you asked.", inline=False)
    view = Choice(community_id, again=nothing)
    await interaction.followup.send(embed=embed, view=view, ephemeral=True, allowed_mentions=NOBODY)


def _listed(text: str) -> str:
    return "\n".join(f"- {line}" for line in text.split("\n"))


class Choice(View):
    """**Erase**, **Erase, and keep nothing more**, and the way back from that."""

    def __init__(self, community_id: int, *, again: bool) -> None:
        super().__init__()
        self._community_id = community_id
        if not again:
            self.remove_item(self.keep_again)

    @ui.button(label="Erase", style=discord.ButtonStyle.danger)
    async def erase(self, interaction: discord.Interaction[Any], _button: ui.Button[View]) -> None:
        """Ask for the word."""
        await interaction.response.send_modal(Word(self._community_id, keep_nothing=False))

    @ui.button(label="Erase, and keep nothing more", style=discord.ButtonStyle.danger)
    async def nothing(self, interaction: discord.Interaction[Any], _button: ui.Button[View]) -> None:
        """Ask for the word."""
        await interaction.response.send_modal(Word(self._community_id, keep_nothing=True))

    @ui.button(label="Keep what I write again", style=discord.ButtonStyle.secondary)
    async def keep_again(self, interaction: discord.Interaction[Any], _button: ui.Button[View]) -> None:
        """Take back that nothing is to be kept."""
        async with answering(interaction):
            await interaction.response.defer(ephemeral=True, thinking=True)
            bot: Guildhall = interaction.client
            now = bot.clock.now()
            who = _who(interaction, bot, self._community_id)
            await bot.database.write(f"interaction:{interaction.id}", lambda tx: rights.keep_again(tx, who, now))
            told = "From now on what you write in topics is kept again, as anybody's."
            await interaction.followup.send(told, ephemeral=True)


class Word(Form):
    """A form with one row: the word that says that it is meant."""

    word: ui.TextInput["Word"] = ui.TextInput(label=f"Type {ERASE} to erase", placeholder=ERASE, max_length=20)

    def __init__(self, community_id: int, *, keep_nothing: bool) -> None:
        super().__init__(title="Erase, and keep nothing more" if keep_nothing else "Erase what is held about you")
        self._community_id = community_id
        self._keep_nothing = keep_nothing

    async def on_submit(self, interaction: discord.Interaction[Any], /) -> None:
        """Erase, if the word was typed, and say so when it is done."""
        async with answering(interaction):
            if self.word.value.strip().upper() != ERASE:
                raise Refusal(f"Nothing was erased: the word to type is {ERASE}.")
            await interaction.response.defer(ephemeral=True, thinking=True)
            bot: Guildhall = interaction.client
            who = _who(interaction, bot, self._community_id)
            erasure = await erase(bot, interaction, who, keep_nothing=self._keep_nothing)
            await interaction.followup.send(_told(erasure, self._keep_nothing), ephemeral=True, allowed_mentions=NOBODY)


async def erase(bot: Guildhall, interaction: discord.Interaction[Any], who: Who, *, keep_nothing: bool) -> Erasure:
    """Erase the person who asks; once for one asking, however often it is tried."""
    now = bot.clock.now()

    async def work(tx: Writing) -> int:
        return await rights.begin(tx, who, now, keep_nothing=keep_nothing)

    erasure_id = await bot.database.write(f"interaction:{interaction.id}", work)
    log.info("an erasure was asked for", extra={"erasure": erasure_id})
    return await rights.run(bot.database, erasure_id, now)


def _who(interaction: discord.Interaction[Any], bot: Guildhall, community_id: int) -> Who:
    # Messages go by Discord's clock and the rest by ours, which may be behind it a little.
    until = max(bot.clock.now(), interaction.created_at)
    return Who(community_id, interaction.user.id, until)


def _told(erasure: Erasure, keep_nothing: bool) -> str:  # noqa: FBT001 - the form's own fact
    told = erased_said(erasure.counts)
    lines = ["**Erased.** " + (", ".join(told) + "." if told else "There was nothing about you here.")]
    lines.append("Cards and summaries that showed any of it are being corrected now.")
    if not erasure.is_done:
        lines.append(
            "The database's files are still in use; they are cleared of it within a few minutes, by themselves."
        )
    if keep_nothing:
        lines.append("Nothing that you write in topics is kept from now on. `/privacy erase` takes that back.")
    else:
        lines.append(
            "What you write in topics from now on is kept as anybody's. To be left out of entries, use `/privacy "
            "quoting` with **never**; to have nothing kept, `/privacy erase` again."
        )
    return "\n".join(lines)


class Finishing:
    """Goes on with erasures that a crash, or somebody who read the files, has interrupted; and with the operator's."""

    def __init__(self, bot: Guildhall) -> None:
        self.bot = bot

    async def go_on(self) -> None:
        """Do what is left of every erasure."""
        await rights.run_all(self.bot.database, self.bot.clock.now())
