"""What each member may ask and decide about themselves."""

from bot.client import Guildhall
from cogs.privacy.asking import ActButton, WhichMenu
from cogs.privacy.commands import Privacy
from cogs.privacy.erasing import Finishing
from cogs.privacy.quoting import Always


async def setup(bot: Guildhall) -> None:
    """Add the commands, the buttons, and what goes on with erasures that were interrupted."""
    await bot.add_cog(Privacy(bot))
    bot.add_dynamic_items(Always, ActButton, WhichMenu)
    bot.outbox.each_wake(Finishing(bot).go_on)
