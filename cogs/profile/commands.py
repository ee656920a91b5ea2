"""`/profile`: show and edit where one is from, and the community's list to choose from."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import Guildhall
from bot.options import Asking
from bot.reply import NOBODY, clip, plain, send_pages
from bot.screening import Typed, screened
from cogs.profile.asking import is_steward
from cogs.profile.form import ProfileForm
from cogs.profile.shown import others_page, own_page
from community.errors import NotAllowed, Refusal
from community.profile import MOST_ASKED, NAME_LIMIT, Kind, Listed, check_new, suggested
from storage import ledger, profiles
from storage.database import Writing

Asked = discord.Interaction[Guildhall]

_PAGE = 30
_KINDS = [app_commands.Choice(name=kind.value.capitalize(), value=kind.value) for kind in Kind]


@app_commands.guild_only()
class Profiles(commands.GroupCog, group_name="profile", group_description="Where members are from, as far as they say"):
    """What members type about themselves and about the list."""

    def __init__(self, bot: Guildhall) -> None:
        self.bot = bot

    @app_commands.command(name="show", description="Where you are from, or what another member shows of it")
    @app_commands.describe(member="Whose profile (yours, unless you say)")
    async def show(self, interaction: Asked, member: discord.Member | None = None) -> None:
        """Show one's own profile, or what another lets members see."""
        await interaction.response.defer(ephemeral=True)
        person = member or interaction.user
        async with self.bot.database.read() as tx:
            who = await Asking.of(tx, self.bot, interaction)
            profile = await profiles.profile_of(tx, who.community_id, person.id)
        embed = own_page(profile) if person.id == who.member_id else others_page(profile, person.display_name)
        if embed is None:
            raise Refusal("That member shows nothing here of where they are from.")
        await interaction.followup.send(embed=embed, ephemeral=True, allowed_mentions=NOBODY)

    @app_commands.command(name="edit", description="Say where you are from and your time zone, and who is shown it")
    async def edit(self, interaction: Asked) -> None:
        """Open the form, filled in with what is said so far."""
        async with self.bot.database.read() as tx:
            who = await Asking.of(tx, self.bot, interaction)
            listed = await profiles.listed(tx, who.community_id)
            profile = await profiles.profile_of(tx, who.community_id, who.member_id)
        await interaction.response.send_modal(ProfileForm(listed, profile))

    @app_commands.command(name="organisations", description="The list of organisations and sectors; ask for one")
    @app_commands.describe(
        add="A name to put on the list; members ask a steward for it with this",
        kind="Whether that is an organisation or a sector (an organisation, unless you say)",
        remove="A name to take off the list (stewards)",
    )
    @app_commands.choices(kind=_KINDS)
    async def organisations(
        self,
        interaction: Asked,
        add: app_commands.Range[str, 1, NAME_LIMIT] | None = None,
        kind: app_commands.Choice[str] | None = None,
        remove: app_commands.Range[str, 1, NAME_LIMIT] | None = None,
    ) -> None:
        """Show the list, put a name on it or ask for one, or take one off."""
        await interaction.response.defer(ephemeral=True)
        if add is not None and remove is not None:
            raise Refusal("Either add a name or remove one.")
        if add is not None:
            await self._add(interaction, Kind(kind.value) if kind else Kind.ORGANISATION, add)
        elif remove is not None:
            await self._remove(interaction, remove)
        else:
            await send_pages(interaction, self._pages)

    @organisations.autocomplete("remove")
    async def _names(self, interaction: Asked, current: str) -> list[app_commands.Choice[str]]:
        async with self.bot.database.read() as tx:
            if not await is_steward(tx, interaction):
                return []
            found = suggested(await profiles.listed(tx, interaction.guild_id or 0), current)
        return [
            app_commands.Choice(name=clip(f"{one.name} ({one.kind.value})", 100), value=str(one.id)) for one in found
        ]

    async def _add(self, interaction: Asked, kind: Kind, typed: str) -> None:
        interaction, (name,) = await screened(interaction, Typed("Name", " ".join(typed.split()), NAME_LIMIT))
        now = self.bot.clock.now()

        async def work(tx: Writing) -> str:
            who = await Asking.of(tx, self.bot, interaction)
            there = check_new(await profiles.listed(tx, who.community_id), kind, name)
            if await is_steward(tx, interaction):
                if there is None:
                    await profiles.put_on_list(tx, who.community_id, kind, name)
                else:
                    await profiles.grant(tx, there, who.community_id, now)
                return f"**{plain(name)}** is on the list of {kind.several} now."
            if there is not None:
                return f"**{plain(name)}** is asked for already. The stewards decide about it."
            if await ledger.keeps_nothing(tx, who.community_id, who.member_id):
                raise Refusal("You asked that nothing of yours is kept here. `/privacy erase` takes that back.")
            if await profiles.asked_by(tx, who.community_id, who.member_id) >= MOST_ASKED:
                raise Refusal(
                    f"You are waiting for {MOST_ASKED} names already. Ask again when those are decided about."
                )
            await profiles.ask_for(tx, who.community_id, kind, name, who.member_id, now)
            return (
                f"The stewards are asked to put **{plain(name)}** on the list of {kind.several}; they are not told who "
                f"asked. Once it is there it is your {kind.value}, shown to nobody unless you say so."
            )

        told = await self.bot.database.write(f"interaction:{interaction.id}", work)
        await interaction.followup.send(told, ephemeral=True, allowed_mentions=NOBODY)

    async def _remove(self, interaction: Asked, typed: str) -> None:
        async def work(tx: Writing) -> str:
            if not await is_steward(tx, interaction):
                raise NotAllowed("Only stewards and those with Manage Server can take a name off the list.")
            listed = await profiles.listed(tx, interaction.guild_id or 0)
            words = " ".join(typed.split()).casefold()
            one = next((one for one in listed if words in {str(one.id), one.name.casefold()}), None)
            if one is None:
                raise Refusal("That name is not on the list. Choose one from what is offered as you type.")
            await profiles.take_off(tx, one.id)
            return one.name

        name = await self.bot.database.write(f"interaction:{interaction.id}", work)
        told = f"**{plain(name)}** is off the list. Whoever had chosen it says nothing in its place now."
        await interaction.followup.send(told, ephemeral=True, allowed_mentions=NOBODY)

    async def _pages(self, interaction: Asked) -> list[discord.Embed]:
        async with self.bot.database.read() as tx:
            listed = await profiles.listed(tx, interaction.guild_id or 0)
            tends = await is_steward(tx, interaction)
        pages = []
        for kind in Kind:
            names = [_line(one) for one in listed if one.kind is kind and (tends or not one.is_asked)]
            for at in range(0, max(len(names), 1), _PAGE):
                told = "\n".join(names[at : at + _PAGE]) or "None yet."
                pages.append(discord.Embed(title=f"{kind.several.capitalize()} of this community", description=told))
        ask = "A steward adds one with the option add" if tends else "One is missing? Ask for it with the option add"
        for number, page in enumerate(pages, 1):
            page.set_footer(text=f"{ask}. Page {number} of {len(pages)}")
        return pages


def _line(one: Listed) -> str:
    return f"{plain(one.name)} (asked for)" if one.is_asked else plain(one.name)
