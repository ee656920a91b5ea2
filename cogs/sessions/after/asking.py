"""What came of it: **I tried it**, **Not yet** or **I won't**, and a few words, which are told only with a yes."""

import re
from typing import Any, Self

import discord
from discord import ui

from bot.answer import answering
from bot.client import Guildhall
from bot.forms import LastingForm, Sent
from bot.screening import Typed, screened
from community.errors import NotFound
from community.sessions import HAPPENED_LIMIT, CameOf, Reflection
from storage import access, sessions
from storage.database import Reading, Writing

Asked = discord.Interaction[Guildhall]
HAPPENED = r"guildhall:form:happened:(?P<id>\d{1,15}):(?P<came>tried|later|wont)"
"""Ids of the form that asks what happened."""
_STYLES = {
    CameOf.TRIED: discord.ButtonStyle.success,
    CameOf.LATER: discord.ButtonStyle.secondary,
    CameOf.WONT: discord.ButtonStyle.secondary,
}
_TOLD = {"no": "Nobody: it stays mine", "yes": "The community, without my name"}


async def own(tx: Reading, interaction: discord.Interaction[Any], reflection_id: int) -> Reflection:
    """Give a reflection to whose it is; raises `NotFound` for anybody else, whether it is there or not."""
    found = await sessions.find_reflection(tx, reflection_id)
    if found is None or found.member_id != interaction.user.id:
        raise NotFound("That is not there any more. `/session reflect` begins anew.")
    return found


class TriedButton(
    ui.DynamicItem[ui.Button[ui.View]], template=r"guildhall:reflect:(?P<came>tried|later|wont):(?P<id>\d+)"
):
    """One of the three; in a direct message, or in what only its owner is shown."""

    def __init__(self, reflection_id: int, outcome: CameOf) -> None:
        custom_id = f"guildhall:reflect:{outcome.value}:{reflection_id}"
        super().__init__(ui.Button(label=outcome.label, style=_STYLES[outcome], custom_id=custom_id))
        self.reflection_id, self.outcome = reflection_id, outcome

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction[Any], _item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Make the button again from what its message carries."""
        return cls(int(match["id"]), CameOf(match["came"]))

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Ask what happened."""
        async with answering(interaction):
            bot: Guildhall = interaction.client
            async with bot.database.read() as tx:
                reflection = await own(tx, interaction, self.reflection_id)
            await interaction.response.send_modal(HappenedForm(reflection, self.outcome))


class HappenedForm(LastingForm, title="What happened?"):
    """A few words, and whether they may be told."""

    def __init__(self, reflection: Reflection, outcome: CameOf) -> None:
        super().__init__(custom_id=f"guildhall:form:happened:{reflection.id}:{outcome.value}", timeout=14 * 60)
        words: ui.TextInput[HappenedForm] = ui.TextInput(
            custom_id="happened",
            style=discord.TextStyle.paragraph,
            required=False,
            default=reflection.happened or None,
            max_length=HAPPENED_LIMIT,
        )
        options = [
            discord.SelectOption(label=label, value=value, default=(value == "yes") == reflection.told)
            for value, label in _TOLD.items()
        ]
        told: ui.Select[HappenedForm] = ui.Select(custom_id="told", options=options, required=False)
        about = "In the weekly summary, and with the know-how that came from the session"
        self.add_item(ui.Label(text="What happened?", description="What came of it, in a few words", component=words))
        self.add_item(ui.Label(text="Who may be told?", description=about, component=told))


async def keep_what_happened(interaction: Asked, match: re.Match[str], sent: Sent) -> None:
    """Keep what came of it, once it was looked through."""
    await interaction.response.defer(ephemeral=True, thinking=True)
    bot, id_, outcome = interaction.client, int(match["id"]), CameOf(match["came"])
    told = "yes" in sent.chosen.get("told", ())
    async with bot.database.read() as tx:
        reflection = await own(tx, interaction, id_)
        session = await sessions.find(tx, reflection.session_id)
        names = await sessions.kept_out(tx, session) if session is not None and told else ()
    typed = Typed("What happened?", sent["happened"], HAPPENED_LIMIT, lines=True, needed=False, names=names)
    interaction, (words,) = await screened(interaction, typed)
    now = bot.clock.now()

    async def work(tx: Writing) -> None:
        await sessions.say_what_came(tx, await own(tx, interaction, id_), outcome, words, now, told=told)

    await bot.database.write(f"interaction:{interaction.id}", work)
    who = "It may be told, without your name." if told else "Only you know."
    await interaction.edit_original_response(content=f"Kept: *{outcome.label}*. {who} Thank you.")


async def sees(tx: Reading, bot: Guildhall, reflection: Reflection, seen_in: int) -> bool:
    """Say whether somebody still sees where their reflection is from."""
    now = bot.clock.now()
    return seen_in in await access.seen_by_member(tx, reflection.community_id, reflection.member_id, now)
