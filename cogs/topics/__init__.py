"""Topics: opened, shown, closed, proposed, and followed when their channel changes."""

from bot.client import Guildhall
from bot.opening import NOTICE, Notice
from bot.rules import add_rules_buttons
from cogs.topics.commands import Topics
from cogs.topics.following import Following
from cogs.topics.openbutton import OpenProposal, PickChannel
from cogs.topics.posting import Posting
from cogs.topics.support import Support, TakeBack


async def setup(bot: Guildhall) -> None:
    """Add the commands, the buttons, what the outbox does for topics, and the ear for channels."""
    await bot.add_cog(Topics(bot))
    await bot.add_cog(Following(bot))
    bot.add_dynamic_items(Support, TakeBack, OpenProposal, PickChannel)
    add_rules_buttons(bot)
    bot.outbox.register(NOTICE, Notice(bot))
    Posting(bot).register()
