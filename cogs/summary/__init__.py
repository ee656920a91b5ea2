"""The weekly summary: previewed, posted by hand or by itself, corrected when what it was made of changes."""

from bot.client import Guildhall
from cogs.summary.commands import Summaries
from cogs.summary.posting import Posting


async def setup(bot: Guildhall) -> None:
    """Add the commands, what the outbox does for summaries, and what time makes of them."""
    await bot.add_cog(Summaries(bot))
    Posting(bot).register()
