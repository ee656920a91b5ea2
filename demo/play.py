"""Makes the demo community lived-in: its people use Guildhall as anyone would, by the sandbox's member API.

    python -m demo.play http://127.0.0.1:8080

Nothing is put into the bot's database by hand, so all that the demo shows was made by the bot itself.
"""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp

from demo import script
from demo.script import Capture, Meeting, Opening
from sandbox.client import Event, InteractionFailed, Json, Person, Refused, Reply, Sandbox, buttons, selects, text_of

PATIENCE = 20.0
"""For how long the bot may take to come, in seconds."""


_STARTING = "only just starting"


class PlayError(Exception):
    """A step of the play that went wrong; the sentence says which and why."""


@asynccontextmanager
async def step(what: str) -> AsyncIterator[None]:
    """Name what is being done, for whatever goes wrong in it."""
    try:
        yield
    except (InteractionFailed, Refused, LookupError, TimeoutError, aiohttp.ClientError) as error:
        raise PlayError(f"The demo's people could not {what}: {str(error) or type(error).__name__}.") from error


async def play(url: str) -> None:
    """Act the whole script out, in a sandbox at an address where Guildhall is coming up. Raises PlayError."""
    async with Sandbox(url) as sandbox:
        await _bot_is_here(sandbox)
        await _set_up(sandbox)
        await asyncio.gather(*(_open(sandbox, one) for one in script.OPENINGS))
        await asyncio.gather(*(_answer_beforehand(sandbox, *one) for one in script.STANDING.items()))
        await asyncio.gather(
            *(_capture(sandbox, one) for one in script.CAPTURES),
            *(_meet(sandbox, one) for one in script.MEETINGS),
        )
        await _sum_up(sandbox)


async def _bot_is_here(sandbox: Sandbox) -> None:
    async with step("find Guildhall's commands"), asyncio.timeout(PATIENCE):
        amira = await sandbox.person("amira")
        while not any(command["name"] == "topic" for command in await amira.commands("welcome")):  # noqa: ASYNC110
            # The bot is another process and tells nobody that its commands are there.
            await asyncio.sleep(0.05)


async def _set_up(sandbox: Sandbox) -> None:
    async with step("set the community up"):
        amira = await sandbox.person("amira")
        page = await _command(amira, "welcome", "community setup")
        page = await amira.submit(await amira.click(page, "Set the zone"), {"Time zone": script.ZONE})
        page = await amira.click(page, "Next")
        page = await amira.select(page, script.NOTICES, "Where summaries go")
        page = await amira.select(page, script.NOTICES, "Where notices go")
        page = await amira.click(page, "Next")
        page = await amira.select(page, script.STEWARDS, "The steward role")
        page = await amira.click(page, "Next")
        _must_say(await amira.click(page, "Done"), script.ZONE)


async def _open(sandbox: Sandbox, opening: Opening) -> None:
    async with step(f"open #{opening.channel} as a topic"):
        steward = await sandbox.person(opening.by)
        told = await _command(
            steward, "welcome", "topic open", channel=opening.channel, purpose=opening.purpose, steward=opening.steward
        )
        _must_say(told, "is a topic now")


async def _answer_beforehand(sandbox: Sandbox, who: str, answer: str) -> None:
    async with step(f"give {who}'s standing answer"):
        person = await sandbox.person(who)
        _must_say(await _command(person, "welcome", "privacy quoting", answer=answer), answer)


async def _capture(sandbox: Sandbox, capture: Capture) -> None:
    person = await sandbox.person(capture.by)
    async with step(f"capture know-how from {capture.thread!r}"):
        form = await _command(person, capture.thread, "knowhow capture")
        panel = await person.submit(form, capture.form)
        if not capture.quotes:
            return
        panel = await _choose_quotes(person, panel, capture)
        since = person.mark()
        await person.click(panel, "Ask for consent")
        card = await _posted(person, since, "Answer", in_thread=panel.channel_id)
    await asyncio.gather(*(_consent(sandbox, capture, card, *one) for one in capture.answers.items()))
    if capture.published:
        async with step(f"publish {capture.form['Title']!r}"):
            title = capture.form["Title"]
            (entry, *_) = await person.autocomplete(capture.thread, "knowhow publish", "entry", title)
            _must_say(await _command(person, capture.thread, "knowhow publish", entry=entry["value"]), "Published")


async def _choose_quotes(person: Person, panel: Reply, capture: Capture) -> Reply:
    messages = await person.messages(capture.thread)
    wanted = [_beginning_with(messages, words)["id"] for words in capture.quotes]
    return await person.select(panel, wanted, _menu(panel, "Messages to quote"))


def _menu(panel: Reply, placeholder: str) -> str:
    for menu in selects(panel.message):
        if menu.get("placeholder", "").startswith(placeholder):
            return str(menu["custom_id"])
    raise LookupError(f"there is no menu {placeholder!r}; the bot says: {panel.text}")


def _must_say(reply: Reply, words: str) -> None:
    if words not in reply.text:
        raise LookupError(f"the bot says: {reply.text}")


def _beginning_with(messages: list[Json], words: str) -> Json:
    for message in messages:
        if message["content"].startswith(words):
            return message
    raise LookupError(f"nobody in the thread said {words!r}")


async def _consent(sandbox: Sandbox, capture: Capture, card: Json, who: str, answer: str) -> None:
    async with step(f"have {who} answer for {capture.form['Title']!r}"):
        person = await sandbox.person(who)
        panel = await person.click(card, "Answer")
        _must_say(await person.click(panel, answer), "Noted")


async def _meet(sandbox: Sandbox, meeting: Meeting) -> None:
    host, title = await sandbox.person(meeting.by), str(meeting.options["title"])
    async with step(f"plan {title!r}"):
        asked = await _command(host, "welcome", "session plan", **meeting.options)
        _must_say(asked, "Nothing is posted yet")
        since = host.mark()
        await host.click(asked, "Confirm")
        card = await _posted(host, since, "Going", saying=title)
    for who, answer in meeting.answers.items():
        async with step(f"have {who} answer to {title!r}"):
            person = await sandbox.person(who)
            await person.click(card, answer)


async def _posted(person: Person, since: int, label: str, *, saying: str = "", in_thread: str = "") -> Json:
    """Wait for the card with a button that the bot posts after an act of somebody's."""

    def is_it(event: Event) -> bool:
        here = not in_thread or event.data.get("channel_id") == in_thread
        return event.name == "MESSAGE_CREATE" and here and _offers(event.data, label) and saying in text_of(event.data)

    return (await person.wait_for(is_it, since=since)).data


async def _sum_up(sandbox: Sandbox) -> None:
    async with step("post the week's summary"):
        steward = await sandbox.person(script.SUMMARY_BY)
        asked = await _command(steward, "notices", "summary post")
        _must_say(asked, "Worth your time")
        since = steward.mark()
        await steward.click(asked, "Post")
        await steward.wait_for(
            lambda event: event.name == "MESSAGE_CREATE" and "Worth your time" in text_of(event.data), since=since
        )


async def _command(person: Person, place: str, name: str, **options: str | int | None) -> Reply:
    """Choose a command, and again while the bot says that it is only just starting, as a person would."""
    async with asyncio.timeout(PATIENCE):
        while True:
            reply = await person.command(place, name, **options)
            if _STARTING not in reply.text:
                return reply
            await asyncio.sleep(0.2)


def _offers(message: Json, label: str) -> bool:
    return any((one.get("label") or "").startswith(label) for one in buttons(message))


def main() -> None:
    """Play at the address given on the command line."""
    if len(sys.argv) != 2:
        sys.exit("usage: python -m demo.play ADDRESS")
    try:
        asyncio.run(play(sys.argv[1]))
    except PlayError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
