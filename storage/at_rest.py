"""Whether what is kept is encrypted on its disk: what is in force, as far as this machine can know it."""

import os
from pathlib import Path

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from storage.cipher import key_of
from storage.hold import file_of

_CRYPT = "CRYPT-"
"""What the device mapper's name for an encrypted device begins with; then its kind, as LUKS2."""


def at_rest(address: str, stated: str = "", root: Path = Path("/")) -> str:
    """Say in one sentence what encrypts the database at rest: in force, stated by the operator, or not known.

    `stated` is what the operator says of it. `root` is where `proc` and `sys` are looked for.
    """
    try:
        url = make_url(address)
    except ArgumentError:
        return "Encryption at rest is not known: the database's address can't be read."
    file = file_of(url)
    if file is not None and key_of(url) is not None:
        return "Encryption at rest is in force: SQLCipher encrypts the database file and its log."
    kind = None if file is None else _encrypted_disk(file, root)
    if kind is not None:
        return f"Encryption at rest is in force: the disk under the database is encrypted by dm-crypt ({kind})."
    if stated:
        return f"Encryption at rest is stated by database.at_rest and not checked: {stated}"
    if file is None:
        return (
            "Encryption at rest is not known: the database is a server's, and its disks are its operator's. If you "
            "know, state it in database.at_rest."
        )
    return (
        "Encryption at rest is not known: database.key_file is not set, and no encrypted disk was found under the "
        "database. Discord's terms ask for it: docs/encryption.md."
    )


def _encrypted_disk(file: Path, root: Path) -> str | None:
    """Give the kind of encryption of the disk that a file is on, or below it; None if none is found."""
    try:
        device = next(path for path in (file, *file.absolute().parents) if path.exists()).stat().st_dev
    except OSError:
        return None
    number = f"{os.major(device)}:{os.minor(device)}"
    below = [root / "sys/dev/block" / number]
    # btrfs and its like have no device of their own: the mount names one.
    below += [root / "sys/class/block" / name for name in _mounted(number, root)]
    for found in below:
        if (kind := _kind(found)) is not None:
            return kind
    return None


def _mounted(number: str, root: Path) -> list[str]:
    """Name the devices that the kernel says are mounted with a number."""
    try:
        lines = (root / "proc/self/mountinfo").read_text("utf-8", "replace").splitlines()
    except OSError:
        return []
    found = []
    for line in lines:
        fields, _, of_system = line.partition(" - ")
        here = fields.split()
        system = of_system.split()
        if len(here) > 2 and len(system) > 1 and here[2] == number and system[1].startswith("/dev/"):
            found.append((root / system[1].lstrip("/")).resolve().name)
    return found


def _kind(device: Path) -> str | None:
    """Give the kind of encryption of a block device, or of one that it is made of."""
    try:
        name = (device / "dm" / "uuid").read_text("ascii").strip()
    except OSError:
        name = ""
    if name.startswith(_CRYPT):
        return name.removeprefix(_CRYPT).split("-")[0]
    try:
        made_of = sorted((device / "slaves").iterdir())
    except OSError:
        return None
    kinds = [_kind(one) for one in made_of]
    # A volume over several disks is encrypted only if each of them is.
    return kinds[0] if kinds and all(kinds) else None
