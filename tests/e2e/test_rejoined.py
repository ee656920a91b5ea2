"""What comes back to a member who left the server and joined it again, and what does not."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from sandbox.client import text_of
from storage.tables.sessions import rsvps
from tests.e2e.conftest import Scene
from tests.e2e.test_coffee import set_up
from tests.e2e.test_profile import edit
from tests.e2e.test_series import WEEKLY, _cards

# What is tried here is decided before any database is asked; the stores' own tests run on both kinds.
pytestmark = pytest.mark.parametrize("kind", ["sqlite"])


async def _answers(scene: Scene, member_id: int) -> list[str]:
    """Give a member's answers to sessions, in the order in which those begin."""
    async with scene.bot.database.read() as tx:
        query = sa.select(rsvps.c.answer).where(rsvps.c.member_id == member_id).order_by(rsvps.c.session_id)
        return list((await tx.connection.execute(query)).scalars())


async def test_who_joins_again_keeps_what_they_said_and_gets_no_sight_place_or_profile_back(opened: Scene):
    admin, amira, ben, dev = opened.people.admin, *[await opened.person(name) for name in ("amira", "ben", "dev")]
    await admin.set_roles("dev", ["Board"])
    await set_up(opened)
    await amira.command("general", "topic open", channel="general", steward="dev", purpose="What we learn")
    await amira.command("general", "profile organisations", add="Acute care", kind="sector")
    await edit(dev, sector="Acute care", shown="Members of this community")
    await dev.command("general", "coffee join")
    await dev.command("general", "privacy quoting", answer="named")
    await ben.click(await ben.command("general", "session plan", **WEEKLY), "Confirm")
    await opened.later(timedelta())
    card, _ = await _cards(dev)
    mark = dev.mark()
    await dev.click(card, "Going")
    offered = await dev.wait_for(lambda e: "about this one alone" in str(e.data.get("content")), since=mark)
    await dev.click(offered.data, "All following too")
    assert "about board" in (await dev.command("general", "topic list")).text
    assert await _answers(opened, int(dev.id)) == ["going"] * 8

    await admin.kick("dev")
    await opened.bot.mirror.current()
    await opened.later(timedelta())
    assert "Going (0)" in text_of(await ben.message(card))
    await admin.add_member(dev.id)
    await opened.bot.mirror.current()
    await opened.later(timedelta())

    # Not back: what they saw by their roles, the profile, coffee.
    listed = (await dev.command("general", "topic list")).text
    assert "about measurement" in listed
    assert "about board" not in listed
    assert "no topic of that name" in (await dev.command("general", "topic show", topic="board")).text
    assert await _answers(opened, int(dev.id)) == ["going"] * 8
    assert "Going (1)" in text_of(await ben.message(card))
    assert "Acute care" not in (await dev.command("general", "profile show")).text
    assert "Acute care" not in (await ben.command("general", "profile show", member="dev")).text
    assert "You take part" not in (await dev.command("general", "coffee show")).text
    # Back: how they may be quoted, the topics they tend, and their answer to all sessions that follow.
    assert "By name (holds now)" in (await dev.command("general", "privacy quoting")).text
    assert f"<@{dev.id}>" in (await ben.command("general", "topic show", topic="general")).text
    await opened.later(timedelta(weeks=1))
    assert await _answers(opened, int(dev.id)) == ["going"] * 9
