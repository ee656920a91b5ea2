"""What was opened or posted while all could see its source tells nothing of it once they can't."""

import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from community.knowhow import Fields
from sandbox.client import Person, Reply, parts
from storage import knowhow
from storage.database import Writing
from storage.knowhow import Place
from tests.e2e.conftest import Scene
from tests.e2e.ways import raw

# What is tried here is decided before any database is asked; the stores' own tests run on both kinds.
pytestmark = pytest.mark.parametrize("kind", ["sqlite"])

CANARY = "zebra"
Json = dict[str, Any]


@pytest.fixture(autouse=True)
def logged() -> Iterator[None]:
    """Hear every log at the lowest level, and hold it to have no words in it."""
    heard: list[str] = []

    class _Ear(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            heard.append(f"{record.getMessage()} {record.__dict__} {self.format(record)}")

    root, ear = logging.getLogger(), _Ear()
    before = root.level
    root.setLevel(logging.DEBUG)
    root.addHandler(ear)
    yield
    root.removeHandler(ear)
    root.setLevel(before)
    assert not [line for line in heard if CANARY in line.lower()]


async def test_panels_opened_before_sight_was_lost_tell_nothing_after(opened: Scene):
    amira, ben = await opened.person("amira"), await opened.person("ben")
    purpose = {"channel": "board", "purpose": f"The {CANARY} board"}
    await amira.command("general", "topic open", steward="ben", **purpose)
    thread = await ben.open_thread("board", f"The {CANARY} paper")
    await ben.send(thread["id"], f"Does anybody keep a {CANARY}? Ours has been on the ward since March.")
    await _entries(opened, ben, int((await ben.channel("board"))["id"]), int(thread["id"]))
    await opened.bot.ingest.caught_up()
    await ben.submit(await ben.command(thread, "knowhow capture"), {"Title": "A draft", "What we did": CANARY})
    await _open_panels(ben)
    forms = await _forms(ben)
    panels = [m for m in await ben.messages("general", limit=100) if CANARY in _told(m) and _parts(m)]
    assert all(CANARY in str(form).lower() for form in forms)
    pressed = {f"{part['custom_id']} {part.get('label')}" for panel in panels for part in _parts(panel)}
    assert len(pressed) >= 16, "search, mine, draft, plan, rules and summary have at least these"

    await opened.people.admin.set_roles("ben", [])
    for panel in panels:
        for part in _parts(panel):
            assert CANARY not in _news(await _press(ben, panel, part), panels), part
    for form in forms:
        fields = {field["label"]: "Something else" for field in parts.inputs(form.modal)}
        assert CANARY not in _news(await ben.submit(form, fields), panels), form.modal["title"]
    await opened.later(timedelta())
    for place in ("general", "notices"):
        assert not [m for m in await ben.messages(place) if CANARY in str(m).lower() and not m["flags"]]


async def test_a_summary_is_posted_by_those_alone_who_read_where_it_goes(opened: Scene):
    amira, stella = await opened.person("amira"), await opened.person("stella")
    board = (await amira.channel("board"))["id"]
    await amira.command("general", "community settings", name="summary_channel", value=board)
    thread = await amira.open_thread("board", "A paper")
    await opened.bot.ingest.settled()
    await _entries(opened, amira, int(board), int(thread["id"]))
    panel = await amira.command("general", "summary post")
    assert CANARY in raw(await amira.select(panel, "This week so far")).lower()
    told = await stella.command("general", "summary post")
    assert "You can't see the channel" in told.text
    assert CANARY not in raw(told).lower()


async def test_what_was_posted_goes_when_others_come_to_read_there(opened: Scene):
    """#general is shut to all but the board: what #notices told of it goes, and Discord's own event with it."""
    admin, amira, ben = opened.people.admin, await opened.person("amira"), await opened.person("ben")
    notices = (await amira.channel("notices"))["id"]
    for name in ("summary_channel", "notices_channel"):
        await amira.command("general", "community settings", name=name, value=notices)
    await amira.command("general", "community settings", name="support_threshold", value="1")
    general = (await ben.channel("general"))["id"]
    thread = await ben.open_thread("general", f"The {CANARY} corner")
    await opened.bot.ingest.settled()
    await _entries(opened, ben, int(general), int(thread["id"]))
    await ben.click(await ben.command("notices", "knowhow search", query="kept"), "Share here")
    plan = {"topic": "general", "format": "open hour", "title": f"{CANARY} hour", "starts": "in 50 hours"}
    await ben.click(await ben.command("general", "session plan", **plan), "Confirm")
    await ben.command("general", "topic propose", name=f"A {CANARY} topic", purpose="All of it")
    panel = await amira.select(await amira.command("general", "summary post"), "This week so far")
    await amira.click(panel, "Post")
    await opened.later(timedelta())
    dev = await opened.person("dev")
    before = await _told_of(dev, "notices")
    assert len(before) == 3, "what was shared, the request to open a topic, and the summary"
    assert CANARY in str((await dev.view())["events"])

    assert opened.bot.user is not None
    bot = str(opened.bot.user.id)
    roles = {role["name"]: role["id"] for role in (await admin.guild())["roles"]}
    await admin.set_overwrite(general, roles["Board"], allow=["view_channel"])
    await admin.set_overwrite(general, bot, allow=["view_channel"], role=False)
    await admin.set_overwrite(general, roles["@everyone"], deny=["view_channel"])
    await opened.bot.mirror.settled()
    await opened.later(timedelta())
    assert await _told_of(dev, "notices") == []
    assert CANARY not in str((await dev.view())["events"])
    assert [m for m in await dev.messages("notices") if "3 people" in str(m)] == []


async def test_nobody_supports_what_they_can_read_no_more(opened: Scene):
    """Cho still sees #general, and can press what stands there, but may not read back in it."""
    admin, ben, cho = opened.people.admin, await opened.person("ben"), await opened.person("cho")
    await ben.command("general", "topic propose", name=f"A {CANARY} topic", purpose="All of it")
    await opened.later(timedelta())
    card = next(m for m in await ben.messages("general") if parts.button(m, "Support"))
    general = await ben.place_id("general")
    await admin.set_overwrite(general, cho, deny=["read_message_history"], role=False)
    told = await cho.click(card, "Support")
    assert "That proposal is gone" in told.text
    assert _told(await ben.message(card)) == _told(card)


async def _told_of(person: Person, place: str) -> list[Json]:
    """Give the messages that stand for all to see in a place and bear the word."""
    return [m for m in await person.messages(place, limit=100) if CANARY in str(m).lower() and not m["flags"]]


async def _entries(scene: Scene, by: Person, topic: int, thread: int) -> None:
    """Publish what fills several pages of every list."""
    place = Place(scene.bot.guilds[0].id, topic, thread, topic)

    async def work(tx: Writing) -> None:
        for number in range(12):
            fields = Fields(f"{CANARY} {number}", f"We kept a {CANARY} on it.")
            id_ = await knowhow.capture(tx, place, fields, int(by.id), scene.clock.now())
            entry = await knowhow.find(tx, id_)
            assert entry is not None
            await knowhow.choose_tags(tx, entry, [f"{CANARY}s"], scene.clock.now())
            await knowhow.publish(tx, entry, int(by.id), scene.clock.now())

    await scene.bot.database.write(None, work)


async def _open_panels(person: Person) -> None:
    """Open, where all can see, every panel that has buttons."""
    plan = {"topic": "board", "format": "open hour", "title": f"{CANARY} hour", "starts": "in 50 hours"}
    rules = await person.command("general", "topic rules", topic="board")
    await person.submit(await person.click(rules, "Edit"), {"Ground rules": f"What is said of the {CANARY} stays."})
    await person.command("general", "knowhow search", query="kept")
    await person.command("general", "knowhow mine")
    await person.command("general", "session plan", **plan)
    await person.command("general", "topic rules", topic="board")
    await person.select(await person.command("general", "summary post", topic="board"), "This week so far")
    await _draft(person)


async def _draft(person: Person) -> Json:
    """Show the draft, and give the panel that comes behind it."""
    await person.command("general", "knowhow show", entry="A draft")
    return await person.wait_message("general", lambda m: parts.button(m, "Write tags") is not None)


async def _forms(person: Person) -> list[Reply]:
    """Open every form that is filled with what stands already."""
    panel = await _draft(person)
    await person.submit(await person.click(panel, "Write tags"), {"Tags": f"{CANARY}tag"})
    rules = await person.command("general", "topic rules", topic="board")
    return [
        await person.command("general", "knowhow edit", entry="A draft"),
        await person.click(panel, "Write tags"),
        await person.click(rules, "Edit"),
    ]


def _parts(message: Json) -> list[Json]:
    """Give what can be pressed or chosen in a message, what ends it last."""
    found = [part for part in [*parts.selects(message), *parts.buttons(message)] if "custom_id" in part]
    return sorted((part for part in found if not part.get("disabled")), key=lambda p: p.get("label") == "Leave it")


async def _press(person: Person, message: Json, part: Json) -> Reply:
    """Press a button, or choose a menu's last option."""
    if part["type"] == parts.BUTTON:
        return await person.click(message, part["custom_id"])
    return await person.select(message, part["options"][-1]["value"], part["custom_id"])


def _news(reply: Reply, shown: list[Json]) -> str:
    """Give what a reply tells, but for a message that stands as it was shown before."""
    stands = _told(reply.message) in map(_told, shown)
    return raw(replace(reply, message={}) if stands else reply).lower()


def _told(message: Json) -> str:
    return raw(Reply("", "", "", message)).lower()
