"""Where members are from: what they say themselves, by a list that the community keeps."""

from bot.client import Guildhall
from cogs.profile.asking import Decide, tell_stewards
from cogs.profile.commands import Profiles
from cogs.profile.form import FORM, take
from storage.profiles import ASKED


async def setup(bot: Guildhall) -> None:
    """Add the commands, the buttons under a name that is asked for, and what tells stewards of one."""
    await bot.add_cog(Profiles(bot))
    bot.add_dynamic_items(Decide)
    bot.forms.register(FORM, take)
    bot.outbox.register(ASKED, tell_stewards(bot))
