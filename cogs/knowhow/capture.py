"""Capturing: `/knowhow capture` and **Capture know-how** on a message, outside a thread too."""

from dataclasses import replace
from functools import partial

import discord
from discord import app_commands

from bot.reply import NOBODY, clip
from bot.rules import hint_rules
from cogs.knowhow.drafting import show_panel
from cogs.knowhow.forms import EntryForm
from cogs.knowhow.naming import Interaction
from cogs.knowhow.part import Part
from community.errors import Refusal
from community.knowhow import Fields
from storage import knowhow, topics
from storage.database import Writing
from storage.knowhow import Place

_FORM = "Capture know-how"
_OUTSIDE = (
    "Use this in a thread or forum post. Outside a thread, open the menu of a message (right-click or hold it), "
    "then Apps, then **Capture know-how**: a thread is opened from that message."
)
_NO_TOPIC = "Guildhall does not look after this channel. A steward can make it a topic with `/topic open`."
_ALREADY_A_THREAD = 160004


class Capturing(Part):
    """Capturing from a thread."""

    @app_commands.command(
        name="capture", description="Write down the know-how of this thread; a draft is saved at once"
    )
    async def capture(self, interaction: Interaction) -> None:
        """Open the form for the thread it is used in."""
        if not isinstance(interaction.channel, discord.Thread):
            raise Refusal(_OUTSIDE)
        await _open_form(interaction, place_of(interaction.channel), None)


@app_commands.context_menu(name="Capture know-how")
@app_commands.guild_only()
async def capture_menu(interaction: Interaction, message: discord.Message) -> None:
    """Open the form for the thread a message is in, or for one to be opened from it."""
    channel = message.channel
    if isinstance(channel, discord.Thread):
        await _open_form(interaction, place_of(channel), message)
    elif isinstance(channel, discord.TextChannel):
        # The thread that will be opened from the message bears the message's id, and is as public as the channel.
        place = Place(channel.guild.id, channel.id, message.id, channel.id)
        await _open_form(interaction, place, message)
    else:
        raise Refusal(_OUTSIDE)


def place_of(thread: discord.Thread) -> Place:
    """Say where a thread stands, and whose sight decides."""
    seen_in = thread.id if thread.is_private() else thread.parent_id
    return Place(thread.guild.id, thread.parent_id, thread.id, seen_in)


async def _open_form(interaction: Interaction, place: Place, message: discord.Message | None) -> None:
    async with interaction.client.database.read() as tx:
        topic = await topics.find(tx, place.topic_id)
    if topic is None or topic.community_id != place.community_id:
        raise Refusal(_NO_TOPIC)
    if topic.status != "open":
        raise Refusal("This topic is closed. Its archive can still be read, but nothing new can be captured in it.")
    await interaction.response.send_modal(
        EntryForm(_FORM, Fields("", ""), partial(_save, place=place, message=message))
    )


async def _save(interaction: Interaction, fields: Fields, *, place: Place, message: discord.Message | None) -> None:
    bot, now = interaction.client, interaction.client.clock.now()
    if message is not None and not isinstance(message.channel, discord.Thread):
        place = replace(place, place_id=await _thread_from(message, fields.title))

    async def work(tx: Writing) -> int:
        return await knowhow.capture(tx, place, fields, interaction.user.id, now)

    entry_id = await bot.database.write(f"interaction:{interaction.id}", work)
    await show_panel(interaction, entry_id, first=message.id if message else None)
    await hint_rules(bot, interaction, place.topic_id)


async def _thread_from(message: discord.Message, title: str) -> int:
    """Open a thread from a message, or find the one that was opened from it; both bear the message's id."""
    try:
        thread = await message.create_thread(name=clip(" ".join(title.split()), 100), reason=_FORM)
    except discord.Forbidden:
        raise Refusal(
            "I may not open a thread here, so nothing was saved. Ask whoever runs the server to let me create "
            "public threads in this channel."
        ) from None
    except discord.HTTPException as error:
        if error.code != _ALREADY_A_THREAD:
            raise Refusal("Discord can't open a thread from that message. Choose an ordinary message.") from error
        return message.id
    await thread.send(
        "This thread was opened to keep know-how from the message above. Go on talking: what is said here can be "
        "quoted, with the consent of whoever said it.",
        allowed_mentions=NOBODY,
    )
    return thread.id
