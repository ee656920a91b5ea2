"""Every way out of Guildhall, as one member meets it: what each tells, to be searched for what it must not tell."""

import json
from typing import Any

from sandbox.client import Person, Reply
from sandbox.client.answers import EPHEMERAL

Told = dict[str, str]
"""What was told, by the way it was asked for."""

NOTHING = "wallaby"
"""A word that nobody said and nothing is called."""
NO_ID = "987654"


def raw(reply: Reply) -> str:
    """Give everything in a reply as it came over the wire, ids and all; what Discord adds of the asking is left out."""
    parts = [_bare(reply.message), *map(_bare, reply.followups), reply.modal, reply.choices]
    return json.dumps(parts, ensure_ascii=False)


def _bare(message: dict[str, Any]) -> dict[str, Any]:
    return {key: message.get(key) for key in ("content", "embeds", "components", "mentions", "attachments")}


COMMANDS: tuple[tuple[str, dict[str, str]], ...] = (
    ("knowhow search", {"query": "{word}"}),
    ("knowhow search", {"query": '"{word}"', "topic": "{topic}"}),
    ("knowhow search", {"query": "{word}*", "tag": "{word}tag"}),
    ("knowhow show", {"entry": "{entry}"}),
    ("knowhow show", {"entry": "{word}"}),
    ("knowhow edit", {"entry": "{entry}"}),
    ("knowhow publish", {"entry": "{entry}"}),
    ("knowhow retire", {"entry": "{entry}", "reason": "gone"}),
    ("knowhow takedown", {"entry": "{entry}", "reason": "gone"}),
    ("topic show", {"topic": "{topic}"}),
    ("topic rules", {"topic": "{topic}"}),
    ("topic close", {"topic": "{topic}", "reason": "over"}),
    ("summary preview", {"topic": "{topic}"}),
    ("summary settings", {"topic": "{topic}"}),
    ("summary post", {"topic": "{topic}"}),
    ("session show", {"session": "{session}"}),
    ("session show", {"session": "{word} hour"}),
    ("session reflect", {"session": "{session}"}),
    ("session reflect", {"session": "{word} hour"}),
    ("session run", {"session": "{session}"}),
    ("session run", {"session": "{word} hour"}),
    ("session cancel", {"session": "{session}", "reason": "over"}),
    ("session calendar", {"topic": "{topic}"}),
    ("session change", {"session": "{session}", "title": "An hour of it"}),
    ("session plan", {"topic": "{topic}", "format": "open hour", "title": "An hour", "starts": "in 50 hours"}),
    (
        "session poll",
        {"topic": "{topic}", "format": "open hour", "title": "An hour", "times": "in 50 hours; in 60 hours"},
    ),
)
"""Commands that name something, with what is typed: a word, or the id of an entry, a session or a topic."""

SUGGESTIONS: tuple[tuple[str, str], ...] = (
    ("knowhow show", "entry"),
    ("knowhow edit", "entry"),
    ("knowhow publish", "entry"),
    ("knowhow retire", "entry"),
    ("knowhow takedown", "entry"),
    ("knowhow search", "tag"),
    ("knowhow search", "topic"),
    ("topic show", "topic"),
    ("topic rules", "topic"),
    ("topic close", "topic"),
    ("summary preview", "topic"),
    ("summary settings", "topic"),
    ("summary post", "topic"),
    ("session show", "session"),
    ("session cancel", "session"),
    ("session calendar", "topic"),
    ("session reflect", "session"),
    ("session run", "session"),
    ("session change", "session"),
    ("session plan", "topic"),
    ("session poll", "topic"),
)
"""Options that suggest as one types; each is asked with a word, and with nothing typed."""

LISTS = ("topic list", "session list", "session calendar", "knowhow mine", "summary preview", "privacy show")
"""Commands that tell without being given anything."""


async def asked(person: Person, word: str, ids: dict[str, str], place: str = "general") -> Told:
    """Ask for something by a word and by ids typed by hand, in every way there is; `ids` has entry, session, topic."""
    told: Told = {}
    for name, options in COMMANDS:
        typed = {option: value.format(word=word, **ids) for option, value in options.items()}
        said = raw(await person.command(place, name, **typed))
        for one in (ids["entry"], ids["session"], ids["topic"], word):
            said = said.replace(one, "…")
        told[f"{name} {' '.join(options)}"] = said
    for name, option in SUGGESTIONS:
        start = "board" if option == "topic" else word
        told[f"{name} {option}…"] = json.dumps(await _suggested(person, place, name, option, start))
    return told


async def _suggested(person: Person, place: str, name: str, option: str, start: str) -> list[dict[str, Any]]:
    others = {"query": "x"} if name == "knowhow search" else {}
    return await person.autocomplete(place, name, option, start, **others)


async def unasked(person: Person, place: str = "general") -> Told:
    """Ask for all that is told without naming anything, and read all that stands in every place the member sees."""
    told: Told = {}
    for name in LISTS:
        told[name] = raw(await person.command(place, name))
    for name, option in SUGGESTIONS:
        told[f"{name} {option}"] = json.dumps(await _suggested(person, place, name, option, ""))
    view = await person.view()
    told["events"] = json.dumps(view["events"])
    for channel in [*view["channels"], *view["threads"]]:
        if channel["type"] in {0, 11, 12}:
            there = await person.messages(channel["id"], limit=100)
            public = [message for message in there if not message["flags"] & EPHEMERAL]
            told[f"messages of {channel['name']}"] = json.dumps(public)
    return told
