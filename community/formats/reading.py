"""A format's file, read and checked: a sentence for each mistake, that names the file and what is allowed."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from community.formats.checking import Checked
from community.formats.format import Field, Format, Formats, Role, Step

MOST = 25
"""Formats that there may be: Discord shows no more choices."""

BECOMES = ("did", "context", "outcome", "limits")
"""The fields of an entry, beside its title."""

NAME, LINE, SAY, SOURCE = 40, 100, 1000, 600
"""Characters that a name, a line, what is said and a source may have."""
LABEL = 45
"""Characters that the label of a form's row may have."""
_ROLES, _STEPS, _ROWS = 8, 15, 5
_LONGEST = 24 * 60
_PEOPLE = 1000


def gathered(shipped: Iterable[Format], own: Iterable[tuple[str, Format]], mistakes: Sequence[str]) -> Formats:
    """Put formats together: one of a folder's own, given with its file, takes the place of a shipped one of its name.

    Of two own ones of a name the first stands; beyond `MOST` none is taken.
    """
    known = {format_.name: format_ for format_ in shipped}
    told, taken_from = list(mistakes), dict[str, str]()
    for file, format_ in own:
        if other := taken_from.get(format_.name):
            told.append(f"The format file {file} is left out: {other} has the name {format_.name} already.")
        elif format_.name not in known and len(known) >= MOST:
            told.append(
                f"The format file {file} is left out: Discord shows {MOST} formats at most, and they are there."
            )
        else:
            taken_from[format_.name] = file
            known[format_.name] = format_
    return Formats(dict(sorted(known.items())), tuple(told))


def read(file: str, table: Mapping[str, Any]) -> tuple[Format | None, list[str]]:
    """Read a format from what its file holds; gives it, or None and a sentence for each mistake."""
    top = Checked(file, table)
    format_ = Format(
        name=_name(top),
        purpose=top.text("purpose", LINE),
        people=_people(top),
        minutes=top.number("minutes", 5, _LONGEST),
        chatham_house=top.yes_or_no("chatham_house"),
        follow_up_days=top.number("follow_up_days", 1, 365),
        source=top.text("source", SOURCE),
        roles=tuple(_role(part) for part in top.parts("roles", _ROLES)),
        steps=tuple(_step(part) for part in top.parts("steps", _STEPS)),
        capture=tuple(_field(part) for part in top.parts("capture", _ROWS)),
    )
    top.nothing_else()
    if not top.mistakes:
        _check_whole(top, format_)
    return (None if top.mistakes else format_), top.mistakes


def _name(top: Checked) -> str:
    name = top.text("name", NAME)
    if name and (name != name.lower() or not name.replace(" ", "").replace("-", "").isalnum()):
        top.wrong("name must be small letters, digits, spaces and hyphens")
    return name


def _people(top: Checked) -> tuple[int, int]:
    told = top.take("people")
    whole = isinstance(told, list) and len(told) == 2 and all(type(number) is int for number in told)
    if whole and 1 <= told[0] <= told[1] <= _PEOPLE:
        return told[0], told[1]
    top.wrong(f"people must be the smallest and the largest group, such as [4, 8], from 1 to {_PEOPLE}")
    return 1, 1


def _role(part: Checked) -> Role:
    everybody = part.yes_or_no("everybody") if part.has("everybody") else False
    role = Role(part.text("name", NAME), part.text("does", LINE * 2), everybody)
    part.nothing_else()
    return role


def _step(part: Checked) -> Step:
    timed = part.has("minutes")
    minutes = part.number("minutes", 1, _LONGEST) if timed else None
    step = Step(part.text("name", LINE - NAME), part.text("say", SAY), minutes)
    part.nothing_else()
    return step


def _field(part: Checked) -> Field:
    row = Field(part.text("name", LABEL), part.text("ask", LINE), part.choice("becomes", BECOMES))
    part.nothing_else()
    return row


def _check_whole(top: Checked, format_: Format) -> None:
    """Check what no key shows alone: that the times add up, and that no two things have one name."""
    timed = sum(step.minutes or 0 for step in format_.steps)
    if all(step.minutes for step in format_.steps):
        if timed != format_.minutes:
            top.wrong(f"its steps take {timed} minutes together, but minutes says {format_.minutes}")
    elif timed >= format_.minutes:
        top.wrong(f"its timed steps take {timed} minutes, which leaves nothing of {format_.minutes} for the others")
    for what, names in (("roles", [r.name for r in format_.roles]), ("capture", [f.name for f in format_.capture])):
        if len(set(names)) < len(names):
            top.wrong(f"two of its {what} have the same name")
