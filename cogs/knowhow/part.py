"""What every file of the `/knowhow` group begins with."""

from typing import TYPE_CHECKING

from discord.ext import commands

if TYPE_CHECKING:
    from bot import Guildhall


class Part(commands.Cog):
    """Some of the commands of the `/knowhow` group; `cogs.knowhow.KnowHow` puts the parts together."""

    def __init__(self, bot: "Guildhall") -> None:
        self.bot = bot
