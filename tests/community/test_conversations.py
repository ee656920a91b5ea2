from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from community.conversations import GAP, OWN_GAP, RECENT, REPLY_REACH, Placed, Talk, cut

START = datetime(2026, 3, 12, 9, tzinfo=UTC)


def _say(id_: int, minute: float, author: int = 1, reply_to: int | None = None) -> Talk:
    return Talk(id_, author, START + timedelta(minutes=minute), reply_to)


@st.composite
def talks(draw: st.DrawFn) -> list[Talk]:
    told: list[Talk] = []
    at = START
    for id_ in range(1, draw(st.integers(0, 40)) + 1):
        at += draw(
            st.sampled_from([timedelta(minutes=1), timedelta(minutes=20), timedelta(hours=3), timedelta(days=4)])
        )
        reply = draw(st.one_of(st.none(), st.integers(1, 45)))
        told.append(Talk(id_, draw(st.integers(1, 4)), at, reply, draw(st.booleans()) and draw(st.booleans())))
    return told


def test_talk_goes_on_until_silence():
    given_ = cut([_say(1, 0, 1), _say(2, 100, 2), _say(3, 100 + 121, 3), _say(4, 222, 1)])
    assert given_ == {1: 1, 2: 1, 3: 3, 4: 3}


def test_a_reply_joins_what_it_answers_over_a_gap():
    assert cut([_say(1, 0, 1), _say(2, 300, 2), _say(3, 301, 3, reply_to=1)]) == {1: 1, 2: 2, 3: 1}


def test_two_conversations_at_once_are_told_apart():
    told = [_say(1, 0, 1), _say(2, 300, 2), _say(3, 301, 3, 1), _say(4, 302, 2), _say(5, 303, 3)]
    assert cut(told) == {1: 1, 2: 2, 3: 1, 4: 2, 5: 1}


def test_a_reply_to_something_old_begins_anew():
    late = REPLY_REACH / timedelta(minutes=1) + 1
    assert cut([_say(1, 0), _say(2, late, 2, reply_to=1)]) == {1: 1, 2: 2}


def test_nobody_goes_on_from_a_bot():
    bot = Talk(2, 9, START + timedelta(hours=1), None, by_bot=True)
    assert cut([_say(1, 0), bot, _say(3, 150, 2)]) == {1: 1, 2: 1, 3: 3}


@given(talks(), st.randoms())
def test_the_order_of_arrival_does_not_matter(told: list[Talk], random: Random):
    mixed = told.copy()
    random.shuffle(mixed)
    assert cut(mixed) == cut(told)


@given(talks())
def test_each_message_is_in_one_conversation_named_after_its_first(told: list[Talk]):
    given_ = cut(told)
    assert given_.keys() == {one.id for one in told}
    at = {one.id: (one.at, one.id) for one in told}
    for id_, conversation in given_.items():
        assert given_[conversation] == conversation
        assert at[conversation] <= at[id_]


@given(talks(), st.integers(0, 40))
def test_going_on_from_what_was_placed_gives_the_same(told: list[Talk], split: int):
    whole = cut(told)
    head, tail = told[:split], told[split:]
    before = [Placed(one, whole[one.id]) for one in head if not one.by_bot][-RECENT:]
    answered = [Placed(one, whole[one.id]) for one in head if one.id in {later.reply_to for later in tail}]
    assert cut(tail, before=before, answered=answered) == {one.id: whole[one.id] for one in tail}


@given(talks())
def test_a_conversation_never_goes_on_over_silence_but_by_a_reply(told: list[Talk]):
    given_ = cut(told)
    people = [one for one in told if not one.by_bot]
    for before, after in pairwise(people):
        if after.at - before.at > max(GAP, OWN_GAP) and given_[after.id] != after.id:
            assert after.reply_to is not None
