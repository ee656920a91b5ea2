"""`/topic`: open, list, show, rules, close and propose."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import Guildhall
from bot.opening import Opening, open_channel, topic_channel
from bot.options import Asking, every_topic_choices, find_topic, topic_choices
from bot.reply import NOBODY, send_pages
from bot.reviewing import review_hint
from bot.rights import may_open, require_tends
from bot.rules import rules_hint, show_rules
from bot.screening import Typed, screened
from cogs.topics.posting import CLOSED_NOTICE
from cogs.topics.support import propose
from cogs.topics.wording import closing, opened, page_of_topics, topic_page
from community.errors import NotAllowed, Refusal
from community.topics import PROPOSAL_NAME_LIMIT, PURPOSE_LIMIT, REASON_LIMIT
from storage import communities, rules, topics
from storage.database import Writing
from storage.outbox import Due, put_due
from storage.topics import Underway

Asked = discord.Interaction[Guildhall]
TopicChannel = discord.TextChannel | discord.ForumChannel


class ATopicChannel(app_commands.Transformer):
    """Offers the kinds of channel that can be a topic and no others; discord.py would offer media channels too."""

    @property
    def type(self) -> discord.AppCommandOptionType:
        """Tell Discord that a channel is asked for."""
        return discord.AppCommandOptionType.channel

    @property
    def channel_types(self) -> list[discord.ChannelType]:
        """Tell Discord of which kinds."""
        return [discord.ChannelType.text, discord.ChannelType.news, discord.ChannelType.forum]

    async def transform(self, interaction: discord.Interaction[Any], value: Any, /) -> TopicChannel:
        """Give the channel itself; raises `Refusal` for one that the bot does not see."""
        del interaction
        found = value.resolve()
        if not isinstance(found, TopicChannel):
            raise Refusal("I can't see that channel. Let me in first, then open it.")
        return found


WEEK = timedelta(days=7)
_PAGE = 10


@app_commands.guild_only()
class Topics(commands.GroupCog, group_name="topic", group_description="The topics of this community"):
    """What members and stewards type about topics."""

    def __init__(self, bot: Guildhall) -> None:
        self.bot = bot

    @app_commands.command(name="open", description="Make a text or forum channel a topic (needs Manage Channels)")
    @app_commands.describe(
        channel="The channel that becomes a topic; a private one may be too",
        purpose="What the topic is for, in a sentence or two",
        steward="Who tends it, besides the members with the steward role",
    )
    async def open(
        self,
        interaction: Asked,
        channel: app_commands.Transform[TopicChannel, ATopicChannel],
        purpose: app_commands.Range[str, 1, PURPOSE_LIMIT],
        steward: discord.Member | None = None,
    ) -> None:
        """Check rights on both sides, open the topic, and let the outbox post its public notice."""
        await interaction.response.defer(ephemeral=True)
        typed = Typed("Purpose", " ".join(purpose.split()), PURPOSE_LIMIT)
        interaction, (purpose,) = await screened(interaction, typed)
        now = self.bot.clock.now()
        async with self.bot.database.read() as tx:
            allowed = await may_open(tx, interaction, channel.id)
        if not allowed:
            raise NotAllowed("Only someone with Manage Channels in that channel, or a steward, can make it a topic.")
        if steward is not None and steward.bot:
            raise Refusal("A bot can't be a steward. Choose a person.")
        found = await topic_channel(self.bot, channel.guild, channel.id)
        if steward is not None and not found.permissions_for(steward).view_channel:
            raise Refusal(f"{steward.mention} can't see {found.mention}, so they can't tend it. Let them in first.")
        wish = Opening(
            key=str(interaction.id),
            channel_id=found.id,
            purpose=purpose,
            by=interaction.user.id,
            at=now,
            stewards=(steward.id,) if steward else (),
        )
        outcome = await open_channel(self.bot, found, wish)
        back = self.bot.settings.ingest.reread_days
        await interaction.followup.send(
            opened(outcome, found.mention, steward.mention if steward else None, back),
            ephemeral=True,
            allowed_mentions=NOBODY,
        )

    @app_commands.command(name="list", description="The topics you can see")
    async def list(self, interaction: Asked) -> None:
        """List the topics that the person can see, open ones first."""
        await interaction.response.defer(ephemeral=True)
        await send_pages(interaction, self._listed)

    async def _listed(self, interaction: Asked) -> Sequence[discord.Embed]:
        async with self.bot.database.read() as tx:
            who = await Asking.of(tx, self.bot, interaction)
            found = await topics.seen(tx, who.community_id, who.sees)
        found.sort(key=lambda topic: topic.status != "open")
        if not found:
            raise Refusal("There is no topic yet that you can see. `/topic propose` suggests one.")
        return [
            page_of_topics(found[at : at + _PAGE], at // _PAGE + 1, -(-len(found) // _PAGE))
            for at in range(0, len(found), _PAGE)
        ]

    @app_commands.command(name="show", description="A topic's purpose, rules, stewards and last week")
    @app_commands.describe(topic="Which topic; the one you are in, unless you say")
    @app_commands.autocomplete(topic=every_topic_choices)
    async def show(self, interaction: Asked, topic: str | None = None) -> None:
        """Show a topic; the counts are of what the person can see."""
        await interaction.response.defer(ephemeral=True)
        async with self.bot.database.read() as tx:
            who = await Asking.of(tx, self.bot, interaction)
            found = await find_topic(tx, self.bot, interaction, topic, closed_too=True)
            embed = topic_page(
                found,
                await topics.present_stewards(tx, found),
                await rules.current(tx, found.id),
                await topics.said_since(tx, found.id, who.now - WEEK, who.sees),
                (await communities.settings_of(tx, who.community_id))["steward_role"],
            )
            hint = await rules_hint(tx, found.id, who.member_id)
            if view := await review_hint(tx, interaction, found.id, embed, hint.get("view")):
                hint["view"] = view
        await interaction.followup.send(embed=embed, ephemeral=True, allowed_mentions=NOBODY, **hint)

    @app_commands.command(name="rules", description="A topic's ground rules, to read, accept or (stewards) edit")
    @app_commands.describe(topic="Which topic; the one you are in, unless you say")
    @app_commands.autocomplete(topic=every_topic_choices)
    async def rules(self, interaction: Asked, topic: str | None = None) -> None:
        """Show the ground rules with **I accept**, and **Edit** for those who tend the topic."""
        await interaction.response.defer(ephemeral=True)
        async with self.bot.database.read() as tx:
            found = await find_topic(tx, self.bot, interaction, topic, closed_too=True)
        await show_rules(self.bot, interaction, found.id)

    @app_commands.command(name="close", description="End a topic and keep its archive (stewards)")
    @app_commands.describe(topic="Which topic", reason="Why, for everyone who can see it")
    @app_commands.autocomplete(topic=topic_choices)
    async def close(self, interaction: Asked, topic: str, reason: app_commands.Range[str, 1, REASON_LIMIT]) -> None:
        """Close a topic; what it still has under way is named, and nothing of it is cancelled."""
        await interaction.response.defer(ephemeral=True)
        typed = Typed("Reason", " ".join(reason.split()), REASON_LIMIT)
        interaction, (reason,) = await screened(interaction, typed)

        async def work(tx: Writing) -> dict[str, Any]:
            who = await Asking.of(tx, self.bot, interaction)
            found = await find_topic(tx, self.bot, interaction, topic)
            await require_tends(tx, interaction, who, found)
            left = await topics.under_way(tx, found.id, who.now, who.sees)
            await topics.close(tx, found.id, reason, who.now)
            due = Due(CLOSED_NOTICE, f"{CLOSED_NOTICE}:{interaction.id}", who.now, {"topic_id": found.id})
            await put_due(tx, who.community_id, due)
            return {"name": found.name, "sessions": left.sessions, "entries": left.entries, "series": left.series}

        done = await self.bot.database.write(f"interaction:{interaction.id}", work)
        await self.bot.topics_changed()
        text = closing(done["name"], Underway(done["sessions"], done["entries"], done["series"]))
        await interaction.followup.send(text, ephemeral=True, allowed_mentions=NOBODY)

    @app_commands.command(name="propose", description="Propose a topic: others support it, then stewards are asked")
    @app_commands.describe(name="What it would be called", purpose="What it would be for, in a sentence or two")
    async def propose(
        self,
        interaction: Asked,
        name: app_commands.Range[str, 1, PROPOSAL_NAME_LIMIT],
        purpose: app_commands.Range[str, 1, PURPOSE_LIMIT],
    ) -> None:
        """Write a proposal down and let the outbox post its card here."""
        await interaction.response.defer(ephemeral=True)
        interaction, (name, purpose) = await screened(
            interaction,
            Typed("Name", " ".join(name.split()), PROPOSAL_NAME_LIMIT),
            Typed("Purpose", " ".join(purpose.split()), PURPOSE_LIMIT),
        )
        await propose(self.bot, interaction, name, purpose)
