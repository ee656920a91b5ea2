"""`guildhall import`: what a server said, from DiscordChatExporter's JSON."""

import asyncio
import json
import sys
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from archive.importing import Report, find_files, import_exports
from bot.settings import Settings, load_settings
from storage import Database


@click.command("import", short_help="Read a DiscordChatExporter export (JSON) into a community.")
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option("--community", required=True, type=int, help="The community's id; it is made if it is not there.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
@click.option("--config", type=click.Path(path_type=Path), help="The configuration file.")
def command(path: Path, community: int, as_json: bool, config: Path | None) -> None:  # noqa: FBT001 - click's flag
    """Read a DiscordChatExporter export (JSON), one file or a folder, into an imported community.

    Doing it again changes nothing. A file that can't be read is named, the rest goes in, and the exit status is 1.
    """
    report = asyncio.run(_import(load_settings(config), path, community))
    for file, why in report.failed:
        click.echo(f"{file}: {why}", err=True)
    if as_json:
        click.echo(json.dumps(report.as_json(), ensure_ascii=False))
    else:
        click.echo(_told(report.as_json()))
    if report.failed:
        sys.exit(1)


async def _import(settings: Settings, path: Path, community: int) -> Report:
    database = await Database.open(settings.database.address, ledger=settings.database.ledger)
    try:
        shown: Any = nullcontext()
        if sys.stderr.isatty():
            shown = click.progressbar(length=len(find_files(path)), label="Reading", file=sys.stderr)
        with shown as bar:
            step = bar.update if bar is not None else lambda _files: None
            return await import_exports(database, community, path, datetime.now(UTC), step)
    finally:
        await database.close()


def _told(report: dict[str, Any]) -> str:
    return (
        f"{report['files']} files: {report['topics']} topics, {report['conversations']} conversations, "
        f"{report['messages']} messages; {report['new']} new, {report['skipped']} skipped, "
        f"{len(report['failed'])} files failed, in {report['seconds']:.1f} s."
    )
