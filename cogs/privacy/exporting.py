"""`/privacy export`: everything that is held about a person, as a file for that person alone."""

import asyncio
import io

import discord

from archive.personal import pack
from bot.client import Guildhall
from bot.options import Asking
from bot.reply import NOBODY
from cogs.privacy.where import called
from community.errors import Refusal
from storage import rights
from storage.rights import Who

LARGEST = 10 * 1024 * 1024 - 4096
"""Bytes: Discord takes ten MiB a message."""

_MOST_COPIED = 4 * LARGEST
"""Bytes of copied files that are tried at all: packed they may be as much smaller, if they are text."""

_TOO_LARGE = (
    "Your file would be larger than Discord takes (10 MiB). Ask whoever runs this server: the operator can make it "
    "with `guildhall member export`, and give it to you."
)
_GIVEN = (
    "Everything that is held about you {where}: `index.html` to read, `data.json` for programs. Only you see "
    "this message; keep the file as carefully as what stands in it. What Discord itself holds is Discord's to give."
)


async def give(bot: Guildhall, interaction: discord.Interaction, community_id: int) -> None:
    """Answer a deferred interaction with the file."""
    async with bot.database.read() as tx:
        who = await Asking.about(tx, bot, interaction, community_id)
        of = Who(who.community_id, who.member_id, who.now)
        if await rights.copied_bytes(tx, of) > _MOST_COPIED:
            raise Refusal(_TOO_LARGE)  # before all of it is read into memory
        gathered = await rights.gather(tx, of, who.sees)
    packed = await asyncio.to_thread(pack, gathered, who.now)
    if len(packed) > LARGEST:
        raise Refusal(_TOO_LARGE)
    file = discord.File(io.BytesIO(packed), filename=f"my-data-{who.now:%Y-%m-%d}.zip")
    name = await called(bot, interaction, community_id)
    given = _GIVEN.format(where=f"in {name}" if name else "in this server")
    await interaction.followup.send(given, file=file, ephemeral=True, allowed_mentions=NOBODY)
