"""Limits: what is too long, too many or misshapen is refused with 50035 at Discord's place."""

import io
from datetime import timedelta
from typing import Any

import aiohttp
import pytest

from sandbox.bits import NAMES
from sandbox.running import Sandbox
from sandbox.state import Json
from sandbox.state.channel import FORUM
from tests.sandbox.conftest import TOKEN, Raw, Town

BUTTON = {"type": 2, "style": 1, "label": "x", "custom_id": "x"}
ROW = {"type": 1, "components": [BUTTON]}
OPTION = {"label": "x", "value": "x"}
TEXT = {"type": 10, "content": "x"}
FIELD = {"name": "x", "value": "x"}


def rows(count: int) -> list[Json]:
    return [{"type": 1, "components": [BUTTON | {"custom_id": str(number)}]} for number in range(count)]


def select(**more: Any) -> list[Json]:
    return [{"type": 1, "components": [{"type": 3, "custom_id": "s", "options": [OPTION]} | more]}]


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ({"content": "x" * 2001}, "content"),
        ({"embeds": [{"title": "x"}] * 11}, "embeds"),
        ({"embeds": [{"title": "x" * 257}]}, "embeds.0.title"),
        ({"embeds": [{"description": "x" * 4097}]}, "embeds.0.description"),
        ({"embeds": [{"fields": [FIELD] * 26}]}, "embeds.0.fields"),
        ({"embeds": [{"fields": [FIELD | {"value": ""}]}]}, "embeds.0.fields.0.value"),
        ({"embeds": [{"fields": [FIELD | {"name": "x" * 257}]}]}, "embeds.0.fields.0.name"),
        ({"embeds": [{"fields": [FIELD | {"value": "x" * 1025}]}]}, "embeds.0.fields.0.value"),
        ({"embeds": [{"footer": {"text": "x" * 2049}}]}, "embeds.0.footer.text"),
        ({"embeds": [{"author": {"name": "x" * 257}}]}, "embeds.0.author.name"),
        ({"embeds": [{"title": "x", "url": "ftp://x"}]}, "embeds.0.url"),
        ({"embeds": [{"description": "x" * 3001}] * 2}, "embeds"),
        ({"content": "x", "nonce": "x" * 26}, "nonce"),
        ({"content": "x", "components": rows(6)}, "components"),
        ({"content": "x", "components": [ROW | {"components": []}]}, "components.0.components"),
        ({"content": "x", "components": [ROW | {"components": [BUTTON | {"custom_id": str(n)} for n in range(6)]}]},
         "components.0.components"),
        ({"content": "x", "components": [ROW, ROW]}, "components"),
        ({"content": "x", "components": [{"type": 1, "components": [BUTTON | {"label": "x" * 81}]}]},
         "components.0.components.0.label"),
        ({"content": "x", "components": [{"type": 1, "components": [BUTTON | {"custom_id": "x" * 101}]}]},
         "components.0.components.0.custom_id"),
        ({"content": "x", "components": [{"type": 1, "components": [{"type": 2, "style": 5, "label": "x"}]}]},
         "components.0.components.0"),
        ({"content": "x", "components": select(options=[OPTION | {"value": str(n)} for n in range(26)])},
         "components.0.components.0.options"),
        ({"content": "x", "components": select(options=[OPTION, OPTION])}, "components.0.components.0.options.1.value"),
        ({"content": "x", "components": select(options=[OPTION | {"label": "x" * 101}])},
         "components.0.components.0.options.0.label"),
        ({"content": "x", "components": select(placeholder="x" * 151)}, "components.0.components.0.placeholder"),
        ({"content": "x", "components": [TEXT]}, "components.0.type"),
        ({"content": "x", "flags": 1 << 15, "components": [TEXT]}, "content"),
        ({"flags": 1 << 15, "components": [TEXT] * 41}, "components"),
        ({"flags": 1 << 15, "components": [{"type": 10, "content": "x" * 2001}] * 2}, "components"),
        ({"content": "x", "allowed_mentions": {"parse": ["users"], "users": ["1"]}}, "allowed_mentions"),
        ({"content": "x", "message_reference": {"message_id": "1"}}, "message_reference"),
    ],
)  # fmt: skip
async def test_a_message_s_body_is_refused_at_its_place(raw: Raw, live: Town, body: Json, place: str):
    status, answer = await raw.ask("POST", f"/channels/{live.hall.id}/messages", body)
    assert (status, answer["code"], answer["message"]) == (400, 50035, "Invalid Form Body")
    found = answer["errors"]
    for step in place.split("."):
        found = found[step]
    assert {"code", "message"} == set(found["_errors"][0])


@pytest.mark.parametrize(
    "body",
    [
        {"content": "x" * 2000},
        {"embeds": [{"title": "x" * 256, "description": "x" * 4096}]},
        {"flags": 1 << 15, "components": [{"type": 17, "components": [TEXT, ROW]}]},
        {"content": "x", "components": rows(5), "nonce": "x" * 25},
        {"content": "x", "message_reference": {"message_id": "1", "fail_if_not_exists": False}},
    ],
)
async def test_at_the_limit_it_is_taken(raw: Raw, live: Town, body: Json):
    assert (await raw.ask("POST", f"/channels/{live.hall.id}/messages", body))[0] == 200


async def test_commands(raw: Raw, live: Town):
    path = f"/applications/{live.bot.id}/guilds/{live.guild.id}/commands"
    good = {"name": "say", "description": "d"}
    choice = {"name": "x", "value": "x"}
    option = {"type": 3, "name": "what", "description": "d"}
    bad: Json
    for bad in (
        {"name": "Say"},
        {"name": "x" * 33},
        {"description": "x" * 101},
        {"description": ""},
        {"options": [option | {"name": str(number)} for number in range(26)]},
        {"options": [option, option]},
        {"options": [option, option | {"name": "other", "required": True}]},
        {"options": [option | {"choices": [choice] * 26}]},
        {"options": [option | {"choices": [choice | {"name": "x" * 101}]}]},
        {"options": [option | {"name": f"{number}", "choices": [
            {"name": "x" * 90, "value": "y" * 90}] * 25} for number in range(2)]},
        {"type": 3},
        {"contexts": []},
        {"contexts": [0, 0]},
        {"contexts": [3]},
        {"integration_types": [2]},
    ):  # fmt: skip
        assert (bad, await raw.code("POST", path, good | bad)) == (bad, 50035)
    assert (await raw.ask("POST", path, good))[0] == 201
    assert (await raw.ask("POST", path, good))[0] == 200
    assert await raw.code("PUT", path, [good, good]) == 50035
    menus = [{"name": f"menu {number}", "type": 3} for number in range(16)]
    assert await raw.code("PUT", path, menus) == 30032
    status, kept = await raw.ask("PUT", path, [good, *menus[:15]])
    assert (status, len(kept)) == (200, 16)
    assert await raw.code("PUT", "/applications/5/commands", []) == 50001


async def test_events(raw: Raw, live: Town):
    path = f"/guilds/{live.guild.id}/scheduled-events"
    live.allow("create_events")
    start, end = (live.state.now() + timedelta(hours=hours) for hours in (1, 2))
    good = {
        "name": "tea",
        "privacy_level": 2,
        "entity_type": 3,
        "entity_metadata": {"location": "here"},
        "scheduled_start_time": start.isoformat(),
        "scheduled_end_time": end.isoformat(),
    }
    bad: Json
    for bad in (
        {"privacy_level": None},
        {"name": "x" * 101},
        {"description": "x" * 1001},
        {"entity_metadata": {}},
        {"scheduled_end_time": None},
        {"scheduled_end_time": start.isoformat()},
        {"scheduled_start_time": "2020-01-01T00:00:00+00:00"},
        {"scheduled_start_time": "soon"},
    ):
        assert (bad, await raw.code("POST", path, good | bad)) == (bad, 50035)
    _, event = await raw.ask("POST", path, good)
    assert (event["status"], event["entity_metadata"]) == (1, {"location": "here"})
    assert await raw.code("PATCH", f"{path}/{event['id']}", {"status": 3}) == 50035
    assert (await raw.ask("PATCH", f"{path}/{event['id']}", {"status": 4}))[1]["status"] == 4
    for _ in range(100):
        assert (await raw.ask("POST", path, good))[0] == 200
    assert await raw.code("POST", path, good) == 30038
    assert (await raw.ask("DELETE", f"{path}/{event['id']}"))[0] == 204


async def test_channels(raw: Raw, live: Town):
    live.allow("manage_channels", "manage_roles")
    path = f"/guilds/{live.guild.id}/channels"
    tags = [{"name": str(number)} for number in range(21)]
    bad: Json
    for bad in ({}, {"name": "x" * 101}, {"name": "x", "topic": "x" * 1025}, {"name": "x", "type": 99}):
        assert (bad, await raw.code("POST", path, bad)) == (bad, 50035)
    assert await raw.code("POST", path, {"name": "x", "type": FORUM, "available_tags": tags}) == 50035
    _, made = await raw.ask("POST", path, {"name": "A Place"})
    assert made["name"] == "a-place"
    place = f"/channels/{made['id']}"
    ban = str(NAMES["ban_members"])
    assert await raw.code("PUT", f"{place}/permissions/{live.guild.id}", {"type": 0, "allow": ban}) == 50013
    assert await raw.code("DELETE", f"{place}/permissions/5") == 10009
    assert (await raw.ask("DELETE", place))[0] == 200


async def test_large_files_are_refused(running: Sandbox, live: Town):
    address = f"{running.api_url}/channels/{live.hall.id}/messages"
    async with aiohttp.ClientSession(headers={"Authorization": f"Bot {TOKEN}"}) as session:
        for size, status in ((10 * 1024 * 1024, 200), (10 * 1024 * 1024 + 1, 413)):
            form = aiohttp.FormData(quote_fields=False)
            form.add_field("payload_json", '{"content": "see"}')
            form.add_field(
                "files[0]", io.BytesIO(bytes(size)), filename="big.bin", content_type="application/octet-stream"
            )
            async with session.post(address, data=form) as response:
                assert response.status == status
