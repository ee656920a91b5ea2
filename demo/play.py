"""Makes the demo community lived-in: its people use Guildhall as anyone would, by the sandbox's member API.

    python -m demo.play http://127.0.0.1:8080

Nothing is put into the bot's database by hand, so all that the demo shows was made by the bot itself.
"""

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import TypeVar

import aiohttp

from demo import script
from demo.script import Capture, Meeting, Opening, Poll
from sandbox.client import Event, InteractionFailed, Json, Person, Refused, Reply, Sandbox, buttons, selects, text_of

PATIENCE = 20.0
"""For how long the bot may take to come, in seconds."""

TRIES = 5
"""How often something is tried that the bot doesn't answer in time."""

_STARTING = "only just starting"

T = TypeVar("T")


class PlayError(Exception):
    """A step of the play that went wrong; the sentence says which and why."""


@asynccontextmanager
async def step(what: str) -> AsyncIterator[None]:
    """Name what is being done, for whatever goes wrong in it."""
    try:
        yield
    except (InteractionFailed, Refused, LookupError, TimeoutError, aiohttp.ClientError) as error:
        raise PlayError(
            f"The demo's people could not {what}: {str(error).rstrip('.') or type(error).__name__}."
        ) from error


async def insisting(act: Callable[[], Awaitable[T]]) -> T:
    """Do something once more, and again, where the bot did not answer in time, or not with what was hoped for.

    As a person would: a slow machine that is still starting it may be late, and a demo that ends there is none.
    """
    for _ in range(TRIES - 1):
        with suppress(InteractionFailed, LookupError):
            return await act()
    return await act()


class Stage:
    """The sandbox, with its people and places looked up once: names cost a look at the whole community each time."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._people: dict[str, Person] = {}
        self._places: dict[str, str] = {}

    async def person(self, key: str) -> Person:
        """Act as the person with a key."""
        if not self._people:
            for found in await self._sandbox.people():
                self._people[found["user"]["username"]] = self._sandbox.as_(found["user"]["id"])
        return self._people[key]

    async def place(self, name: str) -> str:
        """Give the id of a channel or thread; the owner sees them all."""
        if not self._places:
            view = await (await self.person(script.OWNER)).view()
            self._places = {one["name"]: one["id"] for one in (*view["channels"], *view["threads"])}
        return self._places[name]


async def play(url: str) -> None:
    """Act the whole script out, in a sandbox at an address where Guildhall is coming up. Raises PlayError."""
    async with Sandbox(url) as sandbox:
        stage = Stage(sandbox)
        await _bot_is_here(stage)
        async with step("set the community up"):
            await insisting(lambda: _set_up(stage))
        await asyncio.gather(*(_open(stage, one) for one in script.OPENINGS))
        await _lay_coffee(stage)
        await asyncio.gather(*(_answer_beforehand(stage, *one) for one in script.STANDING.items()))
        await asyncio.gather(
            *(_capture(stage, one) for one in script.CAPTURES),
            *(_meet(stage, one) for one in script.MEETINGS),
            *(_poll(stage, one) for one in script.POLLS),
        )
        await _sum_up(stage)


async def _bot_is_here(stage: Stage) -> None:
    async with step("find Guildhall's commands"), asyncio.timeout(PATIENCE):
        owner, welcome = await stage.person(script.OWNER), await stage.place("welcome")
        while not any(command["name"] == "topic" for command in await owner.commands(welcome)):  # noqa: ASYNC110
            # The bot is another process and tells nobody that its commands are there.
            await asyncio.sleep(0.05)


async def _set_up(stage: Stage) -> None:
    owner = await stage.person(script.OWNER)
    page = await _command(stage, owner, "welcome", "community setup")
    page = await owner.submit(await owner.click(page, "Set the zone"), {"Time zone": script.ZONE})
    page = await owner.click(page, "Next")
    page = await owner.select(page, script.NOTICES, "Where summaries go")
    page = await owner.select(page, script.NOTICES, "Where notices go")
    page = await owner.click(page, "Next")
    page = await owner.select(page, script.STEWARDS, "The steward role")
    page = await owner.click(page, "Next")
    _must_say(await owner.click(page, "Done"), script.ZONE)
    told = await _command(stage, owner, "welcome", "community settings", name="holidays", value=script.HOLIDAYS)
    _must_say(told, script.HOLIDAYS)


async def _lay_coffee(stage: Stage) -> None:
    async with step("give coffee a place, and the community its list of organisations"):
        owner = await stage.person(script.OWNER)
        for kind, names in (("organisation", script.ORGANISATIONS), ("sector", script.SECTORS)):
            for name in names:
                told = await _command(stage, owner, "welcome", "profile organisations", add=name, kind=kind)
                _must_say(told, "on the list")
        channel = await stage.place(script.COFFEE)
        told = await _command(stage, owner, "welcome", "community settings", name="coffee_channel", value=channel)
        _must_say(told, "coffee_channel")
        for who in script.AT_COFFEE:
            _must_say(await _command(stage, await stage.person(who), "welcome", "coffee join"), "You take part")


async def _open(stage: Stage, opening: Opening) -> None:
    async with step(f"open #{opening.channel} as a topic"):
        steward = await stage.person(opening.by)
        told = await _command(
            stage,
            steward,
            "welcome",
            "topic open",
            channel=await stage.place(opening.channel),
            purpose=opening.purpose,
            steward=opening.steward,
        )
        _must_say(told, "is a topic now")


async def _answer_beforehand(stage: Stage, who: str, answer: str) -> None:
    async with step(f"give {who}'s standing answer"):
        person = await stage.person(who)
        _must_say(await _command(stage, person, "welcome", "privacy quoting", answer=answer), answer)


async def _capture(stage: Stage, capture: Capture) -> None:
    person = await stage.person(capture.by)
    async with step(f"capture know-how from {capture.thread!r}"):
        form = await _command(stage, person, capture.thread, "knowhow capture")
        panel = await person.submit(form, capture.form)
        if not capture.quotes:
            return
        panel = await _choose_quotes(person, panel, capture)
        since = person.mark()
        await _press(person, panel, "Ask for consent")
        card = await _posted(person, since, "Answer", in_thread=panel.channel_id)
    await asyncio.gather(*(_consent(stage, capture, card, *one) for one in capture.answers.items()))
    if capture.published:
        async with step(f"publish {capture.form['Title']!r}"):
            title, thread = capture.form["Title"], await stage.place(capture.thread)
            (entry, *_) = await person.autocomplete(thread, "knowhow publish", "entry", title)
            told = await _command(stage, person, capture.thread, "knowhow publish", entry=entry["value"])
            _must_say(told, "Published")


async def _choose_quotes(person: Person, panel: Reply, capture: Capture) -> Reply:
    messages = await person.messages(panel.channel_id)
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


async def _consent(stage: Stage, capture: Capture, card: Json, who: str, answer: str) -> None:
    async with step(f"have {who} answer for {capture.form['Title']!r}"):
        person = await stage.person(who)

        async def act() -> None:
            panel = await person.click(card, "Answer")
            if not _offers(panel.message, answer):
                raise LookupError(f"the bot says: {panel.text}")
            _must_say(await person.click(panel, answer), "Noted")

        await insisting(act)


async def _meet(stage: Stage, meeting: Meeting) -> None:
    title = str(meeting.options["title"])
    async with step(f"plan {title!r}"):
        card = await _carded(stage, meeting, "session plan", "Going")
    for who, answer in meeting.answers.items():
        async with step(f"have {who} answer to {title!r}"):
            person = await stage.person(who)
            await _press(person, card, answer)


async def _poll(stage: Stage, poll: Poll) -> None:
    title = str(poll.options["title"])
    async with step(f"ask when {title!r} is to be"):
        card = await _carded(stage, poll, "session poll", "Pick a time")
    for who, numbers in poll.answers.items():
        async with step(f"have {who} say when they can make {title!r}"):
            person = await stage.person(who)
            for number in numbers:
                await person.click(card, f"Time {number}")


async def _carded(stage: Stage, one: Meeting | Poll, command: str, label: str) -> Json:
    """Plan what people are asked about, and give the card that has a button of that label."""
    host = await stage.person(one.by)
    options = dict(one.options)
    if "where" in options:
        options["where"] = f"<#{await stage.place(str(options['where']))}>"
    asked = await _command(stage, host, "welcome", command, **options)
    _must_say(asked, "Nothing is posted yet")
    since = host.mark()
    await _press(host, asked, "Confirm")
    return await _posted(host, since, label, saying=str(one.options["title"]))


async def _posted(person: Person, since: int, label: str, *, saying: str = "", in_thread: str = "") -> Json:
    """Wait for the card with a button that the bot posts after an act of somebody's."""

    def is_it(event: Event) -> bool:
        here = not in_thread or event.data.get("channel_id") == in_thread
        return event.name == "MESSAGE_CREATE" and here and _offers(event.data, label) and saying in text_of(event.data)

    return (await person.wait_for(is_it, since=since)).data


async def _sum_up(stage: Stage) -> None:
    async with step("post the week's summary"):
        steward = await stage.person(script.SUMMARY_BY)
        asked = await _command(stage, steward, "notices", "summary post")
        _must_say(asked, "Worth your time")
        since = steward.mark()
        await _press(steward, asked, "Post")
        await steward.wait_for(
            lambda event: event.name == "MESSAGE_CREATE" and "Worth your time" in text_of(event.data), since=since
        )


async def _command(stage: Stage, person: Person, place: str, name: str, /, **options: str | int | None) -> Reply:
    """Choose a command, and again while the bot says that it is only just starting, as a person would."""
    place_id = await stage.place(place)
    async with asyncio.timeout(PATIENCE):
        while True:
            reply = await insisting(lambda: person.command(place_id, name, **options))
            if _STARTING not in reply.text:
                return reply
            await asyncio.sleep(0.2)


async def _press(person: Person, message: Json | Reply, label: str) -> Reply:
    """Press a button that does nothing more where it is pressed once more."""
    return await insisting(lambda: person.click(message, label))


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
