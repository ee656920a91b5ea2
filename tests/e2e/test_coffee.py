from datetime import timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from sandbox.client import Person, text_of
from sandbox.faults import Fault
from storage import Writing, coffee
from storage.tables.backups import restores
from storage.tables.coffee import coffee_groups, coffee_rounds
from storage.tables.outbox import outbox
from tests.e2e.conftest import Scene
from tests.e2e.faulty import all_sent, faulty_scene


async def set_up(scene: Scene, **more: str) -> None:
    """Let coffee be every two weeks, in a channel that is no topic."""
    amira = await scene.person("amira")
    channel = await amira.channel("notices")
    notices = await amira.channel("general")
    wanted = {"coffee_channel": channel["id"], "coffee_weeks": "2", "notices_channel": notices["id"], **more}
    for name, value in wanted.items():
        told = await amira.command("general", "community settings", name=name, value=value)
        assert f"`{name}` is now" in told.text


async def until(scene: Scene, what: str) -> None:
    """Let time pass until just after the next due row of a kind."""
    async with scene.bot.database.read() as tx:
        query = sa.select(outbox.c.due_at).where(outbox.c.kind == what, outbox.c.status == "pending")
        due_at = (await tx.connection.execute(query.order_by(outbox.c.due_at).limit(1))).scalar_one()
    await scene.later(due_at - scene.clock.now() + timedelta(seconds=2))


async def from_bot(person: Person) -> list[dict[str, Any]]:
    """Give what the bot wrote to somebody directly, oldest first."""
    found: list[dict[str, Any]] = []
    for channel in await person.dms():
        found += await person.messages(channel["id"])
    return sorted(found, key=lambda message: int(message["id"]))


async def threads(person: Person) -> list[dict[str, Any]]:
    return [thread for thread in (await person.view())["threads"] if thread["name"].startswith("Coffee")]


async def test_a_round_is_told_of_skipped_made_once_and_asked_about(opened: Scene):
    amira, ben, cho, dev, olu = [await opened.person(name) for name in ("amira", "ben", "cho", "dev", "olu")]
    assert "not set up" in (await ben.command("general", "coffee join")).text
    general = (await amira.channel("general"))["id"]
    refused = await amira.command("general", "community settings", name="coffee_channel", value=general)
    assert "is a topic" in refused.text
    await set_up(opened)
    lounge = await amira.channel("notices")
    assert "can't be a topic" in (await amira.command("general", "topic open", channel="notices", purpose="x")).text
    assert "nothing to skip" in (await ben.command("general", "coffee skip")).text
    first = await ben.command("general", "coffee join")
    assert "as soon as somebody else joins" in first.text
    told = await cho.command("general", "coffee join")
    assert "You take part in coffee now" in told.text
    assert "already" in (await cho.command("general", "coffee join")).text
    await dev.command("general", "coffee join")
    assert "Fewer than five" in (await olu.command("general", "coffee show")).text
    assert "Dev" not in (await olu.command("general", "coffee show")).text

    await until(opened, coffee.NOTICE)
    notes = {person.id: await from_bot(person) for person in (ben, cho, dev, olu)}
    assert {id_: len(sent) for id_, sent in notes.items()} == {ben.id: 1, cho.id: 1, dev.id: 1, olu.id: 0}
    await dev.click(notes[dev.id][0], "Skip this round")
    assert "You skip" in text_of((await from_bot(dev))[0])
    skipped = await cho.command("general", "coffee skip")
    assert "You skip" in skipped.text
    back = await cho.click(skipped, "Take part after all")
    assert "The next round" in back.text
    assert "but skip that round" in (await dev.command("general", "coffee show")).text

    await until(opened, coffee.PAIR)
    await opened.later(timedelta())
    mine, other = await threads(ben), await threads(cho)
    assert [thread["id"] for thread in mine] == [thread["id"] for thread in other]
    assert len(mine) == 1
    assert mine[0]["parent_id"] == lounge["id"]
    assert await threads(dev) == await threads(olu) == []
    (opening,) = [m for m in await ben.messages(mine[0]["id"]) if m["content"]]
    assert {user["username"] for user in opening["mentions"]} == {"ben", "cho"}
    assert "To begin with" in opening["content"]
    assert "Ben" not in mine[0]["name"]

    await _is_asked_and_comes_again(opened, mine[0]["id"])


async def _is_asked_and_comes_again(opened: Scene, thread: str) -> None:
    amira, ben, cho, dev = [await opened.person(name) for name in ("amira", "ben", "cho", "dev")]
    await until(opened, coffee.ASK)
    asked = await ben.wait_message(thread, lambda m: "Did you meet" in m["content"])
    await opened.stop_bot()
    await opened.start_bot()
    assert "counted" in (await ben.click(asked, "Yes")).text
    assert "Only those" in (await amira.click(asked, "Yes")).text
    assert "still time" in (await cho.click(asked, "Not yet")).text
    async with opened.bot.database.read() as tx:
        counts = await coffee.counts(tx, int((await amira.guilds())[0]["id"]))
        assert (counts.guests, counts.met, counts.last and counts.last.people) == (3, 1, 2)

    # The next round: two have met, so the third is with one of them, all three together.
    await until(opened, coffee.PAIR)
    await opened.later(timedelta(minutes=1))
    assert len(await threads(dev)) == 1
    left = await ben.command("general", "coffee leave")
    assert "forgotten" in left.text
    assert "did not take part" in (await ben.command("general", "coffee leave")).text
    assert "`/coffee join`" in (await ben.command("general", "coffee show")).text


async def test_whoever_takes_no_messages_or_is_alone_stops_nothing_and_a_round_too_late_is_reported(opened: Scene):
    ben, cho, stella = [await opened.person(name) for name in ("ben", "cho", "stella")]
    await set_up(opened)
    opened.sandbox.state.users[int(cho.id)].dms_open = False
    for person in (ben, cho):
        await person.command("general", "coffee join")
    await until(opened, coffee.NOTICE)
    assert len(await from_bot(ben)) == 1
    assert await from_bot(cho) == []
    await cho.command("general", "coffee skip")
    await until(opened, coffee.PAIR)
    await opened.later(timedelta())
    assert "nobody for you to meet" in (await from_bot(ben))[-1]["content"]
    assert await threads(ben) == []

    await until(opened, coffee.NOTICE)
    await opened.later(timedelta(days=20))
    await stella.wait_message("general", lambda m: "was not made" in m["content"])
    assert await threads(ben) == []
    shown = await ben.command("general", "coffee show")
    assert "The next round is" in shown.text


async def test_a_thread_and_its_opener_stand_once_though_making_them_failed_after_its_effect(
    laid_out: Path, tmp_path: Path
):
    async with faulty_scene(laid_out, tmp_path) as scene:
        ben, cho = await scene.person("ben"), await scene.person("cho")
        await set_up(scene)
        for person in (ben, cho):
            await person.command("general", "coffee join")
        scene.sandbox.faults.add("POST", "/channels/{channel_id}/threads", Fault(dropped=True))
        await until(scene, coffee.PAIR)
        scene.sandbox.faults.add("POST", "/channels/{channel_id}/messages", Fault())
        await all_sent(scene)
        made = [one for one in scene.sandbox.state.channels.values() if one.name.startswith("Coffee")]
        assert len(made) == 1  # nobody was let into one that was made twice: in the page it would not be seen
        assert [thread["id"] for thread in await threads(cho)] == [(await threads(ben))[0]["id"]]
        (opening,) = [m for m in await ben.messages((await threads(ben))[0]["id"]) if m["content"]]
        assert "To begin with" in opening["content"]
        await scene.bot.database.write(None, forget_the_round)
        await all_sent(scene)
        assert len([one for one in scene.sandbox.state.channels.values() if one.name.startswith("Coffee")]) == 1
        assert len([m for m in await ben.messages((await threads(ben))[0]["id"]) if m["content"]]) == 1
        async with scene.bot.database.read() as tx:
            assert await coffee.find_group(tx, 1, 1) is not None
        # Whoever is left over, because the other went before their thread was made, is told so.
        scene.sandbox.faults.add("POST", "/channels/{channel_id}/threads", Fault(done=False))
        await until(scene, coffee.PAIR)
        await cho.command("general", "coffee leave")
        await all_sent(scene)
        assert "nobody for you to meet" in (await from_bot(ben))[-1]["content"]


async def forget_the_round(tx: Writing) -> None:
    """Put the database back to before the round was made, as restoring a backup would."""
    await tx.connection.execute(sa.delete(coffee_groups))
    await tx.connection.execute(sa.delete(coffee_rounds).where(coffee_rounds.c.status == "planned"))
    await tx.connection.execute(sa.update(coffee_rounds).values(status="planned"))
    await tx.connection.execute(sa.delete(outbox).where(outbox.c.kind.in_([coffee.THREAD, coffee.ASK])))
    due = outbox.c.kind == coffee.PAIR
    await tx.connection.execute(sa.update(outbox).where(due).values(status="pending", attempts=0, first_tried_at=None))
    at = (await tx.connection.execute(sa.select(sa.func.min(outbox.c.due_at).label("at")).where(due))).scalar_one()
    made = at - timedelta(days=1)
    await tx.connection.execute(sa.insert(restores).values(restored_at=at + timedelta(seconds=1), made_at=made))
