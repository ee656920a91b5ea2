"""Typing anything at everything: every command of the tree, every form, menu and button that comes back.

`python -m soak.input --examples 100` does so many things with each command, and prints what was tried and what went
wrong. Whatever is typed must be answered or refused with a sentence: nothing fails, nothing is logged of it, and it
pings nobody.
"""

import asyncio
import json
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
from discord import app_commands
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as seeded

from bench._stage import TOKEN, WORLD
from bot import Settings, build_bot
from bot.settings import DatabaseSettings, Discord
from sandbox import client, server
from soak.fuzzing import Fuzz
from soak.typed import Command, Plan, plans


def fuzz(runner: asyncio.Runner, fuzzing: Fuzz, examples: int, seed: int) -> None:
    """Do so many things with each command of the tree, drawn by Hypothesis, and say as many, in the loop of `runner`.

    What the tree offers is asked of it, so that a new command is tried without being listed here.
    """
    commands = [one for one in fuzzing.bot.tree.walk_commands() if isinstance(one, app_commands.Command)]
    for command in [*commands, None]:
        _with_each(runner, fuzzing, command, examples, seed)


def _with_each(runner: asyncio.Runner, fuzzing: Fuzz, command: Command | None, examples: int, seed: int) -> None:
    @seeded(seed)
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(plans(fuzzing.bot, command))
    def each(plan: Plan) -> None:
        runner.run(fuzzing.one(plan))

    each()


@asynccontextmanager
async def fuzzing_on(address: str) -> AsyncIterator[Fuzz]:
    """Give somebody who types anything at Guildhall on a sandbox, in this process, with a database."""
    async with server.start(worlds=[WORLD]) as sandbox, client.Sandbox(sandbox.url) as people:
        wire = Discord(token=TOKEN, api=sandbox.api_url, gateway=sandbox.gateway_url)
        bot = build_bot(replace(Settings(), discord=wire, database=DatabaseSettings(address)))
        running = asyncio.create_task(bot.start(TOKEN))
        try:
            await asyncio.wait_for(bot.ready.wait(), 30)
            fuzzing = Fuzz(bot, people)
            await fuzzing.prepare()
            yield fuzzing
        finally:
            await bot.close()
            await asyncio.gather(running, return_exceptions=True)


def run(address: str, examples: int, seed: int) -> dict[str, Any]:
    """Do so many things with each command, and give what came of it."""
    with asyncio.Runner() as runner:
        scene = fuzzing_on(address)
        fuzzing = runner.run(scene.__aenter__())
        try:
            fuzz(runner, fuzzing, examples, seed)
            runner.run(fuzzing.end())
        finally:
            runner.run(scene.__aexit__(None, None, None))
    return fuzzing.told()


@click.command()
@click.option("--examples", default=100, show_default=True, type=click.IntRange(1))
@click.option("--seed", default=1, show_default=True)
@click.option("--database", help="A SQLAlchemy address of an empty database; a SQLite file of its own unless given.")
def main(examples: int, seed: int, database: str | None) -> None:
    """Run and print what was tried and what went wrong."""
    with tempfile.TemporaryDirectory() as folder:
        told = run(database or f"sqlite+aiosqlite:///{Path(folder) / 'input.db'}", examples, seed)
    click.echo(json.dumps(told, indent=2, ensure_ascii=False))
    if told["wrong"]:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
