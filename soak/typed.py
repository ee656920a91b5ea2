"""What people might type: the longest, the emptiest and the oddest that Discord lets through, by kind of option."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import discord
from discord import app_commands
from hypothesis import strategies as st

from bot.client import Guildhall

Command = app_commands.Command[Any, ..., Any]
T = TypeVar("T")

MARK = "Qzxvurkl"
"""Stands in what is typed wherever there is room: a log that holds it holds somebody's words."""

LONGEST_OPTION = 6000
_ROOM_FOR_MARK = 30
_PLACES = ("general", "measurement", "Falls at night")

ODD = (
    "", " ", "\u200b", " \u200b \u3000 ", "\n\n", "\0", "a\0b", "\u202eevil\u202c", "\u2066x\u2069", "\ufeff",
    "\u0301" * 40, "👩‍👩‍👧‍👦", "🇬🇧", "<:name:1234567890123456789>", "ﷺ", "é", "ß", "İ", "@everyone", "@here",
    "<@{user}>", "<@&{role}>", "<@!{user}>", "<#{channel}>", "</topic open:{user}>", "<t:99999999999999:F>",
    "<t:1773324000:R>", "<id:guide>", "[masked](https://example.org/x)", "[a](javascript:alert(1))",
    "https://example.org/" + "a" * 300, "**", "||x||", "```", "`", "> quote", "# head", "-# small", "~~x~~",
    "__", "_", "\\", "1. a\n2. b", "* a\n  * b", '"unclosed', '""', "NEAR(a b, 2)", "a AND OR NOT", "title:x",
    "^a", "a*", "-a", "(((", 'a"b', "'; DROP TABLE topics; --", "%", "a_b", "%s %(x)s {0} {x}", "$1", "\t",
    "\r\n", "9" * 19, "9" * 40, "1e9", "1e999", "-1", "NaN", "Infinity", "0x10", "٣٤٥", "²", "①", "1,2,3", "0",
    "#1", "#", "in 50 hours", "tomorrow 25:99", "31 Feb 9999", "0000-00-00", "in 1000000000 years",
    "9999-12-31 23:59", "yesterday", "now", "general", "#general", "none", "UTC", "Europe/London",
    "Europe/../etc", "09:00", "24:00", "9:5", "monday", "yes", "on", ",,,", "943 476 5919", "07700 900123",
    "Mrs Patel, DOB 3/4/51", "a.b@example.org", "SW1A 1AA",
)  # fmt: skip


def texts(most: int = LONGEST_OPTION) -> st.SearchStrategy[str]:
    """Give texts of at most `most` characters, the longest and the oddest among them."""
    anything = st.text(st.characters(exclude_categories=["Cs"]), max_size=min(most, 300))
    pieces = st.lists(st.sampled_from(ODD), min_size=1, max_size=8).map(" ".join)
    longest = st.sampled_from([piece for piece in ODD if piece]).map(lambda piece: piece * (most // len(piece) + 1))
    marked = pieces.map(lambda text: f"{MARK} {text}") if most >= _ROOM_FOR_MARK else pieces
    return st.one_of(st.sampled_from(ODD), pieces, marked, longest, anything).map(lambda text: text[:most])


def numbers(parameter: app_commands.Parameter) -> st.SearchStrategy[Any]:
    """Give numbers an option takes: its bounds, and between them; without bounds, as far as Discord counts."""
    least = -(2**53) if parameter.min_value is None else parameter.min_value
    most = 2**53 if parameter.max_value is None else parameter.max_value
    ends = st.sampled_from([least, most])
    if parameter.type is discord.AppCommandOptionType.integer:
        return ends | st.integers(int(least), int(most))
    return ends | st.floats(float(least), float(most), allow_nan=False)


def value_of(parameter: app_commands.Parameter, places: list[str], people: list[str]) -> st.SearchStrategy[Any]:
    """Give values of an option by its kind and bounds."""
    kinds = discord.AppCommandOptionType
    if parameter.choices:
        return st.sampled_from([choice.value for choice in parameter.choices])
    match parameter.type:
        case kinds.string:
            return texts(int(parameter.max_value or LONGEST_OPTION)).map(lambda text: text or "x")
        case kinds.integer | kinds.number:
            return numbers(parameter)
        case kinds.boolean:
            return st.booleans()
        case kinds.channel:
            return st.sampled_from(places)
        case kinds.user | kinds.mentionable:
            return st.sampled_from(people)
    raise TypeError(f"soak.typed knows no values for {parameter.type}: add some")


@dataclass
class Plan:
    """One thing to do, drawn whole beforehand: what comes back decides no more than which of it is used."""

    person: str
    place: str
    command: app_commands.Command[Any, ..., Any] | None
    given: dict[str, Any]
    texts: list[str]
    picks: list[int]

    def text(self) -> str:
        """Give the next text."""
        self.texts.append(self.texts.pop(0))
        return self.texts[-1]

    def pick(self, among: Sequence[T]) -> T:
        """Choose one."""
        self.picks.append(self.picks.pop(0))
        return among[self.picks[-1] % len(among)]


@st.composite
def plans(draw: st.DrawFn, bot: Guildhall, command: Command | None) -> Plan:
    """Draw one thing to do with a command of the bot's tree, or, without one, something to say."""
    assert bot.user is not None, "it is connected"
    people = ["cho", "dev", str(bot.user.id)]
    return Plan(
        person=draw(st.sampled_from(["amira", "amira", "stella", "cho"])),
        place=draw(st.sampled_from(_PLACES)),
        command=command,
        given={
            parameter.name: draw(value_of(parameter, ["general", "measurement"], people))
            for parameter in (command.parameters if command else ())
            if parameter.required or draw(st.booleans())
        },
        texts=draw(st.lists(texts(), min_size=6, max_size=6)),
        picks=draw(st.lists(st.integers(0, 10**6), min_size=8, max_size=8)),
    )
