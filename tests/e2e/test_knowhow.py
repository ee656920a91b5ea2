"""Know-how as several people live it: captured, asked, answered, published, changed, withdrawn."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sandbox.client import Person, Reply, text_of
from sandbox.client.answers import EPHEMERAL
from tests.e2e.conftest import Scene

Json = dict[str, Any]
THREAD = "Falls at night"
CHO = "Most of our falls are between two and four in the morning, on the way to the toilet."
BEN = "We asked people at ten whether they wanted to go, and falls fell by a third in eight weeks."
DEV = "It did not work on our dementia unit: being woken was worse than the fall risk."
FORM = {
    "Title": "Ask at ten",
    "What we did": "We asked everybody at ten in the evening whether they wanted to go.",
    "Where it may not work": "Where people wake badly.",
}
QUOTES = "Messages to quote (10 at most)"
WEEK = timedelta(days=7, seconds=5)


async def _capture(person: Person, place: str, **form: str) -> Reply:
    opened = await person.command(place, "knowhow capture")
    return await person.submit(opened, FORM | form)


async def _said(person: Person, place: str, *texts: str) -> list[str]:
    by_text = {message["content"]: message["id"] for message in await person.messages(place)}
    return [by_text[text] for text in texts]


async def _asked(person: Person, place: str, *texts: str) -> Reply:
    panel = await _capture(person, place)
    panel = await person.select(panel, await _said(person, place, *texts), QUOTES)
    return await person.click(panel, "Ask for consent")


def _is_question(message: Json) -> bool:
    return "Know-how from this thread" in message["content"]


def _is_card(title: str = "Ask at ten") -> Callable[[Json], bool]:
    """Say whether a message is a card that everybody sees, not somebody's own panel."""

    def fits(message: Json) -> bool:
        titled = any(title in (embed.get("title") or "") for embed in message["embeds"])
        return titled and not message["flags"] & EPHEMERAL

    return fits


async def _answer(person: Person, place: str, label: str) -> Reply:
    question = await person.wait_message(place, _is_question)
    panel = await person.click(question, "Answer")
    return await person.click(panel, label)


def _mentioned(message: Json) -> set[str]:
    return {user["username"] for user in message["mentions"]}


async def _published(scene: Scene) -> Json:
    """Have Cho quoted by name, Ben without, Dev silent, and give the card in the thread."""
    olu, cho, ben = await scene.person("olu"), await scene.person("cho"), await scene.person("ben")
    await _asked(olu, THREAD, CHO, BEN, DEV)
    await _answer(cho, THREAD, "Quote me by name")
    await _answer(ben, THREAD, "Quote me without my name")
    await scene.later(WEEK)
    return await olu.wait_message(THREAD, _is_card())


async def test_one_by_name_one_without_one_silent(opened: Scene):
    olu, cho, ben = await opened.person("olu"), await opened.person("cho"), await opened.person("ben")
    panel = await _asked(olu, THREAD, CHO, BEN, DEV)
    assert panel.ephemeral
    question = await cho.wait_message(THREAD, _is_question)
    assert _mentioned(question) == {"cho", "ben", "dev"}
    assert CHO not in json.dumps(question)

    shown = await cho.click(question, "Answer")
    assert shown.ephemeral
    assert CHO in shown.text
    assert BEN not in shown.text
    assert "by name" in (await cho.click(shown, "Quote me by name")).text
    assert "None of your words" in (await olu.click(question, "Answer")).text
    await _answer(ben, THREAD, "Quote me without my name")
    early = await olu.command(THREAD, "knowhow publish", entry="Ask at ten")
    assert "Not everybody has answered" in early.text

    await opened.later(timedelta(days=6))
    assert not any(map(_is_card(), await olu.messages(THREAD)))
    await opened.later(timedelta(days=1, seconds=5))
    for place in (THREAD, "general"):
        card = await olu.wait_message(place, _is_card())
        told = text_of(card)
        assert CHO in told
        assert "Cho Lin said" in told
        assert BEN in told
        assert DEV not in told
        assert not card["mentions"]
        whole = json.dumps(card)
        assert "Ben Carter" not in whole
        assert ben.id not in whole
        assert "Olu" not in whole
    assert "Ben Carter" not in (await olu.command(THREAD, "knowhow show", entry="Ask at ten")).text


async def test_a_withdrawn_answer_leaves_every_card_at_once(opened: Scene):
    card = await _published(opened)
    cho = await opened.person("cho")
    panel = await cho.click(card, "I am quoted here")
    await cho.click(panel, "Leave me out")
    for place in (THREAD, "general"):
        changed = await cho.wait_message(place, lambda m: _is_card()(m) and CHO not in text_of(m))
        assert "Cho Lin" not in json.dumps(changed)
        assert BEN in text_of(changed)
    dev = await opened.person("dev")
    panel = await dev.click(card, "I am quoted here")
    await dev.click(panel, "Quote me by name")
    assert "Dev Patel said" in text_of(await dev.wait_message(THREAD, lambda m: _is_card()(m) and DEV in text_of(m)))


async def test_a_deleted_message_is_gone_and_an_edited_one_asks_again_in_an_archived_thread_too(opened: Scene):
    card = await _published(opened)
    cho, ben, stella = await opened.person("cho"), await opened.person("ben"), await opened.person("stella")
    mine = next(m for m in await ben.messages(THREAD) if m["content"] == BEN)
    await ben.delete(mine)
    await ben.wait_message("general", lambda m: _is_card()(m) and BEN not in text_of(m))

    hers = next(m for m in await cho.messages(THREAD) if m["content"] == CHO)
    await cho.edit(hers, "Most of our falls are at three.")
    question = await cho.wait_message(THREAD, lambda m: _is_question(m) and _mentioned(m) == {"cho"})
    gone = await cho.wait_message(THREAD, lambda m: _is_card()(m) and "falls are" not in text_of(m))
    assert gone["id"] == card["id"]
    panel = await cho.click(question, "Answer")
    assert "Most of our falls are at three." in panel.text

    await stella.change_thread(THREAD, archived=True)
    await cho.click(panel, "Quote me without my name")
    back = await cho.wait_message(THREAD, lambda m: _is_card()(m) and "Most of our falls are at three." in text_of(m))
    assert "Cho" not in json.dumps(back)
    await opened.later(timedelta())
    assert (await stella.channel(THREAD))["thread_metadata"]["archived"]


async def test_what_a_private_thread_taught_stays_with_those_who_are_in_it(opened: Scene):
    ben, cho, dev = await opened.person("ben"), await opened.person("cho"), await opened.person("dev")
    thread = await ben.open_thread("general", "Quiet corner", private=True)
    await ben.join(thread, "dev")
    await ben.send(thread["id"], "The aubergine protocol failed twice.")
    await opened.bot.ingest.settled()
    panel = await _capture(ben, thread["id"], Title="Aubergine protocol")
    told = await ben.click(panel, "Publish without quotes")
    assert "Published" in told.text
    await opened.later(timedelta())
    await dev.wait_message(thread["id"], _is_card("Aubergine"))
    assert not any(map(_is_card("Aubergine"), await ben.messages("general")))
    assert await cho.autocomplete("general", "knowhow show", "entry", "aub") == []
    assert [c["name"] for c in await dev.autocomplete("general", "knowhow show", "entry", "aub")]
    number = (await dev.autocomplete("general", "knowhow show", "entry", "aub"))[0]["value"]
    for named in ("Aubergine protocol", number):
        hidden = await cho.command("general", "knowhow show", entry=named)
        assert "no such entry" in hidden.text
        assert "ubergine" not in hidden.text


async def test_in_a_forum_the_card_stands_in_the_post_and_with_the_topics_notices(opened: Scene):
    dev = await opened.person("dev")
    post = "How many points before a shift?"
    panel = await _capture(dev, post, Title="Six points **make** a shift")
    await dev.click(panel, "Publish without quotes")
    for place in (post, "About this topic"):
        card = await dev.wait_message(place, _is_card("Six points"))
        assert card["embeds"][0]["title"] == r"Six points \*\*make\*\* a shift"


async def test_outside_topics_and_threads_a_sentence_says_what_to_do(opened: Scene):
    dev = await opened.person("dev")
    assert "menu of a message" in (await dev.command("general", "knowhow capture")).text
    message = await dev.send("notices", "Not in a topic")
    assert "/topic open" in (await dev.menu("Capture know-how", message)).text
    assert "no draft" in (await dev.menu("Add to know-how", (await dev.messages(THREAD))[0])).text


async def test_the_longest_input_fits(opened: Scene):
    olu, cho = await opened.person("olu"), await opened.person("cho")
    long = [f"{n}" + " *w*<@1>" * 249 for n in range(10)]
    for text in long:
        await cho.send(THREAD, text)
    await opened.bot.ingest.settled()
    full = {
        "Title": "*" * 100,
        "What we did": "d" * 1000,
        "Where and with whom": "c" * 400,
        "What happened": "h" * 700,
        "Where it may not work": "l" * 400,
    }
    panel = await _capture(olu, THREAD, **full)
    tags = await olu.click(panel, "Write tags")
    panel = await olu.submit(tags, {"Tags": ",".join(f"{n}" + "t" * 29 for n in range(5))})
    panel = await olu.select(panel, await _said(olu, THREAD, *long), QUOTES)
    await olu.click(panel, "Ask for consent")
    question = await cho.wait_message(THREAD, _is_question)
    mine = await cho.click(question, "Answer")
    mine = await cho.click(mine, "Quote me by name")
    for _ in range(4):
        mine = await cho.click(mine, "Next")
        mine = await cho.click(mine, "Quote me by name")
    told = await olu.command(THREAD, "knowhow publish", entry="*" * 100)
    assert "Published" in told.text
    card = await olu.wait_message(THREAD, _is_card("\\*" * 100))
    assert text_of(card).count("Cho Lin said") == 10
    assert "read the whole in the thread" in text_of(card)
    for name in ("show", "retire"):
        more = {"reason": "*" * 300} if name == "retire" else {}
        assert (
            "Something went wrong" not in (await olu.command(THREAD, f"knowhow {name}", entry="*" * 100, **more)).text
        )
    await olu.wait_message(THREAD, _is_card("Retired"))
    assert "Something went wrong" not in (await cho.command(THREAD, "knowhow mine")).text


async def test_captured_from_a_message_outside_a_thread_and_added_to(opened: Scene):
    olu, dev, cho = await opened.person("olu"), await opened.person("dev"), await opened.person("cho")
    huddle = next(m for m in await olu.messages("general") if "safety huddle" in m["content"])
    reply = next(m for m in await olu.messages("general") if "night staff" in m["content"])
    form = await olu.menu("Capture know-how", huddle)
    assert "thread" not in await olu.message(huddle), "no thread before the form is sent"
    panel = await olu.submit(form, FORM)
    assert (await olu.message(huddle))["thread"]["name"] == "Ask at ten"
    panel = await olu.select(panel, [huddle["id"]], QUOTES)
    added = await dev.menu("Add to know-how", reply)
    assert added.ephemeral
    assert "Added" in added.text
    assert "Ask at ten" not in added.text, "a draft's title is for those who may edit it"
    assert "already" in (await dev.menu("Add to know-how", reply)).text
    await olu.click(panel, "Ask for consent")
    question = await cho.wait_message(huddle["id"], _is_question)
    assert _mentioned(question) == {"ben", "cho"}
    refused = await dev.menu("Add to know-how", question)
    assert "bot" in refused.text


async def test_always_answer_so_and_a_second_entry_asks_nobody_again(opened: Scene):
    olu, cho = await opened.person("olu"), await opened.person("cho")
    await _asked(olu, THREAD, CHO)
    panel = await _answer(cho, THREAD, "Quote me by name")
    await cho.click(panel, "Always answer so")
    second = await _capture(olu, "How many points before a shift?", Title="Second")
    assert "Draft" in second.text
    await cho.send(THREAD, "And at five as well.")
    await opened.bot.ingest.settled()
    third = await _capture(olu, THREAD, Title="Third")
    third = await olu.select(third, await _said(olu, THREAD, CHO, "And at five as well."), QUOTES)
    told = await olu.click(third, "Ask for consent")
    assert "nobody to ask" in told.text
    await olu.click(told, "Publish")
    card = await olu.wait_message(THREAD, _is_card("Third"))
    assert "And at five as well." in text_of(card)
    assert len([m for m in await olu.messages(THREAD) if _is_question(m)]) == 1


async def test_edit_retire_and_takedown_reach_the_cards_and_are_for_some_alone(opened: Scene):
    card = await _published(opened)
    olu, dev, stella = await opened.person("olu"), await opened.person("dev"), await opened.person("stella")
    for name in ("edit", "retire", "takedown"):
        more = {} if name == "edit" else {"reason": "x"}
        assert "Only" in (await dev.command(THREAD, f"knowhow {name}", entry="Ask at ten", **more)).text
    await dev.click(await dev.command("general", "knowhow search", query="ten"), "Share here")
    shared = await olu.wait_message("general", lambda m: "Shared by" in text_of(m))
    assert "Ask at ten" in text_of(shared)
    assert BEN not in text_of(shared), "only titles are shared: nobody's words"
    form = await olu.command(THREAD, "knowhow edit", entry="Ask at ten")
    await olu.submit(form, {"Title": "Ask at nine @everyone"})
    edited = await olu.wait_message(THREAD, _is_card("Ask at nine"))
    assert edited["id"] == card["id"]
    assert not edited["mention_everyone"]
    await olu.wait_message("general", lambda m: m["id"] == shared["id"] and "Ask at nine" in text_of(m))
    assert (
        "Edited by whoever captured it"
        in (await dev.command(THREAD, "knowhow show", entry="Ask at nine @everyone")).text
    )
    await olu.command(THREAD, "knowhow retire", entry="Ask at nine @everyone", reason="We ask at eight now")
    await olu.wait_message("general", lambda m: _is_card("Retired: ")(m) and "We ask at eight now" in text_of(m))
    down = await stella.command(THREAD, "knowhow takedown", entry="Ask at nine @everyone", reason="An identifier")
    assert "Taken down" in down.text
    await opened.later(timedelta())
    for place in (THREAD, "general"):
        assert not any(map(_is_card("Ask at nine"), await olu.messages(place)))
    assert not any("Ask at nine" in text_of(m) for m in await dev.messages("general"))
    assert not any(map(_is_question, await olu.messages(THREAD)))
    assert "no such entry" in (await olu.command(THREAD, "knowhow show", entry="Ask at nine @everyone")).text


async def test_form_panel_and_cards_work_after_a_restart(opened: Scene):
    olu, cho = await opened.person("olu"), await opened.person("cho")
    form = await olu.command(THREAD, "knowhow capture")
    await opened.stop_bot()
    await opened.start_bot()
    panel = await olu.submit(form, FORM)
    await opened.stop_bot()
    await opened.start_bot()
    panel = await olu.select(panel, await _said(olu, THREAD, CHO), QUOTES)
    await olu.click(panel, "Ask for consent")
    question = await cho.wait_message(THREAD, _is_question)
    mine = await cho.click(question, "Answer")
    await opened.stop_bot()
    await opened.start_bot()
    await cho.click(mine, "Quote me without my name")
    told = await olu.command(THREAD, "knowhow publish", entry="Ask at ten")
    assert "Published" in told.text
    assert CHO in text_of(await olu.wait_message(THREAD, _is_card()))
