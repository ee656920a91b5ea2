"""Files of quoted messages: told on the author's own panel, copied when published, exported, gone with the quote."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from archive.export import export, gather
from sandbox.client import text_of
from storage.database import Reading
from storage.tables.knowhow import quote_files
from tests.e2e.conftest import Scene
from tests.e2e.test_knowhow import QUOTES, THREAD, _answer, _capture, _said

PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)
WORDS = "This is how our board looks at seven."


async def _copies(scene: Scene) -> dict[str | None, bytes | None]:
    async with scene.bot.database.read() as tx:
        rows = await tx.connection.execute(sa.select(quote_files.c.why_not, quote_files.c.content))
        return {row.why_not: row.content for row in rows}


async def _no_copy(tx: Reading) -> bool:
    return (await tx.connection.execute(sa.select(quote_files.c.file_id))).first() is None


@pytest.mark.parametrize("kind", ["sqlite"])
async def test_a_file_goes_with_its_message_s_quote_and_leaves_with_it(opened: Scene, tmp_path: Path):
    cho, olu = await opened.person("cho"), await opened.person("olu")
    files = [
        ("board.png", PNG),
        ("not.png", b"<svg onload=alert(1)>"),
        ("tool.exe", b"MZ"),
    ]
    said = await cho.send(THREAD, WORDS, files=files)
    await opened.bot.ingest.settled()
    panel = await _capture(olu, THREAD)
    panel = await olu.select(panel, await _said(olu, THREAD, WORDS), QUOTES)
    await olu.click(panel, "Ask for consent")

    told = await _answer(cho, THREAD, "Quote me by name")
    assert "board.png, not.png" in text_of(told.message)
    assert "tool.exe" not in text_of(told.message)
    await olu.command(THREAD, "knowhow publish", entry="Ask at ten")
    await opened.bot.tick()
    assert await _copies(opened) == {None: PNG, "not what its kind says": None}

    async with opened.bot.database.read() as tx:
        archive = await gather(tx, opened.bot.guilds[0].id, opened.clock.now())
        await export(tx, tmp_path / "out", archive, "markdown")
    [page] = (tmp_path / "out" / "docs" / "entries").iterdir()
    [file] = archive.files
    assert f"![board.png](../{file.path})" in page.read_text("utf-8")
    assert (tmp_path / "out" / "docs" / file.path).read_bytes() == PNG

    await cho.delete(said)
    await opened.bot.ingest.until(_no_copy)
