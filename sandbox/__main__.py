"""`python -m sandbox`: a Discord on loopback, until it is told to stop."""

import argparse
import asyncio
import contextlib
import signal
import sys
from pathlib import Path

from sandbox.faults import FaultsError, Schedule, read_schedule
from sandbox.history import HistoryError
from sandbox.server import PortTakenError, start
from sandbox.store import StoreError
from sandbox.world import WorldError


def _bot(text: str) -> tuple[str, str]:
    name, found, token = text.partition("=")
    if not (found and name and token):
        raise argparse.ArgumentTypeError("write NAME=TOKEN")
    return name, token


def _port(text: str) -> int:
    if not (text.isdigit() and int(text) < 1 << 16):
        raise argparse.ArgumentTypeError("write a number from 0 to 65535")
    return int(text)


def _schedule(text: str) -> Schedule:
    try:
        return read_schedule(text)
    except FaultsError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m sandbox", description="A Discord on loopback.")
    parser.add_argument("--port", type=_port, default=0, help="0 takes any that is free")
    parser.add_argument("--state", type=Path, help="the file it keeps its state in; without it, it forgets")
    parser.add_argument("--fresh", action="store_true", help="empty the state file first")
    parser.add_argument("--world", type=Path, action="append", default=[], help="a world file, or a folder of them")
    parser.add_argument("--history", type=Path, action="append", default=[], help="a folder of exported talk")
    parser.add_argument("--bot", type=_bot, action="append", default=[], metavar="NAME=TOKEN", help="let a bot in")
    parser.add_argument(
        "--faults", type=_schedule, metavar="seed=7,send-lost=0.03", help="accidents, and their chances"
    )
    parser.add_argument("--identify-every", type=float, default=0.0, help="seconds a shard's session; Discord's are 5")
    return parser


async def _run(options: argparse.Namespace) -> None:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for wanted in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(wanted, stopped.set)
    async with start(
        port=options.port,
        state_file=options.state,
        fresh=options.fresh,
        worlds=options.world,
        histories=options.history,
        bots=dict(options.bot),
        faults=options.faults,
        identify_every=options.identify_every,
    ) as running:
        sys.stdout.write(f"sandbox ready {running.url}\n")
        sys.stdout.flush()
        await stopped.wait()


def main() -> int:
    """Run until interrupted; 1 with a sentence if it can't begin."""
    try:
        asyncio.run(_run(_arguments().parse_args()))
    except (WorldError, HistoryError, StoreError, PortTakenError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
