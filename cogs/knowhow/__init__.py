"""Know-how as members meet it: the `/knowhow` group, its menus, buttons and cards.

Each file holds one `Part` with some of the group's commands; `KnowHow` is their sum. A part that must do more than
answer commands (buttons that outlive a restart, due rows) has a `prepare(bot)` that `setup` calls.
"""

from discord.ext import commands

from bot import Guildhall


class KnowHow(
    commands.GroupCog,
    group_name="knowhow",
    group_description="Know-how from conversations, kept with everybody's consent",
):
    """The `/knowhow` group."""


async def setup(bot: Guildhall) -> None:
    """Add know-how to the bot."""
    await bot.add_cog(KnowHow())
