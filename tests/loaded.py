"""All of Guildhall, loaded: what is forked from a process that imported this starts at once."""

from importlib import import_module
from pkgutil import walk_packages

for room in ("bot", "cogs", "storage", "archive"):
    for module in walk_packages(import_module(room).__path__, f"{room}."):
        if not module.name.endswith("__main__") and not module.name.startswith("storage.migrations."):
            import_module(module.name)
for name in ("aiosqlite", "sqlalchemy.dialects.sqlite.aiosqlite"):  # loaded at the first use of a database
    import_module(name)
