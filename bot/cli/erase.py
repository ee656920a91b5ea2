"""`guildhall erase`: erases a member, whether the bot runs or not."""

import asyncio
import json
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from bot.settings import DatabaseSettings, load_settings
from community.errors import NotFound, Refusal, Unavailable
from community.privacy import erased_said
from storage import rights
from storage.database import Database
from storage.rights import Erasure, Who

_WITHIN = 60.0
"""Seconds that it waits for a database, or its files, that somebody else is busy with."""


@click.command(short_help="Erase what is held about a member, for good.")
@click.argument("member", type=click.IntRange(min=1))
@click.option("--community", type=int, help="The community's id; without it, every community that knows the member.")
@click.option("--keep-nothing", is_flag=True, help="Keep nothing either that they write from now on.")
@click.option("--yes", is_flag=True, help="Do not ask first.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
@click.option("--config", type=click.Path(path_type=Path), help="The configuration file.")
def command(
    member: int, community: int | None, config: Path | None, *, keep_nothing: bool, yes: bool, as_json: bool
) -> None:
    """Erase what is held about MEMBER (an id), everywhere and for good; also of somebody who has left.

    What was posted in Discord is corrected by the bot: within a minute if it runs, else at its next start.
    """
    asked = f"Erase everything that is held about {member}? This can't be undone."
    if not yes and not click.confirm(asked, err=True):
        raise Refusal("Nothing was erased.")
    done = asyncio.run(_erase(load_settings(config).database, member, community, keep_nothing=keep_nothing))
    told = as_document(done)
    click.echo(json.dumps(told) if as_json else _told(told))


def as_document(done: dict[int, Erasure]) -> dict[str, Any]:
    """Give what was erased, by community, as JSON gives it."""
    return {
        "erased": [
            {"community": str(id_), "done": erasure.is_done, "counts": dict(erasure.counts)}
            for id_, erasure in done.items()
        ]
    }


async def _erase(
    place: DatabaseSettings, member: int, community: int | None, *, keep_nothing: bool
) -> dict[int, Erasure]:
    database = await Database.open(place.address, ledger=place.ledger)
    try:
        now = datetime.now(UTC)
        await rights.reconcile(database, now)
        async with database.read() as tx:
            known = [here for here, id_ in sorted(await rights.people(tx)) if id_ == member]
        where = known if community is None else [community]
        if not where or (community is not None and community not in known):
            raise NotFound("Nothing is held about that member there.")
        return {id_: await _erase_in(database, Who(id_, member, now), keep_nothing=keep_nothing) for id_ in where}
    finally:
        await database.close()


async def _erase_in(database: Database, who: Who, *, keep_nothing: bool) -> Erasure:
    """Erase; where the bot is writing or reading, wait for it."""
    until = time.monotonic() + _WITHIN
    id_: int | None = None
    while True:
        try:
            if id_ is None:
                id_ = await database.write(None, lambda tx: rights.begin(tx, who, who.until, keep_nothing=keep_nothing))
            erasure = await rights.run(database, id_, who.until)
        except Unavailable:
            if time.monotonic() > until:
                raise
        else:
            if erasure.is_done or time.monotonic() > until:
                return erasure
        await asyncio.sleep(1)


def _told(told: dict[str, Any]) -> str:
    lines = []
    for one in told["erased"]:
        said = ", ".join(erased_said(one["counts"])) or "nothing was left to erase"
        lines.append(f"Community {one['community']}: {said}.")
        if not one["done"]:
            lines.append("The database's files are in use: the bot finishes that at its next wake-up.")
    lines.append("What was posted in Discord is corrected by the bot: now if it runs, else at its next start.")
    return "\n".join(lines)
