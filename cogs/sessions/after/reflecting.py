"""`/session reflect`, and **Reflect** in a session's thread: what somebody will try, by when, and who is told."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Self
from zoneinfo import ZoneInfo

import discord
from discord import app_commands, ui
from discord.ext import commands
from discord.utils import format_dt

from bot.answer import answering
from bot.client import Guildhall
from bot.forms import LastingForm, Sent
from bot.numbered import ByNumber
from bot.reply import NOBODY, View, plain
from bot.screening import Typed, screened
from cogs.sessions.after.asking import TriedButton, own
from cogs.sessions.allowed import choices_of
from cogs.sessions.sight import chosen, titled, visible
from community.errors import NotFound, Refusal
from community.sessions import (
    EARLY,
    TRIES_LIMIT,
    CameOf,
    Reflection,
    Resolve,
    Session,
    Sharing,
    by_shown,
    check_may_reflect,
    read_by,
    resolved,
)
from storage import access, communities, ledger, profiles, sessions
from storage.database import Reading, Writing

Asked = discord.Interaction[Guildhall]
REFLECT = r"guildhall:form:reflect:(?P<id>\d{1,15})"
"""Ids of the form of a reflection."""
BACK_TO = timedelta(days=90)
"""How long ago a session may have been to be suggested."""
_OPEN_FOR = 14 * 60
_BY_LIMIT = 100
_SHARE = {
    Sharing.NO: "Nobody: it stays mine",
    Sharing.NAMED: "The group, with my name",
    Sharing.UNNAMED: "The group, without my name",
}
_NOT_KEPT = "You asked that nothing of yours is kept, so this is not either. `/privacy erase` takes that back."


class Reflecting(commands.Cog):
    """The part of `/session` that asks what somebody will try."""

    bot: Guildhall

    @app_commands.command(
        name="reflect", description="After a session: what you will try, by when; yours alone unless you share it"
    )
    @app_commands.describe(session="Which session")
    async def reflect(self, interaction: Asked, session: str) -> None:
        """Open the form, with what was written in it before."""
        async with self.bot.database.read() as tx:
            found = await meant(tx, interaction, session)
        await open_form(interaction, found.id)

    @reflect.autocomplete("session")
    async def _over(self, interaction: Asked, current: str) -> list[app_commands.Choice[str]]:
        async with self.bot.database.read() as tx:
            there = await been(tx, interaction)
        return choices_of(there, current)


async def been(tx: Reading, interaction: Asked) -> list[Session]:
    """Give the sessions of the last months that a person can see, the latest first."""
    now, guild_id = interaction.client.clock.now(), interaction.guild_id or 0
    seen = await access.seen_by_member(tx, guild_id, interaction.user.id, now)
    return (await sessions.coming(tx, guild_id, seen, now - BACK_TO, now + EARLY, limit=1000))[::-1]


async def meant(tx: Reading, interaction: Asked, text: str) -> Session:
    """Give the session that was which a person means, by its id or title; raises `NotFound`."""
    if (id_ := chosen(text)) is not None:
        return await visible(tx, interaction.client, id_, interaction)
    named = titled(await been(tx, interaction), text)
    return await visible(tx, interaction.client, named[0].id if named else 0, interaction)


async def open_form(interaction: Asked, session_id: int) -> None:
    """Show somebody the form of a session that they see."""
    bot, member_id = interaction.client, interaction.user.id
    async with bot.database.read() as tx:
        session = await visible(tx, bot, session_id, interaction)
        await _check(tx, session, bot.clock.now())
        before = await sessions.reflection_of(tx, session.id, member_id)
        zone = await _zone(tx, session, member_id)
    await interaction.response.send_modal(ReflectForm(session, before, zone))


async def _check(tx: Reading, session: Session, now: datetime) -> None:
    check_may_reflect(session, now, is_begun=await sessions.run_of(tx, session.id) is not None)


async def _zone(tx: Reading, session: Session, member_id: int) -> ZoneInfo:
    own = await profiles.zone_of(tx, session.community_id, member_id)
    return own or (await communities.settings_of(tx, session.community_id)).zone


class ReflectForm(LastingForm, title="What will you try?"):
    """What, by when, who is told, and whether one is asked."""

    def __init__(self, session: Session, before: Reflection | None, zone: ZoneInfo) -> None:
        super().__init__(custom_id=f"guildhall:form:reflect:{session.id}", timeout=_OPEN_FOR)
        told = before.resolve if before else Resolve("")
        tries: ui.TextInput[ReflectForm] = ui.TextInput(
            custom_id="tries",
            style=discord.TextStyle.paragraph,
            default=told.tries or None,
            max_length=TRIES_LIMIT,
        )
        by: ui.TextInput[ReflectForm] = ui.TextInput(
            custom_id="by",
            required=False,
            default=by_shown(told.by_at, zone) or None,
            max_length=_BY_LIMIT,
            placeholder="Fri 18 Dec",
        )
        shared = menu("shared", _offered(session), told.shared.value)
        asks = menu("asks", {"no": "No", "yes": "Yes, once, by direct message"}, "yes" if told.asks else "no")
        for label, about, row in (
            (
                "What will you try?",
                "One thing, in your own words. Nothing that could tell who a patient is",
                tries,
            ),
            ("By when?", "A day, or a day and a time, in your own time zone", by),
            ("Share", "With the group: in the session's thread, and without your name in the summary", shared),
            ("Ask me then?", "What came of it is yours to tell or not", asks),
        ):
            self.add_item(ui.Label(text=label, description=about, component=row))


async def keep_reflection(interaction: Asked, match: re.Match[str], sent: Sent) -> None:
    """Keep what is written, and say what becomes of it."""
    await interaction.response.defer(ephemeral=True, thinking=True)
    bot, now, member_id = interaction.client, interaction.client.clock.now(), interaction.user.id
    async with bot.database.read() as tx:
        session = await visible(tx, bot, int(match["id"]), interaction)
        names = await sessions.kept_out(tx, session)
        before = await sessions.reflection_of(tx, session.id, member_id)
        zone = await _zone(tx, session, member_id)
    was, by = before.resolve.by_at if before else None, sent["by"].strip()
    by_at = was if by == by_shown(was, zone) else read_by(by, zone, now) if by else None
    shared, asks = Sharing(sent["shared"] or "no"), sent["asks"] == "yes"
    resolve = resolved(session, sent["tries"], by_at, shared, now, asks=asks)
    typed = Typed("What will you try?", resolve.tries, TRIES_LIMIT, lines=True)
    if resolve.shared is not Sharing.NO:
        typed = replace(typed, names=names)
    interaction, (tries,) = await screened(interaction, typed)
    made = await _keep(interaction, session, replace(resolve, tries=tries))
    await interaction.edit_original_response(content=kept(made), view=own_buttons(made), allowed_mentions=NOBODY)


def _offered(session: Session) -> dict[str, str]:
    """Give who can be told: under the Chatham House Rule nobody is named."""
    return {
        one.value: label for one, label in _SHARE.items() if one is not Sharing.NAMED or not session.plan.chatham_house
    }


def menu(name: str, options: Mapping[str, str], chosen: str) -> ui.Select[Any]:
    """Give a form's menu of which one is chosen."""
    shown = [
        discord.SelectOption(label=label, value=value, default=value == chosen) for value, label in options.items()
    ]
    return ui.Select(custom_id=name, options=shown, required=False)


def kept(made: Reflection) -> str:
    """Say what is kept, to whom it belongs."""
    resolve = made.resolve
    by = f", by {format_dt(resolve.by_at, 'D')}" if resolve.by_at else ""
    asked = "You are asked about it once, then, by direct message." if resolve.asks else "Nobody asks you about it."
    return f"Kept{by}: {plain(resolve.tries, 1200)}\n{resolve.shared.said} {asked}"


def own_buttons(made: Reflection) -> ui.View:
    """Give what one can do with one's own: say what came of it, or take it back."""
    view = View(timeout=None)
    for outcome in CameOf:
        view.add_item(TriedButton(made.id, outcome))
    view.add_item(TakeBackButton(made.id))
    return view


async def _keep(interaction: Asked, session: Session, resolve: Resolve) -> Reflection:
    bot, now, member_id = interaction.client, interaction.client.clock.now(), interaction.user.id

    async def work(tx: Writing) -> int:
        fresh = await visible(tx, bot, session.id, interaction)
        await _check(tx, fresh, now)
        if await ledger.keeps_nothing(tx, fresh.community_id, member_id):
            raise Refusal(_NOT_KEPT)
        return (await sessions.reflect(tx, fresh, member_id, resolve, now)).id

    id_ = await bot.database.write(f"interaction:{interaction.id}", work)
    async with bot.database.read() as tx:
        made = await sessions.find_reflection(tx, id_)
    if made is None:
        raise NotFound("You took that back meanwhile.")
    return made


class ReflectButton(ui.DynamicItem[ui.Button[ui.View]], template=r"guildhall:reflect:open:(?P<id>\d+):(?P<mark>\d+)"):
    """**Reflect**, in a session's thread; `mark` tells the messages that bear it apart."""

    def __init__(self, session_id: int, mark: int = 0) -> None:
        custom_id = f"guildhall:reflect:open:{session_id}:{mark}"
        super().__init__(ui.Button(label="Reflect", style=discord.ButtonStyle.primary, custom_id=custom_id))
        self.session_id = session_id

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction[Any], _item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Make the button again from what its message carries."""
        return cls(int(match["id"]), int(match["mark"]))

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Open the form."""
        async with answering(interaction):
            await open_form(interaction, self.session_id)


class TakeBackButton(ByNumber, ui.DynamicItem[ui.Button[ui.View]], template=r"guildhall:reflect:back:(?P<id>\d+)"):
    """**Take it back**: all of one's own reflection, wherever it was shared."""

    def __init__(self, reflection_id: int) -> None:
        custom_id = f"guildhall:reflect:back:{reflection_id}"
        super().__init__(ui.Button(label="Take it back", style=discord.ButtonStyle.danger, custom_id=custom_id))
        self.reflection_id = reflection_id

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Forget it."""
        async with answering(interaction):
            await interaction.response.defer(ephemeral=True, thinking=True)
            bot: Guildhall = interaction.client

            async def work(tx: Writing) -> None:
                await sessions.take_back(tx, await own(tx, interaction, self.reflection_id), bot.clock.now())

            await bot.database.write(f"interaction:{interaction.id}", work)
            told = "Taken back: nothing of it is kept, and where it was shared it goes."
            await interaction.edit_original_response(content=told)
