"""Capturing: `/knowhow capture` and **Capture know-how** on a message, outside a thread too."""

import discord
from discord import app_commands

from cogs.knowhow.forms import EntryForm, capture_id
from cogs.knowhow.naming import Interaction
from cogs.knowhow.part import Part
from community.errors import Refusal
from community.knowhow import Fields
from storage import topics

_OUTSIDE = (
    "Use this in a thread or forum post. Outside a thread, open the menu of a message (right-click or hold it), "
    "then Apps, then **Capture know-how**: a thread is opened from that message."
)
_NO_TOPIC = "Guildhall does not look after this channel. A steward can make it a topic with `/topic open`."
_CLOSED = "This topic is closed. Its archive can still be read, but nothing new can be captured in it."


class Capturing(Part):
    """Capturing from a thread."""

    @app_commands.command(
        name="capture", description="Write down the know-how of this thread; a draft is saved at once"
    )
    async def capture(self, interaction: Interaction) -> None:
        """Open the form for the thread it is used in."""
        if not isinstance(interaction.channel, discord.Thread):
            raise Refusal(_OUTSIDE)
        await _from_thread(interaction, interaction.channel)


@app_commands.context_menu(name="Capture know-how")
@app_commands.guild_only()
async def capture_menu(interaction: Interaction, message: discord.Message) -> None:
    """Open the form for the thread a message is in, or for one to be opened from it."""
    channel = message.channel
    if isinstance(channel, discord.Thread):
        await _from_thread(interaction, channel)
    elif isinstance(channel, discord.TextChannel):
        await _open_form(interaction, "message", channel.id, message.id)
    else:
        raise Refusal(_OUTSIDE)


async def _from_thread(interaction: Interaction, thread: discord.Thread) -> None:
    await _open_form(interaction, "private" if thread.is_private() else "thread", thread.parent_id, thread.id)


async def _open_form(interaction: Interaction, where: str, topic_id: int, place_id: int) -> None:
    async with interaction.client.database.read() as tx:
        topic = await topics.find(tx, topic_id)
    if topic is None or topic.community_id != interaction.guild_id:
        raise Refusal(_NO_TOPIC)
    if topic.status != "open":
        raise Refusal(_CLOSED)
    form = EntryForm("Capture know-how", Fields("", ""), capture_id(where, topic_id, place_id))
    await interaction.response.send_modal(form)
