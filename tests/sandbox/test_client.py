"""A ten-line discord.py bot, unmodified, on the sandbox: command, autocomplete, button, form, events."""

import asyncio
import io
from collections.abc import AsyncIterator
from typing import Any

import discord
import pytest
from discord import app_commands

from sandbox.actions.deletion import delete_message
from sandbox.actions.members import give_role
from sandbox.actions.messages import create_message, edit_message
from sandbox.actions.reactions import add_reaction
from sandbox.actions.roles import create_role
from sandbox.actions.threads import join_thread, open_thread
from sandbox.interactions import Interaction
from sandbox.running import Sandbox
from sandbox.state import Json
from sandbox.state.channel import PRIVATE_THREAD
from tests.sandbox.clients import logged_in
from tests.sandbox.conftest import TOKEN, Town


class Form(discord.ui.Modal, title="Your name"):
    """A form with one field of each way to hold one."""

    name: discord.ui.TextInput["Form"] = discord.ui.TextInput(label="Name")
    mood: discord.ui.Label["Form"] = discord.ui.Label(
        text="Mood",
        component=discord.ui.Select(options=[discord.SelectOption(label="good"), discord.SelectOption(label="bad")]),
    )

    async def on_submit(self, interaction: discord.Interaction) -> None:
        assert isinstance(self.mood.component, discord.ui.Select)
        await interaction.response.send_message(f"{self.name.value} is {self.mood.component.values[0]}", ephemeral=True)


class Door(discord.ui.View):
    """A button that opens the form."""

    @discord.ui.button(label="Knock", custom_id="knock")
    async def knock(self, interaction: discord.Interaction, _: discord.ui.Button["Door"]) -> None:
        await interaction.response.send_modal(Form())


class Helper(discord.Client):
    """The bot; `heard` takes what its events told it."""

    def __init__(self) -> None:
        super().__init__(intents=discord.Intents.all(), guild_ready_timeout=0.1)
        self.tree = app_commands.CommandTree(self)
        self.heard: asyncio.Queue[tuple[str, Any]] = asyncio.Queue()
        self.tree.command(name="greet", description="Greet someone")(greet)

    async def setup_hook(self) -> None:
        await self.tree.sync()

    def dispatch(self, event: str, /, *args: Any, **kwargs: Any) -> None:
        super().dispatch(event, *args, **kwargs)
        self.heard.put_nowait((event, args))

    async def hear(self, event: str) -> Any:
        """Wait for an event and give its arguments; those before it are passed over."""
        while True:
            name, args = await self.heard.get()
            if name == event:
                return args


async def suggest(_: discord.Interaction, text: str) -> list[app_commands.Choice[str]]:
    return [app_commands.Choice(name=text.upper(), value=text.upper())]


@app_commands.autocomplete(who=suggest)
async def greet(interaction: discord.Interaction, who: str) -> None:
    await interaction.response.send_message(f"Hello {who}", view=Door(timeout=None))


@pytest.fixture
async def helper(running: Sandbox, live: Town) -> AsyncIterator[Helper]:
    async with logged_in(Helper(), running, TOKEN) as client:
        yield client


async def act(running: Sandbox, town: Town, body: Json) -> Interaction:
    begun = await running.interactions.begin(town.ann.id, town.hall.id, body)
    return await begun.answered()


async def test_the_client_sees_the_guild_and_its_people(helper: Helper, live: Town):
    guild = helper.get_guild(live.guild.id)
    assert guild is not None
    assert {one.name for one in guild.channels} == {"hall", "posts"}
    assert {one.id for one in guild.members} == {live.owner.id, live.ann.id, live.bob.id, live.bot.id}
    assert guild.me.guild_permissions.send_messages
    assert helper.application_id == live.bot.id


async def test_command_autocomplete_button_and_form(helper: Helper, running: Sandbox, live: Town):
    (command,) = running.state.commands.values()
    chosen = {"command_id": command.id, "options": [{"name": "who", "value": "bob"}]}
    offered = await act(
        running,
        live,
        {"type": 4, "command_id": command.id, "options": [{"name": "who", "value": "b", "focused": True}]},
    )
    assert offered.choices == [{"name": "B", "value": "B"}]
    greeting = await act(running, live, {"type": 2} | chosen)
    assert greeting.outcome == "message"
    knock = {"type": 3, "message_id": greeting.original_id, "custom_id": "knock"}
    form = await act(running, live, knock)
    assert form.outcome == "modal"
    assert form.modal is not None
    text, mood = form.modal["components"]
    filled = [
        {"custom_id": text["components"][0]["custom_id"], "value": "Ann"},
        {"custom_id": mood["component"]["custom_id"], "values": ["good"]},
    ]
    submitted = {"type": 5, "interaction_id": form.id, "custom_id": form.modal["custom_id"], "components": filled}
    done = await act(running, live, submitted)
    message = running.state.message(live.hall.id, done.original_id or 0)
    assert message is not None
    assert message.content == "Ann is good"
    assert message.ephemeral_to == live.ann.id


async def test_what_members_do_reaches_the_client(helper: Helper, live: Town):
    state, hall = live.state, live.hall.id
    said = create_message(state, live.ann.id, hall, {"content": "hello"})
    (heard,) = await helper.hear("message")
    assert (heard.content, heard.author.id, heard.channel.id) == ("hello", live.ann.id, hall)
    edit_message(state, live.ann.id, hall, said.id, {"content": "hello all"})
    _, after = await helper.hear("message_edit")
    assert after.content == "hello all"
    add_reaction(state, live.bob.id, hall, said.id, "👍")
    reaction, user = await helper.hear("reaction_add")
    assert (str(reaction.emoji), user.id) == ("👍", live.bob.id)
    delete_message(state, live.ann.id, hall, said.id)
    (gone,) = await helper.hear("message_delete")
    assert gone.id == said.id


async def test_roles_reach_the_client(helper: Helper, live: Town):
    role = create_role(live.state, live.owner.id, live.guild.id, {"name": "Steward"})
    give_role(live.state, live.owner.id, live.guild.id, live.ann.id, role.id)
    _, after = await helper.hear("member_update")
    assert "Steward" in {one.name for one in after.roles}


async def test_a_private_thread_is_told_of_once_the_bot_is_in_it(helper: Helper, live: Town):
    body = {"name": "closed", "type": PRIVATE_THREAD}
    thread = open_thread(live.state, live.ann.id, live.hall.id, body)
    create_message(live.state, live.ann.id, thread.id, {"content": "a secret"})
    create_message(live.state, live.ann.id, live.hall.id, {"content": "open"})
    (heard,) = await helper.hear("message")
    assert heard.content == "open"
    join_thread(live.state, live.ann.id, thread.id, live.bot.id)
    (heard,) = await helper.hear("message")
    assert heard.system_content == "ann added Helper to the thread."
    create_message(live.state, live.ann.id, thread.id, {"content": "welcome"})
    (heard,) = await helper.hear("message")
    assert (heard.content, heard.channel.name) == ("welcome", "closed")


async def test_the_client_writes_files_threads_and_posts(helper: Helper, live: Town):
    hall = helper.get_channel(live.hall.id)
    assert isinstance(hall, discord.TextChannel)
    sent = await hall.send("see", file=discord.File(io.BytesIO(b"a,b\n1,2\n"), "table.csv"), nonce="once")
    assert await sent.attachments[0].read() == b"a,b\n1,2\n"
    again = await hall.send("see", nonce="once")
    assert again.id == sent.id
    thread = await sent.create_thread(name="about it")
    await thread.send("first")
    assert [one.content async for one in thread.history(oldest_first=True)][1:] == ["first"]
    forum = helper.get_channel(live.forum.id)
    assert isinstance(forum, discord.ForumChannel)
    made = await forum.create_thread(name="a post", content="what it says", applied_tags=[forum.available_tags[0]])
    assert (made.message.id, made.thread.applied_tags[0].name) == (made.thread.id, "idea")
    await made.thread.edit(archived=True)
    found = [one async for one in forum.archived_threads()]
    assert [one.id for one in found] == [made.thread.id]
    await live_dm(helper, live)


async def live_dm(helper: Helper, live: Town) -> None:
    ann = await helper.fetch_user(live.ann.id)
    await ann.send("privately")
    live.state.users[live.bob.id].dms_open = False
    bob = await helper.fetch_user(live.bob.id)
    with pytest.raises(discord.Forbidden) as refused:
        await bob.send("unwanted")
    assert refused.value.code == 50007
