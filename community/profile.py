"""Who is from where: what a member may say of it, how a name on the list is meant, and counts that tell of nobody."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from community.errors import Refusal
from community.settings import read_zone

NAME_LIMIT = 80
MOST_NAMES = 500
MOST_ASKED = 3
"""Names that one member may be waiting for at a time."""
FEWEST = 5
"""People below which nothing is counted where others see it."""

_NEAR = 5


class Kind(StrEnum):
    """What the community keeps a list of."""

    ORGANISATION = "organisation"
    SECTOR = "sector"

    @property
    def several(self) -> str:
        """The word for more than one."""
        return f"{self.value}s"


@dataclass(frozen=True, slots=True)
class Listed:
    """One name on the community's list; one that is only asked for is not to be chosen yet."""

    id: int
    kind: Kind
    name: str
    is_asked: bool = False


@dataclass(frozen=True, slots=True)
class Profile:
    """What a member says of themselves; `zone` is for reading and choosing times, and never shown to others."""

    organisation: Listed | None = None
    sector: Listed | None = None
    zone: str | None = None
    is_shown: bool = False
    """Whether members of the community are shown organisation and sector; else nobody is."""

    @property
    def is_empty(self) -> bool:
        """Whether it says nothing at all."""
        return self.organisation is None and self.sector is None and self.zone is None


def own_zone(text: str) -> str | None:
    """Read the time zone a member typed; None for none. Raises `Refusal` for what is no zone."""
    if not text.strip():
        return None
    try:
        return read_zone(text)
    except Refusal as refusal:
        raise Refusal("That is no time zone I know. Type it like Europe/London or Asia/Kolkata.") from refusal


def chosen(listed: Collection[Listed], kind: Kind, text: str) -> Listed | None:
    """Give what is meant by a typed name or an id from a menu; None for nothing typed.

    A name is taken however it is written, and a part of it where only one name has that part. Raises `Refusal`, with
    the names that come near, where it is not on the list.
    """
    words = " ".join(text.split())
    if not words:
        return None
    known = [one for one in listed if one.kind is kind and not one.is_asked]
    for one in known:
        if words == str(one.id) or one.name.casefold() == words.casefold():
            return one
    near = [one for one in known if words.casefold() in one.name.casefold()]
    if len(near) == 1:
        return near[0]
    hint = f" Is it one of these: {'; '.join(one.name for one in near[:_NEAR])}?" if near else ""
    raise Refusal(
        f"That {kind.value} is not on this community's list, so nothing was changed.{hint} "
        "`/profile organisations` shows the list, and with its option add asks for one that is missing."
    )


def suggested(listed: Iterable[Listed], typed: str, *, most: int = 25) -> list[Listed]:
    """Give the names that what was typed so far may mean, those that begin with it first."""
    words = " ".join(typed.split()).casefold()
    fit = [one for one in listed if words in one.name.casefold()]
    return sorted(fit, key=lambda one: (not one.name.casefold().startswith(words), one.name.casefold()))[:most]


def check_new(listed: Sequence[Listed], kind: Kind, name: str) -> Listed | None:
    """Say whether a name may be put on the list: gives the one that was asked for under it, or None.

    Raises `Refusal` for one that is there, or for a list that is full.
    """
    if not name:
        raise Refusal("Give it a name.")
    there = next((one for one in listed if one.kind is kind and one.name.casefold() == name.casefold()), None)
    if there is not None and not there.is_asked:
        raise Refusal(f"That {kind.value} is on the list already: choose it with `/profile edit`.")
    if there is None and sum(one.kind is kind for one in listed) >= MOST_NAMES:
        raise Refusal(f"The list has {MOST_NAMES} {kind.several}, which is as many as it takes. Remove one first.")
    return there


@dataclass(frozen=True, slots=True)
class Tally:
    """People counted by name, those with most first; `others` are people whose names would tell of too few.

    `others` is 0, or at least five.
    """

    people: int
    named: tuple[tuple[str, int], ...] = ()
    others: int = 0


def tally(names: Iterable[str | None]) -> Tally | None:
    """Count people by a name that each gave (None: said nothing), so that nothing is told of fewer than five.

    None where they are fewer than five in all. A name of fewer than five goes into the others; and so that nobody can
    work it out from the total, the next smallest does as well, until the others are at least two names and five people.
    Tell one such tally about the same people, never two (by organisation and by sector): two can be subtracted.
    """
    counts = Counter(names)
    people = counts.total()
    if people < FEWEST:
        return None
    # The unnamed are one group of the others from the start: whoever said nothing is not set apart from the rest.
    hidden = {name for name in counts if name is None or counts[name] < FEWEST}
    shown = sorted(((name, n) for name, n in counts.items() if name and name not in hidden), key=_least_first)
    while shown and hidden and not _is_veiled(counts, hidden):
        hidden.add(shown.pop(0)[0])
    most_first = tuple(sorted(shown, key=lambda one: (-one[1], one[0].casefold())))
    return Tally(people, most_first, sum(counts[name] for name in hidden))


def _least_first(one: tuple[str, int]) -> tuple[int, str]:
    return one[1], one[0].casefold()


def _is_veiled(counts: Mapping[str | None, int], hidden: Collection[str | None]) -> bool:
    return len(hidden) > 1 and sum(counts[name] for name in hidden) >= FEWEST
