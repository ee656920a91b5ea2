"""What is remembered: tables, migrations, one store a feature, the search index and the outbox."""

from storage.database import Database, Reading, Writing

__all__ = ["Database", "Reading", "Writing"]
