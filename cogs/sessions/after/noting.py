"""**Write notes**: the capture fields of a session's format become a draft of know-how; **I object** holds it.

**Take back** lets it go again, while there is time to object.
"""

import re
from typing import Any, Self

import discord
from discord import ui
from discord.utils import format_dt

from bot.answer import answering
from bot.client import Guildhall
from bot.forms import LastingForm, Sent
from bot.numbered import ByNumber
from bot.reply import NOBODY, View, clip, draft_button
from bot.screening import Typed, screened
from cogs.sessions.sight import visible
from community.errors import NotFound, Refusal
from community.formats import Format
from community.knowhow import Entry, Fields
from community.sessions import Session, as_fields, check_may_note, check_may_object, room_for
from storage import knowhow, notes, sessions, topics
from storage.communities import settings_of
from storage.database import Reading, Writing
from storage.knowhow import Place

Asked = discord.Interaction[Guildhall]
NOTES = r"guildhall:form:notes:(?P<id>\d{1,15})"
"""Ids of the form of a session's notes."""
_OTHERWISE = "What this format captures is not described here as it was: use `/knowhow capture` in its thread."
_OPEN_FOR = 14 * 60
_LABEL, _ABOUT = 45, 100
_OBJECTING = {
    "object": ("I object", discord.ButtonStyle.danger),
    "back": ("Take back", discord.ButtonStyle.secondary),
}
_NOTED = (
    "Noted. The notes are held, and whoever wrote them is asked to change them. Nobody is told who objects; the host "
    "sees how many."
)
_ALREADY = "You object already: the notes are held."
_PUBLISHED = "The notes of this session are published already: `/knowhow edit` changes what may be changed."


async def _writable(tx: Reading, bot: Guildhall, session_id: int, interaction: Asked) -> tuple[Session, Entry | None]:
    """Give a session whose notes the person writes, and the draft that there is of them; raises `Refusal`."""
    session = await visible(tx, bot, session_id, interaction)
    check_may_note(session, await sessions.run_of(tx, session.id), interaction.user.id)
    topic = await topics.find(tx, session.plan.topic_id)
    if topic is None or topic.status != "open" or session.thread_id is None:
        raise Refusal("The session's topic is closed, or its thread is gone: nothing new can be captured there.")
    there = await notes.of_session(tx, session.id)
    entry = await knowhow.find(tx, there.entry_id) if there is not None else None
    if entry is not None and entry.is_public:
        raise Refusal(_PUBLISHED)
    return session, entry if entry is not None and entry.status.is_before_publication else None


class WriteNotesButton(ByNumber, ui.DynamicItem[ui.Button[ui.View]], template=r"guildhall:notes:write:(?P<id>\d+)"):
    """**Write notes**, for the session's note-taker, its host or facilitator, or whoever planned it."""

    def __init__(self, session_id: int) -> None:
        custom_id = f"guildhall:notes:write:{session_id}"
        super().__init__(ui.Button(label="Write notes", style=discord.ButtonStyle.secondary, custom_id=custom_id))
        self.session_id = session_id

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Open the form; of notes that there are, their draft."""
        async with answering(interaction):
            bot: Guildhall = interaction.client
            async with bot.database.read() as tx:
                session, draft = await _writable(tx, bot, self.session_id, interaction)
            if draft is not None:
                view = View(timeout=None)
                view.add_item(draft_button(draft.id))
                told = "There is a draft of the notes. `/knowhow edit` changes its words."
                await interaction.response.send_message(told, view=view, ephemeral=True)
                return
            await interaction.response.send_modal(NotesForm(session, _captures(bot, session)))


class NotesForm(LastingForm, title="Notes of the session"):
    """One row a capture field."""

    def __init__(self, session: Session, format_: Format) -> None:
        super().__init__(custom_id=f"guildhall:form:notes:{session.id}", timeout=_OPEN_FOR)
        for number, field in enumerate(format_.capture):
            row: ui.TextInput[NotesForm] = ui.TextInput(
                custom_id=f"field{number}",
                style=discord.TextStyle.paragraph,
                required=False,
                max_length=room_for(format_.capture, field),
            )
            self.add_item(ui.Label(text=clip(field.name, _LABEL), description=clip(field.ask, _ABOUT), component=row))


async def keep_notes(interaction: Asked, match: re.Match[str], sent: Sent) -> None:
    """Save the draft once it was looked through; under the Chatham House Rule it is shown to who was there."""
    await interaction.response.defer(ephemeral=True, thinking=True)
    bot = interaction.client
    async with bot.database.read() as tx:
        session, _ = await _writable(tx, bot, int(match["id"]), interaction)
        names = await sessions.kept_out(tx, session)
    capture = _captures(bot, session).capture
    rows = {f"field{number}": field for number, field in enumerate(capture)}
    if sent.texts.keys() - rows.keys():
        raise Refusal(_OTHERWISE)
    typed = [
        Typed(field.name, sent[row], room_for(capture, field), lines=True, needed=False, names=names)
        for row, field in rows.items()
    ]
    interaction, texts = await screened(interaction, *typed)
    written = {field.name: text for field, text in zip(capture, texts, strict=True)}
    entry_id = await _save(interaction, session.id, as_fields(session.plan.title, capture, written))
    async with bot.database.read() as tx:
        made = await notes.of_entry(tx, entry_id)
    view = View(timeout=None)
    view.add_item(draft_button(entry_id))
    await interaction.edit_original_response(content=saved(made), view=view, allowed_mentions=NOBODY)


def _captures(bot: Guildhall, session: Session) -> Format:
    """Give the format of a session, which says what is to be written down."""
    format_ = bot.formats.known.get(session.plan.format)
    if format_ is None:
        raise Refusal(_OTHERWISE)
    return format_


async def _save(interaction: Asked, session_id: int, fields: Fields) -> int:
    bot, now, member_id = interaction.client, interaction.client.clock.now(), interaction.user.id

    async def work(tx: Writing) -> int:
        session, draft = await _writable(tx, bot, session_id, interaction)
        if draft is not None:
            raise Refusal("Somebody saved a draft of the notes meanwhile: `/knowhow edit` changes its words.")
        assert session.thread_id is not None
        plan = session.plan
        place = Place(session.community_id, plan.topic_id, session.thread_id, plan.seen_in)
        entry_id = await knowhow.capture(tx, place, fields, member_id, now)
        time = (await settings_of(tx, session.community_id)).objection_time
        until = now + time if plan.chatham_house else None
        await notes.begin(tx, session.community_id, session.id, entry_id, member_id, until, now)
        return entry_id

    return await bot.database.write(f"interaction:{interaction.id}", work)


def saved(made: notes.Notes | None) -> str:
    """Say what becomes of a draft of notes."""
    if made is None or made.waits_until is None:
        return (
            "Saved as a draft. Open it to choose tags and messages to quote, to ask for consent, or to publish it; "
            "`/knowhow edit` changes its words."
        )
    return (
        "Saved as a draft, and shown in the thread. Everybody who was there may object until "
        f"{format_dt(made.waits_until, 'F')}; without an objection it publishes by itself then. `/knowhow edit` "
        "changes its words, and the time begins anew."
    )


class ObjectButton(
    ui.DynamicItem[ui.Button[ui.View]],
    template=r"guildhall:notes:(?P<verb>object|back):(?P<id>\d+):(?P<version>\d+)",
):
    """**I object**, for those who were there, and **Take back**, in its answer; nobody is told who pressed either."""

    def __init__(self, session_id: int, version: int, verb: str = "object") -> None:
        label, style = _OBJECTING[verb]
        custom_id = f"guildhall:notes:{verb}:{session_id}:{version}"
        super().__init__(ui.Button(label=label, style=style, custom_id=custom_id))
        self.session_id, self.version, self.verb = session_id, version, verb

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction[Any], _item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Make the button again from what its message carries."""
        return cls(int(match["id"]), int(match["version"]), match["verb"])

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Hold the notes, or let them go again."""
        async with answering(interaction):
            if self.verb == "back":
                await interaction.response.defer()
                told = await self._take_back(interaction)
                await interaction.edit_original_response(content=told, view=None)
                return
            await interaction.response.defer(ephemeral=True, thinking=True)
            told = _NOTED if await self._object(interaction) else _ALREADY
            view = View(timeout=None)
            view.add_item(ObjectButton(self.session_id, self.version, "back"))
            await interaction.edit_original_response(content=told, view=view)

    async def _object(self, interaction: Asked) -> bool:
        bot, now, member_id = interaction.client, interaction.client.clock.now(), interaction.user.id

        async def work(tx: Writing) -> bool:
            session, there = await self._notes(tx, interaction)
            check_may_object(session, sorted(await sessions.people_of(tx, session)), member_id)
            return await notes.object_to(tx, there, member_id, str(interaction.id), now)

        return await bot.database.write(f"interaction:{interaction.id}", work)

    async def _take_back(self, interaction: Asked) -> str:
        bot, now, member_id = interaction.client, interaction.client.clock.now(), interaction.user.id

        async def work(tx: Writing) -> str:
            _, there = await self._notes(tx, interaction)
            if there.waits_until is None or now >= there.waits_until:
                raise Refusal("The time to object is over: the notes stay held until they are changed.")
            if not await notes.take_objection_back(tx, there, member_id, str(interaction.id), now):
                raise Refusal("You don't object to these notes any more.")
            until = format_dt(there.waits_until, "F")
            if there.objections > 1:
                return "Taken back. The notes are still held: somebody else objects too."
            return f"Taken back: unless somebody objects, the notes are published {until}. You may object until then."

        return await bot.database.write(f"interaction:{interaction.id}", work)

    async def _notes(self, tx: Writing, interaction: Asked) -> tuple[Session, notes.Notes]:
        """Give the session and its notes as they are shown; raises `Refusal` where they are not so any more."""
        session = await visible(tx, interaction.client, self.session_id, interaction)
        there = await notes.of_session(tx, session.id, lock=True)
        entry = await knowhow.find(tx, there.entry_id) if there is not None else None
        if there is None or there.version != self.version or entry is None:
            raise NotFound("These notes were changed since. Look at what stands in the thread now.")
        if not entry.status.is_before_publication:
            raise Refusal("The time to object is over: these notes are published, or put away.")
        return session, there
