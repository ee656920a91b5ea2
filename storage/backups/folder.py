"""The folder that backups go to by themselves: their names, and letting go of old ones."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

_FORM = "guildhall-%Y%m%dT%H%M%SZ.backup"
_NAME = re.compile(r"guildhall-\d{8}T\d{6}Z\.backup")
PART = ".part"
"""What the name of a backup ends with that is not finished."""


def name_of(moment: datetime) -> str:
    """Give the name of a backup made at a moment."""
    return moment.astimezone(UTC).strftime(_FORM)


def made(folder: Path) -> list[tuple[datetime, Path]]:
    """List the backups in a folder with when they were made, the oldest first; other files are nobody's business."""
    if not folder.is_dir():
        return []
    files = [file for file in folder.iterdir() if _NAME.fullmatch(file.name)]
    return sorted((datetime.strptime(file.name, _FORM).replace(tzinfo=UTC), file) for file in files)


def newest(folder: Path) -> datetime | None:
    """Give when the newest backup in a folder was made, or None if there is none."""
    return max((moment for moment, _ in made(folder)), default=None)


def age_of_newest(folder: Path, now: datetime) -> timedelta | None:
    """Give how old the newest backup in a folder is, or None if there is none."""
    moment = newest(folder)
    return None if moment is None else now - moment


def prune(folder: Path, now: datetime, keep: timedelta) -> list[str]:
    """Remove the backups older than `keep`, all of them if they are; gives their names."""
    old = [file for moment, file in made(folder) if now - moment > keep]
    for file in old:
        file.unlink(missing_ok=True)
    return [file.name for file in old]


def tidy(folder: Path) -> None:
    """Remove what backups left unfinished; only for who knows that none is being made."""
    if folder.is_dir():
        for file in folder.glob(f"guildhall-*.backup{PART}*"):
            file.unlink(missing_ok=True)
