"""Starting a sandbox, in this process or as its own."""

from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from aiohttp import web

from sandbox.app import make_app
from sandbox.beginning import begin
from sandbox.gateway import Gateway
from sandbox.interactions import Interactions
from sandbox.running import Sandbox
from sandbox.state import State
from sandbox.store import Store

HOST = "127.0.0.1"


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
) -> AsyncIterator[Sandbox]:
    """Run a sandbox on loopback; port 0 takes any that is free. Without a state file it forgets when it stops.

    All times are seconds. Raises WorldError and HistoryError for what can't be laid out, OSError for a taken port.
    """
    state = State()
    store = Store(state, state_file)
    store.open(fresh=fresh)
    begin(state, worlds=worlds, histories=histories, bots=bots)
    sandbox = Sandbox(
        state=state,
        store=store,
        interactions=Interactions(state, acknowledge_within=acknowledge_within, token_lives=token_lives),
        gateway=Gateway(state, heartbeat_interval=heartbeat_interval, resume_within=resume_within),
    )
    runner = web.AppRunner(make_app(sandbox), access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    try:
        site = web.TCPSite(runner, HOST, port)
        await site.start()
        state.base_url = f"http://{HOST}:{runner.addresses[0][1]}"
        store.start()
        yield sandbox
    finally:
        await sandbox.gateway.close()
        await runner.cleanup()
        await store.close()
