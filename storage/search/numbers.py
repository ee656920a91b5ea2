"""Numbers of places, of units (conversations and entries) and of the texts in them; see `storage.search.tables`."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime

import sqlalchemy as sa

from community.search.ranking import FIRST_TEXT, TEXT_BITS, UNIT_BITS
from storage.database import Reading, Writing
from storage.search.tables import PLACE_SHIFT, TEXTS_IN_UNIT, places, texts, units

PlaceKey = tuple[int, int, int]
"""Community, topic, and the channel or private thread whose sight decides."""

_EPOCH = datetime(2015, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class Place:
    """A place as the index numbers it; units made in it from now on get the number `made` or a higher one."""

    number: int
    made: int

    def next_unit(self, at: datetime) -> int:
        """Give the number of a unit to be made: it rises with time, so that places can be compared by it."""
        minutes = int((at - _EPOCH).total_seconds()) // 60
        number = min(max(self.made, minutes), (1 << UNIT_BITS) - 1)
        self.made = number + 1
        return (self.number << UNIT_BITS) + number


@dataclass(slots=True)
class Unit:
    """A conversation or entry as the index numbers it; `made` is the number its next text gets."""

    number: int
    kind: str
    ref_id: int
    last_at: datetime
    made: int = FIRST_TEXT
    is_new: bool = False

    @property
    def first(self) -> int:
        """The number of its title."""
        return self.number << TEXT_BITS

    @property
    def last(self) -> int:
        """The highest number that a text in it can have."""
        return self.first + TEXTS_IN_UNIT - 1

    @property
    def is_full(self) -> bool:
        """Whether no more texts fit; a second unit of the same conversation takes them."""
        return self.made >= TEXTS_IN_UNIT

    def next_text(self) -> int:
        """Give the number of a text to be put in it."""
        number = self.first + self.made
        self.made += 1
        return number


@dataclass(slots=True)
class Numbering:
    """The places and units that one batch touches."""

    kind: str
    places: dict[PlaceKey, Place]
    known: dict[tuple[int, int], Unit]
    touched: dict[int, Unit] = field(default_factory=dict)

    def unit(self, key: PlaceKey, ref_id: int, at: datetime) -> Unit:
        """Give the unit of a conversation or entry in a place, a new one if there is none that has room."""
        place = self.places[key]
        unit = self.known.get((place.number, ref_id))
        if unit is None or unit.is_full:
            unit = Unit(place.next_unit(at), self.kind, ref_id, at, is_new=True)
            self.known[place.number, ref_id] = unit
        unit.last_at = max(unit.last_at, at)
        self.touched[unit.number] = unit
        return unit

    async def save(self, tx: Writing) -> None:
        """Write the units touched, and how many each place has made."""
        rows = [
            {
                "number": unit.number,
                "kind": unit.kind,
                "ref_id": unit.ref_id,
                "made": unit.made,
                "last_at": unit.last_at,
            }
            for unit in self.touched.values()
        ]
        if not rows:
            return
        statement = sa.insert(units)
        new = {unit.number for unit in self.touched.values() if unit.is_new}
        if fresh := [row for row in rows if row["number"] in new]:
            await tx.connection.execute(statement, fresh)
        if old := [
            {f"of_{name}": row[name] for name in ("number", "made", "last_at")}
            for row in rows
            if row["number"] not in new
        ]:
            change = sa.update(units).where(units.c.number == sa.bindparam("of_number"))
            await tx.connection.execute(
                change.values(made=sa.bindparam("of_made"), last_at=sa.bindparam("of_last_at")), old
            )
        made = Counter(number >> UNIT_BITS for number in new)
        highest = {place.number: place.made for place in self.places.values()}
        change = sa.update(places).where(places.c.number == sa.bindparam("of"))
        change = change.values(made=sa.bindparam("now_made"), units=places.c.units + sa.bindparam("more"))
        if made:
            grown = [{"of": n, "now_made": highest[n], "more": count} for n, count in sorted(made.items())]
            await tx.connection.execute(change, grown)


async def numbering(tx: Writing, kind: str, keys: Collection[PlaceKey], refs: Collection[int]) -> Numbering:
    """Give the numbers of these places (made where they are met for the first time) and of the units in them."""
    found = await _places(tx, kind, keys)
    if missing := sorted(set(keys) - set(found)):
        zero = {"made": 0, "units": 0, "texts": 0, "words": 0, "title_words": 0}
        rows = [{"community_id": c, "topic_id": t, "seen_in": s, "kind": kind, **zero} for c, t, s in missing]
        await tx.connection.execute(sa.insert(places), rows)
        found |= await _places(tx, kind, missing)
    known = {(unit.number >> UNIT_BITS, unit.ref_id): unit for unit in await units_of(tx, kind, refs)}
    return Numbering(kind, found, known)


async def units_of(tx: Reading, kind: str, refs: Collection[int]) -> list[Unit]:
    """Give the units of conversations or entries, by number: one each, but for those moved or overflown."""
    query = sa.select(units).where(units.c.kind == kind, units.c.ref_id.in_(list(refs))).order_by(units.c.number)
    return [Unit(row.number, row.kind, row.ref_id, row.last_at, row.made) for row in await tx.connection.execute(query)]


async def drop_empty_units(tx: Writing, numbers: Collection[int]) -> None:
    """Forget those of these units that have no texts left."""
    first = units.c.number * TEXTS_IN_UNIT
    inside = sa.exists().where(texts.c.id.between(first, first + (TEXTS_IN_UNIT - 1)))
    query = sa.select(units.c.number).where(units.c.number.in_(list(numbers)), ~inside)
    empty = list((await tx.connection.execute(query)).scalars())
    if not empty:
        return
    await tx.connection.execute(sa.delete(units).where(units.c.number.in_(empty)))
    for place, count in sorted(Counter(number >> UNIT_BITS for number in empty).items()):
        change = sa.update(places).where(places.c.number == place)
        await tx.connection.execute(change.values(units=places.c.units - count))


def place_of_text(text: int) -> int:
    """Give the number of the place that a text is in."""
    return text >> PLACE_SHIFT


async def _places(tx: Reading, kind: str, keys: Iterable[PlaceKey]) -> dict[PlaceKey, Place]:
    seen = [seen_in for _, _, seen_in in keys]
    query = sa.select(places).where(places.c.kind == kind, places.c.seen_in.in_(seen))
    rows = await tx.connection.execute(query)
    return {(row.community_id, row.topic_id, row.seen_in): Place(row.number, row.made) for row in rows}
