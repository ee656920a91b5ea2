"""Searching for words as bytes: in every file of a folder, as whoever finds the disk could."""

import re
from collections.abc import Iterable
from pathlib import Path
from random import Random

_SYLLABLES = ("bro", "quim", "zat", "vel", "ork", "plu", "wex", "dri", "fosk", "nym", "gle", "thu")
_UNUSUAL = re.compile(rb"(?:%s){4}[0-9]{3}" % "|".join(_SYLLABLES).encode(), re.IGNORECASE)


def unusual(random: Random) -> str:
    """Make a word that nobody else says: it is found, or it is not there."""
    return "".join(random.choice(_SYLLABLES) for _ in range(4)) + f"{random.randrange(1000):03}"


def where(folder: Path, words: Iterable[str]) -> dict[str, set[str]]:
    """Give the names of the files under a folder in which any of these unusual words stands, and which."""
    wanted = set(words)
    found: dict[str, set[str]] = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            held = {word.decode().lower() for word in _UNUSUAL.findall(path.read_bytes())}
            if there := held & wanted:
                found[str(path.relative_to(folder))] = there
    return found
