"""Weeks of real conversation, where it is at hand: what a practitioner who was away would be told."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archive.importing import import_exports
from archive.summary import for_everybody
from community.summary import Item, Summary, Week, as_json
from storage import Database

C = 77
NOW = datetime(2026, 5, 1, tzinfo=UTC)
HELD = ["2025-W30", "2025-W39", "2025-W47", "2026-W03", "2026-W12", "2026-W15", "2026-W16"]


async def _weeks(corpus: Path, address: str, weeks: list[str]) -> dict[str, Summary]:
    database = await Database.open(address)
    try:
        await import_exports(database, C, corpus, NOW)
        async with database.read() as tx:
            return {week: await for_everybody(tx, C, Week.parse(week), NOW) for week in weeks}
    finally:
        await database.close()


@pytest.fixture
async def told(shared: Path, tmp_path: Path) -> dict[str, Summary]:
    corpus = shared / "corpora" / "meshcore_dev"
    if not corpus.is_dir():
        pytest.skip("the exported conversation is not at hand")
    return await _weeks(corpus, f"sqlite+aiosqlite:///{tmp_path / 'real.db'}", HELD)


def _items(summary: Summary, name: str) -> Iterator[Item]:
    return (item for section in summary.sections if section.name == name for item in section.items)


async def test_a_week_of_real_conversation_is_told_as_it_was(told: dict[str, Summary]):
    week = told["2026-W15"]
    assert (week.counts.messages, week.counts.people, week.counts.conversations) == (263, 53, 22)
    worth = [(item.title, item.people, item.messages) for item in _items(week, "worth your time")]
    assert worth[:3] == [
        ("FW Request: RAK WisMesh 1W Booster (3401 + 13302)", 14, 89),
        ("Lilygo T-Beam 1w firmware", 6, 30),
        ("Zephcore playground", 5, 32),
    ]
    assert [item.title for item in _items(week, "still waiting")] == ["Companion Relay role"]
    assert sum(item.people or 0 for item in _items(week, "new voices")) == 12
    for summary in told.values():
        assert not summary.is_empty
        items = [item for section in summary.sections for item in section.items]
        assert len(items) <= 12, "a summary is read on a telephone"
        assert all(item.excerpt is None for item in items), "nobody of these has said yes"
        assert len(as_json(summary)["sections"]) == len(summary.sections)
