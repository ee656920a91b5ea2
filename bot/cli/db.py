"""`guildhall db upgrade`: brings the database's schema up to date."""

import asyncio
from pathlib import Path

import click

from bot.settings import DatabaseSettings, load_settings
from storage.database import Database


@click.group(short_help="Bring the database's schema up to date: db upgrade.")
def command() -> None:
    """Look after the database."""


@command.command(short_help="Bring the schema up to date, as every start of the bot does.")
@click.option("--config", type=click.Path(path_type=Path), help="The configuration file.")
def upgrade(config: Path | None) -> None:
    """Bring the schema up to date, as every start of the bot does; again changes nothing."""
    asyncio.run(_upgrade(load_settings(config).database))
    click.echo("The database is up to date.", err=True)


async def _upgrade(place: DatabaseSettings) -> None:
    database = await Database.open(place.address, ledger=place.ledger)
    await database.close()
