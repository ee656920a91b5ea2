"""Backups: one SQLite file of one moment, whatever the database is; checked before it counts, and restored whole.

The same file restores into SQLite and into PostgreSQL, encrypted or not. It is itself encrypted with the key of the
database's address, if that names one.
"""

from storage.backups import schedule
from storage.backups.folder import age_of_newest, newest, prune, tidy
from storage.backups.making import Made, make_backup
from storage.backups.restoring import Restored, restore

__all__ = ["Made", "Restored", "age_of_newest", "make_backup", "newest", "prune", "restore", "schedule", "tidy"]
