"""Time is let pass: for what people write, for their pages, and for bots that go by Discord's clock."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import aiohttp
import pytest

from sandbox.client import Person, Refused
from sandbox.client import Sandbox as People
from sandbox.state.snowflakes import time_of

DAY = timedelta(days=1)
NEARLY = timedelta(minutes=5)


def is_in(moment: datetime, ahead: timedelta) -> bool:
    """Tell whether a moment is that far ahead of the machine's clock."""
    return abs(moment - datetime.now(UTC) - ahead) < NEARLY


async def moment_of(person: Person, text: str) -> datetime:
    return time_of(int((await person.send("general", text))["id"]))


async def test_time_goes_on_for_all_and_never_back(people: People) -> None:
    amira, ben = await people.person("amira"), await people.person("ben")
    first = await moment_of(ben, "Before")
    thread = await ben.open_thread("general", "Talk", "Come in")
    since = await amira.listen()
    await people.admin.let_time_pass(2 * DAY)
    told = await amira.wait_for(lambda event: event.name == "TIME_MOVED", since=since)
    assert is_in(datetime.fromisoformat(told.data["now"]), 2 * DAY)
    await people.admin.let_time_pass(5 * DAY)
    assert await people.admin.ahead() == 7 * DAY
    assert (is_in(first, timedelta()), is_in(await moment_of(ben, "After"), 7 * DAY)) == (True, True)
    view = await amira.view()
    (found,) = [one for one in view["threads"] if one["id"] == thread["id"]]
    assert found["thread_metadata"]["archived"]
    for refused in (timedelta(), -DAY, 401 * DAY):
        with pytest.raises(Refused, match="never back"):
            await people.admin.let_time_pass(refused)


async def test_bots_are_told_the_time_with_each_answer(people: People) -> None:
    await people.admin.let_time_pass(3 * DAY)
    async with aiohttp.ClientSession() as http, http.get(f"{people.url}/api/v10/gateway") as answer:
        assert is_in(parsedate_to_datetime(answer.headers["Date"]), 3 * DAY)
