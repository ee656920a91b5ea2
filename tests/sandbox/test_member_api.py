"""What the member API answers, as the page asks it."""

import asyncio
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from sandbox import server
from sandbox.client import Refused
from sandbox.client import Sandbox as People
from tests.sandbox.page_fixtures import WORLD, Corner


async def ask(people: People, path: str, acting: str | None = None) -> tuple[int, Any]:
    headers = {"X-Acting-As": acting} if acting else {}
    async with aiohttp.ClientSession() as http, http.get(people.url + path, headers=headers) as answer:
        return answer.status, await answer.json()


async def test_people_are_listed_with_what_they_are_for(people: People) -> None:
    found = {one["user"]["username"]: one for one in await people.people()}
    assert set(found) == {"amira", "ben", "cho"}
    assert found["amira"]["about"] == "Improvement lead, Northfield Trust"
    assert found["amira"]["roles"] == ["Owner", "Steward"]
    assert found["ben"]["roles"] == []


async def test_nobody_and_strangers_may_not_act(people: People) -> None:
    assert (await ask(people, "/sandbox/guilds"))[0] == 401
    status, body = await ask(people, "/sandbox/guilds", "12345")
    assert (status, body["code"]) == (404, 10013)


async def test_a_bot_may_not_act(corner: Corner) -> None:
    bot = corner.player.user
    assert bot is not None
    status, body = await ask(corner.people, "/sandbox/guilds", str(bot.id))
    assert (status, body["code"]) == (404, 10013)


async def test_a_member_sees_what_is_theirs_to_see_and_no_more(people: People) -> None:
    amira, ben = await people.person("amira"), await people.person("ben")
    names = {one["name"] for one in (await amira.view())["channels"]}
    assert names == {"Practice", "general", "empty", "board", "questions"}
    view = await ben.view()
    assert {one["name"] for one in view["channels"]} == names - {"board"}
    board = await amira.channel("board")
    bots = {one["user"]["id"] for one in view["members"] if one["user"].get("bot")}
    assert set(board["viewer_ids"]) - bots == {amira.id}, "a private channel says who sees it"
    assert all("viewer_ids" not in channel for channel in view["channels"]), "the others say nothing"
    assert board["id"] not in view["permissions"]
    assert board["id"] not in view["unread"]
    assert "board" not in str(view["channels"])


async def test_messages_come_in_pages_in_either_direction_and_around_one(people: People) -> None:
    ben = await people.person("ben")
    sent = [await ben.send("empty", f"Number {number}") for number in range(7)]
    ids = [one["id"] for one in reversed(sent)]
    assert [one["id"] for one in await ben.messages("empty", limit=3)] == ids[:3]
    assert [one["id"] for one in await ben.messages("empty", limit=2, before=ids[2])] == ids[3:5]
    assert [one["id"] for one in await ben.messages("empty", limit=2, after=ids[4])] == ids[2:4]
    assert ids[3] in [one["id"] for one in await ben.messages("empty", limit=3, around=ids[3])]


async def test_writing_replying_editing_and_deleting(people: People) -> None:
    ben, cho = await people.person("ben"), await people.person("cho")
    first = await ben.send("general", "One", files=[("note.txt", b"kept")])
    assert first["attachments"][0]["filename"] == "note.txt"
    answer = await cho.send("general", "Two", reply_to=first)
    assert answer["referenced_message"]["id"] == first["id"]
    assert (await ben.edit(first, "One, again"))["edited_timestamp"]
    with pytest.raises(Refused, match="50005"):
        await cho.edit(first, "Mine now")
    with pytest.raises(Refused, match="50013"):
        await cho.delete(first)
    await ben.delete(first)
    with pytest.raises(LookupError):
        await ben.message(first)


async def test_a_steward_deletes_what_others_wrote(people: People) -> None:
    amira, ben = await people.person("amira"), await people.person("ben")
    message = await ben.send("general", "Oh dear")
    await amira.delete(message)
    with pytest.raises(LookupError):
        await ben.message(message)


async def test_reactions_are_counted_and_told_apart(people: People) -> None:
    ben, cho = await people.person("ben"), await people.person("cho")
    message = await ben.send("general", "Shall we?")
    await ben.react(message, "👍")
    await cho.react(message, "👍")
    reaction = (await cho.message(message))["reactions"][0]
    assert (reaction["emoji"]["name"], reaction["count"], reaction["me"]) == ("👍", 2, True)
    await cho.unreact(message, "👍")
    reaction = (await cho.message(message))["reactions"][0]
    assert (reaction["count"], reaction["me"]) == (1, False)


async def test_stewards_pin_and_all_find_what_is_pinned(people: People) -> None:
    amira, ben = await people.person("amira"), await people.person("ben")
    message = await ben.send("general", "Where the rota hangs")
    with pytest.raises(Refused, match="50013"):
        await ben.pin(message)
    await amira.pin(message)
    assert [one["content"] for one in await ben.pins("general")] == ["Where the rota hangs"]
    assert [one["type"] for one in await ben.messages("general", limit=1)] == [6]
    await amira.pin(message, yes=False)
    assert await ben.pins("general") == []


async def test_threads_are_opened_from_a_message_or_alone_and_posts_with_tags(people: People) -> None:
    ben = await people.person("ben")
    message = await ben.send("general", "Worth its own place")
    thread = await ben.open_thread("general", "Its own place", from_message=message)
    assert thread["id"] == message["id"]
    private = await ben.open_thread("general", "Just us", "Come in", private=True)
    cho = await people.person("cho")
    with pytest.raises(LookupError, match="Just us"):
        await cho.channel("Just us")
    await ben.join(private, "cho")
    assert (await cho.channel("Just us"))["member"]["user_id"] == cho.id
    post = await ben.open_thread("questions", "How many?", "Anyone?", tags=["Wards"])
    forum = await ben.channel("questions")
    assert post["applied_tags"] == [tag["id"] for tag in forum["available_tags"] if tag["name"] == "Wards"]
    assert (await ben.messages(post))[0]["content"] == "Anyone?"
    assert (await ben.change_thread(post, archived=True))["thread_metadata"]["archived"]


async def test_what_was_read_is_kept_for_each_person(people: People) -> None:
    ben, cho = await people.person("ben"), await people.person("cho")
    message = await ben.send("general", "New")
    general = message["channel_id"]

    async def read(who: Any) -> int:
        return int((await who.view())["unread"][general])

    assert await read(ben) == int(message["id"])
    assert await read(cho) < int(message["id"])
    await cho._wire.ask("POST", f"/channels/{general}/read", {"message_id": message["id"]})
    assert await read(cho) == int(message["id"])
    await cho._wire.ask("POST", f"/channels/{general}/read", {"message_id": "1"})
    assert await read(cho) == int(message["id"])


async def test_direct_messages_reach_the_other_alone(people: People) -> None:
    ben, cho, amira = [await people.person(name) for name in ("ben", "cho", "amira")]
    channel = await ben.dm("cho")
    since = await amira.listen()
    await ben.send(channel, "Between us")
    assert [one["last_message"]["content"] for one in await cho.dms()] == ["Between us"]
    assert await amira.dms() == []
    with pytest.raises(Refused):
        await amira.messages(channel)
    await ben.send("general", "For all")
    heard = await amira.wait_for(lambda one: one.name == "MESSAGE_CREATE", since=since)
    assert heard.data["content"] == "For all"


async def test_only_its_reader_hears_of_an_ephemeral_reply_and_may_put_it_away(corner: Corner) -> None:
    ben, cho = await corner.person("ben"), await corner.person("cho")
    await cho.listen()
    reply = await ben.command("general", "knowhow search", query="x")
    assert reply.message["id"] in [one["id"] for one in await ben.messages("general")]
    await ben.send("general", "After it")
    await cho.wait_for(lambda one: one.data.get("content") == "After it", since=0)
    assert reply.message["id"] not in [one.data.get("id") for one in cho.events]
    assert reply.message["id"] not in [one["id"] for one in await cho.messages("general")]
    await ben.delete(reply.message)
    await ben.wait_for(lambda one: one.name == "MESSAGE_DELETE")
    assert reply.message["id"] not in [one["id"] for one in await ben.messages("general")]


async def test_losing_sight_of_a_channel_says_only_that_something_changed(people: People) -> None:
    amira, ben = await people.person("amira"), await people.person("ben")
    await ben.listen()
    general = await amira.channel("general")
    guild = await people.admin.guild()
    await people.admin.set_overwrite(general, guild["guild"]["id"], deny=["view_channel"])
    event = await ben.wait_for(lambda one: one.name == "SIGHT_CHANGED", since=0)
    assert set(event.data) == {"guild_id"}
    with pytest.raises(LookupError):
        await ben.channel("general")
    await people.admin.delete_overwrite(general, guild["guild"]["id"])
    assert (await ben.channel("general"))["id"] == general["id"]


async def test_an_admin_changes_the_community_and_all_are_told(people: People) -> None:
    admin = people.admin
    ben = await people.person("ben")
    await ben.listen()
    role = await admin.create_role("Helper", permissions=["manage_messages"], color=255)
    await admin.set_roles("ben", [role])
    event = await ben.wait_for(lambda one: one.name == "GUILD_MEMBER_UPDATE", since=0)
    assert event.data["roles"] == [role["id"]]
    member = await admin.add_member("Dev Patel", about="New here", roles=["Helper"])
    dev = await people.person("Dev Patel")
    assert dev.id == member["user"]["id"]
    forum = await admin.create_channel("ideas", "forum", tags=["Small", "Big"])
    assert [tag["name"] for tag in forum["available_tags"]] == ["Small", "Big"]
    await admin.edit_channel(forum, name="thoughts")
    assert (await dev.channel("thoughts"))["id"] == forum["id"]
    await admin.delete_channel(forum)
    await admin.kick("ben")
    assert await ben.guilds() == []
    await admin.delete_role(role)
    second = await admin.create_guild("Elsewhere")
    await admin.edit_guild(second, name="Elsewhere still")
    assert {one["name"] for one in await admin.guilds()} == {"Quiet Corner", "Elsewhere still"}
    await admin.delete_guild(second)
    with pytest.raises(Refused, match="Unknown permission"):
        await admin.create_role("Bad", permissions=["fly"])


async def test_a_burst_is_said_by_members_in_turn_and_told_to_all_while_others_are_answered(people: People) -> None:
    amira, ben = await people.person("amira"), await people.person("ben")
    general = await ben.place_id("general")
    await ben.listen()
    burst = asyncio.create_task(people.admin.burst(general, [amira, "ben"], "Number {number}", count=60, rate=300))
    await ben.wait_for(lambda one: one.data.get("content") == "Number 2", since=0)
    assert (await ben.messages(general))[0]["content"] != "Number 59", "others have their turn"
    await burst
    await ben.wait_for(lambda one: one.data.get("content") == "Number 59", since=0)
    told = [one.data for one in ben.events if one.name == "MESSAGE_CREATE"]
    assert [one["content"] for one in told] == [f"Number {number}" for number in range(60)]
    assert {one["author"]["id"] for one in told[::2]} == {amira.id}
    assert (await amira.messages(general))[0]["content"] == "Number 59"
    board = await amira.place_id("board")
    with pytest.raises(Refused, match="Missing Access"):
        await people.admin.burst(board, [ben], "Let me in", count=1, rate=1)
    with pytest.raises(Refused, match="up to 10000 a second"):
        await people.admin.burst(general, [], "Nobody", count=1, rate=1)


async def test_the_page_is_served_on_strict_terms_and_nothing_beside_it(people: People) -> None:
    async with aiohttp.ClientSession() as http:
        async with http.get(people.url + "/") as answer:
            text = await answer.text()
            terms = answer.headers["Content-Security-Policy"]
        assert "<!doctype html>" in text
        assert "default-src 'none'" in terms
        assert "script-src 'self'" in terms
        assert "unsafe" not in terms
        for path in ("/js/../../server.py", "/js/none.js", "/css/%2e%2e/index.html", "/js/main.py"):
            async with http.get(people.url + path) as answer:
                assert answer.status == 404, path


async def test_a_cut_stream_comes_back_by_itself_and_what_was_missed_is_found(people: People) -> None:
    ben, cho = await people.person("ben"), await people.person("cho")
    since = await ben.listen()
    await cho.listen()
    waiting = asyncio.create_task(ben.wait_message("general", lambda one: one["content"] == "After it"))
    await people.admin.drop_streams()
    await ben.wait_for(lambda one: one.name == "RECONNECTED", since=since)
    await cho.send("general", "After it")
    assert (await waiting)["author"]["id"] == cho.id
    assert [one.name for one in ben.events].count("RECONNECTED") == 1


async def test_people_go_on_when_the_sandbox_was_away(tmp_path: Path) -> None:
    state = tmp_path / "state.db"
    async with server.start(worlds=[WORLD], state_file=state) as running:
        people, port = People(running.url), int(running.url.rpartition(":")[2])
        ben = await people.person("ben")
        await ben.send("general", "Before the restart")
    async with server.start(state_file=state, port=port), people:
        await ben.send("general", "After the restart")
        await ben.wait_for(lambda one: one.data.get("content") == "After the restart")
        assert "RECONNECTED" in [one.name for one in ben.events]


async def test_a_stranger_s_stream_is_refused(people: People) -> None:
    with pytest.raises(aiohttp.ClientResponseError, match="404"):
        await people.as_("12345").listen()


async def test_a_stream_ends_when_the_sandbox_stops() -> None:
    async with aiohttp.ClientSession() as http:
        async with server.start(worlds=[WORLD]) as running, People(running.url) as people:
            ben = await people.person("ben")
            answer = await http.get(f"{running.url}/sandbox/events?as={ben.id}")
            assert b"event: ready" in await answer.content.readuntil(b"\n\n")
        assert await answer.content.read() == b""
        answer.close()
