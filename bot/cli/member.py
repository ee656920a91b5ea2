"""`guildhall member`: what an operator does for somebody who asks: their file of everything, their answer."""

import asyncio
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

import click

from archive.personal import write
from bot.settings import DatabaseSettings, load_settings
from community.errors import NotFound, Refusal
from community.knowhow import LEFT_OUT, NAMED, UNNAMED, Quote, digest_of_shown
from storage import access, communities, knowhow, rights
from storage.database import Database, Reading, Writing
from storage.rights import Who

_ANSWERS = {"by-name": NAMED, "without-name": UNNAMED, "leave-out": LEFT_OUT}
_SAID = {NAMED: "quoted by name", UNNAMED: "quoted without their name", LEFT_OUT: "left out"}


@click.group(short_help="Do for a member what they ask: member export, member answer.")
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
    asyncio.run(_export(load_settings(config).database, community, member, file))
    click.echo(f"Written: {file}. It holds personal data: hand it to that person alone, and delete it here.", err=True)


@command.command(short_help="Answer for a member's quoted words, as they asked you to.")
@click.argument("member", type=click.IntRange(min=1))
@click.argument("entry", type=click.IntRange(min=1))
@click.argument("answer", type=click.Choice(list(_ANSWERS)))
@click.option("--community", type=int, required=True, help="The community's id.")
@click.option("--yes", is_flag=True, help="Do not ask first.")
@click.option("--config", type=click.Path(path_type=Path), help="The configuration file.")
def answer(member: int, entry: int, answer: str, community: int, config: Path | None, *, yes: bool) -> None:
    """Answer for the words of MEMBER (an id) that ENTRY (its number) quotes, because that person asked you to.

    It shows the words first: a yes is a yes to exactly these. It replaces any answer before, and the same words get it
    wherever they are quoted. What was posted in Discord is corrected by the bot: within a minute if it runs, else at
    its next start.
    """
    asyncio.run(_answer(load_settings(config).database, Who(community, member, datetime.now(UTC)), entry, answer, yes))


async def _export(place: DatabaseSettings, community_id: int, member_id: int, path: Path) -> None:
    database = await Database.open(place.address, ledger=place.ledger)
    now = datetime.now(UTC)
    who = Who(community_id, member_id, now)
    try:
        async with database.read() as tx:
            await _require_held(tx, who)
            sees = await access.seen_by_member(tx, community_id, member_id, now)
            with _made(path) as out:
                await write(out, tx, await rights.gather(tx, who, sees, with_copies=False), now)
    finally:
        await database.close()


def _made(path: Path) -> IO[bytes]:
    """Make a file that only the operator may read, and that was not there."""
    try:
        return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
    except OSError as error:
        raise Refusal(f"{path} can't be written: {error.strerror}.") from error


async def _require_held(tx: Reading, who: Who) -> None:
    if await communities.find(tx, who.community_id) is None:
        raise NotFound(f"There is no community {who.community_id} in this database.")
    if (who.community_id, who.member_id) not in await rights.people(tx):
        raise NotFound(f"Nothing is held about {who.member_id} in that community: look at both ids.")


async def _answer(place: DatabaseSettings, who: Who, entry_id: int, answer: str, yes: bool) -> None:  # noqa: FBT001 - what was typed
    database = await Database.open(place.address, ledger=place.ledger)
    try:
        await rights.reconcile(database, who.until)
        async with database.read() as tx:
            await _require_held(tx, who)
            shown = await knowhow.quoted(tx, who.community_id, who.member_id, entry_id=entry_id)
        if not shown:
            raise NotFound(f"Entry {entry_id} quotes no words of {who.member_id}, and asks for none.")
        _show(shown)
        said = f"{len(shown)} of their words" if len(shown) > 1 else "these words"
        if not yes and not click.confirm(f"Have {said} in entry {entry_id} {_SAID[_ANSWERS[answer]]}?", err=True):
            raise Refusal("Nothing was answered.")

        async def work(tx: Writing) -> None:
            ids, digest = [quote.id for quote in shown], digest_of_shown(shown)
            await knowhow.answer_quotes(
                tx, who.community_id, who.member_id, ids, _ANSWERS[answer], digest, datetime.now(UTC)
            )

        await database.write(None, work)
        click.echo(f"Answered: {_SAID[_ANSWERS[answer]]}. They can change it at any time.", err=True)
    finally:
        await database.close()


def _show(shown: list[Quote]) -> None:
    for number, quote in enumerate(shown, 1):
        click.echo(f"{number}. {quote.words}\n", err=True)
