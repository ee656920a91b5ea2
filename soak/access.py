"""Access, on as many servers as one asks for: `python -m soak.access --examples 1000`, JSON on standard output."""

import asyncio
import json
import tempfile
import time
from dataclasses import asdict
from pathlib import Path

import click
from hypothesis import HealthCheck, Phase, given, seed, settings

from bot.log import quiet_libraries
from storage.database import Database
from tests.access.crowding import Crowd, crowd_in, crowds
from tests.access.proof import Tally, decide, follow_closely, prove
from tests.access.servers import Server, servers
from tests.access.watching import Heard


def drawn(examples: int) -> settings:
    """Try so many, and show the first that fails as it was drawn."""
    return settings(
        max_examples=examples,
        database=None,
        deadline=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )


@click.command()
@click.option("--examples", type=click.IntRange(1), default=100, show_default=True, help="Servers to try.")
@click.option(
    "--crowds",
    "many",
    type=click.IntRange(1),
    default=10,
    show_default=True,
    help="Servers on which members ask while others change them.",
)
@click.option(
    "--seed", "number", type=int, default=1, show_default=True, help="The same number tries the same servers."
)
def main(examples: int, many: int, number: int) -> None:
    """Hold every answer on random servers against the sandbox's own rules; the first that fails is told and ends it."""
    began = time.monotonic()
    quiet_libraries()
    heard = Heard()

    @seed(number)
    @drawn(many)
    @given(crowd=crowds(asks=12, steps=24))
    def hold_in_a_crowd(crowd: Crowd) -> None:
        asyncio.run(crowd_in(crowd, heard))

    hold_in_a_crowd()
    tally = Tally()
    with tempfile.TemporaryDirectory() as folder, asyncio.Runner() as runner:
        database = runner.run(Database.open(f"sqlite+aiosqlite:///{Path(folder) / 'access.db'}"))

        @seed(number)
        @drawn(examples)
        @given(server=servers())
        def hold(server: Server) -> None:
            decide(server)
            runner.run(follow_closely(database, server))
            runner.run(prove(database, server, tally, bare=2))

        try:
            hold()
        finally:
            runner.run(database.close())
    told = {**asdict(tally), "crowds": asdict(heard)}
    click.echo(json.dumps({**told, "failures": 0, "seconds": round(time.monotonic() - began, 1)}))


if __name__ == "__main__":
    main()
