"""Know-how as members meet it: the `/knowhow` group, its menus, buttons and cards.

Each file holds one `Part` with some of the group's commands; `KnowHow` is their sum.
"""

from discord import app_commands
from discord.ext import commands

from bot.client import Guildhall
from bot.reviewing import DecideButton, ReviewButton, Unreviewed
from cogs.knowhow import answering, drafting, sharing
from cogs.knowhow.adding import add_menu
from cogs.knowhow.capture import Capturing, capture_menu
from cogs.knowhow.copying import Copying
from cogs.knowhow.deciding import Deciding
from cogs.knowhow.forms import FORM
from cogs.knowhow.posting import Posting
from cogs.knowhow.search import Searching
from cogs.knowhow.showing import Showing
from cogs.knowhow.submitting import take


@app_commands.guild_only()
class KnowHow(
    Capturing,
    Deciding,
    Searching,
    Showing,
    commands.GroupCog,
    group_name="knowhow",
    group_description="Know-how from conversations, kept with everybody's consent",
):
    """The `/knowhow` group."""


async def setup(bot: Guildhall) -> None:
    """Add know-how to the bot."""
    Posting(bot).register()
    bot.forms.register(FORM, take)
    bot.outbox.register("entry-files", Copying(bot))
    bot.outbox.register(sharing.KIND, sharing.Shared(bot))
    bot.outbox.each_wake(Unreviewed(bot).erase)
    bot.add_dynamic_items(
        answering.OpenButton,
        answering.SayButton,
        answering.AlwaysButton,
        answering.WhichMenu,
        answering.TurnButton,
        drafting.DraftButton,
        drafting.QuoteMenu,
        drafting.TagMenu,
        DecideButton,
        ReviewButton,
    )
    await bot.add_cog(KnowHow(bot))
    bot.tree.add_command(capture_menu)
    bot.tree.add_command(add_menu)
