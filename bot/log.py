"""Structured logs on standard error, without tokens, webhook addresses or message bodies."""

import logging
import re
import sys
import traceback
from collections.abc import MutableMapping
from typing import Any

import structlog
from structlog.typing import ExcInfo

from bot.settings import Log

_SECRETS = re.compile(
    r"[\w-]{23,28}\.[\w-]{6,7}\.[\w-]{27,}"  # a token
    r"|/(?:webhooks|interactions)/\d+/[\w-]+"  # the address of a webhook or of an interaction
    r"|Bot [\w.-]{10,}"  # a header
)
_QUIET = ("discord", "aiohttp", "asyncio", "apscheduler", "sqlalchemy", "alembic", "aiosqlite")
"""Libraries that print bodies or payloads at debug or info; they are heard from warnings up, whatever the level."""


def start_logging(settings: Log) -> None:
    """Send all logs, our own and the libraries', to standard error in the format that is set."""
    renderer: Any = structlog.dev.ConsoleRenderer(colors=False)
    if settings.format == "json":
        renderer = structlog.processors.JSONRenderer(ensure_ascii=False)
    shared: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.ExceptionRenderer(without_words),
        redact,
    ]
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(settings.level.upper())
    logging.getLogger("discord.client").addFilter(_needs_no_voice)
    quiet_libraries()


def quiet_libraries() -> None:
    """Keep libraries from telling bodies and payloads, whatever the level; one that has a level of its own keeps it."""
    for name in _QUIET:
        logger = logging.getLogger(name)
        if logger.level == logging.NOTSET:
            logger.setLevel(logging.WARNING)


def _needs_no_voice(record: logging.LogRecord) -> bool:
    """Leave out that libraries for voice are not installed: Guildhall never speaks."""
    return "voice will NOT be supported" not in record.getMessage()


def without_words(exc_info: ExcInfo) -> str:
    """Tell of an exception and what it came of: its kind and where, never its own text.

    That text quotes what was at hand, which may be what somebody typed. What the system says (`OSError`) and what
    Discord's status was is told.
    """
    chain: list[BaseException] = []
    one: BaseException | None = exc_info[1]
    while one is not None and one not in chain:
        chain.append(one)
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)
    return "\nthen, while that was handled:\n".join(_told(one) for one in reversed(chain))


def _told(error: BaseException) -> str:
    kind = type(error)
    name = kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
    why = error.strerror if isinstance(error, OSError) else getattr(error, "status", None)
    last = f"{name}: {why}" if isinstance(why, str | int) else name
    parts = [*traceback.format_tb(error.__traceback__), last]
    if isinstance(error, BaseExceptionGroup):
        parts += [f"\nof these:\n{_told(inner)}" for inner in error.exceptions]
    return "".join(parts)


def redact(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Put a mark in place of whatever looks like a token or the address of a webhook, in every field."""
    for key, value in event.items():
        if isinstance(value, str):
            event[key] = _SECRETS.sub("[hidden]", value)
    return event
