"""Every table, and what a member's rights mean for it; a test holds that none is missing and no column either."""

from storage.rights import after, coffee, polls, profiles, roles, runs, sketches
from storage.rights.declared import Declared
from storage.rights.tables import knowhow, messages, mirror, sessions, topics, workings

_NOUNS = (mirror, messages, knowhow, sessions, topics, after, polls, profiles, runs, roles, sketches, coffee, workings)

TABLES: tuple[Declared, ...] = tuple(declared for noun in _NOUNS for declared in noun.TABLES)

BY_NAME = {declared.table: declared for declared in TABLES}

WITH_WORDS = [declared.table for declared in TABLES if declared.words and declared.table != "search_words"]
"""The tables in which something that somebody wrote may lie dead; the index of SQLite is part of its one file."""
