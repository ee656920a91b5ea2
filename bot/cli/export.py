"""`guildhall export`: the archive, as files to keep, read and build on."""

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path

import click

from archive.export import FORMATS, export, gather
from bot.cli._topics import named_topic
from bot.settings import DatabaseSettings, load_settings
from community.errors import NotFound
from storage import communities
from storage.database import Database


@click.command(short_help="Write the archive as pages, JSON or tables.")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--community", "community_id", type=click.IntRange(min=0), required=True, help="The community's id.")
@click.option("--format", "form", type=click.Choice(list(FORMATS)), default="markdown", show_default=True)
@click.option(
    "--as", "member_id", type=click.IntRange(min=0), metavar="MEMBER", help="What this member may see (an id)."
)
@click.option("--topic", help="A topic's name or id: its entries alone.")
@click.option("--json", "as_document", is_flag=True, help="Print one JSON document that tells what was written.")
@click.option("--config", type=click.Path(path_type=Path), help="The configuration file.")
def command(
    folder: Path,
    community_id: int,
    form: str,
    member_id: int | None,
    topic: str | None,
    config: Path | None,
    *,
    as_document: bool,
) -> None:
    """Write the archive into DIR: published entries, and what their authors agreed to have quoted.

    Without --as it is the operator's view: all that is published, private topics too. DIR is new, empty or an earlier
    export, which is brought up to date: what was withdrawn or taken down leaves it.
    """
    told = asyncio.run(_export(load_settings(config).database, folder, community_id, member_id, topic, form))
    if as_document:
        click.echo(json.dumps(told, indent=2))
    else:
        click.echo(f"{told['entries']} entries with {told['quotes']} quotes, in {told['written']} files in {folder}.")


async def _export(
    place: DatabaseSettings, folder: Path, community_id: int, member_id: int | None, topic: str | None, form: str
) -> dict[str, int | str]:
    database = await Database.open(place.address, ledger=place.ledger)
    try:
        async with database.read() as tx:
            if member_id is not None and await communities.member(tx, community_id, member_id) is None:
                raise NotFound(f"No member {member_id} is known in community {community_id}.")
            archive = await gather(tx, community_id, datetime.now(UTC), member_id=member_id)
            if topic is not None:
                archive = archive.of_topic(named_topic(topic, {one.id: one.name for one in archive.topics}))
            written = await export(tx, folder, archive, form)
    finally:
        await database.close()
    quotes = sum(len(entry.quotes) for entry in archive.entries)
    return {"format": form, "entries": len(archive.entries), "quotes": quotes, "written": written}
