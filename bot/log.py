"""Structured logs on standard error, without tokens, webhook addresses or message bodies."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

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
        structlog.processors.format_exc_info,
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


def redact(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Put a mark in place of whatever looks like a token or the address of a webhook, in every field."""
    for key, value in event.items():
        if isinstance(value, str):
            event[key] = _SECRETS.sub("[hidden]", value)
    return event
