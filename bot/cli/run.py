"""`guildhall run`: the bot."""

import asyncio
import contextlib
import gc
import logging
import signal
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.log import start_logging
from bot.settings import Settings, load_settings
from community.errors import Misconfigured
from storage import rights
from storage.database import Database

if TYPE_CHECKING:
    from bot.client import Guildhall

log = logging.getLogger(__name__)

CLOSE_WITHIN = 10.0
"""Seconds in which what was begun is finished after Ctrl-C or SIGTERM."""

_ANSWER_WITHIN = 5.0
_ANSWERING = ("CommandTree", "discord-ui-")
"""What discord.py calls the tasks in which it runs commands, buttons and forms."""

_HOW_TO_BEGIN = (
    "No bot token is set: make an application at https://discord.com/developers/applications, copy its token from Bot, "
    "and put it into guildhall.toml as discord.token or into GUILDHALL_TOKEN. "
    "To see Guildhall without one, run `guildhall demo`."
)
NOT_ACCEPTED = "Discord does not accept the bot token: copy it again from Bot in Discord's Developer Portal."
_NO_INTENTS = (
    "Discord refuses the intents: switch on Server Members Intent and Message Content Intent under Bot in Discord's "
    "Developer Portal."
)
NO_DISCORD = "Discord can't be reached: check the network and try again."


class _Unreachable(Misconfigured):
    """Discord does not answer now; it may later."""


@click.command(short_help="Run the bot until Ctrl-C or SIGTERM.")
@click.option("--config", type=click.Path(path_type=Path), help="The configuration file.")
def command(config: Path | None) -> None:
    """Run the bot until Ctrl-C or SIGTERM; what was begun is finished within 10 seconds."""
    settings = load_settings(config)
    if not settings.discord.token.strip():
        raise Misconfigured(_HOW_TO_BEGIN)
    start_logging(settings.log)
    asyncio.run(_share(settings) if settings.discord.shards else _run(settings))


async def _run(settings: Settings) -> None:
    from bot.building import build_bot  # noqa: PLC0415 - brings discord.py, which refusals do without

    bot = build_bot(settings)
    serving = asyncio.create_task(_serve(bot, settings.discord.token))
    await _until_told_to_stop(serving)
    await _close(bot)
    await _done(serving)


async def _share(settings: Settings) -> None:
    """Work a share of the shards, beside other processes."""
    from bot.shards.crew import Crew  # noqa: PLC0415 - brings discord.py, which refusals do without
    from bot.wire import point_at  # noqa: PLC0415 - the same

    point_at(settings.discord)

    async def serve(bot: "Guildhall") -> None:
        try:
            await _serve(bot, settings.discord.token)
        except _Unreachable as error:
            raise ConnectionError(str(error)) from error  # the other shards are served meanwhile

    place = settings.database
    database = await Database.open(place.address, idle=settings.discord.shard_lease, ledger=place.ledger)
    try:
        await rights.reconcile(database, datetime.now(UTC))
        crew = Crew(settings, database, serve, _close)
        working = asyncio.create_task(crew.work())
        await _until_told_to_stop(working)
        await crew.end(working)
        await _done(working)
    finally:
        await database.close()


async def _until_told_to_stop(serving: asyncio.Task[None]) -> None:
    """Return at Ctrl-C or SIGTERM, or when there is nothing to serve any more."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):  # Windows has no handlers; Ctrl-C ends asyncio.run there
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()


async def _close(bot: "Guildhall") -> None:
    try:
        async with asyncio.timeout(CLOSE_WITHIN):
            bot.hear_no_more()
            if bot.is_ours:
                await _finish_answers()
            await bot.close()
    except TimeoutError:
        log.warning("not everything could be finished in time; what is due is done at the next start")


async def _done(serving: asyncio.Task[None]) -> None:
    """Raise what it ended with by itself, or end it."""
    if serving.done():
        serving.result()
    serving.cancel()
    await asyncio.gather(serving, return_exceptions=True)


async def _serve(bot: "Guildhall", token: str) -> None:
    """Serve until closed; what discord.py raises at the start becomes one sentence."""
    import aiohttp  # noqa: PLC0415 - comes with discord.py
    import discord  # noqa: PLC0415 - slow to load, and only needed here

    begun = asyncio.create_task(_spare_what_stays(bot))
    try:
        await bot.start(token)
    except discord.LoginFailure as error:
        raise Misconfigured(NOT_ACCEPTED) from error
    except discord.PrivilegedIntentsRequired as error:
        raise Misconfigured(_NO_INTENTS) from error
    except (aiohttp.ClientError, discord.GatewayNotFound, discord.DiscordServerError, OSError, TimeoutError) as error:
        raise _Unreachable(NO_DISCORD) from error
    except discord.ConnectionClosed as error:
        raise Misconfigured(f"Discord ended the connection for good (code {error.code}).") from error
    except discord.HTTPException as error:
        raise Misconfigured(
            f"Discord refuses the bot at its start (status {error.status}, code {error.code})."
        ) from error
    finally:
        begun.cancel()


async def _spare_what_stays(bot: "Guildhall") -> None:
    """Once the bot is ready, keep Python's collector of garbage from looking through all that its start made.

    That stays until the end: to look through it takes more than a tenth of a second, in which nobody is answered, and
    finds nothing.
    """
    await bot.ready.wait()
    gc.collect()
    gc.freeze()


async def _finish_answers() -> None:
    """Let the commands, buttons and forms that are under way give their answers, for a few seconds."""
    under_way = [task for task in asyncio.all_tasks() if task.get_name().startswith(_ANSWERING)]
    if under_way:
        await asyncio.wait(under_way, timeout=_ANSWER_WITHIN)
