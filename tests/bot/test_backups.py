"""Backups that are made by themselves: when they are due, by one process, and gone after the days that were told."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.backups import Backups
from bot.settings import Backup, DatabaseSettings, Settings
from storage import Database
from storage.backups.checking import check


class Clock:
    def __init__(self) -> None:
        self.moment = datetime(2026, 11, 22, 12, tzinfo=UTC)

    def now(self) -> datetime:
        return self.moment


def _settings(address: str, folder: str) -> Settings:
    backup = Backup(folder=folder, every_hours=24, keep_days=7)
    return replace(Settings(), database=DatabaseSettings(address), backup=backup)


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


async def test_backups_make_themselves_once_when_due_and_go_when_old(
    address: str, database: Database, tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    clock, folder = Clock(), tmp_path / "made" / "here"
    processes = [Backups(database, clock, _settings(address, str(folder))) for _ in range(2)]

    async def wake() -> list[str]:
        for one in processes:
            await one.look()
        await asyncio.gather(*(one.settled() for one in processes))
        return _names(folder)

    first = "guildhall-20261122T120000Z.backup"
    assert await wake() == [first]
    check(folder / first, None)
    clock.moment += timedelta(hours=23, minutes=59)
    assert await wake() == [first]
    clock.moment += timedelta(minutes=1)
    assert await wake() == [first, "guildhall-20261123T120000Z.backup"]
    clock.moment += timedelta(days=6, seconds=1)
    assert await wake() == ["guildhall-20261123T120000Z.backup", "guildhall-20261129T120001Z.backup"]

    # The folder can't be written: old ones go all the same, one line says why, and it is tried again.
    folder.joinpath("guildhall-20261201T120001Z.backup.part").mkdir()
    clock.moment += timedelta(days=2)
    assert "guildhall-20261123T120000Z.backup" not in await wake()
    assert len([one for one in caplog.records if one.levelname == "ERROR"]) == 1
    folder.joinpath("guildhall-20261201T120001Z.backup.part").rmdir()
    clock.moment += timedelta(hours=1)
    assert "guildhall-20261201T130001Z.backup" in await wake()


@pytest.mark.parametrize("kind", ["sqlite"])
async def test_none_are_made_unless_a_folder_is_set(address: str, database: Database, tmp_path: Path):
    backups = Backups(database, Clock(), _settings(address, ""))
    await backups.look()
    await backups.settled()
    assert not [name for name in _names(tmp_path) if name.endswith(".backup")]
