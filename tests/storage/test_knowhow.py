from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TypeVar

import pytest
import sqlalchemy as sa

from community.errors import NotFound, Refusal
from community.knowhow import (
    LEFT_OUT,
    NAMED,
    UNNAMED,
    Entry,
    Fields,
    Quote,
    Status,
    digest_of_shown,
    hash_of_words,
    shown_quotes,
)
from storage import Database, Writing, communities, knowhow, mirror, scrubs
from storage.database import Reading
from storage.knowhow import Place
from storage.rights import reconcile
from storage.sql import add, put
from storage.tables.access import places
from storage.tables.knowhow import consents, entries, quotes, revisions
from storage.tables.ledger import ledger
from storage.tables.messages import messages, reactions
from storage.tables.outbox import outbox
from storage.tables.topics import topic_stewards, topics

T = TypeVar("T")
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
WEEK = timedelta(days=7)
COMMUNITY, TOPIC, THREAD = 1, 5, 50
CAPTURER, AMIRA, BEN, CHO, STEWARD = 9, 11, 12, 13, 8
HERE = Place(COMMUNITY, TOPIC, THREAD, TOPIC)
FIELDS = Fields("Huddles before handover", "Ten minutes at eight", "A ward of thirty beds")
SAID = {
    101: (AMIRA, "We moved the huddle to five to eight."),
    102: (BEN, "Night staff stayed for it once it was short."),
    103: (CHO, "It did not last here without the matron."),
    104: (CAPTURER, "What did you drop to make room?"),
}


@pytest.fixture
async def house(database: Database) -> Database:
    """Give a database with a community, a topic, a thread and what was said in it."""

    async def work(tx: Writing) -> None:
        await communities.remember(tx, COMMUNITY, "A community", imported=True)
        people = [(id_, f"Person {id_}", False) for id_ in (CAPTURER, AMIRA, BEN, CHO, STEWARD, 14)]
        await communities.remember_members(tx, COMMUNITY, [*people, (99, "A bot", True)])
        topic = {"id": TOPIC, "community_id": COMMUNITY, "name": "general", "opened_at": NOW}
        await put(tx, topics, {**topic, "purpose": "", "status": "open"})
        await add(tx, topic_stewards, {"topic_id": TOPIC, "member_id": STEWARD})
        there = {"community_id": COMMUNITY, "archived": False, "gone": False}
        await put(tx, places, {**there, "id": TOPIC, "kind": "text", "parent_id": None, "name": "general"})
        await put(tx, places, {**there, "id": THREAD, "kind": "public_thread", "parent_id": TOPIC, "name": "t"})
        for id_, (author_id, words) in SAID.items():
            await put(tx, messages, said(id_, author_id, words))
        await put(tx, messages, {**said(105, 99, "I am a bot"), "by_bot": True})
        await put(tx, messages, {**said(106, AMIRA, "elsewhere"), "place_id": 51, "conversation_id": 51})

    await database.write(None, work)
    return database


def said(id_: int, author_id: int, words: str) -> dict[str, object]:
    return {
        "id": id_,
        "community_id": COMMUNITY,
        "topic_id": TOPIC,
        "place_id": THREAD,
        "seen_in": TOPIC,
        "conversation_id": THREAD,
        "author_id": author_id,
        "by_bot": False,
        "content": words,
        "created_at": NOW - timedelta(days=1),
        "reply_to": None,
        "attachments": 0,
    }


async def write(database: Database, work: Callable[[Writing], Awaitable[T]]) -> T:
    return await database.write(None, work)


async def draft(database: Database, *message_ids: int) -> int:
    async def work(tx: Writing) -> int:
        id_ = await knowhow.capture(tx, HERE, FIELDS, CAPTURER, NOW)
        await knowhow.choose_quotes(tx, await entry_of(tx, id_), message_ids, NOW)
        return id_

    return await write(database, work)


async def asked(database: Database, *message_ids: int, at: datetime = NOW) -> int:
    id_ = await draft(database, *message_ids)
    await write(database, lambda tx: _ask(tx, id_, at))
    return id_


async def _ask(tx: Writing, id_: int, at: datetime) -> int:
    return await knowhow.ask(tx, await entry_of(tx, id_), CAPTURER, at, WEEK)


async def answer(database: Database, who: int, said_: str, at: datetime = NOW, entry_id: int | None = None) -> None:
    async with database.read() as tx:
        mine = await knowhow.quoted(tx, COMMUNITY, who, entry_id=entry_id)
    ids, digest = [quote.id for quote in mine], digest_of_shown(mine)
    await write(database, lambda tx: knowhow.answer_quotes(tx, COMMUNITY, who, ids, said_, digest, at))


async def publish(database: Database, id_: int, at: datetime = NOW) -> None:
    async def work(tx: Writing) -> None:
        await knowhow.publish(tx, await entry_of(tx, id_), CAPTURER, at)

    await write(database, work)


async def entry_of(tx: Reading, id_: int) -> Entry:
    entry = await knowhow.find(tx, id_)
    assert entry is not None
    return entry


async def read_entry(database: Database, id_: int) -> Entry:
    async with database.read() as tx:
        return await entry_of(tx, id_)


async def shown(database: Database, id_: int) -> dict[str, str | None]:
    async with database.read() as tx:
        return {quote.words: quote.answer for quote in shown_quotes(await knowhow.quotes_of(tx, id_))}


async def quotes_by_author(database: Database, id_: int) -> dict[int, Quote]:
    async with database.read() as tx:
        return {quote.author_id: quote for quote in await knowhow.quotes_of(tx, id_)}


async def due(database: Database, kind: str, status: str = "pending") -> list[dict[str, object]]:
    async with database.read() as tx:
        query = sa.select(outbox.c.payload).where(outbox.c.kind == kind, outbox.c.status == status)
        return [dict(payload) for payload in (await tx.connection.execute(query.order_by(outbox.c.id))).scalars()]


async def test_silence_is_a_no_and_publication_carries_what_was_agreed(house: Database):
    id_ = await asked(house, 101, 102, 103)
    await answer(house, AMIRA, NAMED)
    await answer(house, BEN, UNNAMED)
    await publish(house, id_)
    assert await shown(house, id_) == {SAID[101][1]: NAMED, SAID[102][1]: UNNAMED}


async def test_the_people_asked_are_in_the_outbox_by_quote_never_by_name_or_word(house: Database):
    id_ = await asked(house, 101, 102)
    by_author = await quotes_by_author(house, id_)
    payload = {"entry_id": id_, "quote_ids": sorted(quote.id for quote in by_author.values())}
    assert await due(house, "consent-card") == [payload]


async def test_it_publishes_by_itself_at_the_end_of_the_waiting_time_and_not_before(house: Database):
    id_ = await asked(house, 101)
    assert not await write(house, lambda tx: knowhow.publish_when_due(tx, id_, NOW + WEEK - timedelta(seconds=1)))
    assert await write(house, lambda tx: knowhow.publish_when_due(tx, id_, NOW + WEEK))
    assert (await read_entry(house, id_)).status is Status.PUBLISHED
    assert await shown(house, id_) == {}
    assert [payload["where"] for payload in await due(house, "entry-post")] == ["thread", "notices"]


async def test_a_draft_that_says_not_to_does_not_publish_by_itself(house: Database):
    id_ = await asked(house, 101)

    async def hold(tx: Writing) -> None:
        await knowhow.set_publishes_itself(tx, await entry_of(tx, id_), yes=False)

    await write(house, hold)
    assert not await write(house, lambda tx: knowhow.publish_when_due(tx, id_, NOW + WEEK))
    assert (await read_entry(house, id_)).status is Status.AWAITING


@pytest.mark.parametrize(("standing", "expected"), [("named", NAMED), ("unnamed", UNNAMED), ("never", LEFT_OUT)])
async def test_a_standing_answer_applies_without_asking(house: Database, standing: str, expected: str):
    await write(house, lambda tx: communities.answer_always(tx, COMMUNITY, AMIRA, standing))
    id_ = await asked(house, 101)
    assert (await quotes_by_author(house, id_))[AMIRA].answer == expected
    assert await due(house, "consent-card") == []


async def test_nobody_is_asked_twice_for_the_same_words(house: Database):
    first = await asked(house, 101, 102)
    await answer(house, AMIRA, NAMED)
    second = await asked(house, 101, 102)
    assert (await quotes_by_author(house, second))[AMIRA].answer == NAMED
    assert len(await due(house, "consent-card")) == 1
    await answer(house, BEN, UNNAMED, entry_id=second)
    assert (await quotes_by_author(house, first))[BEN].answer == UNNAMED


async def test_silence_about_the_same_words_counts_as_left_out_the_next_time(house: Database):
    first = await asked(house, 101)
    await publish(house, first, NOW + WEEK)
    second = await asked(house, 101)
    assert (await quotes_by_author(house, second))[AMIRA].answer == LEFT_OUT
    assert len(await due(house, "consent-card")) == 1


async def test_only_the_person_quoted_answers_and_only_for_the_words_shown(house: Database):
    id_ = await asked(house, 101)
    quote = (await quotes_by_author(house, id_))[AMIRA]
    digest = digest_of_shown([quote])
    for who in (BEN, CAPTURER, STEWARD):
        with pytest.raises(NotFound):
            await write(house, partial(_answered, who=who, quote=quote, digest=digest))
    await write(house, lambda tx: knowhow.message_edited(tx, 101, "Other words"))
    with pytest.raises(Refusal):
        await write(house, partial(_answered, who=AMIRA, quote=quote, digest=digest))
    assert (await quotes_by_author(house, id_))[AMIRA].answer is None


async def _answered(tx: Writing, who: int, quote: Quote, digest: str) -> None:
    await knowhow.answer_quotes(tx, COMMUNITY, who, [quote.id], NAMED, digest, NOW)


async def test_an_answer_changed_after_publication_reaches_entry_and_cards(house: Database):
    id_ = await asked(house, 101, 102)
    await answer(house, AMIRA, NAMED)
    await publish(house, id_)
    before = len(await due(house, "entry-cards"))
    await answer(house, AMIRA, LEFT_OUT)
    assert await shown(house, id_) == {}
    assert len(await due(house, "entry-cards")) == before + 1
    await answer(house, BEN, UNNAMED)
    assert await shown(house, id_) == {SAID[102][1]: UNNAMED}


async def test_while_people_are_asked_no_card_moves_when_one_answers(house: Database):
    await asked(house, 101, 102)
    await answer(house, AMIRA, NAMED)
    assert await due(house, "entry-cards") == []


async def test_a_deleted_messages_words_are_gone_everywhere(house: Database):
    id_ = await asked(house, 101, 102)
    await answer(house, AMIRA, NAMED)
    await answer(house, BEN, NAMED)
    await publish(house, id_)
    await write(house, lambda tx: knowhow.message_edited(tx, 101, "No"))
    await answer(house, AMIRA, NAMED)
    before, gone = await marks(house, AMIRA)
    await write(house, lambda tx: knowhow.forget_message(tx, [7, 101]))
    assert await shown(house, id_) == {SAID[102][1]: NAMED}
    async with house.read() as tx:
        for table in (quotes, consents, revisions, entries):
            held = str((await tx.connection.execute(sa.select(table))).all())
            assert SAID[101][1] not in held
            assert gone not in held
            assert before not in held, "with the key, short words can be guessed back"


async def marks(database: Database, member_id: int) -> list[str]:
    """Give what is held of the words that a member answered for, in the order of the answers."""
    async with database.read() as tx:
        query = sa.select(consents.c.words_hash).where(consents.c.member_id == member_id).order_by(consents.c.id)
        return list((await tx.connection.execute(query)).scalars())


async def test_nobody_who_has_the_database_alone_can_guess_words_back(house: Database):
    await asked(house, 101, 102)
    await answer(house, AMIRA, NAMED)
    await answer(house, BEN, LEFT_OUT)
    async with house.read() as tx:
        tables = [(await tx.connection.execute(sa.select(table))).all() for table in (quotes, consents, ledger)]
    for id_ in (101, 102):
        plain = hash_of_words(id_, SAID[id_][0], SAID[id_][1])
        assert plain not in str(tables)


async def test_plain_hashes_of_an_earlier_release_are_made_into_marks_at_the_start(house: Database):
    id_ = await asked(house, 101, 102)
    await answer(house, AMIRA, NAMED)
    await answer(house, BEN, LEFT_OUT)
    new = {101: await marks(house, AMIRA), 102: await marks(house, BEN)}

    async def age(tx: Writing) -> None:
        for message_id, [mark] in new.items():
            plain = hash_of_words(message_id, *SAID[message_id])
            for column in (quotes.c.words_hash, quotes.c.answered_hash, consents.c.words_hash):
                old = sa.update(column.table).where(column == mark).values({column.name: plain})
                await tx.connection.execute(old)

    await write(house, age)
    assert (await marks(house, AMIRA))[0] == hash_of_words(101, *SAID[101])
    await reconcile(house, NOW)
    assert {101: await marks(house, AMIRA), 102: await marks(house, BEN)} == new
    async with house.read() as tx:
        assert await scrubs.asked(tx), "the plain ones leave the files, too"
    await publish(house, id_)
    assert await shown(house, id_) == {SAID[101][1]: NAMED}
    again = await asked(house, 101, 102)
    assert {quote.answer for quote in await quoted_in(house, again)} == {NAMED, LEFT_OUT}, "nobody is asked anew"


async def quoted_in(database: Database, entry_id: int) -> list[Quote]:
    async with database.read() as tx:
        return await knowhow.quotes_of(tx, entry_id)


async def test_of_a_discarded_draft_nothing_stays_that_tells_its_words_again(house: Database):
    id_, other = await asked(house, 101, 102), await asked(house, 102)
    await answer(house, AMIRA, NAMED)
    await answer(house, BEN, NAMED)
    held = await marks(house, BEN)

    async def discard(tx: Writing) -> None:
        await knowhow.discard(tx, await entry_of(tx, id_), NOW)

    await write(house, discard)
    assert set(await marks(house, AMIRA)) == {""}
    assert await marks(house, BEN) == held, "the same words stand in another entry, where the answer holds"
    await publish(house, other)
    assert await shown(house, other) == {SAID[102][1]: NAMED}


async def test_an_edited_message_asks_again_and_is_out_until_answered(house: Database):
    id_ = await asked(house, 101)
    await answer(house, AMIRA, NAMED)
    await publish(house, id_)
    await write(house, lambda tx: knowhow.message_edited(tx, 101, SAID[101][1]))
    assert await shown(house, id_) == {SAID[101][1]: NAMED}, "the same words change nothing"
    await write(house, lambda tx: knowhow.message_edited(tx, 101, "New words"))
    assert await shown(house, id_) == {}
    assert len(await due(house, "consent-card")) == 2
    await write(house, lambda tx: knowhow.message_edited(tx, 101, "Newer words"))
    assert len(await due(house, "consent-card")) == 2, "an open question is not asked again"
    await answer(house, AMIRA, UNNAMED)
    assert await shown(house, id_) == {"Newer words": UNNAMED}
    await write(house, lambda tx: knowhow.message_edited(tx, 101, SAID[101][1]))
    assert await shown(house, id_) == {SAID[101][1]: NAMED}, "answered for these very words before"


async def test_revisions_refer_to_quotes_and_copy_none(house: Database):
    id_ = await asked(house, 101)
    await answer(house, AMIRA, NAMED)
    await publish(house, id_)

    async def edit(tx: Writing) -> None:
        await knowhow.edit(tx, await entry_of(tx, id_), Fields("New title", "Did"), STEWARD, NOW)

    await write(house, edit)
    async with house.read() as tx:
        rows = (await tx.connection.execute(sa.select(revisions))).all()
        steps = await knowhow.history(tx, await entry_of(tx, id_))
    assert SAID[101][1] not in str(rows)
    assert [step.change for step in steps] == ["captured", "asked", "published", "edited"]
    assert [step.by_capturer for step in steps] == [True, True, True, False]


async def test_bots_other_threads_and_what_was_not_read_are_not_quoted(house: Database):
    id_ = await draft(house)
    for message_id in (105, 106, 777):
        with pytest.raises(Refusal):
            await write(house, partial(_add, id_=id_, message_id=message_id))
    assert await write(house, partial(_add, id_=id_, message_id=101))
    assert not await write(house, partial(_add, id_=id_, message_id=101))


async def _add(tx: Writing, id_: int, message_id: int) -> bool:
    return await knowhow.add_quote(tx, await entry_of(tx, id_), message_id, NOW)


async def test_ten_quotes_and_no_more(house: Database):
    async def many(tx: Writing) -> None:
        for id_ in range(200, 211):
            await put(tx, messages, said(id_, AMIRA, f"words {id_}"))

    await write(house, many)
    with pytest.raises(Refusal):
        await draft(house, *range(200, 211))
    id_ = await draft(house, *range(200, 210))
    with pytest.raises(Refusal):
        await write(house, partial(_add, id_=id_, message_id=210))


async def test_candidates_are_peoples_words_with_what_others_made_of_them(house: Database):
    async def mark(tx: Writing) -> None:
        await add(tx, reactions, [{"message_id": 102, "emoji": "x", "member_id": m} for m in (AMIRA, BEN, CHO)])
        await put(tx, messages, {**said(107, CHO, "Yes"), "reply_to": 102})
        await put(tx, messages, {**said(108, CHO, ""), "reply_to": 101})

    await write(house, mark)
    id_ = await draft(house)
    async with house.read() as tx:
        found = {c.message_id: c for c in await knowhow.candidates(tx, await entry_of(tx, id_))}
    assert set(found) == {101, 102, 103, 104, 107}
    assert (found[102].reactors, found[102].repliers) == (2, 1), "one's own reaction does not count"


async def test_a_draft_is_seen_by_those_who_may_edit_it_alone(house: Database):
    id_ = await draft(house, 101)
    assert await _sees(house, CAPTURER, id_)
    assert await _sees(house, STEWARD, id_)
    assert not await _sees(house, AMIRA, id_)
    await publish(house, id_)
    assert await _sees(house, AMIRA, id_)
    assert not await _sees(house, AMIRA, id_, frozenset())


async def test_an_entry_of_a_channel_that_is_gone_is_its_stewards_alone(house: Database):
    id_ = await draft(house)
    await publish(house, id_)
    await write(house, _gone)
    assert await _sees(house, STEWARD, id_, frozenset())
    assert not await _sees(house, CAPTURER, id_, frozenset())
    assert not await _sees(house, AMIRA, id_, frozenset())


async def test_an_entry_of_a_private_thread_that_is_gone_is_not_even_its_stewards(house: Database):
    """They may never have been in it; and a bot that was put out of a thread is told that it is gone."""
    inner = 60

    async def capture(tx: Writing) -> int:
        there = {"community_id": COMMUNITY, "archived": False, "gone": False}
        await put(tx, places, {**there, "id": inner, "kind": "private_thread", "parent_id": TOPIC, "name": "p"})
        return await knowhow.capture(tx, Place(COMMUNITY, TOPIC, inner, inner), FIELDS, CAPTURER, NOW)

    id_ = await write(house, capture)
    await publish(house, id_)
    assert await _sees(house, BEN, id_, frozenset({TOPIC, inner}))
    await write(house, lambda tx: mirror.lose_place(tx, inner))
    assert not await _sees(house, STEWARD, id_)
    await write(house, _gone)
    assert not await _sees(house, STEWARD, id_, frozenset())


async def test_a_steward_who_left_the_server_has_nothing_left_behind(house: Database):
    id_ = await draft(house)
    await publish(house, id_)
    await write(house, _gone)
    await write(house, lambda tx: mirror.align_some(tx, COMMUNITY, (), [STEWARD], now=NOW))
    assert not await _sees(house, STEWARD, id_, frozenset())


async def _gone(tx: Writing) -> None:
    await tx.connection.execute(sa.update(places).where(places.c.id == TOPIC).values(gone=True))


async def _sees(database: Database, who: int, id_: int, sees: frozenset[int] = frozenset({TOPIC})) -> bool:
    async with database.read() as tx:
        listed = await knowhow.seen_entries(tx, COMMUNITY, who, sees)
        try:
            await knowhow.seen_entry(tx, COMMUNITY, who, sees, id_)
        except NotFound:
            assert id_ not in {entry.id for entry in listed}
            return False
    assert id_ in {entry.id for entry in listed}
    return True


async def test_a_takedown_leaves_no_way_to_it_and_takes_pending_posts_back(house: Database):
    id_ = await asked(house, 101)
    await answer(house, AMIRA, NAMED)
    await publish(house, id_)

    async def down(tx: Writing) -> None:
        await knowhow.takedown(tx, await entry_of(tx, id_), "an identifier", STEWARD, NOW)

    await write(house, down)
    assert not await _sees(house, STEWARD, id_)
    assert await due(house, "entry-post") == []
    async with house.read() as tx:
        assert await knowhow.quoted(tx, COMMUNITY, AMIRA) == []
        assert await knowhow.tags_seen(tx, TOPIC, {TOPIC}) == []


async def test_a_retired_entry_stays_and_a_retired_draft_stays_hidden(house: Database):
    published, kept = await draft(house), await draft(house)
    await publish(house, published)

    async def retire(tx: Writing) -> None:
        for id_ in (published, kept):
            await knowhow.retire(tx, await entry_of(tx, id_), "superseded", CAPTURER, NOW)

    await write(house, retire)
    assert await _sees(house, AMIRA, published)
    assert not await _sees(house, AMIRA, kept)


async def test_a_discarded_draft_holds_no_words(house: Database):
    id_ = await asked(house, 101)

    async def discard(tx: Writing) -> None:
        await knowhow.discard(tx, await entry_of(tx, id_), NOW)

    await write(house, discard)
    assert not await _sees(house, CAPTURER, id_)
    async with house.read() as tx:
        held = str([(await tx.connection.execute(sa.select(t))).all() for t in (entries, quotes, revisions)])
    assert FIELDS.title not in held
    assert SAID[101][1] not in held
    assert await due(house, "entry-publish") == []


async def test_always_answer_so_answers_what_is_open_and_leaves_what_was_answered(house: Database):
    first = await asked(house, 101)
    await answer(house, AMIRA, UNNAMED)
    await write(house, _more)
    second = await asked(house, 110)
    await write(house, lambda tx: knowhow.answer_all_standing(tx, COMMUNITY, AMIRA, "named", NOW))
    assert (await quotes_by_author(house, first))[AMIRA].answer == UNNAMED
    assert (await quotes_by_author(house, second))[AMIRA].answer == NAMED


async def _more(tx: Writing) -> None:
    await put(tx, messages, said(110, AMIRA, "More words"))


async def test_tags_are_learnt_from_public_entries_of_places_seen(house: Database):
    hidden, open_ = await draft(house), await draft(house)

    async def tag(tx: Writing) -> None:
        await knowhow.choose_tags(tx, await entry_of(tx, hidden), ["secret"], NOW)
        await knowhow.choose_tags(tx, await entry_of(tx, open_), ["falls", "nights"], NOW)

    await write(house, tag)
    await publish(house, open_)
    async with house.read() as tx:
        assert await knowhow.tags_seen(tx, TOPIC, {TOPIC}) == ["falls", "nights"]
        assert await knowhow.tags_seen(tx, TOPIC, {6}) == []


async def test_an_nhs_number_in_the_form_is_masked(house: Database):
    fields = Fields("About 943 476 5919", "Did", limits="not for 9434765919")
    id_ = await write(house, lambda tx: knowhow.capture(tx, HERE, fields, CAPTURER, NOW))
    kept = (await read_entry(house, id_)).fields
    assert "943" not in kept.title + kept.limits


async def test_any_member_may_add_to_a_draft_of_a_thread_they_see(house: Database):
    id_ = await draft(house)
    async with house.read() as tx:
        assert [e.id for e in await knowhow.drafts_for_message(tx, COMMUNITY, {TOPIC}, 101)] == [id_]
        with pytest.raises(NotFound):
            await knowhow.drafts_for_message(tx, COMMUNITY, {6}, 101)
        assert await knowhow.drafts_for_message(tx, COMMUNITY, {TOPIC}, 106) == []


LATER = NOW + timedelta(days=1)
FORTNIGHT = timedelta(days=14)


async def _taken_down(database: Database, id_: int) -> None:
    async def down(tx: Writing) -> None:
        await knowhow.takedown(tx, await entry_of(tx, id_), "an identifier", STEWARD, NOW)

    await write(database, down)


async def _reviewed(database: Database, id_: int, *, back: bool, at: datetime = LATER) -> None:
    async def work(tx: Writing) -> None:
        taken = await knowhow.waiting(tx, id_)
        assert taken is not None
        if back:
            await knowhow.put_back(tx, taken, STEWARD, at)
        else:
            await knowhow.erase_text(tx, taken.entry, at)

    await write(database, work)


async def _to_review(database: Database, who: int, sees: frozenset[int] = frozenset({TOPIC})) -> list[int]:
    async with database.read() as tx:
        return [one.entry.id for one in await knowhow.to_review(tx, COMMUNITY, who, sees, topic_id=TOPIC)]


async def test_a_review_erases_what_was_taken_down_and_keeps_the_answers_without_their_words(house: Database):
    id_ = await asked(house, 101, 102)
    await answer(house, AMIRA, NAMED)
    await answer(house, BEN, LEFT_OUT)
    await write(house, lambda tx: _tagged(tx, id_))
    await publish(house, id_)
    other = await draft(house, 102)
    await _taken_down(house, id_)
    assert await _to_review(house, STEWARD) == [id_]
    assert await _to_review(house, STEWARD, frozenset()) == [], "not even a steward, where they can't see the place"
    await _reviewed(house, id_, back=False)
    entry = await read_entry(house, id_)
    assert (entry.status, entry.fields, entry.tags, entry.reason) == (
        Status.TAKEN_DOWN,
        Fields("", ""),
        (),
        "erased after review",
    )
    assert await _to_review(house, STEWARD) == []
    async with house.read() as tx:
        assert await knowhow.quotes_of(tx, id_) == []
        assert await knowhow.history(tx, entry) == []
        assert [quote.author_id for quote in await knowhow.quotes_of(tx, other)] == [BEN]
        c = consents.c
        rows = (await tx.connection.execute(sa.select(c.member_id, c.answer, c.words_hash).order_by(c.member_id))).all()
        assert [(row.member_id, row.answer, bool(row.words_hash)) for row in rows] == [
            (AMIRA, NAMED, False),
            (BEN, LEFT_OUT, True),  # the same words stand in another entry
        ]
        assert await scrubs.asked(tx)


async def _tagged(tx: Writing, id_: int) -> None:
    await knowhow.choose_tags(tx, await entry_of(tx, id_), ["huddles"], NOW)


async def test_what_is_put_back_is_as_it_was_and_its_cards_are_posted_again(house: Database):
    id_ = await asked(house, 101)
    await answer(house, AMIRA, NAMED)
    await publish(house, id_)
    before = await read_entry(house, id_)
    await _taken_down(house, id_)
    await _reviewed(house, id_, back=True)
    entry = await read_entry(house, id_)
    assert (entry.status, entry.fields, entry.published_at) == (before.status, before.fields, before.published_at)
    assert await shown(house, id_) == {SAID[101][1]: NAMED}
    assert {payload["where"] for payload in await due(house, "entry-post")} == {"thread", "notices"}
    async with house.read() as tx:
        assert [step.change for step in await knowhow.history(tx, entry)][-2:] == ["taken down", "put back"]
    assert await _sees(house, CHO, id_)


async def test_what_was_asking_for_consent_comes_back_as_a_draft_that_can_ask_again(house: Database):
    id_ = await asked(house, 101, 102)
    await answer(house, AMIRA, NAMED)
    await _taken_down(house, id_)
    await _reviewed(house, id_, back=True)
    entry = await read_entry(house, id_)
    assert (entry.status, entry.waits_until) == (Status.DRAFT, None)
    assert await due(house, "entry-publish") == []
    await write(house, lambda tx: _ask(tx, id_, LATER))
    assert await due(house, "entry-publish") == [{"entry_id": id_}]
    newest = (await due(house, "consent-card"))[-1]
    async with house.read() as tx:
        open_ = [quote.id for quote in await knowhow.quotes_of(tx, id_) if quote.author_id == BEN]
    assert newest["quote_ids"] == open_, "who answered is not asked again"


async def test_what_nobody_reviews_is_over_after_the_communitys_days(house: Database):
    id_ = await draft(house)
    await _taken_down(house, id_)

    async def over(at: datetime) -> list[int]:
        async with house.read() as tx:
            return [one.entry.id for one in await knowhow.unreviewed(tx, at)]

    assert await over(NOW + FORTNIGHT - timedelta(seconds=1)) == []
    assert await over(NOW + FORTNIGHT) == [id_]
    await write(house, lambda tx: communities.change_setting(tx, COMMUNITY, "review_days", 30))
    assert await over(NOW + FORTNIGHT) == []
