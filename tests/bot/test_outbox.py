import asyncio
import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot import Settings, build_bot
from bot.outbox import GiveUp, Outbox, PutOff, TryLater
from bot.settings import DatabaseSettings, Discord
from bot.traffic import Traffic
from community.errors import Refusal
from storage import Database, Writing, communities
from storage.outbox import LEASE, Claimed, Due, cancel, claim, put_due, reschedule
from storage.tables.outbox import outbox as table

START = datetime(2026, 11, 22, 12, tzinfo=UTC)


class Clock:
    def __init__(self) -> None:
        self.moment = START

    def now(self) -> datetime:
        return self.moment


class Hand:
    """A handler that remembers what it did, and fails as often as it is told to."""

    def __init__(self, *failures: Exception) -> None:
        self.failures = list(failures)
        self.done: list[Claimed] = []
        self.nonces: list[str] = []

    async def __call__(self, row: Claimed) -> int | None:
        self.nonces.append(row.nonce)
        if self.failures:
            raise self.failures.pop(0)
        self.done.append(row)
        return 77


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def outbox(database: Database, clock: Clock) -> Outbox:
    return Outbox(database, clock, Traffic())


async def _put(database: Database, *dues: Due) -> None:
    async def work(tx: Writing) -> None:
        await communities.remember(tx, 1, "A community")
        for due in dues:
            await put_due(tx, 1, due)

    await database.write(None, work)


async def _statuses(database: Database) -> dict[str, str]:
    async with database.read() as tx:
        rows = await tx.connection.execute(sa.select(table.c.dedupe_key, table.c.status))
        return {row.dedupe_key: row.status for row in rows}


async def test_what_is_due_happens_once_and_in_order(database: Database, outbox: Outbox):
    hand = Hand()
    outbox.register("post", hand)
    later, sooner = Due("post", "later", START), Due("post", "sooner", START - timedelta(hours=1), {"entry": 3})
    await _put(database, later, sooner, sooner)
    await outbox.run_due()
    await outbox.run_due()
    assert [row.dedupe_key for row in hand.done] == ["sooner", "later"]
    assert hand.done[0].payload == {"entry": 3}
    assert await _statuses(database) == {"sooner": "sent", "later": "sent"}


async def test_what_is_not_due_waits(database: Database, outbox: Outbox, clock: Clock):
    hand = Hand()
    outbox.register("post", hand)
    await _put(database, Due("post", "key", START + timedelta(minutes=1)))
    await outbox.run_due()
    assert hand.done == []
    clock.moment += timedelta(minutes=1)
    await outbox.run_due()
    assert len(hand.done) == 1


async def test_a_failure_is_tried_again_later_with_the_same_nonce(database: Database, outbox: Outbox, clock: Clock):
    hand = Hand(OSError("connection reset"), RuntimeError("unforeseen"))
    outbox.register("post", hand)
    await _put(database, Due("post", "key", START))
    for _ in range(3):
        await outbox.run_due()
        clock.moment += timedelta(hours=1)
    assert [row.attempts for row in hand.done] == [3]
    assert len(hand.nonces) == 3
    assert len(set(hand.nonces)) == 1
    assert len(hand.nonces[0]) <= 25
    assert hand.done[0].first_tried_at == START


async def test_a_process_that_was_killed_at_it_makes_the_pause_no_longer(
    database: Database, outbox: Outbox, clock: Clock
):
    hand = Hand(OSError("connection reset"))
    outbox.register("post", hand)
    await _put(database, Due("post", "key", START))
    for _ in range(5):
        assert await database.write(None, lambda tx: claim(tx, clock.now(), "killed at once"))
        clock.moment += LEASE
    await outbox.run_due()
    assert hand.done == []
    clock.moment += timedelta(seconds=5)
    await outbox.run_due()
    assert [(row.attempts, row.failures) for row in hand.done] == [(7, 1)]


async def test_what_waits_for_another_is_done_soon_after_it(database: Database, outbox: Outbox, clock: Clock):
    hand = Hand(*[TryLater("its card is not posted yet")] * 40)
    outbox.register("post", hand)
    await _put(database, Due("post", "key", START))
    for _ in range(40):
        await outbox.run_due()
        clock.moment += LEASE
    assert (hand.failures, hand.done) == ([], [])
    await outbox.run_due()
    assert [(row.attempts, row.failures) for row in hand.done] == [(41, 0)]


async def test_what_has_no_room_yet_is_put_off(database: Database, outbox: Outbox, clock: Clock):
    hand = Hand(PutOff("no room", START + timedelta(hours=1)))
    outbox.register("post", hand)
    await _put(database, Due("post", "key", START))
    await outbox.run_due()
    clock.moment += timedelta(minutes=59)
    await outbox.run_due()
    assert hand.done == []
    clock.moment += timedelta(minutes=1)
    await outbox.run_due()
    assert len(hand.done) == 1


@pytest.mark.parametrize("error", [GiveUp("gone"), Refusal("Several topics match Falls.")])
async def test_what_can_not_happen_any_more_is_given_up(
    database: Database, outbox: Outbox, error: Exception, caplog: pytest.LogCaptureFixture
):
    outbox.register("post", Hand(error))
    await _put(database, Due("post", "key", START))
    await outbox.run_due()
    assert await _statuses(database) == {"key": "failed"}
    (line,) = [record for record in caplog.records if record.getMessage() == "given up"]
    assert vars(line)["why"] == ("gone" if isinstance(error, GiveUp) else "Refusal"), "a refusal may name what it is of"


async def test_what_came_too_late_is_reported_and_not_sent(database: Database, outbox: Outbox, clock: Clock):
    hand, missed = Hand(), Hand()
    outbox.register("post", hand, missed=missed)
    await _put(database, Due("post", "key", START, expires_at=START + timedelta(minutes=15)))
    clock.moment += timedelta(minutes=15)
    await outbox.run_due()
    assert hand.done == []
    assert [row.dedupe_key for row in missed.done] == ["key"]
    assert await _statuses(database) == {"key": "missed"}


async def test_what_was_taken_back_does_not_happen_and_what_was_moved_happens_then(
    database: Database, outbox: Outbox, clock: Clock
):
    hand = Hand()
    outbox.register("post", hand)
    await _put(database, Due("post", "taken back", START), Due("post", "moved", START))
    await database.write(None, lambda tx: cancel(tx, "taken back"))
    await database.write(None, lambda tx: reschedule(tx, "moved", START + timedelta(days=1)))
    await outbox.run_due()
    assert hand.done == []
    clock.moment += timedelta(days=1)
    await outbox.run_due()
    assert [row.dedupe_key for row in hand.done] == ["moved"]


async def test_a_row_claimed_by_a_process_that_died_is_taken_over_after_the_lease(
    database: Database, outbox: Outbox, clock: Clock
):
    hand = Hand()
    outbox.register("post", hand)
    await _put(database, Due("post", "key", START))
    assert len(await database.write(None, lambda tx: claim(tx, START, "the dead"))) == 1
    await outbox.run_due()
    assert hand.done == []
    clock.moment += LEASE
    await outbox.run_due()
    assert [row.attempts for row in hand.done] == [2]


async def test_a_bot_that_starts_frees_what_its_dead_predecessor_had_claimed(sqlite_template: Path, tmp_path: Path):
    address = f"sqlite+aiosqlite:///{shutil.copy(sqlite_template, tmp_path / 'guildhall.db')}"
    database, now = await Database.open(address), datetime.now(UTC)
    await _put(database, Due("post-withdraw", "key", now))
    assert len(await database.write(None, lambda tx: claim(tx, now, "the dead"))) == 1
    await database.close()
    nowhere = Discord(token="none", api="http://127.0.0.1:9", gateway="ws://127.0.0.1:9", sync_commands=False)
    bot = build_bot(replace(Settings(), discord=nowhere, database=DatabaseSettings(address)))
    await bot.setup_hook()
    try:
        assert len(await bot.database.write(None, lambda tx: claim(tx, now, "the living"))) == 1
    finally:
        await bot.close()


async def test_two_processes_do_not_both_act(database: Database, clock: Clock):
    hands = [Hand(), Hand()]
    outboxes = [Outbox(database, clock, Traffic()) for _ in hands]
    for outbox, hand in zip(outboxes, hands, strict=True):
        outbox.register("post", hand)
    await _put(database, *(Due("post", f"key {n}", START) for n in range(50)))
    for outbox in outboxes:
        await outbox.run_due()
    done = [row.dedupe_key for hand in hands for row in hand.done]
    assert len(done) == len(set(done)) == 50


async def test_who_claim_at_once_get_no_more_than_they_ask_for_and_nothing_twice(database: Database):
    await _put(database, *(Due("post", f"key {n:02}", START) for n in range(20)))
    claims = (database.write(None, lambda tx: claim(tx, START, "one of them", 4)) for _ in range(6))
    taken = [[row.dedupe_key for row in rows] for rows in await asyncio.gather(*claims)]
    assert all(len(keys) <= 4 and keys == sorted(keys) for keys in taken)
    assert len({key for keys in taken for key in keys}) == sum(map(len, taken))
    rest = await database.write(None, lambda tx: claim(tx, START, "the last", 20))
    assert sum(map(len, taken)) + len(rest) == 20


async def test_a_commit_that_puts_something_in_rings_the_bell(database: Database):
    rung: list[bool] = []
    database.on_outbox = lambda: rung.append(True)
    await database.write(None, lambda tx: communities.remember(tx, 1, "A community"))
    assert rung == []
    await _put(database, Due("post", "key", START))
    assert rung == [True]
