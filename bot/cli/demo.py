"""`guildhall demo`: a community to walk into, with no token and no network."""

import asyncio
from pathlib import Path

import click

from bot.log import start_logging
from bot.settings import Log


@click.command()
@click.option(
    "--port", default=8080, show_default=True, type=click.IntRange(0, 65535), help="Where the page is; 0: any."
)
@click.option("--fresh", is_flag=True, help="Forget what happened and begin anew.")
@click.option(
    "--folder",
    default=Path("data/demo"),
    show_default=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="Where its state is kept.",
)
def command(port: int, fresh: bool, folder: Path) -> None:  # noqa: FBT001 - click's flags
    """Run a sandbox community with conversations in it, and its page."""
    click.echo("Guildhall's demo is starting…")
    from demo.host import show  # noqa: PLC0415 - brings discord.py, which other commands do without

    start_logging(Log(level="warning"))
    asyncio.run(show(folder, port, fresh=fresh, tell=click.echo))
