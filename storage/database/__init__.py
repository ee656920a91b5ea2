"""The database: one writer, many readers, on SQLite or PostgreSQL behind the same two doors.

`write` hands a function to the writer; `read` is a snapshot. Cancelling a caller of `write` cancels nothing: the
work may still commit, which is why writes carry a key. The settings of SQLite are those measured to lose no write.
Where the database can't do its work for a while, both raise `Unavailable`; nothing waits for long.
"""

from storage.database.database import Database
from storage.database.keys import KEYS_KEPT
from storage.database.transaction import Closed, Fence, Json, Reading, Work, Writing
from storage.database.turns import COMMAND, INGEST

__all__ = ["COMMAND", "INGEST", "KEYS_KEPT", "Closed", "Database", "Fence", "Json", "Reading", "Work", "Writing"]
