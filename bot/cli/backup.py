"""`guildhall backup`: everything that is remembered, in one file, while the bot runs."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import click

from bot.settings import load_settings
from storage.backups import Made, make_backup


@click.command(short_help="Write a backup of the database, also while the bot runs.")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--config", type=click.Path(path_type=Path), help="The configuration file.")
def command(file: Path, config: Path | None) -> None:
    """Write a backup to FILE, which must not be there yet, also while the bot runs.

    It is read again before it counts. Only its owner may read it; it is encrypted if database.key_file is set.
    """
    made = asyncio.run(make_backup(load_settings(config).database.address, file, datetime.now(UTC)))
    click.echo(_told(made))


def _told(made: Made) -> str:
    how = "encrypted" if made.is_encrypted else "not encrypted"
    return (
        f"{made.file}: {made.rows['messages']} messages, {made.rows['entries']} entries, "
        f"{made.bytes / 1_000_000:.1f} MB, {how}. It was read again and is whole."
    )
