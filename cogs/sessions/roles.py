"""Roles of a session: a panel of one's own to take, hand on and give back; an offer, in the session's thread."""

import re
from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial
from typing import Any, Self

import discord
from discord import ui
from discord.utils import format_dt

from bot.answer import answering
from bot.client import Guildhall
from bot.numbered import ByNumber, MenuByNumber
from bot.reply import NOBODY, clip, plain
from bot.sending import by_marks, send_once
from cogs.sessions.allowed import check_host
from cogs.sessions.native import session_of
from cogs.sessions.places import place_to_tell
from cogs.sessions.sight import visible
from community.errors import NotAllowed, Refusal
from community.sessions import Held, Session, check_free, check_may_offer, check_open, check_role, roles_in
from storage import communities, sessions
from storage.database import Writing
from storage.outbox import Claimed

Pressed = discord.Interaction[Any]
_ID, _ROLE = r"(?P<id>\d{1,15})", r"(?P<role>.{1,40})"
_LABELS = {
    "take": ("Take it", discord.ButtonStyle.success),
    "back": ("Give it back", discord.ButtonStyle.secondary),
}
_ANSWERS = {
    "yes": ("Take it", discord.ButtonStyle.success),
    "no": ("No, thanks", discord.ButtonStyle.secondary),
}


class RolesButton(ByNumber, ui.DynamicItem[ui.Button[ui.View]], template=rf"guildhall:roles:{_ID}"):
    """**Roles** on a session's card: who has which, to the person who asks alone."""

    def __init__(self, session_id: int) -> None:
        super().__init__(ui.Button(label="Roles", custom_id=f"guildhall:roles:{session_id}"))
        self.session_id = session_id

    async def callback(self, interaction: Pressed) -> None:
        """Show the roles."""
        async with answering(interaction):
            await interaction.response.defer(ephemeral=True, thinking=True)
            await _show(interaction, self.session_id)


class RoleMenu(MenuByNumber, ui.DynamicItem[ui.Select[ui.View]], template=rf"guildhall:role:which:{_ID}"):
    """Which of the roles the person means."""

    def __init__(self, session_id: int, options: list[discord.SelectOption]) -> None:
        menu: ui.Select[ui.View] = ui.Select(
            custom_id=f"guildhall:role:which:{session_id}", placeholder="Choose a role", options=options
        )
        super().__init__(menu)
        self.session_id = session_id

    async def callback(self, interaction: Pressed) -> None:
        """Show what the person may do with it."""
        async with answering(interaction):
            await interaction.response.defer()
            await _show(interaction, self.session_id, self.item.values[0])


class RoleButton(ui.DynamicItem[ui.Button[ui.View]], template=rf"guildhall:role:(?P<verb>take|back):{_ID}:{_ROLE}"):
    """**Take it** or **Give it back**."""

    def __init__(self, session_id: int, verb: str, role: str) -> None:
        label, style = _LABELS[verb]
        super().__init__(ui.Button(label=label, style=style, custom_id=f"guildhall:role:{verb}:{session_id}:{role}"))
        self.session_id, self.verb, self.role = session_id, verb, role

    @classmethod
    async def from_custom_id(cls, _interaction: Any, _item: Any, match: re.Match[str], /) -> Self:
        """Make the button again from what its message carries."""
        return cls(int(match["id"]), match["verb"], match["role"])

    async def callback(self, interaction: Pressed) -> None:
        """Write it down; the card follows from the outbox."""
        async with answering(interaction):
            await interaction.response.defer()
            member_id = interaction.user.id

            async def act(tx: Writing, session: Session, held: Held, now: datetime) -> None:
                if self.verb == "take":
                    check_free(held, member_id)
                    await sessions.take_role(tx, session, self.role, member_id, now)
                    return
                if held.member_id != member_id:
                    raise Refusal("You don't have this role any more.")
                await sessions.give_back(tx, session, self.role, now)

            await _change(interaction, self.session_id, self.role, act)


class HandOnMenu(ui.DynamicItem[ui.UserSelect[ui.View]], template=rf"guildhall:role:on:{_ID}:{_ROLE}"):
    """To whom a role is offered."""

    def __init__(self, session_id: int, role: str) -> None:
        menu: ui.UserSelect[ui.View] = ui.UserSelect(
            custom_id=f"guildhall:role:on:{session_id}:{role}", placeholder="Offer it to somebody"
        )
        super().__init__(menu)
        self.session_id, self.role = session_id, role

    @classmethod
    async def from_custom_id(cls, _interaction: Any, _item: Any, match: re.Match[str], /) -> Self:
        """Make the menu again from what its message carries."""
        return cls(int(match["id"]), match["role"])

    async def callback(self, interaction: Pressed) -> None:
        """Offer the role; whoever it is offered to is told in the session's thread."""
        async with answering(interaction):
            await interaction.response.defer()
            to = self.item.values[0]
            if not isinstance(to, discord.Member) or to.bot:
                raise Refusal("Choose a member of this server: a bot has no role in a session.")

            async def act(tx: Writing, session: Session, held: Held, now: datetime) -> None:
                check_may_offer(session, held, interaction.user.id, to.id)
                await check_host(tx, interaction, session.plan.seen_in, to, "They can't see the session's topic.")
                if held.offered_to != to.id:  # once, however often it is offered to the same
                    await sessions.offer_role(tx, session, held, to.id, interaction.id, now)

            await _change(interaction, self.session_id, self.role, act)


class OfferedButton(
    ui.DynamicItem[ui.Button[ui.View]], template=rf"guildhall:role:(?P<verb>yes|no):{_ID}:(?P<offer>\d{{1,20}})"
):
    """**Take it** or **No, thanks**, for the one to whom a role is offered."""

    def __init__(self, session_id: int, verb: str, offer: int) -> None:
        label, style = _ANSWERS[verb]
        super().__init__(ui.Button(label=label, style=style, custom_id=f"guildhall:role:{verb}:{session_id}:{offer}"))
        self.session_id, self.verb, self.offer = session_id, verb, offer

    @classmethod
    async def from_custom_id(cls, _interaction: Any, _item: Any, match: re.Match[str], /) -> Self:
        """Make the button again from what its message carries."""
        return cls(int(match["id"]), match["verb"], int(match["offer"]))

    async def callback(self, interaction: Pressed) -> None:
        """Write the answer down, and let the message say it in place of asking."""
        async with answering(interaction):
            await interaction.response.defer()
            member_id = interaction.user.id

            async def act(tx: Writing, session: Session, now: datetime) -> str:
                held = await sessions.offered(tx, session.id, self.offer)
                if held is None:
                    raise Refusal("This offer is over. **Roles** on the session's card shows who has which.")
                if held.offered_to != member_id:
                    raise NotAllowed("This is offered to somebody else.")
                if self.verb == "yes":
                    await sessions.take_role(tx, session, held.role, member_id, now)
                else:
                    await sessions.decline_role(tx, session.id, held, now)
                return held.role

            role = await _write(interaction, self.session_id, act)
            said = f"<@{member_id}> has the role of *{plain(role)}* now."
            told = said if self.verb == "yes" else f"The role of *{plain(role)}* was not taken."
            await interaction.edit_original_response(content=told, view=None, allowed_mentions=NOBODY)


async def _write(
    interaction: Pressed, session_id: int, act: Callable[[Writing, Session, datetime], Awaitable[str]]
) -> str:
    """Do something about a session that the person sees and that is not over, in one transaction."""
    bot: Guildhall = interaction.client
    now = bot.clock.now()

    async def work(tx: Writing) -> str:
        session = await visible(tx, bot, session_id, interaction)
        check_open(session, now)
        return await act(tx, session, now)

    return await bot.database.write(f"interaction:{interaction.id}", work)


async def _change(
    interaction: Pressed,
    session_id: int,
    role: str,
    act: Callable[[Writing, Session, Held, datetime], Awaitable[None]],
) -> None:
    """Do something about one of a session's roles, and show the roles as they are then."""

    async def work(tx: Writing, session: Session, now: datetime) -> str:
        check_role(interaction.client.formats.known.get(session.plan.format), role)
        await act(tx, session, await sessions.held(tx, session.id, role), now)
        return role

    await _write(interaction, session_id, work)
    await _show(interaction, session_id, role)


async def offer(bot: Guildhall, row: Claimed) -> int | None:
    """Tell somebody in the session's thread that a role is offered to them."""
    session, number = await session_of(bot, row), int(row.payload["offer"])
    async with bot.database.read() as tx:
        held = await sessions.offered(tx, session.id, number)
    if held is None or held.offered_to is None or session.status == "cancelled":
        return None
    view = ui.View(timeout=None)
    for verb in _ANSWERS:
        view.add_item(OfferedButton(session.id, verb, number))
    text = (
        f"<@{held.offered_to}> The role of *{plain(held.role)}* in **{plain(session.plan.title)}**, "
        f"{format_dt(session.plan.starts_at, 'F')}, is offered to you."
    )
    place, allowed = await place_to_tell(bot, session), discord.AllowedMentions(users=[discord.Object(held.offered_to)])
    return (await send_once(place, row, by=by_marks, content=text, view=view, allowed_mentions=allowed)).id


def add_roles(bot: Guildhall) -> None:
    """Add the buttons and menus of roles, and what the outbox does for them."""
    bot.add_dynamic_items(RolesButton, RoleMenu, RoleButton, HandOnMenu, OfferedButton)
    bot.outbox.register(sessions.ROLE_OFFERED, partial(offer, bot))


async def _show(interaction: Pressed, session_id: int, chosen: str | None = None) -> None:
    """Show who has which role, and what the person may do with the one chosen."""
    bot: Guildhall = interaction.client
    async with bot.database.read() as tx:
        session = await visible(tx, bot, session_id, interaction)
        held = await sessions.held(tx, session.id, chosen) if chosen else None
        people = [*session.roles.values(), *([held.offered_to] if held and held.offered_to else [])]
        known = await communities.members_named(tx, session.community_id, people)
    names = {id_: plain(member.display_name, 32) for id_, member in known.items()}
    roles = roles_in(bot.formats.known.get(session.plan.format))
    lines = [f"**{plain(session.plan.title, 100)}**"]
    for role in roles:
        holder = session.roles.get(role.name)
        who = names.get(holder, "someone") if holder else "nobody yet"
        lines.append(f"- **{plain(role.name).capitalize()}**: {'you' if holder == interaction.user.id else who}")
    lines += [f"*{plain(role.name).capitalize()}* {plain(role.does)}." for role in roles if role.name == chosen]
    view = ui.View(timeout=None)
    options = [
        discord.SelectOption(
            label=role.name.capitalize(), value=role.name, description=clip(role.does, 100), default=role.name == chosen
        )
        for role in roles
    ]
    view.add_item(RoleMenu(session.id, options))
    if held is not None:
        lines += [f"It is offered to {names.get(held.offered_to, 'someone')}."] if held.offered_to else []
        _add_acts(view, session, held, interaction.user.id)
    await interaction.edit_original_response(content=clip("\n".join(lines), 2000), view=view, allowed_mentions=NOBODY)


def _add_acts(view: ui.View, session: Session, held: Held, member_id: int) -> None:
    if held.member_id == member_id:
        view.add_item(RoleButton(session.id, "back", held.role))
    elif held.member_id is None:
        view.add_item(RoleButton(session.id, "take", held.role))
    if member_id in {held.member_id, session.plan.host_id}:
        view.add_item(HandOnMenu(session.id, held.role))
