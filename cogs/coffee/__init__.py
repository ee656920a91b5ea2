"""Coffee: rounds in which members who joined meet somebody from elsewhere whom they have not met."""

from bot.client import Guildhall
from cogs.coffee.buttons import MetButton, SkipButton
from cogs.coffee.commands import Coffee
from cogs.coffee.rounds import Rounds
from cogs.coffee.threads import Threads


async def setup(bot: Guildhall) -> None:
    """Add the commands, the buttons, and what the outbox does for coffee."""
    await bot.add_cog(Coffee(bot))
    bot.add_dynamic_items(SkipButton, MetButton)
    Rounds(bot).register()
    Threads(bot).register()
