"""All of Guildhall, loaded: what is forked from a process that imported this starts at once."""

from bench._loaded import load

load()
