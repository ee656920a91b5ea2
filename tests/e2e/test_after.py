"""After a session: what people will try, asked about once, shared only where they say so, counted for its host."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from sandbox.client import Person, Reply, buttons, parts, text_of
from storage.tables.after import reflections
from storage.tables.outbox import outbox
from tests.e2e.conftest import Scene
from tests.e2e.faulty import all_sent, faulty_scene
from tests.e2e.test_running import _begun, _panel


async def _finished(scene: Scene, **options: str) -> tuple[Person, Person, dict[str, Any]]:
    ben, cho = await scene.person("ben"), await scene.person("cho")
    thread = await _begun(scene, ben, **options)
    panel = await _panel(ben, thread)
    await cho.click(panel, "I was here")
    await ben.click(panel, "Finish")
    await scene.later(timedelta())
    return ben, cho, thread


async def test_what_somebody_will_try_is_theirs_asked_about_once_and_told_only_where_they_say_so(opened: Scene):
    ben, cho, thread = await _finished(opened)
    asked = await cho.wait_message(thread["id"], lambda m: "what each will try" in m["content"])
    form = await cho.click(asked, "Reflect")
    rows = {"What will you try?": "Zebra crossings on our ward", "By when?": "tomorrow"}
    refused = await cho.submit(form, {**rows, "By when?": "", "Ask me then?": "Yes, once, by direct message"})
    assert "give a day to come" in refused.text
    form = await cho.command("general", "session reflect", session="Falls at night")
    kept = await cho.submit(form, {**rows, "Ask me then?": "Yes, once, by direct message"})
    assert "Only you see this" in kept.text
    assert "asked about it once" in kept.text
    others = (await ben.command("general", "session show", session="1")).text
    assert "Zebra" not in others
    assert "1 reflection." in others
    assert "Of 0 who said that they come, 0 came; 1 came besides the host" in others

    mark = cho.mark()
    for _ in range(2):
        await opened.later(timedelta(days=1, hours=9))
    letters = [e for e in cho.events[mark:] if e.name == "MESSAGE_CREATE" and "Zebra" in e.data["content"]]
    assert len(letters) == 1
    form = await cho.click(letters[0].data, "I tried it")
    told = await cho.submit(
        form, {"What happened?": "Nurses cross", "Who may be told?": "The community, without my name"}
    )
    assert "without your name" in told.text
    summary = (await ben.command("general", "summary preview")).text
    assert "What we learnt" in summary
    assert "Nurses cross" in summary
    assert "Zebra" not in summary
    choices = await ben.autocomplete("general", "session show", "session", "falls")
    assert [choice["value"] for choice in choices] == ["1"]
    assert "1 tried it" in (await ben.command("general", "session show", session="Falls at night")).text
    own = await cho.command("general", "session show", session="1")
    assert "Nurses cross" in own.text
    assert {"I tried it", "Take it back"} <= {button.get("label") for button in buttons(own.message)}

    draft = await ben.submit(
        await ben.command(thread, "knowhow capture"), {"Title": "Crossings", "What we did": "Paint"}
    )
    await ben.click(draft, "Publish without quotes")
    shown = (await ben.command("general", "knowhow show", entry="Crossings")).text
    assert "What came of it" in shown
    assert "Somebody tried it: Nurses cross" in shown


async def test_what_is_shared_stands_in_the_thread_once_and_goes_when_it_is_taken_back(laid_out: Path, tmp_path: Path):
    async with faulty_scene(laid_out, tmp_path) as scene:
        ben, cho, thread = await _finished(scene)
        scene.sandbox.faults.befall("send-lost")
        form = await cho.command("general", "session reflect", session="1")
        kept = await cho.submit(
            form, {"What will you try?": "Zebra ".ljust(500, "*"), "Share": "The group, with my name"}
        )
        await all_sent(scene)
        lines = [m for m in await ben.messages(thread["id"]) if "Zebra" in m["content"]]
        assert len(lines) == 1
        assert "Cho Lin" in lines[0]["content"]
        assert "Zebra" in (await ben.command("general", "summary preview")).text
        back = await cho.click(kept, "Take it back")
        assert "Taken back" in back.text
        await scene.later(timedelta(minutes=1))
        assert not [m for m in await ben.messages(thread["id"]) if "Zebra" in m["content"]]
        assert "Zebra" not in (await ben.command("general", "summary preview")).text
        async with scene.bot.database.read() as tx:
            assert (await tx.connection.execute(sa.select(reflections.c.id))).first() is None
            failed = sa.select(outbox.c.kind).where(outbox.c.status == "failed")
            assert list((await tx.connection.execute(failed)).scalars()) == []


async def _objects_and_takes_it_back(scene: Scene, ben: Person, cho: Person, shown: dict[str, Any]) -> Reply:
    """Object, take it back, and object again: as long as the time runs. Gives the last answer."""

    async def said(words: str) -> list[str]:
        await scene.later(timedelta())
        there = [m["content"] for m in await ben.messages(shown["channel_id"]) if words in m["content"]]
        assert not [one for one in there if "Cho" in one]
        return there

    objected = await cho.click(shown, "I object")
    assert "Nobody is told who" in objected.text
    assert len(await said("Somebody who was there objects")) == 1
    back = await cho.click(objected, "Take back")
    assert "Taken back" in back.text
    assert len(await said("Nobody objects to the notes")) == 1, "whoever wrote them need change nothing now"
    assert "may object until" in (await cho.message(shown))["content"]
    await cho.click(shown, "I object")
    again = await cho.click(shown, "I object")
    assert "You object already" in again.text
    assert len(await said("Somebody who was there objects")) == 2
    return again


async def test_chatham_house_notes_name_nobody_and_publish_when_nobody_objects(opened: Scene):
    ben, cho, thread = await _finished(opened, format="action learning set")
    asked = await cho.wait_message(thread["id"], lambda m: "what each will try" in m["content"])
    refused = await cho.click(asked, "Write notes")
    assert "host" in refused.text
    form = await ben.click(asked, "Write notes")
    full = {row["custom_id"]: ("[x](y) *" * 200)[: row["max_length"]] for row in parts.inputs(form.modal)}
    helped = f"Cho asked: what would the zebra do? {full['field1']}"[:1000]
    warned = await ben.submit(form, {**full, "field1": helped})
    assert "somebody who was there" in warned.text + "".join(m["content"] for m in warned.followups)
    saved = await ben.click(warned, "Take out")
    assert "may object until" in saved.text
    await opened.later(timedelta())
    shown = await cho.wait_message(thread["id"], lambda m: "These are to be the notes" in m["content"])
    assert "Cho" not in text_of(shown)
    assert "zebra" in text_of(shown)
    early = await ben.command("general", "knowhow publish", entry="1")
    assert "Chatham House" in early.text

    objected = await _objects_and_takes_it_back(opened, ben, cho, shown)
    assert "Held" in (await cho.message(shown))["content"]
    assert "Objections to the notes 1" in " ".join(
        (await ben.command("general", "session show", session="1")).text.split()
    )
    assert "Objections" not in (await cho.command("general", "session show", session="1")).text
    await opened.later(timedelta(hours=73))
    assert "no such entry" in (await cho.command("general", "knowhow show", entry="1")).text
    late = await cho.click(objected, "Take back")
    assert "The time to object is over" in late.text, "whoever wrote them was asked to change them: that is waited for"

    form = await ben.command("general", "knowhow edit", entry="1")
    await ben.submit(form, {"What we did": "One asked: what would the okapi do?"})
    await opened.later(timedelta())
    await cho.wait_message(thread["id"], lambda m: "okapi" in text_of(m) and "These are to be" in m["content"])
    assert not [m for m in await cho.messages(thread["id"]) if "zebra" in text_of(m)]
    await opened.later(timedelta(hours=71))
    assert "no such entry" in (await cho.command("general", "knowhow show", entry="1")).text
    await opened.later(timedelta(hours=1, minutes=1))
    assert "okapi" in (await cho.command("general", "knowhow show", entry="1")).text
    late = await ben.submit(await ben.command("general", "knowhow edit", entry="1"), {"What we did": "Ben did it"})
    assert "can't be changed any more" in late.text + "".join(m["content"] for m in late.followups)
    summary = (await ben.command("general", "summary preview")).text
    assert "notes of the session" in summary
