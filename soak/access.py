"""Access, on as many servers as one asks for: `python -m soak.access --examples 1000`, JSON on standard output."""

import asyncio
import json
import tempfile
import time
from dataclasses import asdict
from pathlib import Path

import click
from hypothesis import HealthCheck, Phase, given, seed, settings

from storage.database import Database
from tests.access.proof import Tally, decide, follow_closely, prove
from tests.access.servers import Server, servers


@click.command()
@click.option("--examples", type=click.IntRange(1), default=100, show_default=True, help="Servers to try.")
@click.option(
    "--seed", "number", type=int, default=1, show_default=True, help="The same number tries the same servers."
)
def main(examples: int, number: int) -> None:
    """Hold every answer on random servers against the sandbox's own rules; the first that fails is told and ends it."""
    began = time.monotonic()
    tally = Tally()
    with tempfile.TemporaryDirectory() as folder, asyncio.Runner() as runner:
        database = runner.run(Database.open(f"sqlite+aiosqlite:///{Path(folder) / 'access.db'}"))

        @seed(number)
        @settings(
            max_examples=examples,
            database=None,
            deadline=None,
            phases=(Phase.generate,),
            suppress_health_check=list(HealthCheck),
        )
        @given(server=servers())
        def hold(server: Server) -> None:
            decide(server)
            runner.run(follow_closely(database, server))
            runner.run(prove(database, server, tally, bare=2))

        try:
            hold()
        finally:
            runner.run(database.close())
    click.echo(json.dumps({**asdict(tally), "failures": 0, "seconds": round(time.monotonic() - began, 1)}))


if __name__ == "__main__":
    main()
