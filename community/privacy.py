"""What a member may say once and for all about being quoted, in words."""

from collections.abc import Mapping

_NAMED = "Entries, and a sentence in the weekly summary, may quote you by name without asking."
_UNNAMED = (
    "Entries, and a sentence in the weekly summary, may quote you without your name and without asking. Those who can "
    "read the thread can still see there who wrote it, and people who know you may know your way of writing."
)

ANSWERS = {
    "ask": ("ask me", "You are asked each time, and silence is a no."),
    "named": ("by name", _NAMED),
    "unnamed": ("without my name", _UNNAMED),
    "never": ("never", "Nobody is to ask you, and your words are left out."),
}
"""Standing answers, as kept: the label a person sees, and what it means."""


def kept_for(days: int) -> str:
    """Say how long messages are kept, by the setting keep_days."""
    if not days:
        return "Messages are kept while their topic is open."
    span = "a day" if days == 1 else f"{days} days"
    return f"Messages are kept for {span}; the conversation behind an entry, for as long as the entry."


ERASE = "ERASE"
"""The word that somebody types who means to have everything erased."""

_KINDS = {
    "messages": ("message", "messages"),
    "quotes": ("quote of you", "quotes of you"),
    "answers": ("answer to being quoted", "answers to being quoted"),
    "entries": ("entry you captured", "entries you captured"),
    "edits": ("edit of an entry", "edits of entries"),
    "reactions": ("reaction, now counted without you", "reactions, now counted without you"),
    "sessions": ("session, now by nobody", "sessions, now by nobody"),
    "attendance": ("note that you were at a session", "notes that you were at sessions"),
    "reflections": ("note of what you will try", "notes of what you will try"),
    "notes": ("part in notes of a session, now by nobody", "parts in notes of sessions, now by nobody"),
    "objections": ("objection to notes, now by nobody", "objections to notes, now by nobody"),
    "polls": ("poll of times, now by nobody", "polls of times, now by nobody"),
    "roles": ("role in a session", "roles in sessions"),
    "votes": ("answer to a poll of times", "answers to polls of times"),
    "invitations": ("answer to an invitation", "answers to invitations"),
    "proposals": ("proposal of a topic", "proposals of topics"),
    "supports": ("support of a proposal", "supports of proposals"),
    "stewardships": ("stewardship of a topic", "stewardships of topics"),
    "acceptances": ("acceptance of ground rules", "acceptances of ground rules"),
    "profiles": ("profile", "profiles"),
    "coffee": ("part in coffee, with whom you met", "parts in coffee, with whom you met"),
}


def erased_said(counts: Mapping[str, int]) -> list[str]:
    """Say how much was erased, kind by kind; kinds of which there was nothing are left out."""
    told = []
    for kind, (one, more) in _KINDS.items():
        number = counts.get(kind, 0)
        if number:
            told.append(f"{number} {one if number == 1 else more}")
    return told + ["the display name"] * bool(counts.get("names"))
