"""The panels of `/summary settings`: everybody may look, those with the right to may change."""

from functools import partial
from typing import Any

import discord
from discord.utils import format_dt

from bot.answer import answering
from bot.client import Guildhall
from bot.options import Asking
from bot.outbox import GiveUp
from bot.reply import NOBODY, Form, View, plain
from bot.rights import require_manages_community, require_tends
from cogs.summary.posting import home_of
from community.errors import Refusal
from community.settings import DAYS, SUMMARY_SECTIONS, CommunitySettings, parse_setting
from community.summary import days_said, latest_due
from storage import communities, summaries
from storage.database import Writing
from storage.summaries import PostedSummary
from storage.topics import Topic

Asked = discord.Interaction[Guildhall]


def _last(last: PostedSummary) -> str:
    """Link to the summary posted last, by its days."""
    link = f"https://discord.com/channels/{last.community_id}/{last.channel_id}/{last.message_id}"
    return f"[{days_said(last.week)}]({link}){', so far' if last.so_far else ''}, {format_dt(last.posted_at, 'R')}"


class CommunityPanel(View):
    """Day, place and sections to select, the time to type, and on or off."""

    def __init__(self, bot: Guildhall, community_id: int, *, may: bool) -> None:
        super().__init__()
        self._bot = bot
        self._community_id = community_id
        self._may = may

    async def begin(self, interaction: Asked) -> None:
        """Show the settings, with what changes them to those who may."""
        embed = await self._look()
        if self._may:
            await interaction.followup.send(embed=embed, view=self, ephemeral=True, allowed_mentions=NOBODY)
        else:
            await interaction.followup.send(embed=embed, ephemeral=True, allowed_mentions=NOBODY)

    async def _look(self) -> discord.Embed:
        now = self._bot.clock.now()
        async with self._bot.database.read() as tx:
            settings = await communities.settings_of(tx, self._community_id)
            last = await summaries.last_posted(tx, self._community_id, self._community_id)
            with_own = await summaries.topics_on(tx, self._community_id)
        self.day.options = [
            discord.SelectOption(label=f"On {day.capitalize()}", value=day, default=day == settings["summary_day"])
            for day in DAYS
        ]
        self.sections.options = [
            discord.SelectOption(label=name.capitalize(), value=name, default=name in settings.summary_sections)
            for name in SUMMARY_SECTIONS
        ]
        self.sections.max_values = len(SUMMARY_SECTIONS)
        self.switch.label = "Turn off" if settings["summaries"] else "Turn on"
        embed = discord.Embed(title="Weekly summaries", description=_told(settings))
        if settings["summaries"]:
            day, at = settings["summary_day"], settings["summary_time"]
            week = latest_due(now, settings.zone, day, at).later()
            if last is not None and last.week == week and not last.so_far:
                week = week.later()  # a steward has posted that one
            due = week.due(settings.zone, day, at)
            embed.add_field(name="Next", value=f"{format_dt(due, 'F')}, about {days_said(week)}", inline=False)
        embed.add_field(name="Sections", value=", ".join(settings.summary_sections), inline=False)
        if settings.sections_left_out:
            embed.add_field(name="Left out", value=", ".join(settings.sections_left_out), inline=False)
        own = (
            ", ".join(f"<#{id_}>" for id_ in with_own[:20])
            or "none (a topic's steward turns it on with the option topic)"
        )
        embed.add_field(name="Topics with a summary of their own", value=own, inline=False)
        if last is not None:
            embed.add_field(name="Last posted", value=_last(last), inline=False)
        return embed

    async def _change(self, interaction: Asked, name: str, value: Any) -> None:
        """Check the right again, set one setting, and show what is set now."""
        require_manages_community(interaction)
        key = f"interaction:{interaction.id}"
        await self._bot.database.write(key, partial(_set, community_id=self._community_id, name=name, value=value))
        embed = await self._look()
        await interaction.edit_original_response(embed=embed, view=self, allowed_mentions=NOBODY)

    @discord.ui.select(
        cls=discord.ui.ChannelSelect,
        channel_types=[discord.ChannelType.text, discord.ChannelType.news],
        placeholder="Where the community's summary goes",
    )
    async def channel(self, interaction: Asked, select: discord.ui.ChannelSelect["CommunityPanel"]) -> None:
        """Set the channel, if the bot may write there."""
        async with answering(interaction):
            await interaction.response.defer()
            chosen = self._bot.get_channel(select.values[0].id)
            if not isinstance(chosen, discord.TextChannel):
                raise Refusal("I can't see that channel. Let me see it first, or choose another.")
            mine = chosen.permissions_for(chosen.guild.me)
            if not (mine.view_channel and mine.send_messages and mine.embed_links and mine.read_message_history):
                raise Refusal(
                    f"In {chosen.mention} I need the permissions View Channel, Send Messages, Embed Links and "
                    "Read Message History. Give me them, or choose another channel."
                )
            await self._change(interaction, "summary_channel", chosen.id)

    @discord.ui.select(
        cls=discord.ui.Select["CommunityPanel"],
        placeholder="On which day",
        options=[discord.SelectOption(label="On Monday")],
    )
    async def day(self, interaction: Asked, select: discord.ui.Select["CommunityPanel"]) -> None:
        """Set the day."""
        async with answering(interaction):
            await interaction.response.defer()
            await self._change(interaction, "summary_day", parse_setting("summary_day", select.values[0]))

    @discord.ui.select(
        cls=discord.ui.Select["CommunityPanel"],
        placeholder="What is in it",
        options=[discord.SelectOption(label="Worth your time")],
    )
    async def sections(self, interaction: Asked, select: discord.ui.Select["CommunityPanel"]) -> None:
        """Set the sections."""
        async with answering(interaction):
            await interaction.response.defer()
            value = parse_setting("summary_sections", ", ".join(select.values))
            await self._change(interaction, "summary_sections", value)

    @discord.ui.button(label="Time…", style=discord.ButtonStyle.secondary)
    async def time(self, interaction: Asked, _button: discord.ui.Button["CommunityPanel"]) -> None:
        """Ask for the time of day."""
        async with answering(interaction):
            require_manages_community(interaction)
            await interaction.response.send_modal(TimeForm(self))

    async def set_time(self, interaction: Asked, text: str) -> None:
        """Set the time of day that was typed."""
        await self._change(interaction, "summary_time", parse_setting("summary_time", text))

    @discord.ui.button(label="Turn off", style=discord.ButtonStyle.secondary)
    async def switch(self, interaction: Asked, button: discord.ui.Button["CommunityPanel"]) -> None:
        """Let summaries go out by themselves, or no longer."""
        async with answering(interaction):
            await interaction.response.defer()
            await self._change(interaction, "summaries", button.label == "Turn on")


class TimeForm(Form):
    """One line: the time of day."""

    typed: discord.ui.TextInput["TimeForm"] = discord.ui.TextInput(
        label="Time of day, on the 24-hour clock", placeholder="09:00", min_length=4, max_length=5
    )

    def __init__(self, panel: CommunityPanel) -> None:
        super().__init__(title="When summaries go out")
        self._panel = panel

    async def on_submit(self, interaction: Asked, /) -> None:  # type: ignore[override]  # our client is the only one
        """Set it."""
        await interaction.response.defer()
        await self._panel.set_time(interaction, self.typed.value)


class TopicPanel(View):
    """Whether a topic has a summary of its own: **Turn on** or **Turn off**."""

    def __init__(self, bot: Guildhall, topic: Topic, *, may: bool) -> None:
        super().__init__()
        self._bot = bot
        self._topic = topic
        self._may = may

    async def begin(self, interaction: Asked) -> None:
        """Show whether it has one and where it goes."""
        embed = await self._look()
        if self._may:
            await interaction.followup.send(embed=embed, view=self, ephemeral=True, allowed_mentions=NOBODY)
        else:
            await interaction.followup.send(embed=embed, ephemeral=True, allowed_mentions=NOBODY)

    async def _look(self) -> discord.Embed:
        topic = self._topic
        async with self._bot.database.read() as tx:
            settings = await communities.settings_of(tx, topic.community_id)
            on = topic.id in await summaries.topics_on(tx, topic.community_id)
            last = await summaries.last_posted(tx, topic.community_id, topic.id)
        try:
            where = (await home_of(self._bot, topic.community_id, topic.id)).channel.mention
        except GiveUp:
            where = "nowhere yet: it has no place for notices"
        self.switch.label = "Turn off" if on else "Turn on"
        state = f"It goes out {_when(settings)}." if on else "This topic has no weekly summary of its own."
        if on and not settings["summaries"]:
            state = "It is on, but the community's summaries are turned off, so it does not go out."
        embed = discord.Embed(title=f"Weekly summary of #{plain(topic.name, 100)}", description=state)
        embed.add_field(name="Where", value=where)
        if last is not None:
            embed.add_field(name="Last posted", value=_last(last), inline=False)
        return embed

    @discord.ui.button(label="Turn on", style=discord.ButtonStyle.primary)
    async def switch(self, interaction: Asked, button: discord.ui.Button["TopicPanel"]) -> None:
        """Let the topic's summary go out by itself, or no longer."""
        async with answering(interaction):
            await interaction.response.defer()
            async with self._bot.database.read() as tx:
                await require_tends(tx, interaction, await Asking.of(tx, self._bot, interaction), self._topic)
            on = button.label == "Turn on"
            key = f"interaction:{interaction.id}"
            await self._bot.database.write(key, partial(summaries.turn_topic, topic_id=self._topic.id, on=on))
            await interaction.edit_original_response(embed=await self._look(), view=self, allowed_mentions=NOBODY)


async def _set(tx: Writing, community_id: int, name: str, value: Any) -> None:
    await communities.change_setting(tx, community_id, name, value)


def _told(settings: CommunitySettings) -> str:
    if not settings["summaries"]:
        return "Summaries do not go out by themselves."
    channel = settings["summary_channel"]
    if not channel:
        return f"No channel is chosen for the community's summary. Once one is, it goes out {_when(settings)}."
    return f"The community's summary goes to <#{channel}> {_when(settings)}."


def _when(settings: CommunitySettings) -> str:
    return f"every {settings['summary_day'].capitalize()} at {settings['summary_time']} ({settings['zone']})"
