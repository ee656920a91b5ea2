"""**This one** or **All following**: asked for every change to a session of a series, and for calling one off."""

import asyncio
import re
from functools import partial
from typing import Any, Self

import discord
from discord import ui
from discord.utils import format_dt

from bot.answer import answering
from bot.client import Guildhall
from bot.reply import NOBODY
from cogs.sessions.allowed import Asked, allowed, check_host
from community.errors import NotFound, Refusal
from community.sessions import (
    Plan,
    Series,
    Session,
    Sketched,
    changes,
    check_change,
    check_may_cancel,
    check_may_change,
)
from storage import sessions
from storage.database import Reading, Writing

_LABELS = {
    "one": ("This one", discord.ButtonStyle.success),
    "following": ("All following", discord.ButtonStyle.primary),
    "leave": ("Leave it", discord.ButtonStyle.secondary),
}
_SETTLED = "That was settled already, or left for more than a day. Use `/session change` or `/session cancel` again."


class HowFarButton(
    ui.DynamicItem[ui.Button[ui.View]], template=r"guildhall:howfar:(?P<how>one|following|leave):(?P<id>\d{1,15})"
):
    """How far a change goes that somebody was shown; only they see it, and it works after a restart."""

    def __init__(self, sketch_id: int, how: str, label: str = "") -> None:
        usual, style = _LABELS[how]
        custom_id = f"guildhall:howfar:{how}:{sketch_id}"
        super().__init__(ui.Button(label=label or usual, style=style, custom_id=custom_id))
        self.sketch_id, self.how = sketch_id, how

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction[Any], _item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Make the button again from what its message carries."""
        return cls(int(match["id"]), match["how"])

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Do it as it was shown, if all is still as it was then; or leave it."""
        async with answering(interaction):
            await interaction.response.defer()
            work = self._leave if self.how == "leave" else self._do
            told = await work(interaction)
            await interaction.edit_original_response(content=told, embed=None, view=None, allowed_mentions=NOBODY)

    async def _leave(self, interaction: Asked) -> str:
        bot, now = interaction.client, interaction.client.clock.now()
        async with bot.database.read() as tx:
            sketched, _ = await self._shown(tx, interaction)
        await bot.database.write(None, partial(sessions.drop_changes, before=now, only=self.sketch_id))
        return "Nothing was changed." if sketched.after else "Nothing was cancelled."

    async def _do(self, interaction: Asked) -> str:
        bot = interaction.client
        await self._know_holidays(bot, interaction)

        async def work(tx: Writing) -> str:
            now, is_following = bot.clock.now(), self.how == "following"
            sketched, session = await self._shown(tx, interaction)
            check = check_may_change if sketched.after else check_may_cancel
            fresh = await allowed(tx, interaction, str(session.id), check)
            series = await sessions.find_series(tx, fresh.part.series_id) if fresh.part else None
            sketched.check_shown(fresh, series, following=is_following)
            await sessions.drop_changes(tx, now, only=sketched.id)
            if sketched.after is None:
                return await _call_off(tx, bot, fresh, sketched, following=is_following)
            check_change(fresh, sketched.after, now)
            await _check_new_host(tx, interaction, fresh, sketched.after)
            return await _change(tx, bot, fresh, sketched.after, following=is_following)

        return await bot.database.write(f"interaction:{interaction.id}", work)

    async def _know_holidays(self, bot: Guildhall, interaction: Asked) -> None:
        """Read the bank holidays of a series from their files before a transaction waits for it."""
        async with bot.database.read() as tx:
            _, session = await self._shown(tx, interaction)
            series = await sessions.find_series(tx, session.part.series_id) if session.part else None
        if series is not None and self.how == "following":
            await asyncio.to_thread(series.know_holidays, bot.clock.now())

    async def _shown(self, tx: Reading, interaction: Asked) -> tuple[Sketched, Session]:
        found = await sessions.find_change(tx, self.sketch_id)
        if found is None or found[0].member_id != interaction.user.id:
            raise NotFound(_SETTLED)
        return found


async def _check_new_host(tx: Reading, interaction: Asked, session: Session, after: Plan) -> None:
    if "host" not in changes(session.plan, after):
        return
    host = interaction.guild.get_member(after.host_id) if interaction.guild else None
    if host is None:
        raise Refusal("Whoever is to host it has left this server. Choose somebody else with `/session change`.")
    await check_host(tx, interaction, session.plan.seen_in, host)


async def _change(tx: Writing, bot: Guildhall, session: Session, after: Plan, *, following: bool) -> str:
    now = bot.clock.now()
    if following:
        number = await sessions.change_following(tx, session, after, now)
        made = "1 session is made so far" if number == 1 else f"{number} sessions are made so far"
        return f"Changed, with all that follow: {made}. Those who said that they come, or may, are told."
    await sessions.change_one(tx, session, after, now)
    others = " The others stay as they are." if session.part else ""
    return f"Changed: {format_dt(after.starts_at, 'F')}. Those who said that they come, or may, are told.{others}"


async def _call_off(tx: Writing, bot: Guildhall, session: Session, sketched: Sketched, *, following: bool) -> str:
    now, by = bot.clock.now(), sketched.member_id
    if following:
        number = await sessions.call_off_following(tx, session, sketched.reason, now, by=by)
        others = f", with {number - 1} that were to follow" if number > 1 else ""
        return f"{called_off(session, others)} The series ends before it."
    await sessions.call_off(tx, session, sketched.reason, now, by=by)
    return f"{called_off(session)} The others stay."


async def ask_how_far(
    interaction: Asked,
    session: Session,
    series: Series | None,
    *,
    after: Plan | None = None,
    reason: str = "",
    **shown: Any,
) -> None:
    """Show somebody what a session would be, or that it would be called off, and ask how far that goes.

    `series` is the session's as it was read with it; without one it can be done to this session alone.
    """
    bot, now = interaction.client, interaction.client.clock.now()

    async def work(tx: Writing) -> int:
        return await sessions.sketch_change(tx, session, series, interaction.user.id, now, after=after, reason=reason)

    sketch_id = await bot.database.write(f"interaction:{interaction.id}", work)
    view = ui.View(timeout=None)
    view.add_item(HowFarButton(sketch_id, "one", "" if session.part else "Confirm"))
    if series is not None:
        view.add_item(HowFarButton(sketch_id, "following"))
    view.add_item(HowFarButton(sketch_id, "leave"))
    await interaction.edit_original_response(view=view, allowed_mentions=NOBODY, **shown)


def called_off(session: Session, others: str = "") -> str:
    """Say that a session was called off."""
    when = format_dt(session.plan.starts_at, "F")
    if session.message_id is None:
        return f"Cancelled: {when}{others}. Those going are told."
    return f"Cancelled: {when}{others}. Its card says so, and those going are told in its thread."
