"""Topics: which one a person means by what they typed, and what may be written about one."""

import re
from collections.abc import Mapping

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
    if number.isascii() and number.isdigit() and int(number) in names:
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


def suggested(text: str, names: Mapping[int, str], limit: int = 25) -> list[int]:
    """Give the ids of at most `limit` topics to suggest for what was typed so far: best match first, then by name."""
    wanted = _folded(text.strip())
    ranked = []
    for id_, name in names.items():
        folded = _folded(name)
        if wanted in folded or text.strip() == str(id_):
            ranked.append((folded != wanted, not folded.startswith(wanted), folded, id_))
    return [id_ for *_, id_ in sorted(ranked)[:limit]]


def _folded(name: str) -> str:
    """Fold case, and the hyphens that Discord puts for spaces in the names of channels."""
    return " ".join(name.casefold().removeprefix("#").replace("-", " ").replace("_", " ").split())
