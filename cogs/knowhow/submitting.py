"""Forms that were sent: a draft is saved, an entry changed, tags written."""

import asyncio
import logging
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace

import aiohttp
import discord

from bot.forms import Sent
from bot.ingest.past import read_past
from bot.options import Asking
from bot.reply import NOBODY, clip
from bot.rules import hint_rules
from bot.screening import Typed, screened, without
from cogs.knowhow.drafting import show_panel, write_tags
from cogs.knowhow.forms import LABELS, TAGS_LENGTH
from cogs.knowhow.naming import Interaction, by_id
from community.errors import NotFound, Refusal
from community.knowhow import BOUNDS, Fields, parse_tags, require_edit
from community.messages import Place as Talk
from community.screening import without_marks
from storage import access, knowhow, sessions, topics
from storage.database import Reading, Writing
from storage.knowhow import Place

log = logging.getLogger(__name__)

_ALREADY_A_THREAD = 160004
_READING_TAKES = 5
"""Seconds that a draft's panel waits for a topic that was opened a moment ago to be read back."""
_STAYS = (
    "You made no choice for a while, so it stays as it is saved: without what was found. `/knowhow mine` lists it, "
    "`/knowhow edit` changes it."
)
_GREETING = (
    "This thread was opened to keep know-how from the message above. Go on talking: what is said here can be quoted, "
    "with the consent of whoever said it."
)


async def take(interaction: Interaction, form: re.Match[str], sent: Sent) -> None:
    """Act on a form by its id, whichever run of the bot opened it."""
    if form["tags"]:
        await _tags(interaction, int(form["tags"]), sent["tags"])
        return
    await interaction.response.defer(ephemeral=True, thinking=True)
    if form["edit"]:
        await _edit(interaction, int(form["edit"]), _fields(sent.texts))
    else:
        await _capture(interaction, form, _fields(sent.texts))


def _fields(values: Mapping[str, str]) -> Fields:
    return Fields(*(values.get(name, "") for name in BOUNDS))


def _typed(fields: Fields, before: Fields | None = None) -> list[Typed]:
    return [
        Typed(
            LABELS[name][0],
            getattr(fields, name),
            most,
            lines=name != "title",
            before=getattr(before, name) if before else "",
            needed=name in {"title", "did"},
        )
        for name, most in BOUNDS.items()
    ]


async def _tags(interaction: Interaction, entry_id: int, text: str) -> None:
    await interaction.response.defer()
    answered, (text,) = await screened(interaction, Typed("Tags", text, TAGS_LENGTH, needed=False))
    await write_tags(interaction, entry_id, parse_tags(without_marks(text)))
    if answered is not interaction:
        await answered.delete_original_response()


async def _capture(interaction: Interaction, form: re.Match[str], fields: Fields) -> None:
    bot, now, guild_id = interaction.client, interaction.client.clock.now(), interaction.guild_id
    assert guild_id is not None
    topic_id, place_id = int(form["topic"]), int(form["place"])
    seen_in = place_id if form["where"] == "private" else topic_id
    place = Place(guild_id, topic_id, place_id, seen_in)
    async with bot.database.read() as tx:
        await _require_still_there(tx, interaction, place)
    safe = Fields(*without(*_typed(fields)))
    if form["where"] == "message":
        await _open_thread(interaction, topic_id, place_id, safe.title)

    async def work(tx: Writing) -> int:
        await _require_still_there(tx, interaction, place)
        return await knowhow.capture(tx, place, safe, interaction.user.id, now)

    entry_id = await bot.database.write(f"interaction:{interaction.id}", work)
    interaction = await _decided(interaction, entry_id, _typed(fields), safe)
    with suppress(TimeoutError):
        async with asyncio.timeout(_READING_TAKES):
            await bot.ingest.caught_up()
    await read_past(bot, bot.database, Talk(topic_id, guild_id, topic_id, topic_id), place_id)
    await show_panel(interaction, entry_id, first=place_id if form["where"] == "message" else None)
    await hint_rules(bot, interaction, topic_id)


async def _require_still_there(tx: Reading, interaction: Interaction, place: Place) -> None:
    """Refuse a form whose topic was closed, or whose place was lost, since it was opened."""
    who = await Asking.of(tx, interaction.client, interaction)
    topic = await topics.find(tx, place.topic_id)
    known = await access.seen_in_of(tx, place.place_id) or place.seen_in
    lost = topic is None or topic.community_id != who.community_id or known != place.seen_in
    if topic is None or lost or place.seen_in not in who.sees:
        raise NotFound("That thread is gone, or you can't see it now, so nothing was saved.")
    if topic.status != "open":
        raise Refusal("This topic was closed meanwhile, so nothing was saved. Its archive can still be read.")


async def _open_thread(interaction: Interaction, channel_id: int, message_id: int, title: str) -> None:
    """Open a thread from a message, unless there is one: it bears the message's id, and is as public as the channel."""
    channel = interaction.client.get_channel(channel_id)
    if not isinstance(channel, discord.TextChannel):
        raise Refusal("That channel is gone, so nothing was saved.")
    message = channel.get_partial_message(message_id)
    try:
        thread = await message.create_thread(name=clip(" ".join(title.split()), 100) or "Know-how")
    except discord.Forbidden:
        raise Refusal(
            "I may not open a thread here, so nothing was saved. Ask whoever runs the server to let me create public "
            "threads in this channel."
        ) from None
    except discord.HTTPException as error:
        if error.code == _ALREADY_A_THREAD:
            return
        if error.status < 500:
            raise Refusal("Discord can't open a thread from that message. Choose an ordinary message.") from error
        raise
    try:
        await thread.send(_GREETING, allowed_mentions=NOBODY, nonce=str(message_id))
    except (discord.HTTPException, aiohttp.ClientError, OSError, TimeoutError) as error:
        # What was typed matters more: the draft is saved in any case.
        log.warning("a new thread could not be greeted", extra={"place": thread.id, "why": type(error).__name__})


async def _edit(interaction: Interaction, entry_id: int, fields: Fields) -> None:
    async with interaction.client.database.read() as tx:
        before = (await by_id(tx, interaction, entry_id)).entry.fields
        names = await sessions.kept_out_of(tx, entry_id)
    typed = [replace(one, names=names) for one in _typed(fields, before)]
    safe = Fields(*without(*typed))
    await _change(interaction, entry_id, safe)
    interaction = await _decided(interaction, entry_id, typed, safe)
    await interaction.followup.send("Changed. What it said before stays in its history.", ephemeral=True)


async def _decided(interaction: Interaction, entry_id: int, typed: list[Typed], saved: Fields) -> Interaction:
    """Let the writer decide about what was taken out of an entry as it is saved; gives the interaction to answer."""
    answered, texts = await screened(
        interaction, *typed, meanwhile="Until you choose, it is saved without that.", otherwise=_STAYS
    )
    if (chosen := Fields(*texts)) != saved:
        await _change(answered, entry_id, chosen)
    return answered


async def _change(interaction: Interaction, entry_id: int, fields: Fields) -> None:
    now = interaction.client.clock.now()

    async def work(tx: Writing) -> None:
        found = await by_id(tx, interaction, entry_id)
        require_edit(found.entry, found.standing)
        await knowhow.edit(tx, found.entry, fields, interaction.user.id, now)

    await interaction.client.database.write(f"interaction:{interaction.id}", work)
