"""A SQLite file that is encrypted: nothing of what is in it can be read beside it, with another key, or in a backup."""

import logging
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.settings import load_settings
from community.errors import Misconfigured, Refusal
from storage import Database, communities
from storage.backups import make_backup, restore

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
NAME = "The wombats of the northern wards"


async def _nothing_erased(_database: Database) -> int:
    return 0


def _key(folder: Path, name: str, digits: str = "ab") -> Path:
    file = folder / name
    file.write_text(digits * 32 + "\n")
    return file


async def _fill(address: str) -> None:
    database = await Database.open(address)
    await database.write(None, lambda tx: communities.remember(tx, 1, NAME))
    await database.close()


async def _name(address: str) -> str | None:
    database = await Database.open(address)
    async with database.read() as tx:
        found = await communities.find(tx, 1)
    await database.close()
    return found.name if found else None


def _holds(folder: Path, words: str) -> list[str]:
    """Name the files of a folder in which some words stand."""
    return sorted(path.name for path in folder.rglob("*") if path.is_file() and words.encode() in path.read_bytes())


async def test_nothing_can_be_read_without_the_key(tmp_path: Path, caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.DEBUG)
    plain = f"sqlite+aiosqlite:///{tmp_path}/one/guildhall.db"
    address = f"{plain}?key_file={_key(tmp_path, 'key')}"
    database = await Database.open(address)
    await database.write(None, lambda tx: communities.remember(tx, 1, NAME))
    assert _holds(tmp_path, NAME) == [], "nor in its log, while it is open"
    await database.close()
    assert await _name(address) == NAME
    made = await make_backup(address, tmp_path / "made.backup", NOW)
    assert made.is_encrypted
    assert _holds(tmp_path, NAME) == []
    assert ("ab" * 32) not in caplog.text

    other = _key(tmp_path, "other", "cd")
    with pytest.raises(Misconfigured, match="does not hold the key"):
        await Database.open(f"{plain}?key_file={other}")
    with pytest.raises(Misconfigured, match="is encrypted, or is no database"):
        await Database.open(plain)
    with pytest.raises(Refusal, match="another key"):
        await restore(f"{plain}?key_file={other}", made.file, NOW, _nothing_erased, lambda _step: None)
    with pytest.raises(Refusal, match="encrypted"):
        await restore(f"sqlite+aiosqlite:///{tmp_path}/two/x.db", made.file, NOW, _nothing_erased, lambda _step: None)
    await restore(address, made.file, NOW, _nothing_erased, lambda _step: None)
    assert await _name(address) == NAME
    assert _holds(tmp_path, NAME) == []


async def test_a_database_becomes_encrypted_by_a_backup_and_a_restore(tmp_path: Path):
    plain = f"sqlite+aiosqlite:///{tmp_path}/one/guildhall.db"
    await _fill(plain)
    address = f"{plain}?key_file={_key(tmp_path, 'key')}"
    with pytest.raises(Misconfigured, match="not encrypted, but"):
        await Database.open(address)
    made = await make_backup(plain, tmp_path / "made.backup", NOW)
    await restore(address, made.file, NOW, _nothing_erased, lambda _step: None)
    assert await _name(address) == NAME
    assert _holds(tmp_path, NAME) == ["made.backup"]


@pytest.mark.parametrize("content", ["", "ab" * 31, "passphrase", "zz" * 32, "ab" * 33])
async def test_a_key_is_64_digits_or_refused_without_a_word_of_it(tmp_path: Path, content: str):
    file = tmp_path / "key"
    file.write_text(content)
    with pytest.raises(Misconfigured, match="64 hexadecimal digits") as refused:
        await Database.open(f"sqlite+aiosqlite:///{tmp_path}/guildhall.db?key_file={file}")
    assert not content or content not in str(refused.value)


def test_the_key_comes_from_the_configuration_or_the_environment(tmp_path: Path):
    file = tmp_path / "guildhall.toml"
    file.write_text("[database]\nkey_file = '/etc/a key'\n")
    assert load_settings(file, {}).database.address.endswith("guildhall.db?key_file=/etc/a%20key")
    settings = load_settings(file, {"GUILDHALL_KEY_FILE": "/run/key"})
    assert settings.database.address.endswith("guildhall.db?key_file=/run/key")
    assert settings.database.key_file == "/run/key"
