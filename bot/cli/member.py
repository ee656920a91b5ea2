"""`guildhall member export`: everything that is held about a member, in a file, for the operator to hand over."""

import asyncio
import os
from datetime import UTC, datetime
from pathlib import Path

import click

from archive.personal import pack
from bot.settings import DatabaseSettings, load_settings
from community.errors import NotFound, Refusal
from storage import access, communities, rights
from storage.database import Database
from storage.rights import Who


@click.group(short_help="Give all that is held about a member as a file: member export.")
def command() -> None:
    """Answer a member's requests."""


@command.command(short_help="Write everything that is held about a member into a ZIP.")
@click.argument("member", type=click.IntRange(min=1))
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--community", type=int, required=True, help="The community's id.")
@click.option("--config", type=click.Path(path_type=Path), help="The configuration file.")
def export(member: int, file: Path, community: int, config: Path | None) -> None:
    """Write everything that is held about MEMBER (an id) into FILE, a ZIP that is not there yet.

    It is what /privacy export gives: also of somebody who has left, and of any size.
    """
    packed = asyncio.run(_pack(load_settings(config).database, community, member))
    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.write(packed)
    except OSError as error:
        raise Refusal(f"{file} can't be written: {error.strerror}.") from error
    click.echo(f"Written: {file}. It holds personal data: hand it to that person alone, and delete it here.", err=True)


async def _pack(place: DatabaseSettings, community_id: int, member_id: int) -> bytes:
    database = await Database.open(place.address, ledger=place.ledger)
    now = datetime.now(UTC)
    try:
        async with database.read() as tx:
            if await communities.find(tx, community_id) is None:
                raise NotFound(f"There is no community {community_id} in this database.")
            if (community_id, member_id) not in await rights.people(tx):
                raise NotFound(f"Nothing is held about {member_id} in that community: look at both ids.")
            sees = await access.seen_by_member(tx, community_id, member_id, now)
            gathered = await rights.gather(tx, Who(community_id, member_id, now), sees)
        return pack(gathered, now)
    finally:
        await database.close()
