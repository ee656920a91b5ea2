"""All that is held about one person, in a file for that person: JSON for programs, a page for people."""

from archive.personal.pack import pack, write

__all__ = ["pack", "write"]
