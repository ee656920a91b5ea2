"""Rounds of coffee: planned, told of, made once."""

import secrets
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from community.coffee import KEPT, USEFUL, Counts, Group, Present, Round
from community.pairing import Pair, pairs_of
from storage.coffee.guests import guests, notice_key
from storage.database import Reading, Writing
from storage.outbox import Due, cancel, put_all_due, put_due
from storage.sql import add_new, fresh_id, of_share
from storage.tables.coffee import coffee_groups, coffee_guests, coffee_meetings, coffee_rounds

NOTICE, NOTICE_TO, PAIR, THREAD, ASK = "coffee-notice", "coffee-notice-to", "coffee-pair", "coffee-thread", "coffee-ask"
"""Kinds of due rows: tell all who joined, tell one, make the round, make a group's thread, ask whether they met."""


async def present(tx: Reading, only: int | None = None) -> list[Present]:
    """Give what there is of coffee in every community of this share (or in one) that has guests or a round planned."""
    g, r = coffee_guests.c, coffee_rounds.c
    there, here = of_share(g.community_id, tx.share), of_share(r.community_id, tx.share)
    if only is not None:
        there, here = g.community_id == only, r.community_id == only
    joined = sa.select(g.community_id, sa.func.count().label("guests")).where(there)
    guests_of = {row.community_id: row.guests for row in await tx.connection.execute(joined.group_by(g.community_id))}
    open_now = sa.select(coffee_rounds).where(here, r.status == "planned")
    planned = {row.community_id: _round(row) for row in await tx.connection.execute(open_now)}
    ended = sa.select(r.community_id, sa.func.max(r.due_at).label("at")).where(here, r.status.in_(["paired", "missed"]))
    last = {row.community_id: row.at for row in await tx.connection.execute(ended.group_by(r.community_id))}
    return [
        Present(id_, guests_of.get(id_, 0), planned.get(id_), last.get(id_)) for id_ in sorted({*guests_of, *planned})
    ]


async def plan_round(tx: Writing, community_id: int, due_at: datetime, timing: str) -> int:
    """Plan a round, with what is to happen before and at it; gives its id.

    A community has one planned at most: where there is one already, nothing is planned, and its id is given.
    """
    seed = secrets.token_hex(8)
    row = {
        "community_id": community_id,
        "due_at": due_at,
        "timing": timing,
        "status": "planned",
        "seed": seed,
        "people": 0,
        "groups": 0,
    }
    id_ = await add_new(tx, coffee_rounds, row | await fresh_id(tx, coffee_rounds))
    if id_ is None:
        planned = await planned_round(tx, community_id)
        assert planned is not None, "nothing else leaves no room"
        return planned.id
    one = Round(id_, community_id, due_at, timing, "planned", seed)
    await put_due(tx, community_id, Due(NOTICE, f"coffee:{id_}:notice", one.told_at, {"round": id_}, due_at))
    await put_due(tx, community_id, Due(PAIR, f"coffee:{id_}:pair", due_at, {"round": id_}, due_at + USEFUL))
    return id_


async def call_off(tx: Writing, one: Round) -> None:
    """Call a planned round off: nothing of it happens any more."""
    await _mark(tx, one.id, "called off")
    await cancel(tx, f"coffee:{one.id}:notice", f"coffee:{one.id}:pair")


async def mark_missed(tx: Writing, round_id: int) -> bool:
    """Note that a round came too late to be made; gives whether it was still planned."""
    return await _mark(tx, round_id, "missed")


async def _mark(tx: Writing, round_id: int, status: str, **more: int) -> bool:
    r = coffee_rounds.c
    change = sa.update(coffee_rounds).where(r.id == round_id, r.status == "planned")
    return (await tx.connection.execute(change.values(status=status, **more))).rowcount == 1


async def find_round(tx: Reading, round_id: int) -> Round | None:
    """Give one round, or None."""
    row = (await tx.connection.execute(sa.select(coffee_rounds).where(coffee_rounds.c.id == round_id))).first()
    return _round(row) if row else None


async def planned_round(tx: Reading, community_id: int) -> Round | None:
    """Give the round that is planned, or None."""
    r = coffee_rounds.c
    query = sa.select(coffee_rounds).where(r.community_id == community_id, r.status == "planned").limit(1)
    row = (await tx.connection.execute(query)).first()
    return _round(row) if row else None


async def tell_all(tx: Writing, one: Round, now: datetime) -> None:
    """Have everybody who takes part told that a round comes."""
    told = [
        Due(NOTICE_TO, notice_key(one.id, id_), now, {"round": one.id, "member": id_}, one.due_at)
        for id_ in sorted(await guests(tx, one.community_id))
    ]
    await put_all_due(tx, one.community_id, told)


async def tell_alone(tx: Writing, one: Round, member_id: int, now: datetime) -> None:
    """Have one told that there is nobody for them to meet in a round."""
    key, payload = f"{notice_key(one.id, member_id)}:alone", {"round": one.id, "member": member_id, "alone": True}
    await put_due(tx, one.community_id, Due(NOTICE_TO, key, now, payload))


async def met_before(tx: Reading, community_id: int, now: datetime) -> dict[Pair, int]:
    """Give who was put together within a year, and how many days ago at least."""
    m, r = coffee_meetings.c, coffee_rounds.c
    query = (
        sa.select(m.round_id, m.number, m.member_id, r.due_at)
        .join(coffee_rounds, r.id == m.round_id)
        .where(r.community_id == community_id, r.due_at > now - KEPT)
        .order_by(r.due_at, m.round_id, m.number)
    )
    groups: dict[tuple[datetime, int, int], list[int]] = defaultdict(list)
    for row in await tx.connection.execute(query):
        groups[row.due_at, row.round_id, row.number].append(row.member_id)
    return {pair: (now - at).days for (at, _, _), members in groups.items() for pair in pairs_of(members)}


async def write_groups(
    tx: Writing, one: Round, groups: Sequence[Group], due: Sequence[datetime], *, again: bool = False
) -> bool:
    """Write down who was put together and when each group's thread is made; False where it was done already.

    `again`: it may have been done before a backup was restored, and the threads may be there.
    """
    people = sum(len(group.members) for group in groups)
    if not await _mark(tx, one.id, "paired", people=people, groups=len(groups)):
        return False
    rows = [
        {
            "round_id": one.id,
            "number": group.number,
            "opener": group.opener,
            "first_at": group.times[0],
            "second_at": group.times[1],
            "met": False,
        }
        for group in groups
    ]
    if not rows:
        return True
    await tx.connection.execute(sa.insert(coffee_groups), rows)
    those = [
        {"round_id": one.id, "number": group.number, "member_id": member_id}
        for group in groups
        for member_id in sorted(group.members)
    ]
    await tx.connection.execute(sa.insert(coffee_meetings), those)
    threads = [
        Due(
            *(THREAD, f"coffee:{one.id}:{group.number}:thread", at),
            {"round": one.id, "group": group.number, "again": again},
        )
        for group, at in zip(groups, due, strict=True)
    ]
    await put_all_due(tx, one.community_id, threads)
    return True


async def counts(tx: Reading, community_id: int) -> Counts:
    """Give what anybody may know."""
    g, r, c = coffee_guests.c, coffee_rounds.c, coffee_groups.c
    joined = sa.select(sa.func.count()).where(g.community_id == community_id)
    paired = sa.select(coffee_rounds).where(r.community_id == community_id, r.status == "paired")
    row = (await tx.connection.execute(paired.order_by(r.due_at.desc()).limit(1))).first()
    met = 0
    if row is not None:
        said = sa.select(sa.func.count()).where(c.round_id == row.id, c.met)
        met = (await tx.connection.execute(said)).scalar_one()
    return Counts((await tx.connection.execute(joined)).scalar_one(), _round(row) if row else None, met)


async def forget_old(tx: Writing, now: datetime) -> None:
    """Forget rounds of more than a year ago, and who met in them."""
    r = coffee_rounds.c
    old = (r.due_at <= now - KEPT) & (r.status != "planned") & of_share(r.community_id, tx.share)
    await tx.connection.execute(sa.delete(coffee_rounds).where(old))


def _round(row: Any) -> Round:
    return Round(row.id, row.community_id, row.due_at, row.timing, row.status, row.seed, row.people, row.groups)
