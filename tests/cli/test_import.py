"""`guildhall import`, as a process of its own."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.shell import guildhall


def _export(id_: int, content: str) -> dict[str, Any]:
    author = {"id": "501", "name": "ada", "isBot": False}
    said = {"id": str(id_), "type": "Default", "timestamp": "2026-04-01T09:00:00+00:00", "content": content}
    channel = {"id": str(id_), "type": "GuildPublicThread", "categoryId": "9", "category": "falls", "name": "Lights"}
    return {"guild": {"name": "A server"}, "channel": channel, "messages": [said | {"author": author}]}


@pytest.fixture
def exports(tmp_path: Path) -> Path:
    folder = tmp_path / "exports"
    folder.mkdir()
    (folder / "one.json").write_text(json.dumps(_export(1000, "We put lights in")), "utf-8")
    return folder


async def test_json_is_one_document_and_nothing_else(exports: Path, tmp_path: Path):
    status, out, err = await guildhall(tmp_path, "import", str(exports), "--community", "7", "--json")
    assert (status, err) == (0, "")
    assert json.loads(out) | {"seconds": 0} == {
        "files": 1,
        "topics": 1,
        "conversations": 1,
        "messages": 1,
        "new": 1,
        "skipped": 0,
        "failed": [],
        "seconds": 0,
    }


async def test_what_failed_is_named_and_the_status_is_1(exports: Path, tmp_path: Path):
    (exports / "two.json").write_text("{", "utf-8")
    status, out, err = await guildhall(tmp_path, "import", str(exports), "--community", "7")
    assert status == 1
    assert "1 new" in out
    assert "two.json" in err
    assert "Traceback" not in err


async def test_wrong_use_is_2_and_a_refusal_is_1(exports: Path, tmp_path: Path):
    assert (await guildhall(tmp_path, "import", str(exports)))[0] == 2
    assert (await guildhall(tmp_path, "import", "nowhere", "--community", "7"))[0] == 2
    status, out, err = await guildhall(tmp_path, "import", str(exports), "--community", "0", "--json")
    assert (status, out) == (1, "")
    assert "whole number" in err
