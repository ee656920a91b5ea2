"""`guildhall restore`: a backup in the database's place, while the bot does not run."""

import asyncio
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import click

from bot.settings import load_settings
from storage import rights
from storage.backups import restore
from storage.database import Database


@click.command(short_help="Put a backup in place of the database; the bot must not run.")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--config", type=click.Path(path_type=Path), help="The configuration file.")
def command(file: Path, config: Path | None) -> None:
    """Put the backup in FILE in the database's place; refused while the bot, or anything else, has it open.

    The file may come from SQLite or PostgreSQL. What was erased or withdrawn since it was made is erased in it again.
    Until the moment of exchange the database stays as it was.
    """
    place = load_settings(config).database
    tell = partial(click.echo, err=True)
    done = asyncio.run(restore(place.address, file, datetime.now(UTC), replay, tell, ledger=place.ledger))
    click.echo(
        f"Restored what was remembered at {done.checked.made_at:%Y-%m-%d %H:%M} UTC: "
        f"{done.checked.rows['messages']} messages, {done.checked.rows['entries']} entries. "
        f"Erased again: {done.erased_again}. Start the bot: it reads back what was said since."
    )


async def replay(database: Database) -> int:
    """Erase in a restored copy, before anything else uses it, what the ledger says was erased or withdrawn."""
    now = datetime.now(UTC)
    replayed = await rights.reconcile(database, now)
    await rights.run_all(database, now)
    await rights.clear(database, now)
    return replayed.total
