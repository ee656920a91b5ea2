"""What of a week is worth telling, and in which order."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from community.summary.facts import Asked, Later, Newcomers, Talked
from community.summary.words import (
    is_clear,
    last_question,
    mentions_any,
    presents_something,
    question,
    settles,
    speaks_to_somebody,
)

WORTH_MOST = 5
WAITING_MOST = 4
KNOWHOW_MOST = 4
COMING_MOST = 4
LEARNT_MOST = 4
VOICES_MOST = 2

PATIENCE = timedelta(hours=6)
"""A question younger than this is not yet waiting."""
NEARBY = timedelta(hours=12)
"""What others say in the channel within this time of a question is taken for an answer, though it stands apart."""
GOING_ON = timedelta(minutes=30)
"""A person who spoke to somebody else goes on doing so for as long."""
ENGAGED = timedelta(hours=24)
"""A question by somebody else within this time of one is taken for asking back; a later one for a new matter."""


def worth_your_time(talked: Iterable[Talked], limit: int = WORTH_MOST) -> list[Talked]:
    """Give the conversations most worth reading, best first: breadth of people before everything else.

    A conversation needs an exchange: two people who say something, in three messages.
    """
    exchanges = [talk for talk in talked if talk.voices >= 2 and talk.said >= 3]
    return sorted(exchanges, key=lambda talk: (-worth(talk), talk.first_id))[:limit]


def worth(talk: Talked) -> float:
    """Rate a conversation: one for each person who said something, and, always less than one more, how it was received.

    How it was received is reactions by different people, replies, and volume, each with ever less to gain.
    """
    received = 0.4 * _part(talk.reactors, 3) + 0.3 * _part(talk.replies, 5) + 0.25 * _part(talk.said, 20)
    return talk.voices + received


def _part(amount: int, half: int) -> float:
    """Give 0 for nothing, a half at `half`, towards 1 for ever more."""
    return amount / (amount + half)


def may_wait(text: str, at: datetime, now: datetime, *, opens_as_newcomer: bool = False) -> bool:
    """Say whether a message is one that somebody should answer: a question, or what a newcomer opened a talk with."""
    if now - at < PATIENCE:
        return False
    return question(text) is not None or (opens_as_newcomer and presents_something(text))


def still_waits(asked: Asked) -> bool:
    """Say whether nobody else has answered, and the asker has not settled it, in what was written since."""
    presented = asked.is_first_post and asked.alone and presents_something(asked.text)
    if (question if asked.alone else last_question)(asked.text) is None and not presented:
        return False
    if any(settles(text) for _, text in asked.own_later):
        return False
    own = {asked.message_id, *(message_id for message_id, _ in asked.own_later)}
    busy_until: dict[int, datetime] = {}
    another_matter = False
    for later in asked.later:
        if later.answers in own or mentions_any(later.text, [asked.author_id], [asked.author_name]):
            return False
        goes_on = later.author_id in busy_until and later.at <= busy_until[later.author_id]
        if goes_on or _is_for_another(later, asked):
            busy_until[later.author_id] = later.at + GOING_ON
        elif not later.same_talk and (later.at - asked.at > NEARBY or question(later.text) is not None):
            continue
        elif _opens_another(later, asked):
            another_matter = True
        elif not another_matter:
            return False
    return True


def _is_for_another(later: Later, asked: Asked) -> bool:
    if later.answers is not None:
        return later.answers_author != asked.author_id
    return speaks_to_somebody(later.text)


def _opens_another(later: Later, asked: Asked) -> bool:
    return later.at - asked.at > ENGAGED and question(later.text) is not None


def still_waiting(asked: Iterable[Asked], limit: int = WAITING_MOST) -> list[Asked]:
    """Give what waits for an answer, most in need first: first posts, openings, clear questions; one a conversation."""
    chosen: dict[int, Asked] = {}
    people: set[int] = set()
    for one in sorted((one for one in asked if still_waits(one)), key=_need):
        if one.talk.id in chosen or one.author_id in people:
            continue
        chosen[one.talk.id] = one
        people.add(one.author_id)
        if len(chosen) == limit:
            break
    return list(chosen.values())


def _need(one: Asked) -> tuple[int, int, int, int]:
    sentence = question(one.text)
    clear = sentence is not None and is_clear(sentence)
    return (not one.is_first_post, not one.alone, not clear, -one.message_id)


def voices_shown(newcomers: Iterable[Newcomers], limit: int = VOICES_MOST) -> tuple[list[Newcomers], int]:
    """Give where newcomers first wrote, the unanswered first, and how many people began elsewhere."""
    ordered = sorted(newcomers, key=lambda one: (one.greeted, -one.people, one.first_id))
    return ordered[:limit], sum(one.people for one in ordered[limit:])
