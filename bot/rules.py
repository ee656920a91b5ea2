"""Ground rules of a topic: shown, accepted, edited, and asked about at next use, never by a ping.

A command that was used in a topic adds `rules_hint` to its ephemeral answer, or calls `hint_rules` after it.
"""

import re
from typing import Any, Self

import discord

from bot.client import Guildhall
from bot.forms import LastingForm, Sent
from bot.numbered import ByNumber
from bot.options import UNKNOWN, Asking
from bot.reply import NOBODY, View, answering, plain
from bot.rights import require_tends, tends_topic
from bot.screening import Typed, screened
from community.errors import NotFound, Refusal
from community.topics import RULES_LIMIT
from storage import rules, topics
from storage.database import Reading, Writing
from storage.rules import Rules
from storage.topics import Topic

_FORM = r"guildhall:form:rules:(?P<topic>\d{1,20}):(?P<version>\d{1,9})"
_CHANGED = "The rules were changed in the meantime. Read them again first."


async def rules_hint(tx: Reading, topic_id: int, member_id: int) -> dict[str, Any]:
    """Give what an ephemeral reply about a topic adds where its ground rules are new to the reader: content and view.

    Empty where there is nothing to read. Use it as `followup.send(embed=..., **await rules_hint(...))`.
    """
    current = await rules.current(tx, topic_id)
    known = await rules.accepted(tx, topic_id, member_id) if current else 0
    if current is None or known >= current.version:
        return {}
    sentence = "have changed since you accepted them" if known else "are waiting for you to read them"
    view = View()
    view.add_item(ReadRules(topic_id))
    return {"content": f"The ground rules of <#{topic_id}> {sentence}.", "view": view}


async def hint_rules(bot: Guildhall, interaction: discord.Interaction, topic_id: int) -> None:
    """Tell the person who used a topic, in a message of its own, that its ground rules are new to them."""
    async with bot.database.read() as tx:
        hint = await rules_hint(tx, topic_id, interaction.user.id)
    if hint:
        await interaction.followup.send(ephemeral=True, allowed_mentions=NOBODY, **hint)


async def show_rules(bot: Guildhall, interaction: discord.Interaction, topic_id: int) -> None:
    """Answer a deferred interaction with a topic's ground rules, and what the person may do about them."""
    async with bot.database.read() as tx:
        who = await Asking.of(tx, bot, interaction)
        topic = await _seen(tx, who, topic_id)
        current = await rules.current(tx, topic_id)
        known = await rules.accepted(tx, topic_id, who.member_id)
        tends = await tends_topic(tx, interaction, who, topic)
    view = View()
    if current and known < current.version:
        view.add_item(AcceptRules(topic_id, current.version))
    if tends and topic.status == "open":
        view.add_item(EditRules(topic_id))
    more: dict[str, Any] = {"view": view} if view.children else {}
    embed = rules_embed(topic, current, accepted=bool(current) and known >= (current.version if current else 0))
    await interaction.followup.send(embed=embed, ephemeral=True, allowed_mentions=NOBODY, **more)


def rules_embed(topic: Topic, current: Rules | None, *, accepted: bool) -> discord.Embed:
    """Lay out a topic's ground rules; the steward's words stand as they were written, markdown included."""
    if current is None:
        text = "There are no ground rules for this topic yet. A steward can write them with **Edit**."
        return discord.Embed(title=f"Ground rules of #{plain(topic.name, 100)}", description=text)
    embed = discord.Embed(title=f"Ground rules of #{plain(topic.name, 100)}", description=current.text)
    state = "You have accepted them." if accepted else "You have not accepted this version yet."
    embed.add_field(
        name="Version",
        value=f"{current.version}, of {discord.utils.format_dt(current.written_at, 'D')}. {state}",
        inline=False,
    )
    return embed


async def _seen(tx: Reading, who: Asking, topic_id: int) -> Topic:
    topic = await topics.find(tx, topic_id)
    if topic is None or topic.id not in who.sees or topic.community_id != who.community_id:
        raise NotFound(UNKNOWN)
    return topic


class ReadRules(
    ByNumber, discord.ui.DynamicItem[discord.ui.Button[View]], template=r"guildhall:rules:read:(?P<topic>\d+)"
):
    """**Read them**: shows a topic's ground rules to the person who pressed it."""

    def __init__(self, topic_id: int) -> None:
        super().__init__(discord.ui.Button(label="Read them", custom_id=f"guildhall:rules:read:{topic_id}"))
        self.topic_id = topic_id

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Show the rules."""
        async with answering(interaction):
            await interaction.response.defer(ephemeral=True, thinking=True)
            await show_rules(interaction.client, interaction, self.topic_id)


class AcceptRules(
    discord.ui.DynamicItem[discord.ui.Button[View]],
    template=r"guildhall:rules:accept:(?P<topic>\d+):(?P<version>\d{1,9})",
):
    """**I accept**: notes that the person accepts the version that was shown."""

    def __init__(self, topic_id: int, version: int) -> None:
        button = discord.ui.Button[View](
            label="I accept",
            style=discord.ButtonStyle.success,
            custom_id=f"guildhall:rules:accept:{topic_id}:{version}",
        )
        super().__init__(button)
        self.topic_id, self.version = topic_id, version

    @classmethod
    async def from_custom_id(cls, _interaction: Any, _item: Any, match: re.Match[str], /) -> Self:
        """Make it from what its id says."""
        return cls(int(match["topic"]), int(match["version"]))

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Note the acceptance, unless the rules are newer than what was shown."""
        async with answering(interaction):
            await interaction.response.defer(ephemeral=True, thinking=True)
            bot: Guildhall = interaction.client

            async def work(tx: Writing) -> None:
                who = await Asking.of(tx, bot, interaction)
                await _seen(tx, who, self.topic_id)
                current = await rules.current(tx, self.topic_id)
                if current is None or current.version != self.version:
                    raise Refusal(_CHANGED)
                await rules.accept(tx, self.topic_id, self.version, who.member_id, who.now)

            await bot.database.write(f"interaction:{interaction.id}", work)
            await interaction.followup.send(
                f"Thank you. You have accepted the ground rules of <#{self.topic_id}>.", ephemeral=True
            )


class EditRules(
    ByNumber, discord.ui.DynamicItem[discord.ui.Button[View]], template=r"guildhall:rules:edit:(?P<topic>\d+)"
):
    """**Edit**: a steward writes a new version of the rules in a form."""

    def __init__(self, topic_id: int) -> None:
        super().__init__(discord.ui.Button(label="Edit", custom_id=f"guildhall:rules:edit:{topic_id}"))
        self.topic_id = topic_id

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Open the form; a form can't follow a deferral, so this reads once, quickly."""
        async with answering(interaction):
            bot: Guildhall = interaction.client
            async with bot.database.read() as tx:
                who = await Asking.of(tx, bot, interaction)
                topic = await _seen(tx, who, self.topic_id)
                await require_tends(tx, interaction, who, topic)
                current = await rules.current(tx, self.topic_id)
            await interaction.response.send_modal(RulesForm(self.topic_id, current))


class RulesForm(LastingForm, title="Ground rules"):
    """The form in which a steward writes the rules; what is sent becomes the next version."""

    text = discord.ui.TextInput[View](
        label="Ground rules",
        custom_id="text",
        style=discord.TextStyle.paragraph,
        max_length=RULES_LIMIT,
        placeholder="What is said here stays here. Ask before you advise.",
    )

    def __init__(self, topic_id: int, current: Rules | None) -> None:
        super().__init__(custom_id=f"guildhall:form:rules:{topic_id}:{current.version if current else 0}")
        self.text.default = current.text if current else None


async def write_rules(interaction: discord.Interaction[Guildhall], match: re.Match[str], sent: Sent) -> None:
    """Write the next version, unless somebody else did so meanwhile or nothing was changed."""
    await interaction.response.defer(ephemeral=True, thinking=True)
    bot, topic_id, version = interaction.client, int(match["topic"]), int(match["version"])
    text = sent["text"].strip()
    if not text:
        raise Refusal("Ground rules need at least one word.")
    async with bot.database.read() as tx:
        before = await rules.current(tx, topic_id)
    was = before.text if before is not None and before.version == version else ""
    interaction, (text,) = await screened(interaction, Typed("Ground rules", text, RULES_LIMIT, lines=True, before=was))

    async def work(tx: Writing) -> None:
        who = await Asking.of(tx, bot, interaction)
        topic = await _seen(tx, who, topic_id)
        await require_tends(tx, interaction, who, topic)
        current = await rules.current(tx, topic_id)
        if (current.version if current else 0) != version:
            raise Refusal(_CHANGED)
        if current and current.text == text:
            raise Refusal("Nothing was changed, so the version stays as it is.")
        await rules.write(tx, Rules(topic_id, version + 1, text, who.now), who.member_id)

    await bot.database.write(f"interaction:{interaction.id}", work)
    await interaction.followup.send(
        f"Version {version + 1} of the ground rules of <#{topic_id}> stands. Nobody is pinged: each member is "
        "asked to read it when they next use the topic.",
        ephemeral=True,
    )


def add_rules_buttons(bot: Guildhall) -> None:
    """Let the rules' buttons and form work after a restart."""
    bot.forms.register(_FORM, write_rules)
    bot.add_dynamic_items(ReadRules, AcceptRules, EditRules)
