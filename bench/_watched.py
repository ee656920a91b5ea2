"""`guildhall run`, watched from inside: how soon it acknowledges, and how long its event loop keeps others waiting.

    python -m bench._watched FILE run --config guildhall.toml

FILE is written, as JSON, when the bot ends: seconds from an interaction's arrival to Discord's word that it is
acknowledged, and seconds of CPU that whoever was due on the event loop had to wait for others.
"""

import asyncio
import json
import sys
import time
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from bot.cli import main
from bot.client import Guildhall


class Watch:
    """What was seen from inside."""

    def __init__(self) -> None:
        self.acknowledged: list[float] = []
        self.waits: list[float] = []
        self._counting: asyncio.Task[None] | None = None

    def over(self, setup: Callable[[Guildhall], Coroutine[Any, Any, None]]) -> Callable[[Guildhall], Any]:
        """Watch every client that is set up."""

        async def setup_hook(bot: Guildhall) -> None:
            bot.traffic.on_acknowledged = self.acknowledged.append
            self._counting = asyncio.create_task(self._count(bot))
            await setup(bot)

        return setup_hook

    async def _count(self, bot: Guildhall) -> None:
        await bot.ready.wait()
        while True:
            # CPU of this thread alone: what other processes take of the machine is not the bot's doing.
            began = time.thread_time()
            await asyncio.sleep(0.005)
            self.waits.append(time.thread_time() - began)


def _run() -> None:
    watch = Watch()
    Guildhall.setup_hook = watch.over(Guildhall.setup_hook)  # type: ignore[method-assign, assignment]
    told = Path(sys.argv.pop(1))
    try:
        main()
    finally:
        told.write_text(json.dumps({"acknowledged": watch.acknowledged, "waits": watch.waits}), "ascii")


if __name__ == "__main__":
    _run()
