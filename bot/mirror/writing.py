"""Writing what was marked, from discord.py's own state, which has taken the events in already."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

import discord

from bot.sight import channel_spots, ground_of, person_of, roles_of, thread_spot
from storage import mirror as store
from storage import posts
from storage.database import Writing

Part = tuple[int, str, int]
"""What is marked: of which community, which part of it, and the id of whom or what in it (0: all)."""
Inside = tuple[int, frozenset[int], frozenset[int]]
"""A private thread, who came into it, and who left."""


async def write(
    tx: Writing, client: discord.Client, marked: Iterable[Part], inside: Iterable[Inside], now: datetime
) -> None:
    """Write what was marked of communities, and who came into private threads or left them, in one transaction."""
    people: dict[int, set[int]] = defaultdict(set)
    back: dict[int, list[int]] = defaultdict(list)
    for guild_id, part, id_ in marked:
        guild = client.get_guild(guild_id)
        if guild is None:
            if part == "gone":
                await store.leave(tx, guild_id)
        elif part == "person":
            people[guild_id].add(id_)
        elif part == "back":
            back[guild_id].append(id_)
        else:
            await _write_part(tx, guild, part, id_)
    for guild_id, ids in back.items():
        await store.let_out(tx, guild_id, ids)
    for guild_id, changed in people.items():
        await _write_people(tx, client.get_guild(guild_id), changed, now)
    for thread_id, added, removed in inside:
        await store.change_inside(tx, thread_id, added, removed)
    await posts.withdraw_changed(tx, now)


async def _write_part(tx: Writing, guild: discord.Guild, part: str, id_: int) -> None:
    """Bring one part into line with discord.py's state, which has taken the event in already."""
    match part:
        case "ground":
            await store.align_ground(tx, ground_of(guild))
        case "roles":
            await store.align_roles(tx, guild.id, roles_of(guild.roles))
        case "channels":
            await store.align_channels(tx, guild.id, channel_spots(guild.channels))
        case "thread":
            thread = guild.get_thread(id_)
            if thread is not None:
                await store.align_threads(tx, guild.id, [thread_spot(thread)])
            else:
                tx.sight_changed(guild.id)  # it is archived, or out of the bot's own sight
        case "deleted":
            # Ingest empties it in its own time; nobody is to see it until then.
            await store.lose_place(tx, id_)
            tx.sight_changed(guild.id)


async def _write_people(tx: Writing, guild: discord.Guild | None, ids: Iterable[int], now: datetime) -> None:
    """Bring members into line with discord.py's state, all at once: a thousand may be given a role together."""
    if guild is None:
        return
    found = {id_: guild.get_member(id_) for id_ in ids}
    here = [person_of(member) for member in found.values() if member is not None]
    await store.align_some(tx, guild.id, here, [id_ for id_, member in found.items() if member is None], now=now)
