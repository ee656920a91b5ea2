"""Summaries in a soak: channels with talk of last week, each with a summary of its own that falls due while it runs."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import copy

from bench._stage import WORLD
from sandbox.client import Person
from storage import Database
from storage.database import Writing
from storage.summaries import remember, wanted

BY_ITSELF, BY_HAND = "what mattered", "this week so far"
_SAID = (
    ("cho", "Does anybody weigh their dressings before they throw them away?"),
    ("ben", "We did for a month, and it was the best thing we have ever measured."),
    ("dev", "On our unit nobody had the time, so we weighed the bins instead of it."),
    ("olu", "The bins are a very good idea, I will take that to our own ward."),
)
_EACH_KILL_TAKES = 3


def wards(kills: int) -> list[str]:
    """Name the channels that get a summary of their own: a few, or one for 25 kills."""
    return [f"ward-{number}" for number in range(max(3, kills // 25))]


def lay_out(folder: Path, kills: int) -> Path:
    """Write the world of the end-to-end tests, with the wards in it; give its folder."""
    world = folder / "world"
    world.mkdir()
    copy(WORLD, world / "1.toml")
    (world / "2.toml").write_text("\n".join(_ward_lines(kills)), "utf-8")
    return world


def _ward_lines(kills: int) -> Iterator[str]:
    now = datetime.now(UTC)
    thursday = (now - timedelta(days=now.weekday() + 4)).replace(hour=12)
    hours = int((now - thursday) / timedelta(hours=1))
    for ward in wards(kills):
        yield f'[[channels]]\nname = "{ward}"\nkind = "text"'
        for by, text in _SAID:
            yield f'[[channels.messages]]\nby = "{by}"\nago = "{hours}h"\ntext = "{text}"'


async def turn_on(amira: Person, kills: int) -> None:
    """Open the wards as topics with summaries of their own; the community's goes to #notices."""
    today = datetime.now(UTC).strftime("%A").lower()
    settings = {
        "summary_channel": f"<#{await amira.place_id('notices')}>",
        "summary_day": today,
        "summary_time": "00:00",
    }
    for name, value in settings.items():
        await amira.command("general", "community settings", name=name, value=value)
    for ward in wards(kills):
        await amira.command("general", "topic open", channel=ward, purpose="What we weigh")
        panel = await amira.command("general", "summary settings", topic=ward)
        await amira.click(panel, "Turn on")


async def spread(address: str, kills: int) -> None:
    """Let last week's summaries fall due one after another over the run, as if they had been turned on before it."""
    now = datetime.now(UTC)
    gap = timedelta(seconds=kills * _EACH_KILL_TAKES / (len(wards(kills)) + 1))

    async def work(tx: Writing) -> None:
        found = await wanted(tx, now)
        times = [now + gap * number for number in range(len(found))]
        past = now - timedelta(days=now.weekday() + 6)
        await remember(tx, [replace(one, since=past, timed_at=at) for one, at in zip(found, times, strict=True)])

    database = await Database.open(address, migrate=False)
    try:
        await database.write(None, work)
    finally:
        await database.close()
