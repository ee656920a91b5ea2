"""The end of the setup: opens the chosen topics and says what is set."""

import discord

from bot.client import Guildhall
from bot.opening import Opening, open_channel, topic_channel
from bot.options import Asking
from bot.reply import clip
from bot.rights import may_open
from cogs.community.values import value_shown
from community.errors import NotAllowed, Refusal
from community.topics import PURPOSE_LIMIT
from storage import communities, topics

_SHOWN = ("zone", "summary_channel", "notices_channel", "steward_role")


async def open_chosen(
    bot: Guildhall, interaction: discord.Interaction, guild: discord.Guild, chosen: list[int]
) -> discord.Embed:
    """Open each chosen channel as a topic, go on where one is refused, and give the account of it all."""
    opened, refused = [], []
    for channel_id in chosen:
        try:
            opened.append(await _open(bot, interaction, guild, channel_id))
        except Refusal as refusal:
            refused.append(f"<#{channel_id}>: {refusal.sentence}")
    async with bot.database.read() as tx:
        settings = await communities.settings_of(tx, guild.id)
    embed = discord.Embed(title="Guildhall is set up", description=_next_steps(opened))
    for name in _SHOWN:
        embed.add_field(name=name, value=value_shown(guild, settings, name))
    if opened:
        embed.add_field(name="Topics opened", value=clip(", ".join(opened), 1000), inline=False)
    if refused:
        embed.add_field(name="Not opened", value=clip("\n".join(refused), 1000), inline=False)
    return embed


def _next_steps(opened: list[str]) -> str:
    notice = "A notice in each topic tells what is kept and how to say no. " if opened else ""
    return (
        f"{notice}Run `/community setup` again whenever you like; `/community settings` has the rest. "
        "`/topic open` gives a topic a purpose and a steward, `/topic rules` its ground rules."
    )


async def _open(bot: Guildhall, interaction: discord.Interaction, guild: discord.Guild, channel_id: int) -> str:
    async with bot.database.read() as tx:
        who = await Asking.of(tx, bot, interaction)
        allowed = await may_open(tx, interaction, channel_id)
        there = await topics.find(tx, channel_id)
    if not allowed:
        raise NotAllowed("you need Manage Channels in it, or the steward role.")
    if there is not None and there.status == "open":
        return f"<#{channel_id}> (was one already)"
    channel = await topic_channel(bot, guild, channel_id)
    purpose = clip(" ".join((channel.topic or "").split()), PURPOSE_LIMIT)
    key = f"{interaction.id}:{channel_id}"
    await open_channel(bot, channel, Opening(key, channel_id, purpose, by=who.member_id, at=who.now))
    return channel.mention
