"""Reading what DiscordChatExporter writes: from its JSON, already parsed, to plain values."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from community.access import PlaceKind
from community.errors import GuildhallError
from community.messages import Place, Said
from community.screening import clean

LARGEST_ID = 2**63 - 1

_MOST_REACTIONS = 10_000
"""Reactions of one kind to one message that are counted: each is a row, and nobody could check a larger number."""
_FIRST_YEAR, _LAST_YEAR = 2000, 2200

_THREADS = {
    "GuildPublicThread": PlaceKind.PUBLIC_THREAD,
    "GuildNewsThread": PlaceKind.PUBLIC_THREAD,
    "GuildPrivateThread": PlaceKind.PRIVATE_THREAD,
    "10": PlaceKind.PUBLIC_THREAD,
    "11": PlaceKind.PUBLIC_THREAD,
    "12": PlaceKind.PRIVATE_THREAD,
}
_CHANNELS = {
    "GuildTextChat": PlaceKind.TEXT,
    "GuildNews": PlaceKind.TEXT,
    "GuildForum": PlaceKind.FORUM,
    "GuildVoiceChat": PlaceKind.VOICE,
    "GuildStageVoice": PlaceKind.VOICE,
    "0": PlaceKind.TEXT,
    "2": PlaceKind.VOICE,
    "5": PlaceKind.TEXT,
    "13": PlaceKind.VOICE,
    "15": PlaceKind.FORUM,
}
_DIRECT = {"DirectTextChat", "DirectGroupTextChat", "1", "3"}
_SAID = {"Default", "Reply", "0", "19"}
"""Types of message that somebody wrote; the others are the system's own."""


class Unreadable(GuildhallError):
    """A file that is no export of a server's channel; the message says why, in words to show an operator."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody an export names."""

    id: int
    name: str
    is_bot: bool


@dataclass(frozen=True, slots=True)
class Export:
    """One file: a channel or thread and what was said in it. `total` counts its messages, the system's included."""

    guild: str
    place: Place
    kind: PlaceKind
    topic_name: str
    parent_kind: PlaceKind
    total: int
    said: tuple[Said, ...] = field(repr=False)
    people: tuple[Person, ...] = field(repr=False)
    writers: frozenset[int] = field(repr=False)


def read_export(document: object, community_id: int, *, opening: Sequence[Any] | None = None) -> Export:
    """Read one parsed file, or a part of one, as part of the community `community_id`; raises `Unreadable`.

    `opening` are the first messages of the whole file, where `document` holds others of it.
    """
    try:
        return _export(_table(document, "The file"), community_id, opening)
    except (KeyError, TypeError, ValueError, OverflowError, AttributeError) as error:
        raise Unreadable(f"it is not what DiscordChatExporter writes ({_what(error)})") from error


def _export(document: Mapping[str, Any], community_id: int, opening: Sequence[Any] | None) -> Export:
    for name in ("guild", "channel", "messages"):
        if name not in document:
            raise Unreadable(f"it is not what DiscordChatExporter writes: it has no {name}")
    channel = _table(document["channel"], "channel")
    kind, place, topic_name = _place(channel, community_id)
    told = document["messages"]
    if not isinstance(told, list):
        raise Unreadable("it is not what DiscordChatExporter writes: its messages are no list")
    people: dict[int, Person] = {}
    said = tuple(_said(_table(one, "a message"), place, people) for one in told if _is_said(one))
    writers = frozenset(one.author_id for one in said if not one.by_bot)
    first = (opening or told)[:1]
    opens_itself = bool(first) and str(first[0].get("id")) == str(channel["id"])
    return Export(
        guild=str(_table(document["guild"], "guild").get("name") or "An imported community"),
        place=place,
        kind=kind,
        topic_name=topic_name,
        parent_kind=kind if not kind.is_thread else PlaceKind.FORUM if opens_itself else PlaceKind.TEXT,
        total=len(told),
        said=said,
        people=tuple(people.values()),
        writers=writers,
    )


def _place(channel: Mapping[str, Any], community_id: int) -> tuple[PlaceKind, Place, str]:
    told = str(channel["type"])
    own = _id(channel["id"])
    name = str(channel.get("name") or "")
    if told in _THREADS:
        kind = _THREADS[told]
        if not channel.get("categoryId"):
            raise Unreadable("it is a thread and does not say which channel it stands in")
        parent = _id(channel["categoryId"])
        seen_in = own if kind is PlaceKind.PRIVATE_THREAD else parent
        place = Place(own, community_id, parent, seen_in, is_thread=True, title=name)
        return kind, place, str(channel.get("category") or parent)
    if told in _CHANNELS:
        return _CHANNELS[told], Place(own, community_id, own, own), name or str(own)
    if told in _DIRECT:
        raise Unreadable("it holds direct messages, not a channel of a server")
    raise Unreadable(f"it is of a kind that is not known here: {told[:40]}")


def _is_said(one: object) -> bool:
    return str(_table(one, "a message")["type"]) in _SAID


def _said(one: Mapping[str, Any], place: Place, people: dict[int, Person]) -> Said:
    author = _person(_table(one["author"], "an author"))
    people.setdefault(author.id, author)
    reply = one.get("reference") if str(one["type"]) in {"Reply", "19"} else None
    answered = reply.get("messageId") if isinstance(reply, Mapping) else None
    edited = one.get("timestampEdited")
    reactors = list(_reactors(one))
    for _, person in reactors:
        people.setdefault(person.id, person)
    return Said(
        id=_id(one["id"]),
        place=place,
        author_id=author.id,
        author_name=author.name,
        content=str(one.get("content") or ""),
        created_at=_moment(one["timestamp"]),
        by_bot=author.is_bot,
        edited_at=_moment(edited) if edited else None,
        reply_to=_id(answered) if answered else None,
        attachments=len(one.get("attachments") or ()),
        reactions=tuple(_counted(told) for told in one.get("reactions") or ()),
        reactors=tuple((emoji, person.id) for emoji, person in reactors if not person.is_bot),
    )


def _counted(told: Mapping[str, Any]) -> tuple[str, int]:
    return _emoji(told["emoji"]), min(int(told["count"]), _MOST_REACTIONS)


def _reactors(one: Mapping[str, Any]) -> Iterator[tuple[str, Person]]:
    for told in one.get("reactions") or ():
        emoji = _emoji(told["emoji"])
        for user in told.get("users") or ():
            yield emoji, _person(user)


def _person(user: Mapping[str, Any]) -> Person:
    name = str(user.get("nickname") or user.get("name") or "somebody")
    return Person(_id(user["id"]), name, bool(user.get("isBot")))


def _emoji(emoji: Mapping[str, Any]) -> str:
    return clean(f"{emoji['name']}:{emoji['id']}" if emoji.get("id") else str(emoji["name"]))


def _id(value: object) -> int:
    number = int(value) if isinstance(value, int | str) and not isinstance(value, bool) else 0
    if not 1 <= number <= LARGEST_ID:
        raise Unreadable("one of its ids is not a whole number that Discord could give")
    return number


def _moment(value: object) -> datetime:
    moment = datetime.fromisoformat(str(value))
    if not _FIRST_YEAR <= moment.year < _LAST_YEAR:
        raise Unreadable("one of its times is not of our days")
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _table(value: object, what: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise Unreadable(f"it is not what DiscordChatExporter writes: {what} is no object")
    return value


def _what(error: Exception) -> str:
    """Name what was missing, never a value: that could be somebody's words."""
    return f"{error.args[0]} is missing" if isinstance(error, KeyError) else "a value is of the wrong kind"
