"""What Discord refuses, the sandbox refuses, with Discord's code and at Discord's place."""

from datetime import timedelta

import aiohttp
import pytest

from sandbox.actions.dms import open_dm
from sandbox.actions.messages import create_message
from sandbox.actions.overwrites import set_overwrite
from sandbox.actions.threads import open_thread
from sandbox.bits import NAMES
from sandbox.faults import Fault
from sandbox.running import Sandbox
from sandbox.state import Message
from sandbox.state.channel import PRIVATE_THREAD, REQUIRE_TAG
from tests.sandbox.conftest import TOKEN, Raw, Town


async def test_what_is_not_there_has_a_name(raw: Raw, live: Town):
    hall, guild, bot = live.hall.id, live.guild.id, live.bot.id
    for path, code in {
        "/channels/5": 10003,
        "/channels/5/messages": 10003,
        f"/channels/{hall}/messages/5": 10008,
        "/guilds/5": 10004,
        f"/guilds/{guild}/members/5": 10013,
        f"/guilds/{guild}/roles/5": 10011,
        f"/guilds/{guild}/scheduled-events/5": 10070,
        f"/applications/{bot}/commands/5": 10063,
        "/users/5": 10013,
        "/webhooks/5/token": 10015,
    }.items():
        assert (path, await raw.code("GET", path)) == (path, code)
    assert await raw.code("PUT", f"/channels/{hall}/messages/5/reactions/👍/@me") == 10008
    assert await raw.code("GET", "/channels/x") == 50035


async def test_a_route_the_sandbox_lacks_is_named(raw: Raw, live: Town):
    status, answer = await raw.ask("GET", f"/guilds/{live.guild.id}/vanity-url")
    assert status == 501
    assert "GET /api/v10/guilds" in answer["message"]


async def test_without_a_token_nothing_is_told(running: Sandbox, live: Town):
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{running.api_url}/users/@me", headers={"Authorization": "Bot wrong"}) as response,
    ):
        assert (response.status, await response.json()) == (401, {"message": "401: Unauthorized", "code": 0})


async def test_broken_json_is_refused(running: Sandbox, live: Town):
    address = f"{running.api_url}/channels/{live.hall.id}/messages"
    headers = {"Authorization": f"Bot {TOKEN}", "Content-Type": "application/json"}
    async with aiohttp.ClientSession() as session, session.post(address, data="{", headers=headers) as response:
        assert (await response.json())["code"] == 50109


async def test_rights(raw: Raw, live: Town):
    state, owner = live.state, live.owner.id
    hall, guild = live.hall.id, live.guild.id
    said = create_message(state, live.ann.id, hall, {"content": "hello"})
    message = f"/channels/{hall}/messages/{said.id}"
    assert await raw.code("PATCH", message, {"content": "mine now"}) == 50005
    assert await raw.code("DELETE", message) == 50013
    assert await raw.code("PUT", f"/channels/{hall}/messages/pins/{said.id}") == 50013
    assert await raw.code("POST", f"/guilds/{guild}/channels", {"name": "x"}) == 50013
    assert await raw.code("POST", f"/guilds/{guild}/roles", {"name": "x"}) == 50013
    assert await raw.code("POST", f"/guilds/{guild}/scheduled-events", {"name": "x"}) == 50013
    assert await raw.code("DELETE", f"/guilds/{guild}/members/{live.ann.id}") == 50013
    set_overwrite(state, owner, hall, live.bot.id, {"type": 1, "deny": str(NAMES["send_messages"])})
    assert await raw.code("POST", f"/channels/{hall}/messages", {"content": "x"}) == 50013
    set_overwrite(state, owner, hall, live.bot.id, {"type": 1, "deny": str(NAMES["view_channel"])})
    assert await raw.code("POST", f"/channels/{hall}/messages", {"content": "x"}) == 50001
    assert await raw.code("GET", message) == 50001
    assert await raw.code("GET", f"/channels/{hall}/messages") == 50001


async def test_channels_that_are_no_place_to_write(raw: Raw, live: Town):
    assert await raw.code("POST", f"/channels/{live.forum.id}/messages", {"content": "x"}) == 50008
    assert await raw.code("POST", f"/channels/{live.hall.id}/messages", {"content": " "}) == 50006


async def test_an_archived_thread_takes_no_change_but_wakes_for_a_message(raw: Raw, live: Town):
    thread = open_thread(live.state, live.bot.id, live.hall.id, {"name": "talk", "type": 11})
    said = create_message(live.state, live.bot.id, thread.id, {"content": "hello"})
    message = f"/channels/{thread.id}/messages/{said.id}"
    assert (await raw.ask("PATCH", f"/channels/{thread.id}", {"archived": True}))[0] == 200
    for method, path, body in (
        ("PATCH", message, {"content": "x"}),
        ("DELETE", message, None),
        ("PUT", f"{message}/reactions/👍/@me", None),
        ("PATCH", f"/channels/{thread.id}", {"name": "other"}),
        ("PUT", f"/channels/{thread.id}/thread-members/{live.ann.id}", None),
    ):
        assert (path, await raw.code(method, path, body)) == (path, 50083)
    assert (await raw.ask("POST", f"/channels/{thread.id}/messages", {"content": "again"}))[0] == 200
    assert thread.thread is not None
    assert not thread.thread.archived
    assert thread.thread.message_count == 2


async def test_a_locked_thread_stays_shut(raw: Raw, live: Town):
    thread = open_thread(live.state, live.ann.id, live.hall.id, {"name": "talk", "type": 11})
    assert thread.thread is not None
    thread.thread.locked = thread.thread.archived = True
    assert await raw.code("POST", f"/channels/{thread.id}/messages", {"content": "x"}) == 160005
    assert await raw.code("PATCH", f"/channels/{thread.id}", {"archived": False}) == 50013
    live.allow("manage_threads")
    assert (await raw.ask("PATCH", f"/channels/{thread.id}", {"archived": False}))[0] == 200


async def test_threads_and_posts(raw: Raw, live: Town):
    said = create_message(live.state, live.ann.id, live.hall.id, {"content": "hello"})
    from_it = f"/channels/{live.hall.id}/messages/{said.id}/threads"
    assert await raw.code("POST", from_it, {"name": "x" * 101}) == 50035
    assert await raw.code("POST", from_it, {"name": "x", "auto_archive_duration": 61}) == 50035
    status, thread = await raw.ask("POST", from_it, {"name": "x"})
    assert (status, thread["id"], "member" in thread) == (201, str(said.id), True)
    assert await raw.code("POST", from_it, {"name": "x"}) == 160004
    posts = f"/channels/{live.forum.id}/threads"
    post = {"name": "x", "message": {"content": "x"}}
    tags = [str(tag.id) for tag in live.forum.tags]
    assert await raw.code("POST", posts, {"name": "x"}) == 50035
    assert await raw.code("POST", posts, {"name": "x", "message": {"content": ""}}) == 50006
    assert await raw.code("POST", posts, post | {"applied_tags": ["5"]}) == 50035
    assert await raw.code("POST", posts, post | {"applied_tags": tags * 3}) == 50035
    assert await raw.code("POST", posts, post | {"applied_tags": tags}) == 50013
    live.forum.flags = REQUIRE_TAG
    assert await raw.code("POST", posts, post) == 50035
    assert (await raw.ask("POST", posts, post | {"applied_tags": tags[:1]}))[1]["message"]["content"] == "x"


async def test_a_private_thread_is_not_there_for_those_outside(raw: Raw, live: Town):
    thread = open_thread(live.state, live.ann.id, live.hall.id, {"name": "closed", "type": PRIVATE_THREAD})
    assert await raw.code("GET", f"/channels/{thread.id}") == 50001
    assert (await raw.ask("GET", f"/guilds/{live.guild.id}/threads/active"))[1]["threads"] == []
    assert await raw.code("GET", f"/channels/{live.hall.id}/threads/archived/private") == 50013


async def test_bulk_deletion(raw: Raw, live: Town):
    live.allow("manage_messages")
    state, hall = live.state, live.hall.id
    path = f"/channels/{hall}/messages/bulk-delete"
    old = Message(id=state.new_id(state.now() - timedelta(days=15)), channel_id=hall, author_id=live.ann.id)
    state.put(old)
    new = [create_message(state, live.ann.id, hall, {"content": "x"}).id for _ in range(3)]
    assert await raw.code("POST", path, {"messages": [str(new[0])]}) == 50016
    assert await raw.code("POST", path, {"messages": [str(one) for one in range(101)]}) == 50016
    assert await raw.code("POST", path, {"messages": [str(old.id), str(new[0])]}) == 50034
    assert (await raw.ask("POST", path, {"messages": [str(one) for one in new]}))[0] == 204
    assert [one.id for one in state.timeline(hall)] == [old.id]


async def test_a_nonce_is_taken_once(raw: Raw, live: Town):
    path = f"/channels/{live.hall.id}/messages"
    body = {"content": "once", "nonce": "n", "enforce_nonce": True}
    (_, first), (_, second) = await raw.ask("POST", path, body), await raw.ask("POST", path, body)
    _, third = await raw.ask("POST", path, {"content": "once", "nonce": "n"})
    assert first["id"] == second["id"] != third["id"]


async def test_direct_messages(raw: Raw, live: Town):
    state = live.state
    _, channel = await raw.ask("POST", "/users/@me/channels", {"recipient_id": str(live.ann.id)})
    path = f"/channels/{channel['id']}/messages"
    assert (await raw.ask("POST", path, {"content": "hello"}))[0] == 200
    live.ann.dms_open = False
    assert await raw.code("POST", path, {"content": "hello"}) == 50007
    assert await raw.code("POST", f"{path}/bulk-delete", {"messages": ["1", "2"]}) == 50003
    assert await raw.code("POST", "/users/@me/channels", {"recipient_id": "5"}) == 10013
    theirs = open_dm(state, live.ann.id, live.bob.id)
    assert await raw.code("GET", f"/channels/{theirs.id}/messages") == 50001


async def test_reactions(raw: Raw, live: Town):
    said = create_message(live.state, live.ann.id, live.hall.id, {"content": "x"})
    path = f"/channels/{live.hall.id}/messages/{said.id}/reactions"
    assert await raw.code("PUT", f"{path}/word/@me") == 10014
    assert await raw.code("PUT", f"{path}/custom:5/@me") == 10014
    for number in range(20):
        assert (await raw.ask("PUT", f"{path}/{chr(0x1F600 + number)}/@me"))[0] == 204
    assert await raw.code("PUT", f"{path}/👍/@me") == 30010
    assert await raw.code("DELETE", f"{path}/👍/{live.ann.id}") == 50013
    users = (await raw.ask("GET", f"{path}/{chr(0x1F600)}"))[1]
    assert [one["id"] for one in users] == [str(live.bot.id)]


async def test_roles_and_members(raw: Raw, live: Town):
    live.allow("manage_roles", "manage_nicknames")
    guild = f"/guilds/{live.guild.id}"
    own = next(role for role in live.guild.roles.values() if role.bot_id == live.bot.id)
    _, role = await raw.ask("POST", f"{guild}/roles", {"name": "low", "permissions": "0"})
    member = f"{guild}/members/{live.ann.id}"
    assert (await raw.ask("PUT", f"{member}/roles/{role['id']}"))[0] == 204
    assert await raw.code("PUT", f"{member}/roles/{own.id}") == 50028
    assert await raw.code("DELETE", f"{guild}/roles/{own.id}") == 50013
    administrator = str(NAMES["administrator"])
    assert await raw.code("PATCH", f"{guild}/roles/{role['id']}", {"permissions": administrator}) == 50013
    assert await raw.code("PATCH", f"{guild}/members/{live.owner.id}", {"nick": "x"}) == 50013
    assert (await raw.ask("PATCH", member, {"nick": "Annie"}))[1]["nick"] == "Annie"
    assert await raw.code("PATCH", member, {"nick": "x" * 33}) == 50035


async def test_history_pages(raw: Raw, live: Town):
    ids = [create_message(live.state, live.ann.id, live.hall.id, {"content": str(n)}).id for n in range(7)]
    path = f"/channels/{live.hall.id}/messages"

    async def page(**query: str) -> list[str]:
        return [one["content"] for one in (await raw.ask("GET", path, **query))[1]]

    assert await page(limit="3") == ["6", "5", "4"]
    assert await page(limit="3", before=str(ids[4])) == ["3", "2", "1"]
    assert await page(limit="3", after=str(ids[1])) == ["4", "3", "2"]
    assert await page(limit="3", around=str(ids[3])) == ["4", "3", "2"]
    assert await raw.code("GET", path, limit="101") == 50035


async def test_webhooks(raw: Raw, live: Town):
    path = f"/channels/{live.hall.id}/webhooks"
    assert await raw.code("POST", path, {"name": "hook"}) == 50013
    live.allow("manage_webhooks")
    _, hook = await raw.ask("POST", path, {"name": "hook"})
    address = f"/webhooks/{hook['id']}/{hook['token']}"
    _, sent = await raw.ask("POST", address, {"content": "x", "username": "Herald"}, wait="true")
    assert (sent["author"]["username"], sent["webhook_id"]) == ("Herald", hook["id"])
    _, changed = await raw.ask("PATCH", f"{address}/messages/{sent['id']}", {"content": "y"})
    assert changed["content"] == "y"
    assert await raw.code("GET", f"/webhooks/{hook['id']}/wrong") == 50027
    assert await raw.code("POST", address, {"content": ""}) == 50006
    assert (await raw.ask("DELETE", address))[0] == 204
    assert await raw.code("GET", address) == 10015


async def test_accidents_befall_a_request_after_or_before_its_effect(raw: Raw, running: Sandbox, live: Town):
    route, path = "/channels/{channel_id}/messages", f"/channels/{live.hall.id}/messages"
    line = live.state.timeline(live.hall.id)
    running.faults.add("POST", route, Fault())
    assert (await raw.ask("POST", path, {"content": "arrived"}))[0] == 503
    assert [one.content for one in line] == ["arrived"]
    running.faults.add("POST", route, Fault(status=429, done=False, retry_after=0.5))
    status, answer = await raw.ask("POST", path, {"content": "held up"})
    assert (status, answer["retry_after"], len(line)) == (429, 0.5, 1)
    running.faults.add("POST", route, Fault(dropped=True))
    with pytest.raises(aiohttp.ClientError):
        await raw.ask("POST", path, {"content": "arrived too"})
    assert len(line) == 2
    assert (await raw.ask("POST", path, {"content": "well"}))[0] == 200
