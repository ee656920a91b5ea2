"""Formats of sessions from their files: those that come with Guildhall, and an operator's own. Read once, at start."""

import tomllib
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from community.formats import Format, Formats, gathered, read

_ENDING = ".toml"


def load_formats(folder: str = "") -> Formats:
    """Read the shipped formats and those in an operator's folder; a file that is wrong is left out, and said so."""
    shipped, broken = _shipped()
    mistakes = list(broken)
    own: list[tuple[str, Format]] = []
    if folder:
        place = Path(folder)
        if place.is_dir():
            own, more = _read_all(place)
            mistakes += more
        else:
            mistakes.append(f"The folder of formats {folder} is not there: make it, or leave sessions.formats empty.")
    return gathered([format_ for _, format_ in shipped], own, mistakes)


@cache
def _shipped() -> tuple[list[tuple[str, Format]], list[str]]:
    return _read_all(files("community.formats") / "shipped")


def _read_all(folder: Traversable) -> tuple[list[tuple[str, Format]], list[str]]:
    found: list[tuple[str, Format]] = []
    mistakes: list[str] = []
    for file in sorted(folder.iterdir(), key=lambda one: one.name):
        if not file.name.endswith(_ENDING):
            continue
        format_, wrong = _read(file)
        mistakes += wrong
        if format_ is not None:
            found.append((file.name, format_))
    return found, mistakes


def _read(file: Traversable) -> tuple[Format | None, list[str]]:
    left_out = f"The format file {file.name} is left out: it"
    try:
        table = tomllib.loads(file.read_text("utf-8"))
    except OSError as error:
        return None, [f"{left_out} can't be read ({error.strerror})."]
    except UnicodeDecodeError:
        return None, [f"{left_out} is not UTF-8 text."]
    except tomllib.TOMLDecodeError as error:
        return None, [f"{left_out} is not valid TOML: {error}."]
    return read(file.name, table)
