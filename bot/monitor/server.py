"""Serves `/health` and `/metrics` to this machine alone."""

import logging
from typing import TYPE_CHECKING

from aiohttp import web

from bot.monitor.measures import Measures
from bot.monitor.standing import Standing

if TYPE_CHECKING:
    from bot.client import Guildhall

log = logging.getLogger(__name__)

_HOST = "127.0.0.1"
_TYPE = "text/plain; version=0.0.4"


class Server:
    """The two pages of one client."""

    def __init__(self, bot: "Guildhall", measures: Measures) -> None:
        self._bot = bot
        self._measures = measures
        self._runner: web.AppRunner | None = None
        self.port = 0
        """Where it listens, once started."""

    async def start(self, port: int) -> None:
        """Listen on a port of this machine; one that is taken is a warning, and the bot goes on without."""
        app = web.Application()
        app.add_routes([web.get("/health", self._health), web.get("/metrics", self._metrics)])
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        try:
            await web.TCPSite(runner, _HOST, port).start()
        except OSError as error:
            await runner.cleanup()
            log.warning(
                "metrics.port can't be listened on; the bot goes on without",
                extra={"port": port, "why": error.strerror},
            )
            return
        self._runner = runner
        self.port = runner.addresses[0][1]
        self._measures.start()

    async def stop(self) -> None:
        """Listen no more."""
        if self._runner is not None:
            self._measures.stop()
            await self._runner.cleanup()
            self._runner = None

    async def _health(self, _request: web.Request) -> web.Response:
        standing = await Standing.now(self._bot)
        lines = standing.health(self._bot)
        status = 200 if all(line.is_well for line in lines) else 503
        return web.Response(text="".join(f"{line}\n" for line in lines), status=status)

    async def _metrics(self, _request: web.Request) -> web.Response:
        standing = await Standing.now(self._bot)
        page = self._measures.page(self._bot, standing)
        return web.Response(body=page, headers={"Content-Type": f"{_TYPE}; charset=utf-8"})
