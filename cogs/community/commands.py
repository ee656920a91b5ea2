"""`/community setup` and `/community settings`."""

from functools import partial
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot import startup
from bot.client import Guildhall
from bot.reply import NOBODY, clip, send_pages
from bot.rights import manages_community, require_manages_community
from cogs.community.steps import FIRST
from cogs.community.values import check_value, value_shown
from cogs.community.wizard import page
from community.errors import NotAllowed, Refusal
from community.settings import SETTINGS, CommunitySettings, parse_setting, typed_forms
from storage import communities, topics
from storage.database import Writing

Asked = discord.Interaction[Guildhall]
Choices = list[app_commands.Choice[str]]

_PAGE = 6
_CHOICES = 25


@app_commands.guild_only()
class Community(commands.GroupCog, group_name="community", group_description="How this community is set up"):
    """What those who run the server type, and what stewards may read."""

    def __init__(self, bot: Guildhall) -> None:
        self.bot = bot

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """Say in the log what is missing, and go on with the rest."""
        await startup.report(self.bot)

    @app_commands.command(name="setup", description="Set up this community in four short steps (needs Manage Server)")
    async def setup(self, interaction: Asked) -> None:
        """Begin the wizard, showing what is set already."""
        await interaction.response.defer(ephemeral=True)
        require_manages_community(interaction)
        embed, view = await page(self.bot, interaction, FIRST)
        await interaction.followup.send(embed=embed, view=view, ephemeral=True, allowed_mentions=NOBODY)

    @app_commands.command(name="settings", description="Read all settings, or change one (needs Manage Server)")
    @app_commands.describe(name="Which setting", value="What it becomes; leave it out to read the setting")
    async def settings(
        self,
        interaction: Asked,
        name: app_commands.Range[str, 1, 100] | None = None,
        value: app_commands.Range[str, 1, 200] | None = None,
    ) -> None:
        """Show every setting, or one, or change one."""
        await interaction.response.defer(ephemeral=True)
        guild = _guild(interaction)
        if value is not None:
            require_manages_community(interaction)
            if name is None:
                raise Refusal("Say which setting gets that value: choose it from the list of the option name.")
            await self._change(interaction, guild, _named(name), value)
            return
        names = [_named(name)] if name else list(SETTINGS)
        await send_pages(interaction, partial(self._listed, names=names))

    async def _listed(self, interaction: Asked, names: list[str]) -> list[discord.Embed]:
        guild = _guild(interaction)
        async with self.bot.database.read() as tx:
            stewards = manages_community(interaction) or await topics.is_steward(tx, guild.id, interaction.user.id)
            settings = await communities.settings_of(tx, guild.id)
        if not stewards:
            raise NotAllowed("Only stewards and those with Manage Server can read the settings.")
        return _pages(guild, settings, names)

    async def _change(self, interaction: Asked, guild: discord.Guild, name: str, value: str) -> None:
        parsed = parse_setting(name, value)
        check_value(guild, name, parsed)

        async def work(tx: Writing) -> None:
            await communities.remember(tx, guild.id, guild.name, owner_id=guild.owner_id)
            await _check_kept_apart(tx, name, parsed)
            await communities.change_setting(tx, guild.id, name, parsed)

        await self.bot.database.write(f"interaction:{interaction.id}", work)
        text = value_shown(guild, CommunitySettings({name: parsed}), name)
        await interaction.followup.send(
            f"`{name}` is now {text}.\n{SETTINGS[name].does}", ephemeral=True, allowed_mentions=NOBODY
        )

    @settings.autocomplete("name")
    async def _names(self, _interaction: Asked, current: str) -> Choices:
        wanted = current.strip().casefold()
        found = [s for s in SETTINGS.values() if wanted in s.name or wanted in s.does.casefold()]
        return [app_commands.Choice(name=clip(f"{s.name}: {s.does}", 100), value=s.name) for s in found[:_CHOICES]]

    @settings.autocomplete("value")
    async def _values(self, interaction: Asked, current: str) -> Choices:
        name = str(interaction.namespace.name or "").strip().casefold()
        if name not in SETTINGS or not interaction.guild or not manages_community(interaction):
            return []
        kind = SETTINGS[name].kind
        if kind == "channel":
            forms = [(f"#{c.name}", str(c.id)) for c in _text_channels(interaction)]
        elif kind == "role":
            roles = [role for role in interaction.guild.roles[:0:-1] if not role.managed]
            forms = [(f"@{role.name}", str(role.id)) for role in roles]
        else:
            async with self.bot.database.read() as tx:
                settings = await communities.settings_of(tx, interaction.guild.id)
            forms = [(form, form) for form in typed_forms(name, settings[name])]
        if kind in {"channel", "role"}:
            forms.append(("none", "none"))
        wanted = current.strip().casefold()
        found = [
            form for form in forms if wanted in form[0].casefold().replace("_", " ") or wanted in form[1].casefold()
        ]
        return [app_commands.Choice(name=clip(label, 100), value=typed) for label, typed in found[:_CHOICES]]


def _named(name: str) -> str:
    """Give the setting of that name however it was typed; an unknown one is refused where it is parsed."""
    typed = "_".join(name.strip().casefold().split())
    if typed not in SETTINGS:
        raise Refusal("There is no setting of that name. Choose one from the list.")
    return typed


async def _check_kept_apart(tx: Writing, name: str, value: Any) -> None:
    """Refuse a topic as the place of coffee: what is said in a topic is kept, its private threads included."""
    topic = await topics.find(tx, value) if name == "coffee_channel" and value is not None else None
    if topic is not None and topic.status == "open":
        raise Refusal("That channel is a topic, and what is said in a topic is kept. Choose another for coffee.")


def _guild(interaction: Asked) -> discord.Guild:
    if interaction.guild is None:
        raise Refusal("Use this command in a server.")
    return interaction.guild


def _text_channels(interaction: Asked) -> list[discord.TextChannel]:
    if interaction.guild is None or not isinstance(interaction.user, discord.Member):
        return []
    member = interaction.user
    return [c for c in interaction.guild.text_channels if c.permissions_for(member).view_channel]


def _pages(guild: discord.Guild, settings: CommunitySettings, names: list[str]) -> list[discord.Embed]:
    pages = []
    for at in range(0, len(names), _PAGE):
        embed = discord.Embed(title="Settings of this community")
        for name in names[at : at + _PAGE]:
            text = f"{value_shown(guild, settings, name)}\n{SETTINGS[name].does}"
            embed.add_field(name=name, value=text, inline=False)
        embed.set_footer(text="Change one: /community settings name value (needs Manage Server)")
        pages.append(embed)
    return pages
