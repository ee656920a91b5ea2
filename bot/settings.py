"""Settings: read once at start, from TOML and three environment variables, into frozen dataclasses."""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any, get_type_hints
from urllib.parse import quote

from community.errors import Misconfigured

LEVELS = ("debug", "info", "warning", "error")
DEFAULT_FILE = "guildhall.toml"


@dataclass(frozen=True, slots=True)
class Discord:
    """How to reach Discord. `api` and `gateway` are only set to speak to a sandbox.

    `shards`: 0 where one process works everything; else into how many parts processes divide the communities, each
    holding its share by a lease of `shard_lease` seconds.

    `timeout` is how many seconds Discord may keep a request waiting before it is given up (and tried again later).
    """

    token: str = field(default="", repr=False)
    api: str = ""
    gateway: str = ""
    sync_commands: bool = True
    shards: int = 0
    shard_lease: int = 30
    timeout: int = 20


@dataclass(frozen=True, slots=True)
class DatabaseSettings:
    """Where things are remembered: a SQLAlchemy address, sqlite+aiosqlite or postgresql+asyncpg.

    `load_settings` puts `key_file`, if there is one, into the address (as `?key_file=`). `ledger` is the file of the
    ledger of erasures; empty, it is beside a SQLite file, or data/NAME.ledger. In the hour `clear_hour` (UTC) the files
    are cleared of what was deleted.
    """

    address: str = field(default="sqlite+aiosqlite:///data/guildhall.db", repr=False)
    key_file: str = ""
    ledger: str = ""
    at_rest: str = ""
    clear_hour: int = 3


@dataclass(frozen=True, slots=True)
class Backup:
    """Where backups go by themselves (nowhere, unless a folder is set), how often, and for how many days."""

    folder: str = ""
    every_hours: int = 24
    keep_days: int = 30


@dataclass(frozen=True, slots=True)
class Log:
    """What is told on standard error: level, and json or text."""

    level: str = "info"
    format: str = "text"


@dataclass(frozen=True, slots=True)
class Ingest:
    """How messages come in: places in the queue, rows a transaction, days read again after a gap.

    `look_again_days` is within how many days every kept message is compared with Discord again.
    """

    queue: int = 20_000
    batch: int = 200
    reread_days: int = 14
    look_again_days: int = 30


@dataclass(frozen=True, slots=True)
class Metrics:
    """Where the bot tells this machine how it is; port 0 is nowhere."""

    port: int = 0


@dataclass(frozen=True, slots=True)
class Sessions:
    """`formats`: a folder of formats of one's own, beside those that come with Guildhall; empty: no others."""

    formats: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything an operator can set."""

    discord: Discord = field(default_factory=Discord)
    database: DatabaseSettings = field(default_factory=DatabaseSettings)
    log: Log = field(default_factory=Log)
    ingest: Ingest = field(default_factory=Ingest)
    backup: Backup = field(default_factory=Backup)
    metrics: Metrics = field(default_factory=Metrics)
    sessions: Sessions = field(default_factory=Sessions)


_CHOICES = {"log.level": LEVELS, "log.format": ("text", "json")}
_RANGES = {
    "discord.timeout": (1, 300),
    "discord.shards": (0, 1000),
    "discord.shard_lease": (1, 600),
    "database.clear_hour": (0, 23),
    "ingest.queue": (100, 1_000_000),
    "ingest.batch": (1, 1000),
    "ingest.reread_days": (0, 365),
    "ingest.look_again_days": (1, 365),
    "backup.every_hours": (1, 24 * 31),
    "backup.keep_days": (1, 3650),
    "metrics.port": (0, 65535),
}


def load_settings(path: str | Path | None = None, env: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings from `path`, else guildhall.toml in the working directory, else take the defaults.

    `GUILDHALL_TOKEN`, `GUILDHALL_DATABASE` and `GUILDHALL_KEY_FILE` in `env` come before the file. Raises
    `Misconfigured` with one sentence that names the key and what is allowed.
    """
    settings = _from_table(_read(path))
    if token := env.get("GUILDHALL_TOKEN"):
        settings = replace(settings, discord=replace(settings.discord, token=token))
    database = settings.database
    if address := env.get("GUILDHALL_DATABASE"):
        database = replace(database, address=address)
    if key_file := env.get("GUILDHALL_KEY_FILE") or database.key_file:
        mark = "&" if "?" in database.address else "?"
        address = f"{database.address}{mark}key_file={quote(key_file)}"
        database = replace(database, address=address, key_file=key_file)
    settings = replace(settings, database=database)
    if settings.discord.shards and not settings.database.address.startswith("postgresql"):
        raise Misconfigured(
            "discord.shards needs PostgreSQL, through which processes share the work: set database.address to one, or "
            "discord.shards to 0."
        )
    return settings


def _read(path: str | Path | None) -> dict[str, Any]:
    file = Path(path) if path is not None else Path(DEFAULT_FILE)
    if path is None and not file.exists():
        return {}
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except OSError as error:
        raise Misconfigured(f"The configuration file {file} can't be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise Misconfigured(f"The configuration file {file} is not UTF-8 text.") from error
    except tomllib.TOMLDecodeError as error:
        raise Misconfigured(f"The configuration file {file} is not valid TOML: {error}.") from error


def _from_table(table: Mapping[str, Any]) -> Settings:
    types = {f.name: f.default_factory for f in fields(Settings)}
    for name in table:
        if name not in types:
            raise Misconfigured(f"The configuration has no section [{name}].{_hint(name, types)}")
    sections = {name: _section(name, make, table.get(name, {})) for name, make in types.items()}  # type: ignore[arg-type]  # every section has a factory
    return Settings(**sections)


def _section(name: str, make: type[Any], table: object) -> Any:
    if not isinstance(table, dict):
        raise Misconfigured(f"[{name}] in the configuration must be a section, not a single value.")
    types = get_type_hints(make)
    for key, value in table.items():
        full = f"{name}.{key}"
        if key not in types:
            raise Misconfigured(f"The configuration has no key {full}.{_hint(key, types)}")
        _check(full, types[key], value)
    return make(**table)


def _check(full: str, kind: type, value: object) -> None:
    words = {str: "text in quotes", int: "a whole number", bool: "true or false"}
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise Misconfigured(f"{full} in the configuration must be {words[kind]}.")
    if full in _CHOICES and value not in _CHOICES[full]:
        raise Misconfigured(f"{full} in the configuration must be one of {', '.join(_CHOICES[full])}.")
    if full in _RANGES and isinstance(value, int):
        low, high = _RANGES[full]
        if not low <= value <= high:
            raise Misconfigured(f"{full} in the configuration must be from {low} to {high}.")


def _hint(name: str, known: Mapping[str, Any]) -> str:
    near = get_close_matches(name, known, n=1)
    return f" Did you mean {near[0]}?" if near else f" There are: {', '.join(known)}."
