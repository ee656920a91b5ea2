"""The card's buttons: **Going**, **Maybe**, **Can't**."""

import re
from typing import Any, Self

import discord
from discord import ui

from bot.answer import Shown, answering, show_present
from bot.client import Guildhall
from cogs.sessions.calendars import CalendarButton
from cogs.sessions.card import card
from cogs.sessions.following import following_too
from cogs.sessions.reminding import direct_buttons
from cogs.sessions.roles import RolesButton
from cogs.sessions.sight import visible
from community.errors import Refusal
from community.formats import Formats
from community.sessions import Answer, Session, check_open, ordinal, said_before
from storage import communities, sessions, topics
from storage.database import Reading, Writing

_STYLES = {
    Answer.GOING: discord.ButtonStyle.success,
    Answer.MAYBE: discord.ButtonStyle.secondary,
    Answer.NO: discord.ButtonStyle.secondary,
}


class AnswerButton(
    ui.DynamicItem[ui.Button[ui.View]], template=r"guildhall:session:(?P<answer>going|maybe|no):(?P<session>\d+)"
):
    """One answer to a session; it works for as long as the card stands, restarts or not."""

    def __init__(self, session_id: int, answer: Answer) -> None:
        custom_id = f"guildhall:session:{answer.value}:{session_id}"
        super().__init__(ui.Button(label=answer.label, style=_STYLES[answer], custom_id=custom_id))
        self.session_id = session_id
        self.answer = answer

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Make the button again from what its message carries."""
        del interaction, item
        return cls(int(match["session"]), Answer(match["answer"]))

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Write the answer down and show the card as it then is."""
        async with answering(interaction):
            await interaction.response.defer(ephemeral=True, thinking=True)
            bot: Guildhall = interaction.client
            now, member_id = bot.clock.now(), interaction.user.id

            async def work(tx: Writing) -> list[Any]:
                session = await visible(tx, bot, self.session_id, interaction)
                check_open(session, now)
                line = await sessions.answer(tx, session.id, member_id, self.answer, now)
                await sessions.show_soon(tx, session.community_id, session.id, now)
                if line and now >= session.plan.starts_at:
                    raise Refusal("All places are taken, and it has begun.")
                if session.part is None:
                    return [line, None]
                standing = await sessions.standing_answer(tx, session.part.series_id, member_id)
                return [line, standing.value if standing else ""]

            line, standing = await bot.database.write(f"interaction:{interaction.id}", work)

            async def look() -> Shown:
                async with bot.database.read() as tx:
                    session = await visible(tx, bot, self.session_id, interaction)
                    return await current_card(tx, bot.formats, session.id), buttons(session)

            await show_present(interaction, look)
            # Changed twice it says the same: a sentence sent by a request of its own would come twice.
            async with bot.database.read() as tx:
                told, view = await _thanks(tx, self.session_id, self.answer, line, member_id)
            if standing is not None:
                more = following_too(self.session_id, self.answer, Answer(standing) if standing else None, view)
                told += f"\n{more}"
            await interaction.edit_original_response(content=told, view=view)


_THANKS = {
    Answer.GOING: "You are down as going.",
    Answer.MAYBE: "You are down as maybe. Change it at any time.",
    Answer.NO: "You are down as not coming. Change it at any time.",
}


async def _thanks(tx: Reading, session_id: int, given: Answer, line: int, member_id: int) -> tuple[str, ui.View]:
    """Say what an answer means, with buttons for direct messages; `line` is the place on the waitlist, or 0."""
    view = ui.View(timeout=None)
    session = await sessions.find(tx, session_id)
    if given is not Answer.GOING or session is None:
        return _THANKS[given], view
    await direct_buttons(tx, session, member_id, view)
    if line:
        told = f"All places are taken. You are {ordinal(line)} on the waitlist: when one comes free for you, you are "
        return f"{told}asked in the session's thread. Press **Can't** if you wait no longer.", view
    settings = await communities.settings_of(tx, session.community_id)
    before = said_before(settings.reminder_minutes)
    return f"{_THANKS[given]}{f' You will be mentioned in its thread {before}.' if before else ''}", view


def buttons(session: Session) -> ui.View | None:
    """Give the card's buttons, or None for a session that is cancelled."""
    return None if session.status == "cancelled" else marks(session)


def marks(session: Session) -> ui.View:
    """Give the buttons that a session's card was posted with, whatever became of it: it is known again by them."""
    view = ui.View(timeout=None)
    for answer in Answer:
        view.add_item(AnswerButton(session.id, answer))
    view.add_item(CalendarButton(session.id))
    view.add_item(RolesButton(session.id))
    return view


async def current_card(tx: Reading, formats: Formats, session_id: int) -> discord.Embed:
    """Give the card of a session as it is now."""
    session = await sessions.find(tx, session_id)
    assert session is not None, "a session is never removed"
    topic = await topics.find(tx, session.plan.topic_id)
    people = [
        session.plan.host_id,
        *session.answers,
        *(one.member_id for one in session.waiting),
        *session.roles.values(),
    ]
    known = await communities.members_named(tx, session.community_id, people)
    names = {id_: member.display_name for id_, member in known.items()}
    return card(session, names, topic.name if topic else "a channel that is gone", formats.purpose(session.plan.format))


__all__ = ["AnswerButton", "buttons", "current_card"]
