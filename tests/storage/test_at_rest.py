"""What is said of encryption at rest: only what is known, by the kernel's own tables laid out in a folder."""

import os
from pathlib import Path

import pytest

from storage.at_rest import at_rest


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "root"


def _number(folder: Path) -> str:
    device = folder.stat().st_dev
    return f"{os.major(device)}:{os.minor(device)}"


def _device(root: Path, at: str, uuid: str, *slaves: str) -> None:
    device = root / "sys" / at
    (device / "dm").mkdir(parents=True)
    (device / "dm" / "uuid").write_text(uuid + "\n")
    for name in slaves:
        (device / "slaves").mkdir(exist_ok=True)
        (device / "slaves" / name).symlink_to(root / "sys/class/block" / name)


def _address(folder: Path) -> str:
    return f"sqlite+aiosqlite:///{folder / 'data' / 'guildhall.db'}"


LUKS = "CRYPT-LUKS2-0123456789abcdef-secrets"


def test_a_disk_that_is_encrypted_is_in_force(tmp_path: Path, root: Path):
    _device(root, f"dev/block/{_number(tmp_path)}", LUKS)
    assert at_rest(_address(tmp_path), root=root).endswith("encrypted by dm-crypt (LUKS2).")


def test_a_volume_on_an_encrypted_disk_is_in_force_if_all_of_it_is(tmp_path: Path, root: Path):
    _device(root, "class/block/dm-0", LUKS)
    _device(root, "class/block/dm-1", "LVM-plain")
    _device(root, f"dev/block/{_number(tmp_path)}", "LVM-abc", "dm-0")
    assert "in force" in at_rest(_address(tmp_path), root=root)
    (root / "sys/dev/block" / _number(tmp_path) / "slaves" / "dm-1").symlink_to(root / "sys/class/block/dm-1")
    assert "not known" in at_rest(_address(tmp_path), root=root)


def test_a_mount_without_a_device_of_its_own_is_looked_up_by_its_name(tmp_path: Path, root: Path):
    _device(root, "class/block/dm-0", LUKS)
    (root / "dev").mkdir()
    (root / "dev" / "dm-0").touch()
    (root / "dev" / "vault").symlink_to("dm-0")
    (root / "proc/self").mkdir(parents=True)
    line = f"36 35 {_number(tmp_path)} / /data rw,noatime shared:1 - btrfs /dev/vault rw\n"
    (root / "proc/self/mountinfo").write_text(f"22 1 8:1 / / rw - ext4 /dev/sda1 rw\n{line}")
    assert "in force" in at_rest(_address(tmp_path), root=root)


def test_what_can_not_be_known_is_not_claimed(tmp_path: Path, root: Path):
    plain, served = _address(tmp_path), "postgresql+asyncpg://someone:hush@elsewhere/guildhall"
    for address in (plain, served, "nonsense"):
        told = at_rest(address, root=root)
        assert "not known" in told
        assert "hush" not in told
    told = at_rest(served, "LUKS on every disk of the server", root=root)
    assert told == "Encryption at rest is stated by database.at_rest and not checked: LUKS on every disk of the server"


def test_a_key_is_in_force(tmp_path: Path, root: Path):
    key = tmp_path / "key"
    key.write_text("ab" * 32)
    assert "SQLCipher" in at_rest(f"{_address(tmp_path)}?key_file={key}", root=root)
