"""A member's rights over what is held of them: to have it, and to have it erased, everywhere and for good.

- `tables`: every table says how it gives and erases what is a member's.
- `erasing`: `begin` in a transaction, then `run`; `run_all` goes on with what a crash has interrupted.
- `clearing`: `clear` leaves nothing of what was deleted in the files, once a day or when asked (`storage.scrubs`).
- `giving`: `gather` gives everything that is held about one member.
- `replay`: `reconcile` does again what a database put back to an older state has forgotten. After a restore call
  `await reconcile(database, now)`, then `await run_all(database, now)` and `await clear(database, now)`, before
  anything else uses the database.
"""

from storage.rights.clearing import clear
from storage.rights.declared import Declared, Who
from storage.rights.erasing import Erasure, begin, find, keep_again, run, run_all, unfinished
from storage.rights.giving import Gathered, Held, copied_bytes, gather
from storage.rights.replay import Replayed, people, reconcile
from storage.rights.tables import BY_NAME, TABLES

__all__ = [
    "BY_NAME",
    "TABLES",
    "Declared",
    "Erasure",
    "Gathered",
    "Held",
    "Replayed",
    "Who",
    "begin",
    "clear",
    "copied_bytes",
    "find",
    "gather",
    "keep_again",
    "people",
    "reconcile",
    "run",
    "run_all",
    "unfinished",
]
