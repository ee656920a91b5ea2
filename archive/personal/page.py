"""The page: the same for people to read and print. It needs nothing from anywhere: no script, no font, no picture."""

from collections.abc import Mapping
from datetime import datetime
from html import escape
from typing import Any

from community.knowhow import Status
from community.privacy import ANSWERS
from community.topics import counted

_STYLE = """
:root { color-scheme: light dark; --line: #8885; --soft: #8882; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.2rem; margin-top: 2.5rem; }
p.why { margin: .2rem 0 1rem; opacity: .8; }
nav ul { columns: 2 14rem; padding-left: 1.2rem; }
article { border: 1px solid var(--line); border-radius: .5rem; padding: .6rem .9rem; margin: .6rem 0; }
article { break-inside: avoid; }
dl { display: grid; grid-template-columns: minmax(7rem, max-content) 1fr; gap: .1rem 1rem; margin: 0; }
dt { opacity: .7; } dd { margin: 0; overflow-wrap: anywhere; white-space: pre-wrap; }
footer { margin-top: 3rem; opacity: .8; }
@media (max-width: 34rem) { dl { display: block; } dd { margin-bottom: .4rem; } }
@media print { body { margin: 0; max-width: none; font-size: 11pt; } nav { display: none; } }
"""

_HEADINGS = {
    "members": "Who you are here",
    "member_roles": "Roles you hold",
    "thread_members": "Private threads you are in",
    "overwrites": "Channels whose permissions name you",
    "messages": "Messages you wrote",
    "files": "Files you sent",
    "quote_files": "Files copied with quotes of you",
    "reactions": "Reactions you gave",
    "quotes": "Words of yours in entries",
    "consents": "Your answers to being quoted",
    "entries": "Entries you captured",
    "revisions": "What you did to entries",
    "sessions": "Sessions you planned or host",
    "series": "Series you planned or host",
    "change_sketches": "Changes of sessions that you were shown and have not confirmed",
    "rsvps": "Your answers to invitations",
    "direct_reminders": "Sessions and series that you asked direct messages about",
    "standing_answers": "Your answers to all that follow of a series",
    "attendance": "Sessions you came to",
    "reflections": "What you will try after sessions",
    "session_notes": "Sessions whose notes you wrote",
    "objections": "Notes that you object to",
    "polls": "Polls of times that you made or would host",
    "poll_votes": "Times that you said you can make",
    "session_roles": "Your roles in sessions",
    "topics": "Topics you opened",
    "topic_stewards": "Topics you tend",
    "rules": "Ground rules you wrote",
    "rule_acceptances": "Ground rules you accepted",
    "proposals": "Topics you proposed",
    "proposal_supports": "Proposals you support",
    "coffee_guests": "Your part in coffee",
    "coffee_meetings": "Rounds of coffee you were in",
    "profiles": "Where you are from",
    "organisations": "Names you asked for",
    "erasures": "Erasures under way",
}
_LABELS = {
    "id": "Id",
    "display_name": "Name here",
    "present": "A member now",
    "standing_answer": "When you are to be quoted",
    "created_at": "Written",
    "edited_at": "Edited",
    "deleted_at": "Deleted",
    "reply_to": "A reply to",
    "content": "Text",
    "words": "Your words",
    "did": "What we did",
    "context": "Where and with whom",
    "outcome": "What happened",
    "limits": "Where it may not work",
    "place_id": "Where",
    "topic_id": "Topic",
    "channel_id": "Where",
    "role_id": "Role",
    "zone": "Time zone",
    "joined_at": "Joined",
    "skips_a_round": "You skip a round",
    "due_at": "Round of",
    "thread_id": "Thread",
    "met": "You said that you met",
    "shown": "Members are shown it",
    "changed_at": "Said",
    "by_voice": "Seen in the voice channel",
    "came_at": "Came",
    "left_at": "Left",
    "you_host": "You host it",
    "tries": "You will try",
    "by_at": "By",
    "asks": "You want to be asked",
    "happened": "What happened",
    "told": "It may be told, without your name",
    "answered_at": "You said what came of it",
    "made_at": "Made",
    "you_planned": "You planned it",
    "called_off_at": "You called it off",
    "you_asked": "You made it",
    "you_have_it": "You have it",
}
_KEYS = {
    "standing_answer": {key: label for key, (label, _) in ANSWERS.items()},
    "answer": {
        "named": "by name",
        "unnamed": "without your name",
        "left_out": "left out",
        "no": "can't",
        "waiting": "waiting for a place",
    },
    "status": {status.value: status.said for status in Status},
}
"""What the document tells by a key, in words; a key without any is told as it is."""


def page(document: Mapping[str, Any]) -> str:
    """Give the page of a document, whatever stands in it: every text is escaped."""
    names = {**document["roles"], **{id_: f"#{name}" for id_, name in document["places"].items()}}
    held = [one for one in document["held"] if one["rows"]]
    sections = "".join(_section(one, names) for one in held) or "<p>Nothing is held about you here.</p>"
    menu = "".join(f'<li><a href="#{one["table"]}">{_heading(one)}</a></li>' for one in held)
    title = f"What {document['community']['name']} holds about you"
    made = _moment(document["made_at"])
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body><h1>{escape(title)}</h1>"
        f"<p>Made {made}, for the member {escape(document['member'])}. It holds what is yours: not what others wrote. "
        "Places that you can't see now are told by their ids alone. The same is in <code>data.json</code>.</p>"
        f"<nav><ul>{menu}</ul></nav>{sections}"
        "<footer><p>Discord itself holds your messages under its own terms: ask Discord for them there. "
        "<code>/privacy erase</code> has what is held here erased, and says first what stays.</p></footer>"
        "</body></html>\n"
    )


def _heading(one: Mapping[str, Any]) -> str:
    name = _HEADINGS.get(one["table"], one["table"].replace("_", " ").capitalize())
    return f"{escape(name)} ({len(one['rows'])})"


def _section(one: Mapping[str, Any], names: Mapping[str, str]) -> str:
    why = f'<p class="why">{escape(one["why"])}.</p>' if one["why"] else ""
    rows = "".join(f"<article><dl>{_row(row, names)}</dl></article>" for row in one["rows"])
    return f'<section id="{one["table"]}"><h2>{_heading(one)}</h2>{why}{rows}</section>'


def _row(row: Mapping[str, Any], names: Mapping[str, str]) -> str:
    told = []
    for name, value in row.items():
        if value is None or value in ("", {}) or _is_noise(name, value, row):
            continue
        if isinstance(value, Mapping):
            told += [(_label(inner), text) for inner, text in value.items()]
        else:
            told.append((_label(name), _said(name, value, names)))
    return "".join(f"<dt>{escape(label)}</dt><dd>{escape(str(text))}</dd>" for label, text in told)


def _is_noise(name: str, value: Any, row: Mapping[str, Any]) -> bool:
    """Say whether a value tells a reader nothing that the others do not; programs have it in the document."""
    return (
        name == "conversation_id" or (name == "topic_id" and "place_id" in row) or (name == "attachments" and not value)
    )


def _label(name: str) -> str:
    return _LABELS.get(name, name.removesuffix("_id").replace("_", " ").capitalize())


def _said(name: str, value: Any, names: Mapping[str, str]) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if name.endswith(("_at", "_until")) and isinstance(value, str):
        return _moment(value)
    if name == "attachments":
        return counted(int(value), "file")
    if name in _KEYS:
        return _KEYS[name].get(value, str(value))
    return names.get(str(value), str(value)) if name.endswith("_id") else str(value)


def _moment(text: str) -> str:
    return f"{datetime.fromisoformat(text):%d %B %Y, %H:%M} UTC"
