"""Topics: which one a person means by what they typed, and what may be written about one."""

import re
from collections.abc import Iterable, Mapping

from community.errors import NotFound, Refusal

UNKNOWN = "I know no topic of that name that you can see. Choose one from the list that opens as you type."
CLOSED = "That topic is closed. Its archive can still be read, but nothing new can be begun in it."
NOT_HERE = "This channel is no topic, so say which one you mean: choose it from the list of the topic option."

PURPOSE_LIMIT = 1000
RULES_LIMIT = 3500
REASON_LIMIT = 500
PROPOSAL_NAME_LIMIT = 90

_MENTION = re.compile(r"<#(\d{1,20})>")
_LINK = re.compile(r"https?://(?:\w+\.)?discord(?:app)?\.com/channels/\d+/(\d{1,20})(?:/\d+)?/?", re.IGNORECASE)


def which_topic(text: str, names: Mapping[int, str]) -> int:
    """Give the id of the one topic that `text` names: its name, #name, mention, link or id, or a part of its name.

    `names` holds only what the person may see. Raises `NotFound` for none, `Refusal` for several.
    """
    typed = text.strip()
    found = _MENTION.fullmatch(typed) or _LINK.fullmatch(typed)
    number = found[1] if found else typed
    if number.isascii() and number.isdigit() and len(number) <= 20 and int(number) in names:
        return int(number)
    wanted = _folded(typed)
    if found or not wanted:
        raise NotFound(UNKNOWN)
    folded = {id_: _folded(name) for id_, name in names.items()}
    for matches in (
        [id_ for id_, name in folded.items() if name == wanted],
        [id_ for id_, name in folded.items() if name.startswith(wanted)],
        [id_ for id_, name in folded.items() if wanted in name],
    ):
        if len(matches) == 1:
            return matches[0]
        if matches:
            raise Refusal("Several topics match that. Choose one from the list that opens as you type.")
    raise NotFound(UNKNOWN)


def suggested(text: str, names: Mapping[int, str], limit: int = 25, here: int | None = None) -> list[int]:
    """Give the ids of at most `limit` topics to suggest for what was typed so far: best match first, then by name.

    The topic that the person stands in, `here`, comes before all others: it is what they most likely mean.
    """
    wanted = _folded(text.strip())
    ranked = []
    for id_, name in names.items():
        folded = _folded(name)
        if wanted in folded or text.strip() == str(id_):
            ranked.append((id_ != here, folded != wanted, not folded.startswith(wanted), folded, id_))
    return [id_ for *_, id_ in sorted(ranked)[:limit]]


def _folded(name: str) -> str:
    """Fold case, and the hyphens that Discord puts for spaces in the names of channels."""
    return " ".join(name.casefold().removeprefix("#").replace("-", " ").replace("_", " ").split())


def check_proposal(name: str, topics: Iterable[str], proposed: Iterable[str]) -> None:
    """Refuse a proposal of what is there already, among the topics and proposals that the person can see."""
    wanted = _folded(name)
    if not wanted:
        raise Refusal("A topic needs a name with letters or numbers in it.")
    if wanted in map(_folded, topics):
        raise Refusal("There is a topic of that name already. `/topic list` shows what there is.")
    if wanted in map(_folded, proposed):
        raise Refusal("Somebody has proposed that already. Look for its card and press **Support**.")


def enough_support(supporters: int, threshold: int) -> bool:
    """Say whether a proposal has the support that stewards are asked at; its proposer counts as well."""
    return supporters >= threshold


def storage_notice(*, private: bool, keep_days: int) -> str:
    """Say, for the public notice of a topic, what is kept, for how long, and how to say no. `docs/` has it in full."""
    seen = "the people who can read this private channel" if private else "people who can read this channel"
    keep = f"for {keep_days} {'day' if keep_days == 1 else 'days'}" if keep_days else "for as long as the topic is open"
    return (
        "**What is kept.** The messages written here and in its threads, who wrote them and the reactions to them, "
        f"{keep}, so that {seen}, and nobody else, can search them and read a weekly summary.\n"
        "**Your words.** Nothing you write goes into an entry of the archive without your own yes, asked each time. "
        "Silence is a no, and you can change your answer for ever after.\n"
        "**How to say no.** `/privacy quoting` sets *never* once and for all. Delete a message and its text is gone "
        "here as well. `/privacy show` tells what is held about you. What you do not want kept, do not write here.\n"
        "**No patients.** Never write anything that tells who a patient is. A number that proves to be an NHS number "
        "is masked, but nothing else is certain to be caught."
    )


def listed(words: list[str]) -> str:
    """Join words as a sentence does: a, b and c."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def counted(number: int, one: str, many: str | None = None) -> str:
    """Give a number with its noun: 1 message, 2 messages."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
