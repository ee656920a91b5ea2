"""Starting a sandbox, in this process or as its own."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from aiohttp import web

from sandbox.actions.silence import archive_silent
from sandbox.app import make_app
from sandbox.beginning import begin
from sandbox.faults import Faults, Schedule
from sandbox.gateway import Gateway
from sandbox.interactions import Interactions
from sandbox.running import Sandbox
from sandbox.state import State
from sandbox.store import Store

HOST = "127.0.0.1"
SILENCE_CHECKED_EVERY = 60.0
"""Seconds between two looks for threads that have fallen silent."""


class PortTakenError(Exception):
    """A port that another program listens on; the sentence names it."""


@asynccontextmanager
async def start(
    *,
    port: int = 0,
    state_file: Path | None = None,
    fresh: bool = False,
    worlds: Iterable[Path] = (),
    histories: Iterable[Path] = (),
    bots: Mapping[str, str] | None = None,
    acknowledge_within: float = 3.0,
    token_lives: float = 900.0,
    heartbeat_interval: float = 41.25,
    resume_within: float = 300.0,
    faults: Schedule | None = None,
    identify_every: float = 0.0,
) -> AsyncIterator[Sandbox]:
    """Run a sandbox on loopback; port 0 takes any that is free. Without a state file it forgets when it stops.

    All times are seconds. Raises WorldError and HistoryError for what can't be laid out, StoreError for a state
    file that is none, PortTakenError.
    """
    # The port comes first: with `fresh`, a second sandbox must not empty the file of the one that runs.
    with _bound(port) as bound:
        state = State(base_url=f"http://{HOST}:{bound.getsockname()[1]}")
        store = Store(state, state_file)
        store.open(fresh=fresh)
        try:
            begin(state, worlds=worlds, histories=histories, bots=bots)
        except BaseException:
            store.abandon()
            raise
        accidents = Faults(schedule=faults or Schedule())
        sandbox = Sandbox(
            state=state,
            store=store,
            faults=accidents,
            interactions=Interactions(state, acknowledge_within=acknowledge_within, token_lives=token_lives),
            gateway=Gateway(
                state,
                accidents,
                heartbeat_interval=heartbeat_interval,
                resume_within=resume_within,
                identify_every=identify_every,
            ),
        )
        async with _served(sandbox, bound):
            yield sandbox


@asynccontextmanager
async def _served(sandbox: Sandbox, bound: socket.socket) -> AsyncIterator[None]:
    runner = web.AppRunner(make_app(sandbox), access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    try:
        await web.SockSite(runner, bound).start()
        sandbox.store.start()
        async with _archiving(sandbox.state):
            yield
    finally:
        await sandbox.gateway.close()
        await runner.cleanup()
        await sandbox.store.close()


@asynccontextmanager
async def _archiving(state: State) -> AsyncIterator[None]:
    async def keep_looking() -> None:
        while True:
            await asyncio.sleep(SILENCE_CHECKED_EVERY)
            archive_silent(state)

    archive_silent(state)
    looking = asyncio.create_task(keep_looking())
    try:
        yield
    finally:
        looking.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await looking


def _bound(port: int) -> socket.socket:
    """Take a port, without answering on it yet; raise PortTakenError."""
    found = socket.socket()
    try:
        # A port that has just been let go can be taken again at once.
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind((HOST, port))
    except OSError as error:
        found.close()
        raise PortTakenError(f"Port {port} can not be taken: {error.strerror}. Choose another.") from error
    return found
