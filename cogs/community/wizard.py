"""The setup, step by step. What is chosen is kept at once; the message itself remembers the rest.

It can be left and run again, and its buttons work after a restart: everything they need is in their ids, in the
settings, and (the first topics, until **Done**) in the choices that the message shows.
"""

import re
from typing import Any, Self

import discord
from discord import ui

from bot.client import Guildhall
from bot.numbered import ByNumber
from bot.options import Asking
from bot.reply import NOBODY, Form, View, answering, clip
from bot.rights import require_manages_community
from cogs.community.finishing import open_chosen
from cogs.community.steps import FIRST, LAST, PLACES, STEPS, STEWARDS, TOPICS, ZONE
from cogs.community.values import check_value, value_shown
from community.errors import Refusal
from community.settings import parse_setting
from storage import communities, topics
from storage.database import Writing

_MOST = 25
_TOPICS_ID = "guildhall:setup:topics"

Page = tuple[discord.Embed, View]


async def page(bot: Guildhall, interaction: discord.Interaction, step: int, chosen: list[int] | None = None) -> Page:
    """Give one step of the setup: what it does, what is set, and the means to change it."""
    guild = _guild(interaction)
    async with bot.database.read() as tx:
        who = await Asking.of(tx, bot, interaction)
        settings = await communities.settings_of(tx, guild.id)
        there = [topic for topic in await topics.seen(tx, guild.id, who.sees) if topic.status == "open"]
    title, text = STEPS[step]
    embed = discord.Embed(title=f"Setup, step {step + 1} of {LAST + 1}: {title}", description=text)
    view = View(timeout=None)
    if step == ZONE:
        embed.add_field(name="Now", value=value_shown(guild, settings, "zone"))
        view.add_item(AskZone())
    elif step == PLACES:
        for name, label in (("summary_channel", "Summaries"), ("notices_channel", "Notices")):
            embed.add_field(name=label, value=value_shown(guild, settings, name))
            view.add_item(PickPlace(name, _present(guild, settings[name])))
    elif step == STEWARDS:
        embed.add_field(name="Now", value=value_shown(guild, settings, "steward_role"))
        role = guild.get_role(settings["steward_role"] or 0)
        view.add_item(PickRole(role.id if role else None))
    else:
        now = clip(", ".join(f"<#{topic.id}>" for topic in there), 1000) or "None yet."
        embed.add_field(name="Topics already", value=now, inline=False)
        view.add_item(PickTopics(chosen or []))
    if step > FIRST:
        view.add_item(Go(step - 1, "Back"))
    view.add_item(Done() if step == LAST else Go(step + 1, "Next"))
    return embed, view


async def _show(interaction: discord.Interaction[Any], step: int, chosen: list[int] | None = None) -> None:
    embed, view = await page(interaction.client, interaction, step, chosen)
    await interaction.edit_original_response(embed=embed, view=view, allowed_mentions=NOBODY)


async def _set(interaction: discord.Interaction[Any], name: str, value: Any, step: int) -> None:
    """Keep one choice and show the step as it then stands; a choice that is refused leaves it as it was."""
    guild = _guild(interaction)
    try:
        check_value(guild, name, value)
    except Refusal:
        await _show(interaction, step)
        raise

    async def work(tx: Writing) -> None:
        await communities.remember(tx, guild.id, guild.name, owner_id=guild.owner_id)
        await communities.change_setting(tx, guild.id, name, value)

    await interaction.client.database.write(f"interaction:{interaction.id}", work)
    await _show(interaction, step)


class Go(ByNumber, ui.DynamicItem[ui.Button[ui.View]], template=r"guildhall:setup:go:(?P<step>[0-3])"):
    """**Back** and **Next**."""

    def __init__(self, step: int, label: str = "Next") -> None:
        super().__init__(ui.Button(label=label, custom_id=f"guildhall:setup:go:{step}", row=4))
        self.step = step

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Show that step."""
        async with answering(interaction):
            await interaction.response.defer()
            require_manages_community(interaction)
            await _show(interaction, self.step)


class AskZone(ui.DynamicItem[ui.Button[ui.View]], template="guildhall:setup:zone"):
    """**Set the zone**: opens the form."""

    def __init__(self) -> None:
        style = discord.ButtonStyle.primary
        super().__init__(ui.Button(label="Set the zone", style=style, custom_id="guildhall:setup:zone"))

    @classmethod
    async def from_custom_id(cls, _interaction: Any, _item: Any, _match: re.Match[str], /) -> Self:
        """Make it; its id says all."""
        return cls()

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Open the form, with the zone that is set; a form can't follow a deferral."""
        async with answering(interaction):
            require_manages_community(interaction)
            async with interaction.client.database.read() as tx:
                zone = (await communities.settings_of(tx, _guild(interaction).id))["zone"]
            await interaction.response.send_modal(ZoneForm(zone))


class ZoneForm(Form, title="Time zone"):
    """The form in which the zone is typed."""

    zone = ui.TextInput[View](label="Time zone", placeholder="Europe/London", max_length=60)

    def __init__(self, current: str) -> None:
        super().__init__()
        self.zone.default = current

    async def on_submit(self, interaction: discord.Interaction) -> None:
        """Keep the zone, or say what one looks like."""
        await interaction.response.defer()
        require_manages_community(interaction)
        await _set(interaction, "zone", parse_setting("zone", self.zone.value), ZONE)


class PickPlace(
    ui.DynamicItem[ui.ChannelSelect[ui.View]], template=r"guildhall:setup:(?P<name>summary_channel|notices_channel)"
):
    """The choice of a channel for summaries or for notices."""

    def __init__(self, name: str, current: int | None = None) -> None:
        what = "summaries" if name == "summary_channel" else "notices"
        select = ui.ChannelSelect[ui.View](
            custom_id=f"guildhall:setup:{name}",
            channel_types=[discord.ChannelType.text, discord.ChannelType.news],
            placeholder=f"Where {what} go",
            min_values=0,
            default_values=_defaults([current] if current else []),
        )
        super().__init__(select)
        self.name = name

    @classmethod
    async def from_custom_id(cls, _interaction: Any, _item: Any, match: re.Match[str], /) -> Self:
        """Make it from what its id says."""
        return cls(match["name"])

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Keep the choice; none chosen is none set."""
        async with answering(interaction):
            await interaction.response.defer()
            require_manages_community(interaction)
            await _set(interaction, self.name, self.item.values[0].id if self.item.values else None, PLACES)


class PickRole(ui.DynamicItem[ui.RoleSelect[ui.View]], template="guildhall:setup:steward_role"):
    """The choice of the steward role."""

    def __init__(self, current: int | None = None) -> None:
        of_type = discord.SelectDefaultValueType.role
        select = ui.RoleSelect[ui.View](
            custom_id="guildhall:setup:steward_role",
            placeholder="The steward role",
            min_values=0,
            default_values=[discord.SelectDefaultValue(id=current, type=of_type)] if current else [],
        )
        super().__init__(select)

    @classmethod
    async def from_custom_id(cls, _interaction: Any, _item: Any, _match: re.Match[str], /) -> Self:
        """Make it; its id says all."""
        return cls()

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Keep the choice; none chosen is none set."""
        async with answering(interaction):
            await interaction.response.defer()
            require_manages_community(interaction)
            await _set(interaction, "steward_role", self.item.values[0].id if self.item.values else None, STEWARDS)


class PickTopics(ui.DynamicItem[ui.ChannelSelect[ui.View]], template=_TOPICS_ID):
    """The choice of the first topics; kept by the message until **Done**."""

    def __init__(self, chosen: list[int] | None = None) -> None:
        select = ui.ChannelSelect[ui.View](
            custom_id=_TOPICS_ID,
            channel_types=[discord.ChannelType.text, discord.ChannelType.news, discord.ChannelType.forum],
            placeholder="Channels that become topics",
            min_values=0,
            max_values=_MOST,
            default_values=_defaults(chosen or []),
        )
        super().__init__(select)

    @classmethod
    async def from_custom_id(cls, _interaction: Any, _item: Any, _match: re.Match[str], /) -> Self:
        """Make it; its id says all."""
        return cls()

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Let the message show, and so remember, what is chosen; nothing is opened yet."""
        async with answering(interaction):
            await interaction.response.defer()
            require_manages_community(interaction)
            await _show(interaction, TOPICS, [channel.id for channel in self.item.values])


class Done(ui.DynamicItem[ui.Button[ui.View]], template="guildhall:setup:done"):
    """**Done**: opens the chosen topics and shows all that is set."""

    def __init__(self) -> None:
        style = discord.ButtonStyle.success
        super().__init__(ui.Button(label="Done", style=style, custom_id="guildhall:setup:done", row=4))

    @classmethod
    async def from_custom_id(cls, _interaction: Any, _item: Any, _match: re.Match[str], /) -> Self:
        """Make it; its id says all."""
        return cls()

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Open what the message says is chosen, and end the setup."""
        async with answering(interaction):
            await interaction.response.defer()
            require_manages_community(interaction)
            embed = await open_chosen(interaction.client, interaction, _guild(interaction), _chosen(interaction))
            await interaction.edit_original_response(embed=embed, view=None, allowed_mentions=NOBODY)


def _chosen(interaction: discord.Interaction) -> list[int]:
    """Read the chosen topics from the message that carries the button."""
    for row in interaction.message.components if interaction.message else []:
        for part in getattr(row, "children", []):
            if isinstance(part, discord.SelectMenu) and part.custom_id == _TOPICS_ID:
                return [int(value.id) for value in part.default_values]  # discord.py leaves them text
    return []


def _present(guild: discord.Guild, channel_id: int | None) -> int | None:
    """Give the id if its channel is still there: Discord refuses a menu that names one that is not."""
    return channel_id if channel_id and guild.get_channel(channel_id) else None


def _defaults(ids: list[int]) -> list[discord.SelectDefaultValue]:
    of_type = discord.SelectDefaultValueType.channel
    return [discord.SelectDefaultValue(id=id_, type=of_type) for id_ in ids]


def _guild(interaction: discord.Interaction) -> discord.Guild:
    if interaction.guild is None:
        raise Refusal("Use this in a server.")
    return interaction.guild


ITEMS = (Go, AskZone, PickPlace, PickRole, PickTopics, Done)
