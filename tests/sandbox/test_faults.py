"""Accidents as a bot meets them on the wire, and the schedule that brings the same ones again."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from sandbox import server
from sandbox.actions.messages import create_message
from sandbox.client import Refused
from sandbox.client import Sandbox as People
from sandbox.faults import Fault, Faults, FaultsError, read_schedule
from sandbox.running import Sandbox
from tests.sandbox.conftest import TOKEN, Town, build

MESSAGES = "/channels/{channel_id}/messages"
Frame = dict[str, Any]


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(headers={"Authorization": f"Bot {TOKEN}"}) as session:
        yield session


async def _post(session: aiohttp.ClientSession, running: Sandbox, town: Town) -> aiohttp.ClientResponse:
    async with session.post(f"{running.api_url}/channels/{town.hall.id}/messages", json={"content": "x"}) as answer:
        await answer.read()
        return answer


def _befallen(text: str, occasions: int = 500) -> list[str]:
    faults = Faults(schedule=read_schedule(text))
    for _ in range(occasions):
        faults.for_request("POST", MESSAGES)
        faults.for_event("MESSAGE_CREATE")
    return sorted(faults.befallen.elements())


def test_a_seed_brings_the_same_accidents_and_one_never_moves_anothers():
    chances = "send-lost=0.1,event-lost=0.1"
    assert _befallen(f"seed=7,{chances}") == _befallen(f"seed=7,{chances}")
    assert _befallen(f"seed=7,{chances}") != _befallen(f"seed=8,{chances}")
    alone = [one for one in _befallen(f"seed=7,{chances}") if one == "event-lost"]
    assert alone == _befallen("seed=7,event-lost=0.1")
    assert 25 < len(alone) < 100


@pytest.mark.parametrize(
    ("text", "why"),
    [("send-lots=0.1", "no accident send-lots"), ("send-lost=2", "a chance"), ("seed", "needs a number")],
)
def test_a_schedule_that_means_nothing_is_refused(text: str, why: str):
    with pytest.raises(FaultsError, match=why):
        read_schedule(text)


def test_a_request_belongs_to_one_group_and_to_any():
    faults = Faults(schedule=read_schedule("send-lost=1"))
    assert faults.for_request("POST", MESSAGES) == Fault()
    assert faults.for_request("POST", "/guilds/{guild_id}/scheduled-events") == Fault()
    assert faults.for_request("POST", "/webhooks/{webhook_id}/{token}") is None
    assert faults.for_request("PATCH", MESSAGES + "/{message_id}") is None
    faults.begin("any-unavailable=1")
    assert faults.for_request("GET", MESSAGES) == Fault(done=False)


async def test_limits_carry_the_headers_of_whom_they_come_from(
    session: aiohttp.ClientSession, running: Sandbox, live: Town
):
    told = {}
    running.faults.begin("retry-after=1.5")
    for name in ("limited", "limited-global", "limited-shared", "banned"):
        running.faults.befall(f"send-{name}")
        told[name] = await _post(session, running, live)
    well = await _post(session, running, live)
    assert {one.status for one in told.values()} == {429}
    assert {one.headers["Retry-After"] for one in told.values()} == {"2"}
    scopes = [one.headers.get("X-RateLimit-Scope") for one in told.values()]
    assert scopes == ["user", "global", "shared", None]
    assert "Via" not in told["banned"].headers
    assert told["banned"].content_type == "text/html"
    assert told["limited-global"].headers["X-RateLimit-Global"] == "true"
    assert told["limited"].headers["X-RateLimit-Bucket"] == well.headers["X-RateLimit-Bucket"]
    assert (await told["limited"].json())["retry_after"] == 1.5
    assert [one.content for one in live.state.timeline(live.hall.id)] == ["x"]


async def test_what_is_lost_or_reset_has_its_effect_and_what_is_cut_or_hangs_has_none(
    session: aiohttp.ClientSession, running: Sandbox, live: Town
):
    line = live.state.timeline(live.hall.id)
    running.faults.begin("hang=0.1")
    seen = {}
    for name in ("lost", "error-done", "reset", "hang-done", "unavailable", "error", "cut", "hang"):
        running.faults.befall(f"send-{name}")
        before = len(line)
        try:
            status = (await _post(session, running, live)).status
        except aiohttp.ClientError:
            status = 0
        seen[name] = (status, len(line) - before)
    assert seen == {
        "lost": (503, 1),
        "error-done": (500, 1),
        "reset": (0, 1),
        "hang-done": (0, 1),
        "unavailable": (503, 0),
        "error": (500, 0),
        "cut": (0, 0),
        "hang": (0, 0),
    }
    assert running.faults.befallen.total() == 8


class Heard:
    """A bot that notes what the gateway sends, and that beats."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket

    async def frame(self) -> Any:
        return json.loads((await self.socket.receive(timeout=5)).data)

    async def until(self, name: str) -> Frame:
        while True:
            frame = await self.frame()
            if isinstance(frame, dict) and frame.get("t") == name:
                return frame

    async def names(self, last: str) -> list[Any]:
        """Give the contents of messages, and the names of all else, up to the message that says `last`."""
        found: list[Any] = []
        while not found or found[-1] != last:
            raw = (await self.socket.receive(timeout=5)).data
            frame = json.loads(raw) if raw != "{" else raw
            if not isinstance(frame, dict) or not frame.get("t"):
                found.append("odd")
            elif frame["t"] == "MESSAGE_CREATE" and isinstance(frame["d"], dict) and frame["d"].get("content"):
                found.append(frame["d"]["content"])
            else:
                found.append(frame["t"])
        return found


@pytest.fixture
async def heard(session: aiohttp.ClientSession, running: Sandbox, live: Town) -> AsyncIterator[Heard]:
    async with session.ws_connect(running.gateway_url) as socket:
        bot = Heard(socket)
        await bot.frame()
        identify = {"token": TOKEN, "intents": (1 << 26) - 1, "properties": {}}
        await socket.send_json({"op": 2, "d": identify})
        await bot.until("GUILD_CREATE")
        yield bot


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("lost", ["b", "end"]),
        ("doubled", ["a", "a", "b", "end"]),
        ("late", ["b", "a", "end"]),
        ("reordered", ["b", "a", "end"]),
        ("malformed", ["MESSAGE_CREATE", "a", "b", "end"]),
        ("unknown", ["GUILD_WEATHER_UPDATE", "a", "b", "end"]),
        ("partial", ["a", "MESSAGE_UPDATE", "b", "end"]),
        ("odd", ["odd", "a", "b", "end"]),
    ],
)
async def test_events_meet_their_fate(heard: Heard, running: Sandbox, live: Town, name: str, told: list[str]):
    running.faults.begin("late=0.1,event-lost=0")
    running.faults.befall(f"event-{name}", event="MESSAGE_CREATE")
    for text in ("a", "b"):
        create_message(live.state, live.ann.id, live.hall.id, {"content": text})
    if name == "late":
        await heard.until("MESSAGE_CREATE")
        assert (await heard.until("MESSAGE_CREATE"))["d"]["content"] == "a"
        return
    create_message(live.state, live.ann.id, live.hall.id, {"content": "end"})
    assert await heard.names("end") == told


async def test_connections_and_guilds_meet_theirs(heard: Heard, running: Sandbox, live: Town):
    running.gateway.lose_guild(live.guild.id)
    gone = await heard.until("GUILD_DELETE")
    assert gone["d"]["unavailable"] is True
    create_message(live.state, live.ann.id, live.hall.id, {"content": "unheard"})
    running.gateway.find_guild(live.guild.id)
    assert (await heard.frame())["t"] == "GUILD_CREATE"
    running.faults.befall("gateway-invalid-resumable")
    create_message(live.state, live.ann.id, live.hall.id, {"content": "heard"})
    await heard.until("MESSAGE_CREATE")
    asked = await heard.frame()
    assert (asked["op"], asked["d"]) == (9, True)
    running.gateway.strike(live.bot.id, "zombie")
    await heard.socket.send_json({"op": 1, "d": None})
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(heard.socket.receive(), 0.2)


async def test_another_process_gives_a_schedule_and_counts_what_happened():
    faults = read_schedule("seed=3,read-unavailable=1")
    async with server.start(faults=faults) as running, People(running.url) as people:
        town = build(running.state)
        assert town.bot
        async with aiohttp.ClientSession(headers={"Authorization": f"Bot {TOKEN}"}) as bot:

            async def status() -> int:
                async with bot.get(f"{running.api_url}/users/@me") as answer:
                    return answer.status

            assert await status() == 503
            await people.admin.follow_faults()
            assert await status() == 200
            await people.admin.befall("read-error", times=2)
            assert [await status() for _ in range(3)] == [500, 500, 200]
        assert await people.admin.befallen() == {"read-unavailable": 1, "read-error": 2}
        with pytest.raises(Refused, match="no accident"):
            await people.admin.befall("send-lots")
