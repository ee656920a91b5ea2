"""The community's setup and settings, and the start-up check."""

from bot.client import Guildhall
from cogs.community.commands import Community
from cogs.community.wizard import ITEMS


async def setup(bot: Guildhall) -> None:
    """Add the commands and the wizard's buttons and menus."""
    await bot.add_cog(Community(bot))
    bot.add_dynamic_items(*ITEMS)
