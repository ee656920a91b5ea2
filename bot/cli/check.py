"""`guildhall check`: what is missing, by the configuration and the database alone."""

import asyncio
import sys
from pathlib import Path

import click

from bot.settings import Settings, load_settings
from storage.at_rest import at_rest
from storage.database import Database


@click.command(short_help="Read the configuration and say what is missing.")
@click.option("--config", type=click.Path(path_type=Path), help="The configuration file.")
def command(config: Path | None) -> None:
    """Read the configuration, open the database and list what is missing; exit status 1 if anything is."""
    settings = load_settings(config)
    missing = asyncio.run(_missing(settings))
    click.echo(at_rest(settings.database.address, settings.database.at_rest), err=True)
    for sentence in missing:
        click.echo(sentence)
    if missing:
        sys.exit(1)
    click.echo("Nothing is missing. What Discord allows the bot is checked when it starts: see its log.")


async def _missing(settings: Settings) -> list[str]:
    from bot.startup import missing_offline  # noqa: PLC0415 - brings discord.py, which wrong usage does without

    database = await Database.open(settings.database.address, ledger=settings.database.ledger)
    try:
        async with database.read() as tx:
            return await missing_offline(settings, tx)
    finally:
        await database.close()
