"""Whatever gives anything out has an entry in `tests.access.ways_out`, and every entry has its proof."""

import ast
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click
import discord
import pytest
from discord import app_commands

from archive.export import Archive
from archive.export.schema import document
from archive.export.shape import EntryTold, FileTold, QuoteTold, StepTold, TopicTold
from archive.importing import Report
from archive.personal import document as personal
from archive.search import Answer, Result
from bot import Settings, build_bot
from bot.cli import erase, main
from bot.client import Guildhall
from bot.ingest.backfill import Report as Backfilled
from bot.settings import DatabaseSettings, Discord
from community.files import File
from community.search import parse
from community.summary import Counts, Item, Section, Summary, Week, as_json
from storage.rights import Erasure, Gathered, Held, Who
from tests.access.ways_out import WAYS, Asked, Shown, Tells
from tests.e2e import ways

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("archive", "bot", "cogs", "community", "storage")
NOW = datetime(2026, 4, 8, 12, tzinfo=UTC)


@pytest.fixture
async def bot(sqlite_template: Path) -> AsyncIterator[Guildhall]:
    """Give a bot with all its features loaded, connected to nothing."""
    nowhere = Discord(token="none", api="http://127.0.0.1:9", gateway="ws://127.0.0.1:9", sync_commands=False)
    database = DatabaseSettings(f"sqlite+aiosqlite:///{sqlite_template}")
    bot = build_bot(replace(Settings(), discord=nowhere, database=database))
    await bot.setup_hook()
    yield bot
    await bot.close()


async def test_every_way_out_is_listed_and_no_other(bot: Guildhall):
    found = {
        "command": set(_commands(bot)),
        "suggestion": set(_suggestions(bot)),
        "button": set(_buttons(bot)),
        "form": {
            _named(form) for form in _below(discord.ui.Modal) if form.__module__ not in {"bot.forms", "bot.reply"}
        },
        "due row": set(bot.outbox._kinds),
        "listener": set(_listeners(bot)),
        "verb": set(_verbs(main, "")),
        "field": {f"{shape} {field}" for shape, sample in SHAPES.items() for field in _fields(sample)},
    }
    unlisted = {kind: sorted(names - WAYS[kind].keys()) for kind, names in found.items()}
    missing = {kind: sorted(WAYS[kind].keys() - names) for kind, names in found.items()}
    assert {kind: names for kind, names in unlisted.items() if names} == {}, "add these to tests/access/ways_out.py"
    assert {kind: names for kind, names in missing.items() if names} == {}, "these are there no more"


def test_every_proof_is_there():
    asked = {name for name, _ in ways.COMMANDS} | set(ways.LISTS)
    suggested = {f"{name} {option}" for name, option in ways.SUGGESTIONS}
    for kind, listed in WAYS.items():
        for name, proof in listed.items():
            match proof:
                case Asked():
                    assert name in (suggested if kind == "suggestion" else asked), f"ways.py does not ask {name}"
                case Shown(by):
                    assert by in _tests(by.split("::")[0]), f"{kind} {name}: there is no test {by}"
                case Tells(why):
                    assert len(why) > 6, f"{kind} {name}"


def test_whatever_is_given_as_json_has_a_sample_here():
    with_json = {verb.removesuffix(" --json") for verb in _verbs(main, "") if verb.endswith(" --json")}
    assert with_json <= set(SHAPES)
    writing = {str(path.relative_to(ROOT)) for path in _sources() if _functions(path) & {"as_json", "document"}}
    assert writing == {
        "archive/export/schema.py",
        "archive/importing.py",
        "archive/personal/document.py",
        "archive/search.py",
        "bot/ingest/backfill.py",
        "community/summary/shape.py",
        "storage/book.py",  # what is held of a person, for that person alone: its shape is held by tests of rights
    }, "give a sample in SHAPES"


def _commands(bot: Guildhall) -> Iterator[str]:
    for command in bot.tree.walk_commands():
        if isinstance(command, app_commands.Command):
            yield command.qualified_name
    for kind in (discord.AppCommandType.message, discord.AppCommandType.user):
        for menu in bot.tree.get_commands(type=kind):
            yield f"menu {menu.name}"


def _suggestions(bot: Guildhall) -> Iterator[str]:
    for command in bot.tree.walk_commands():
        if isinstance(command, app_commands.Command):
            yield from (f"{command.qualified_name} {p.name}" for p in command.parameters if p.autocomplete)


def _buttons(bot: Guildhall) -> Iterator[str]:
    """Name what outlives a restart by its class; what a view declares by view and name; other views by their class."""
    for item in bot._connection._view_store._dynamic_items.values():
        yield _named(item)
    for view in _below(discord.ui.View):
        declared: dict[str, Any] = view.__view_children_items__
        names = list(declared) or ([] if _named(view) == "bot.reply.View" else [""])
        yield from (f"{_named(view)} {name}".strip() for name in names)


def _listeners(bot: Guildhall) -> Iterator[str]:
    for cog in bot.cogs.values():
        yield from (heard.__qualname__ for _, heard in cog.get_listeners())
    yield from (maker.__qualname__ for maker in bot.outbox._makers)


def _verbs(command: click.Command, name: str) -> Iterator[str]:
    if isinstance(command, click.Group):
        context = click.Context(command)
        for inner in command.list_commands(context):
            found = command.get_command(context, inner)
            assert found is not None
            yield from _verbs(found, f"{name} {inner}".strip())
        return
    yield name
    for parameter in command.params:
        shown = parameter.opts[-1] if isinstance(parameter, click.Option) else (parameter.name or "").upper()
        yield f"{name} {shown}"


def _below(base: type[Any]) -> Iterator[type[Any]]:
    for kind in base.__subclasses__():
        if kind.__module__.split(".")[0] in ROOMS:
            yield kind
        yield from _below(kind)


def _named(kind: type[Any]) -> str:
    return f"{kind.__module__}.{kind.__qualname__}"


def _fields(sample: Any, path: str = "") -> Iterator[str]:
    if isinstance(sample, dict):
        for name, value in sample.items():
            yield f"{path} {name}".strip()
            yield from _fields(value, f"{path} {name}".strip())
    elif isinstance(sample, list):
        for value in sample:
            yield from _fields(value, f"{path}[]")


def _sources() -> Iterator[Path]:
    for room in ROOMS:
        yield from (ROOT / room).rglob("*.py")


def _functions(path: Path) -> set[str]:
    tree = ast.parse(path.read_text("utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


def _tests(path: str) -> set[str]:
    return {f"{path}::{name}" for name in _functions(ROOT / path)} if (ROOT / path).is_file() else set()


_RESULT = Result("entry", 1, "title", "topic", "snippet", "url", 1.0, NOW)
_TOPIC = TopicTold(1, "name", "purpose")
_FILE = FileTold(1, File(1, "name.png", "image/png", 1))
_STEP = StepTold(1, "captured", NOW)
_ENTRY = EntryTold(
    *(1, _TOPIC, "title", "did", "context", "outcome", "limits", "published", None, ("tag",)),
    *([QuoteTold(None, "words", [_FILE])], [_STEP], NOW, NOW, "url"),
)
_ITEM = Item("entry", 1, "title", "url", "topic", "why")
_WEEK = Week.of(NOW, ZoneInfo("UTC"))
_GATHERED = Gathered(Who(1, 1, NOW), "name", [Held("messages", "why", "stays", [{"place_id": 1}])], {1: "a"}, {1: "b"})
SHAPES: dict[str, dict[str, Any]] = {
    "data.json": personal.document(_GATHERED, NOW),
    "erase": erase.as_document({1: Erasure(1, "done", {"messages": 1})}),
    "search": Answer(parse("word"), 1, [_RESULT]).as_json(),
    "summary": as_json(Summary(1, _WEEK, NOW, NOW, (Section("worth your time", (_ITEM,)),), Counts())),
    "archive.json": document(Archive(1, "name", NOW, 1, [_TOPIC], [_ENTRY])),
    "export": {"format": "json", "entries": 1, "quotes": 0, "written": 2},  # as `bot.cli.export` gives it
    "backfill": Backfilled(failed=[(1, "why")]).as_json() | {"requests": 1, "refused": 0, "seconds": 1.0},
    "import": Report(failed=[("file", "why")]).as_json(),
}
"""What programs read, by verb: made by the code that gives it, of made-up values."""
