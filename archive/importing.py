"""Reading a DiscordChatExporter export into an imported community, file by file; again changes nothing."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from archive.exported import read_file
from community.errors import Refusal
from community.exports import LARGEST_ID, Export, Unreadable
from community.messages import Said
from storage import Database, Writing, communities, imports, messages
from storage.database import INGEST

_AT_ONCE = 500
"""Messages a transaction: long enough to be fast, short enough that a bot on the same database need not wait."""
_FILES_AT_ONCE = 200
_ENDINGS = (".json", ".zip")
"""Files that are looked at; what is packed is named, and not opened."""
_BESIDES = ("_Files", "_media")
"""What the exporter calls the folders in which it puts attachments: no exports are looked for in them."""


@dataclass(slots=True)
class Report:
    """What an import found and did; `messages`, `new` and `skipped` count messages, the system's own included."""

    files: int = 0
    topics: set[int] = field(default_factory=set)
    conversations: int = 0
    messages: int = 0
    new: int = 0
    failed: list[tuple[str, str]] = field(default_factory=list)
    seconds: float = 0.0

    def as_json(self) -> dict[str, Any]:
        """Give the report in the shape that programs rely on."""
        return {
            "files": self.files,
            "topics": len(self.topics),
            "conversations": self.conversations,
            "messages": self.messages,
            "new": self.new,
            "skipped": self.messages - self.new,
            "failed": [{"file": file, "why": why} for file, why in self.failed],
            "seconds": round(self.seconds, 3),
        }


def find_files(path: Path) -> list[Path]:
    """Give the export files that `path` is or holds, by name; raises `Refusal` if there are none."""
    if path.is_file():
        return [path]
    found = [
        file
        for ending in _ENDINGS
        for file in path.rglob(f"*{ending}")
        if file.is_file() and not _beside(file.relative_to(path))
    ]
    if not found:
        raise Refusal(f"There is no .json file in {path}: export a server with DiscordChatExporter, as JSON.")
    return sorted(found)


def _beside(file: Path) -> bool:
    return any(folder.endswith(_BESIDES) for folder in file.parts[:-1])


async def import_exports(
    database: Database, community_id: int, path: Path, now: datetime, progress: Callable[[int], None] = lambda _n: None
) -> Report:
    """Import the file or folder at `path` into the community `community_id` and give what was done.

    `progress` is told how many more files are done. A file that can't be read is named in the report and the rest
    goes in. Raises `Refusal` for a community that lives on Discord, an impossible id, or a path without exports.
    """
    await _check(database, community_id)
    began = time.perf_counter()
    files = find_files(path)
    report = Report(files=len(files))
    places: set[int] = set()
    for named, read in _batches(files, community_id, report):
        exports = await _without_strangers(database, community_id, named, report)
        for export in exports:
            places.add(export.place.id)
            report.topics.add(export.place.topic_id)
            report.messages += export.total
        report.new += await _store(database, community_id, exports, now)
        progress(read)
    async with database.read() as tx:
        report.conversations = await imports.conversations_in(tx, sorted(places))
    report.seconds = time.perf_counter() - began
    return report


async def _check(database: Database, community_id: int) -> None:
    if not 1 <= community_id <= LARGEST_ID:
        raise Refusal(f"The community's id must be a whole number from 1 to {LARGEST_ID}.")
    async with database.read() as tx:
        there = await communities.find(tx, community_id)
    if there is not None and not there.imported:
        raise Refusal(
            "That community is a live one: its conversation comes from Discord. Import into another number instead."
        )


_Named = tuple[str, Export]


def _batches(files: Sequence[Path], community_id: int, report: Report) -> Iterator[tuple[list[_Named], int]]:
    """Read files until there is enough for a transaction; give them with how many files were read."""
    batch: list[_Named] = []
    read = 0
    for file in files:
        name = file.name
        try:
            for export in read_file(file, community_id):
                batch.append((name, export))
                if sum(len(export.said) for _, export in batch) >= _AT_ONCE:
                    yield batch, read
                    batch, read = [], 0
        except Unreadable as error:
            report.failed.append((name, f"{error}."))
        read += 1
        if read >= _FILES_AT_ONCE:
            yield batch, read
            batch, read = [], 0
    yield batch, read


async def _without_strangers(
    database: Database, community_id: int, exports: list[_Named], report: Report
) -> list[Export]:
    async with database.read() as tx:
        elsewhere = await imports.held_elsewhere(tx, community_id, [export for _, export in exports])
    own = []
    for name, export in exports:
        if elsewhere.isdisjoint({export.place.id, export.place.topic_id}):
            own.append(export)
        elif (refused := (name, "its channel is held already, as another community's.")) not in report.failed:
            report.failed.append(refused)
    return own


async def _store(database: Database, community_id: int, exports: Sequence[Export], now: datetime) -> int:
    said = [one for export in exports for one in export.said]

    async def first(tx: Writing) -> int:
        await imports.make_room(tx, community_id, exports, now)
        return len(await messages.keep(tx, said[:_AT_ONCE]))

    new = await database.write(None, first, rank=INGEST)
    for start in range(_AT_ONCE, len(said), _AT_ONCE):
        new += await _keep(database, said[start : start + _AT_ONCE])
    return new


async def _keep(database: Database, said: Sequence[Said]) -> int:
    async def work(tx: Writing) -> int:
        return len(await messages.keep(tx, said))

    return await database.write(None, work, rank=INGEST)
