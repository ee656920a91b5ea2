"""How a profile looks: to the member it is of, and to another."""

import discord

from bot.reply import plain
from community.profile import Profile

GREEN = 0x2F6F4F


def own_page(profile: Profile) -> discord.Embed:
    """Show a member what they say of themselves, and who is shown what."""
    told = (
        "Members of this community are shown your organisation and sector."
        if profile.is_shown
        else (
            "Nobody is shown your organisation and sector. They count in numbers of five people and more, and coffee "
            "pairs you with people from elsewhere."
        )
    )
    embed = discord.Embed(title="Where you are from", description=told, colour=GREEN)
    embed.add_field(name="Organisation", value=plain(profile.organisation.name) if profile.organisation else "not said")
    embed.add_field(name="Sector", value=plain(profile.sector.name) if profile.sector else "not said")
    zone = f"{profile.zone} (nobody is shown it)" if profile.zone else "the community's"
    embed.add_field(name="Time zone", value=zone)
    embed.set_footer(text="Change it: /profile edit. What is on the list, or asking for more: /profile organisations")
    return embed


def others_page(profile: Profile, name: str) -> discord.Embed | None:
    """Show what a member lets others see; None for one who lets nothing be seen, or says nothing."""
    if not profile.is_shown or not (profile.organisation or profile.sector):
        return None
    embed = discord.Embed(title=plain(name, 100), colour=GREEN)
    if profile.organisation:
        embed.add_field(name="Organisation", value=plain(profile.organisation.name))
    if profile.sector:
        embed.add_field(name="Sector", value=plain(profile.sector.name))
    return embed
