"""How far the slow look and the reading of history have come, and what is looked at by id."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from community.messages import Place, Said
from storage import Database, Writing, communities, messages
from storage.messages import Round
from storage.tables.messages import backfills
from storage.tables.summaries import summaries, summary_sources
from storage.tables.topics import topics

START = datetime(2026, 3, 12, 9, tzinfo=UTC)
EPOCH = datetime(2015, 1, 1, tzinfo=UTC)
GENERAL = Place(10, 1, 10, 10)
THREAD = Place(20, 1, 10, 10, is_thread=True, title="Falls at night")


def _said(place: Place, minute: int) -> Said:
    at = START + timedelta(minutes=minute)
    id_ = int((at - EPOCH) / timedelta(milliseconds=1)) << 22
    return Said(id_, place, 100, "Cho", f"At {minute}", at)


SAID = [_said(GENERAL, 1), _said(GENERAL, 2), _said(THREAD, 3), _said(GENERAL, 4)]


@pytest.fixture
async def ground(database: Database) -> Database:
    async def lay(tx: Writing) -> None:
        await communities.remember(tx, 1, "A community")
        await tx.connection.execute(
            sa.insert(topics).values({"id": 10, "community_id": 1, "name": "general", "opened_at": START})
        )
        await messages.keep(tx, SAID)
        await messages.forget(tx, GENERAL, [SAID[1].id], START)

    await database.write(None, lay)
    return database


async def test_a_round_goes_on_from_where_it_was_noted_over_what_still_stands(ground: Database):
    one = Round(1, START, pages=3)
    await ground.write(None, lambda tx: messages.put_round(tx, one))
    further = replace(one, place_id=10, message_id=SAID[0].id, looked=1, ended_at=START)
    await ground.write(None, lambda tx: messages.put_round(tx, further))
    async with ground.read() as tx:
        assert await messages.round_of(tx, 1) == further
        assert await messages.round_of(tx, 2) is None
        assert await messages.count_standing(tx, 1) == 3
        assert await messages.standing_after(tx, 10, 0, 5) == [SAID[0].id, SAID[3].id]
        assert await messages.standing_after(tx, 10, SAID[0].id, 5) == [SAID[3].id]
        assert await messages.first_with_messages(tx, [11, 20, 30]) == 20
        assert await messages.first_with_messages(tx, [11]) is None


async def test_what_posted_summaries_are_made_of_is_relied_on(ground: Database):
    async def post(tx: Writing) -> None:
        row = {"community_id": 1, "scope_id": 10, "week": "2026-W11", "so_far": False, "channel_id": 10}
        made = sa.insert(summaries).values(row | {"message_id": 5, "posted_at": START}).returning(summaries.c.id)
        id_ = (await tx.connection.execute(made)).scalar_one()
        for kind, source in (("message", SAID[1].id), ("message", SAID[2].id), ("conversation", SAID[0].id)):
            source_row = {"summary_id": id_, "kind": kind, "source_id": source, "section": "", "position": 0}
            await tx.connection.execute(sa.insert(summary_sources).values(source_row))

    await ground.write(None, post)
    async with ground.read() as tx:
        assert await messages.relied_on_before(tx, 10, START + timedelta(hours=1)) == {20: [SAID[2].id]}
        assert await messages.relied_on_before(tx, 10, START) == {}


async def test_how_far_a_history_is_read_never_goes_back_and_its_end_is_noted_once(ground: Database):
    later = START + timedelta(hours=2)

    async def note(tx: Writing) -> None:
        await messages.note_filled(tx, THREAD, 50, START, is_done=False)
        await messages.note_filled(tx, THREAD, 90, later, is_done=True)
        await messages.note_filled(tx, THREAD, 70, START, is_done=False)

    await ground.write(None, note)
    async with ground.read() as tx:
        assert await messages.filled_to(tx, 20) == 90
        assert await messages.filled_to(tx, 10) is None
        assert await messages.filled_since(tx, START - timedelta(hours=1)) == [THREAD]
        assert await messages.filled_since(tx, START) == []
        done_at = (await tx.connection.execute(sa.select(backfills.c.done_at))).scalar_one()
    assert done_at == later
