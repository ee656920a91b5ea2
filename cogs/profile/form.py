"""The form of `/profile edit`: a menu where the community's list is short, a line to type where it is long."""

import re
from collections.abc import Sequence

import discord
from discord import ui

from bot.client import Guildhall
from bot.forms import LastingForm, Sent
from bot.reply import NOBODY, clip
from cogs.profile.shown import own_page
from community.errors import Refusal
from community.profile import NAME_LIMIT, Kind, Listed, Profile, chosen, own_zone
from storage import ledger, profiles
from storage.database import Writing

FORM = "guildhall:form:profile"
_MENU = 25
_ZONE_LIMIT = 60
_SHOWN = {"nobody": "Nobody: only counts of five people and more", "members": "Members of this community"}

Field = ui.TextInput["ProfileForm"] | ui.Select["ProfileForm"]


class ProfileForm(LastingForm, title="Where you are from"):
    """Organisation, sector, own time zone, and who is shown it; every row may be left empty."""

    def __init__(self, listed: Sequence[Listed], now: Profile) -> None:
        super().__init__(custom_id=FORM, timeout=14 * 60)
        for kind, label in ((Kind.ORGANISATION, "Organisation"), (Kind.SECTOR, "Sector")):
            known = [one for one in listed if one.kind is kind and not one.is_asked]
            if known:
                row = _row(known, now.organisation if kind is Kind.ORGANISATION else now.sector)
                told = "From this community's list; empty says nothing. Not there? Use /profile organisations"
                self.add_item(ui.Label(text=label, description=told, component=row))
        zone: ui.TextInput[ProfileForm] = ui.TextInput(
            custom_id="zone", required=False, default=now.zone, max_length=_ZONE_LIMIT, placeholder="Europe/London"
        )
        told = "Your own, if it is not the community's. Nobody is shown it"
        self.add_item(ui.Label(text="Time zone", description=told, component=zone))
        shown: ui.Select[ProfileForm] = ui.Select(
            custom_id="shown",
            required=False,
            options=[
                discord.SelectOption(label=label, value=value, default=(value == "members") == now.is_shown)
                for value, label in _SHOWN.items()
            ],
        )
        self.add_item(ui.Label(text="Who is shown organisation and sector", component=shown))


async def take(interaction: discord.Interaction[Guildhall], _match: re.Match[str], sent: Sent) -> None:
    """Keep what is said, and show how it looks."""
    await interaction.response.defer(ephemeral=True, thinking=True)
    bot, community_id, member_id = interaction.client, interaction.guild_id or 0, interaction.user.id

    async def work(tx: Writing) -> None:
        if await ledger.keeps_nothing(tx, community_id, member_id):
            raise Refusal(
                "You asked that nothing of yours is kept here, so this is not either. `/privacy erase` takes that back."
            )
        listed = await profiles.listed(tx, community_id)
        found = {kind: chosen(listed, kind, sent[kind.value]) for kind in Kind}
        told = Profile(
            found[Kind.ORGANISATION], found[Kind.SECTOR], own_zone(sent["zone"]), is_shown=sent["shown"] == "members"
        )
        await profiles.save(tx, community_id, member_id, told, bot.clock.now())

    await bot.database.write(f"interaction:{interaction.id}", work)
    async with bot.database.read() as tx:
        profile = await profiles.profile_of(tx, community_id, member_id)
    await interaction.followup.send(
        "Kept." if not profile.is_empty else "Nothing is kept of where you are from.",
        embed=own_page(profile),
        ephemeral=True,
        allowed_mentions=NOBODY,
    )


def _row(known: Sequence[Listed], now: Listed | None) -> Field:
    kind = known[0].kind.value
    if len(known) > _MENU:
        return ui.TextInput(
            custom_id=kind,
            required=False,
            default=now.name if now else None,
            max_length=NAME_LIMIT,
            placeholder="Its name on the list, or part of it",
        )
    options = [
        discord.SelectOption(label=clip(one.name, 100), value=str(one.id), default=now is not None and one.id == now.id)
        for one in known
    ]
    return ui.Select(custom_id=kind, required=False, min_values=0, max_values=1, options=options)
