"""Reactions: who reacted where Discord says who, and how many more where it only counts.

Somebody who is counted without a name is a row with a member id below zero, so a count of rows is always the count.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import sqlalchemy as sa

from community.messages import Reacted, Said
from storage import ledger
from storage.database import Writing
from storage.sql import add
from storage.tables.messages import messages, reactions


async def react(tx: Writing, changes: Sequence[Reacted]) -> None:
    """Apply reactions given and taken back, in order; those to a deleted message are left out."""
    gone = sa.select(messages.c.id).where(
        messages.c.id.in_({change.message_id for change in changes}), messages.c.deleted_at.is_not(None)
    )
    deleted = set((await tx.connection.execute(gone)).scalars())
    changes = await _wanted_kept(tx, changes)
    waiting: dict[tuple[int, str, int], bool] = {}
    for change in changes:
        if change.message_id in deleted:
            continue
        if change.emoji is not None and change.member_id is not None:
            waiting[change.message_id, change.emoji, change.member_id] = change.added
            continue
        await _apply(tx, waiting)
        waiting = {}
        await _clear(tx, change.message_id, change.emoji)
    await _apply(tx, waiting)


async def _wanted_kept(tx: Writing, changes: Sequence[Reacted]) -> list[Reacted]:
    """Leave out what those gave of whom nothing is to be kept, or who were erased since we were told of it.

    Discord counts those reactions still: whoever reads the message again counts them, by nobody.
    """
    by_community: dict[int, set[int]] = defaultdict(set)
    m, of = messages.c, {change.message_id: change for change in changes}
    there = await tx.connection.execute(sa.select(m.id, m.community_id).where(m.id.in_(of)))
    communities = {row.id: row.community_id for row in there}
    for change in changes:
        if change.added and change.member_id is not None and change.message_id in communities:
            by_community[communities[change.message_id]].add(change.member_id)
    known = {
        (community_id, member_id): who
        for community_id, people in by_community.items()
        for member_id, who in (await ledger.known(tx, community_id, people)).items()
    }
    return [
        c
        for c in changes
        if not c.added or not _is_away(known.get((communities.get(c.message_id, 0), c.member_id or 0)), c)
    ]


def _is_away(who: ledger.Known | None, given: Reacted) -> bool:
    if who is None or who.keeps_nothing:
        return who is not None
    return who.erased_until is not None and given.heard_at is not None and given.heard_at <= who.erased_until


async def _apply(tx: Writing, waiting: dict[tuple[int, str, int], bool]) -> None:
    given = [key for key, added in waiting.items() if added]
    await add(tx, reactions, [_row(*key) for key in given])
    for message_id, emoji, member_id in (key for key, added in waiting.items() if not added):
        r = reactions.c
        mine = (r.message_id == message_id) & (r.emoji == emoji)
        taken = await tx.connection.execute(sa.delete(reactions).where(mine, r.member_id == member_id))
        if taken.rowcount == 0:
            # It was counted before anybody said whose it was.
            last = sa.select(sa.func.min(r.member_id)).where(mine, r.member_id < 0).scalar_subquery()
            await tx.connection.execute(sa.delete(reactions).where(mine, r.member_id == last))


async def _clear(tx: Writing, message_id: int, emoji: str | None) -> None:
    statement = sa.delete(reactions).where(reactions.c.message_id == message_id)
    await tx.connection.execute(statement if emoji is None else statement.where(reactions.c.emoji == emoji))


async def drop(tx: Writing, message_ids: Collection[int]) -> None:
    """Forget every reaction to these messages."""
    await tx.connection.execute(sa.delete(reactions).where(reactions.c.message_id.in_(message_ids)))


async def tell(tx: Writing, said: Sequence[Said], *, new: Collection[int] = ()) -> None:
    """Bring reactions to the counts that messages carry; `new` are ids of messages that can have none yet."""
    told = [one for one in said if one.reactions is not None]
    old = [one.id for one in told if one.id not in new]
    there: dict[int, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    if old:
        query = sa.select(reactions).where(reactions.c.message_id.in_(old))
        for row in await tx.connection.execute(query):
            there[row.message_id][row.emoji].add(row.member_id)
    put: list[dict[str, int | str]] = []
    for one in await _without_erased(tx, told):
        held = there[one.id]
        for emoji, wanted in _wanted(one, held).items():
            if extra := held[emoji] - wanted:
                mine = (reactions.c.message_id == one.id) & (reactions.c.emoji == emoji)
                await tx.connection.execute(sa.delete(reactions).where(mine, reactions.c.member_id.in_(extra)))
            put += [_row(one.id, emoji, member) for member in sorted(wanted - held[emoji])]
    await add(tx, reactions, put)


async def _without_erased(tx: Writing, told: Sequence[Said]) -> list[Said]:
    """Leave the reactions of those who were erased without their names: they are counted, and no more."""
    by_community: dict[int, set[int]] = defaultdict(set)
    for one in told:
        by_community[one.place.community_id].update(member for _, member in one.reactors)
    erased = {id_: set(await ledger.known(tx, id_, people)) for id_, people in by_community.items()}
    return [
        replace(one, reactors=tuple(r for r in one.reactors if r[1] not in erased[one.place.community_id]))
        if one.reactors
        else one
        for one in told
    ]


def _wanted(one: Said, held: Mapping[str, set[int]]) -> dict[str, set[int]]:
    """Give who should stand behind each emoji: the known ones, and stand-ins up to the count."""
    wanted: dict[str, set[int]] = {emoji: set() for emoji in held}
    named: dict[str, set[int]] = defaultdict(set)
    for emoji, member_id in one.reactors:
        named[emoji].add(member_id)
    for emoji, count in one.reactions or ():
        known = {member for member in held.get(emoji, ()) if member > 0} | named[emoji]
        if len(known) > count:
            known = named[emoji]  # somebody took theirs back unseen, and nobody says who
        wanted[emoji] = known | {-number for number in range(1, count - len(known) + 1)}
    return wanted


def _row(message_id: int, emoji: str, member_id: int) -> dict[str, int | str]:
    return {"message_id": message_id, "emoji": emoji, "member_id": member_id}
