"""Posting a summary by hand: what it will say and where, last week or this week so far, and a last yes."""

from functools import partial

import discord

from archive.summary import for_channel
from bot.answer import answering
from bot.client import Guildhall
from bot.options import Asking, find_topic
from bot.outbox import GiveUp
from bot.reply import NOBODY, View
from bot.rights import manages_community, require_tends
from cogs.summary.posting import SUMMARY, Home, home_of
from cogs.summary.shown import shown
from community.errors import NotAllowed, Refusal
from community.summary import Summary, Week, days_said
from storage import access, communities, summaries, topics
from storage.database import Writing
from storage.outbox import Due, put_due
from storage.summaries import PostedSummary

Asked = discord.Interaction[Guildhall]


class ByHand(View):
    """**Post** or **Leave it**, and a choice between last week and this week so far; only the steward sees it."""

    def __init__(self, bot: Guildhall, community_id: int, scope_id: int) -> None:
        super().__init__()
        self._bot = bot
        self._community_id = community_id
        self._scope_id = scope_id
        self._this_week: Week
        self._week: Week
        self._posted: PostedSummary | None = None
        self._summary: Summary

    async def begin(self, interaction: Asked) -> None:
        """Show last week's summary; this week's so far, if last week's is posted."""
        await self._require(interaction)
        async with self._bot.database.read() as tx:
            zone = (await communities.settings_of(tx, self._community_id)).zone
            self._this_week = Week.of(self._bot.clock.now(), zone)
            last = self._this_week.later(-1)
            there = await summaries.find_posted(tx, self._community_id, self._scope_id, last)
        self._week = self._this_week if there and not there.so_far else last
        content, embed = await self._look()
        await interaction.followup.send(content, embed=embed, view=self, ephemeral=True, allowed_mentions=NOBODY)

    async def _require(self, interaction: Asked) -> None:
        """Refuse unless the person may post it now, and reads where it goes: they are shown what its readers see."""
        home = await self._home()
        async with self._bot.database.read() as tx:
            who = await Asking.of(tx, self._bot, interaction)
            if self._scope_id != self._community_id:
                topic = await find_topic(tx, self._bot, interaction, str(self._scope_id))
                await require_tends(tx, interaction, who, topic)
            elif not (_manages_channels(interaction) or await topics.tends(tx, who.community_id, 0, who.member_id)):
                raise NotAllowed("Only a steward, or someone with Manage Channels, can post the community's summary.")
            if await access.seen_in_of(tx, home.channel.id) not in who.sees:
                raise NotAllowed("You can't see the channel where that summary goes, so you can't post it.")

    async def _home(self) -> Home:
        try:
            return await home_of(self._bot, self._community_id, self._scope_id)
        except GiveUp as gone:
            if self._scope_id != self._community_id:
                raise Refusal("That topic has no place left where its summary could go.") from gone
            raise Refusal(
                "No channel is chosen for summaries. Someone with Manage Server chooses one with `/summary settings`."
            ) from gone

    async def _look(self) -> tuple[str, discord.Embed]:
        """Read what would be posted now, set the buttons by it, and say where it would go."""
        home = await self._home()
        now = self._bot.clock.now()
        topic_id = home.topic.id if home.topic else None
        async with self._bot.database.read() as tx:
            posted = await summaries.find_posted(tx, self._community_id, self._scope_id, self._week)
            self._summary = await for_channel(
                tx, self._community_id, self._week, home.channel.id, now, topic_id=topic_id
            )
        self._posted = posted
        so_far = self._week == self._this_week
        self.choose.options = [
            _option(self._this_week.later(-1), self._week, "Last week"),
            _option(self._this_week, self._week, "This week so far"),
        ]
        self.post.disabled = self._summary.is_empty
        self.post.label = "Post in its place" if posted else "Post"
        embed = shown(self._summary, home.topic.name if home.topic else None, so_far=so_far)
        if self._summary.is_empty:
            embed.description = "That week held nothing that everybody there can see, so there is nothing to post."
        return _told(home, posted, so_far=so_far), embed

    @discord.ui.select(
        cls=discord.ui.Select["ByHand"], placeholder="Which week", options=[discord.SelectOption(label="Last week")]
    )
    async def choose(self, interaction: Asked, select: discord.ui.Select["ByHand"]) -> None:
        """Show another week."""
        async with answering(interaction):
            await interaction.response.defer()
            await self._require(interaction)
            self._week = Week.parse(select.values[0])
            content, embed = await self._look()
            await interaction.edit_original_response(content=content, embed=embed, view=self, allowed_mentions=NOBODY)

    @discord.ui.button(label="Post", style=discord.ButtonStyle.success)
    async def post(self, interaction: Asked, _button: discord.ui.Button["ByHand"]) -> None:
        """Put the posting into the outbox; the key is this panel's, so that a second click posts nothing more."""
        async with answering(interaction):
            await interaction.response.defer()
            await self._require(interaction)
            home = await self._home()
            panel = interaction.message.id if interaction.message else interaction.id
            key = f"{SUMMARY}:{self._community_id}:{self._scope_id}:{self._week}:{panel}"
            payload = {"scope_id": self._scope_id, "week": str(self._week), "replace": self._posted is not None}
            due = Due(SUMMARY, key, self._bot.clock.now(), payload)
            await self._bot.database.write(key, partial(_put, community_id=self._community_id, due=due))
            await interaction.edit_original_response(
                content=f"It is on its way to {home.channel.mention}.", embed=None, view=None, allowed_mentions=NOBODY
            )
            self.stop()

    @discord.ui.button(label="Leave it", style=discord.ButtonStyle.secondary)
    async def leave(self, interaction: Asked, _button: discord.ui.Button["ByHand"]) -> None:
        """Post nothing."""
        await interaction.response.edit_message(content="Nothing was posted.", embed=None, view=None)
        self.stop()


def _manages_channels(interaction: Asked) -> bool:
    if manages_community(interaction):
        return True
    member = interaction.user
    return isinstance(member, discord.Member) and member.guild_permissions.manage_channels


async def _put(tx: Writing, community_id: int, due: Due) -> None:
    await put_due(tx, community_id, due)


def _option(week: Week, chosen: Week, label: str) -> discord.SelectOption:
    return discord.SelectOption(label=label, value=str(week), description=days_said(week), default=week == chosen)


def _told(home: Home, posted: PostedSummary | None, *, so_far: bool) -> str:
    told = f"This would go to {home.channel.mention}; it holds only what everybody there can see. Nobody is mentioned."
    if posted is not None:
        link = f"https://discord.com/channels/{posted.community_id}/{posted.channel_id}/{posted.message_id}"
        told += f"\nThat week's summary [was posted already]({link}); this one would take its place."
    if so_far:
        told += "\nWhen the week is over, the whole week's summary takes its place, if summaries go out by themselves."
    return told
