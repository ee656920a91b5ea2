"""Know-how from threads that are older than what a topic is read back for when it is opened."""

from datetime import timedelta

from sandbox.client import Person, text_of
from tests.e2e.conftest import Scene

THREAD = "Falls at night"
CHO = "Most of our falls are between two and four in the morning, on the way to the toilet."
FORM = {"Title": "Ask at ten", "What we did": "We asked everybody at ten."}
QUOTES = "Messages to quote (10 at most)"


async def _opened_long_after(scene: Scene) -> Person:
    """Open #general as a topic two months after the last word in it."""
    scene.clock.moved += timedelta(days=60)
    amira = await scene.person("amira")
    await amira.command("general", "topic open", channel="general", purpose="What we learn")
    await scene.bot.ingest.caught_up()
    return amira


async def test_a_thread_is_read_whole_when_know_how_is_captured_from_it(scene: Scene):
    amira = await _opened_long_after(scene)
    assert "Nothing found" in (await amira.command("general", "knowhow search", query="toilet")).text
    panel = await amira.submit(await amira.command(THREAD, "knowhow capture"), FORM)
    words = {message["content"]: message["id"] for message in await amira.messages(THREAD)}
    panel = await amira.select(panel, [words[CHO]], QUOTES)
    assert "1 of 10" in panel.text
    await amira.click(panel, "Ask for consent")
    cho = await scene.person("cho")
    question = await cho.wait_message(THREAD, lambda m: "Know-how from this thread" in m["content"])
    assert CHO in (await cho.click(question, "Answer")).text
    assert "Falls at night" in (await amira.command("general", "knowhow search", query="toilet")).text


async def test_an_old_message_can_be_quoted_by_its_menu_and_what_it_was_opened_from_is_read_too(scene: Scene):
    amira = await _opened_long_after(scene)
    huddle = next(m for m in await amira.messages("general") if m["content"].startswith("We moved the safety huddle"))
    told = await amira.menu("Add to know-how", await _first(amira))
    assert "There is no draft" in told.text
    panel = await amira.submit(await amira.menu("Capture know-how", huddle), FORM | {"Title": "Five to eight"})
    panel = await amira.select(panel, [huddle["id"]], QUOTES)
    assert "1 of 10" in panel.text
    await amira.submit(await amira.command(THREAD, "knowhow capture"), FORM)
    told = await amira.menu("Add to know-how", await _first(amira))
    assert "Added to draft" in told.text


async def _first(person: Person) -> dict[str, object]:
    return next(m for m in await person.messages(THREAD) if text_of(m).startswith(CHO))


async def test_a_long_thread_s_panel_says_how_to_quote_what_its_menu_leaves_out(opened: Scene):
    olu = await opened.person("olu")
    panel = await olu.submit(await olu.command(THREAD, "knowhow capture"), FORM)
    assert "Add to know-how" not in panel.text
    for number in range(25):
        await olu.send(THREAD, f"Ward {number} asks at ten too.")
    await opened.bot.ingest.settled()
    panel = await olu.submit(await olu.command(THREAD, "knowhow capture"), FORM | {"Title": "Wards that ask"})
    assert "Add to know-how" in panel.text
