"""All that a discord.py client asks of the HTTP API, and is answered, is as Discord describes it."""

import io
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import discord
import pytest
from discord import app_commands

from sandbox import server
from sandbox.client import Person
from sandbox.client import Sandbox as People
from sandbox.running import Sandbox
from tests.conformance import Conformance, conformance, described, discord_api
from tests.sandbox.clients import logged_in

__all__ = ["conformance", "described", "discord_api"]

SMALL = Path(__file__).parent / "examples" / "small.toml"
TOKEN = "a-token"


class Desk(discord.ui.View):
    """One of each part that a message can have."""

    def __init__(self) -> None:
        super().__init__(timeout=None)

    @discord.ui.button(label="Press", style=discord.ButtonStyle.primary, custom_id="press")
    async def press(self, interaction: discord.Interaction, _: discord.ui.Button["Desk"]) -> None:
        await interaction.response.edit_message(content="pressed")

    @discord.ui.button(label="Ask", custom_id="ask")
    async def ask(self, interaction: discord.Interaction, _: discord.ui.Button["Desk"]) -> None:
        await interaction.response.send_modal(Slip())

    @discord.ui.button(label="Wait", custom_id="wait")
    async def pause(self, interaction: discord.Interaction, _: discord.ui.Button["Desk"]) -> None:
        await interaction.response.defer()
        await interaction.edit_original_response(content="waited")

    @discord.ui.select(placeholder="Pick", custom_id="pick", options=[discord.SelectOption(label="one", emoji="👍")])
    async def pick(self, interaction: discord.Interaction, chosen: discord.ui.Select["Desk"]) -> None:
        await interaction.response.send_message(chosen.values[0], ephemeral=True)


class Slip(discord.ui.Modal, title="A slip"):
    """A form with both sizes of field."""

    name = discord.ui.TextInput["Slip"](label="Name", max_length=100)
    words = discord.ui.TextInput["Slip"](label="Words", style=discord.TextStyle.paragraph, required=False)

    async def on_submit(self, interaction: discord.Interaction) -> None:
        await interaction.response.send_message(f"{self.name.value}: {self.words.value}", ephemeral=True)


class Helper(discord.Client):
    """A bot with one command of each kind."""

    def __init__(self) -> None:
        super().__init__(intents=discord.Intents.all(), max_messages=None, guild_ready_timeout=0.1)
        self.tree = app_commands.CommandTree(self)
        self.tree.add_command(say)
        self.tree.add_command(later)
        self.tree.add_command(mark)
        self.tree.add_command(greet)

    async def setup_hook(self) -> None:
        self.add_view(Desk())
        await self.tree.sync()


@app_commands.command()
@app_commands.describe(what="What to say", where="Where")
async def say(interaction: discord.Interaction, what: str, where: discord.TextChannel | None = None) -> None:
    """Say something at once, then more."""
    await interaction.response.send_message(what, view=Desk(), embed=discord.Embed(title="Said", description=what))
    await interaction.followup.send("and more", ephemeral=True)
    note = await interaction.followup.send("and a file", file=discord.File(io.BytesIO(b"x"), "x.txt"), wait=True)
    await note.edit(content="and a note")
    await note.delete()


@say.autocomplete("what")
async def guess(_: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
    return [app_commands.Choice(name=typed + "!", value=typed + "!")]


@app_commands.command()
async def later(interaction: discord.Interaction) -> None:
    """Answer later."""
    await interaction.response.defer(ephemeral=True, thinking=True)
    await interaction.edit_original_response(content="now")
    await interaction.original_response()


@app_commands.context_menu(name="Mark")
async def mark(interaction: discord.Interaction, message: discord.Message) -> None:
    await interaction.response.send_message(f"marked {message.id}", ephemeral=True)
    await interaction.delete_original_response()


@app_commands.context_menu(name="Greet")
async def greet(interaction: discord.Interaction, member: discord.Member) -> None:
    await interaction.response.send_message(f"hello {member.display_name}", ephemeral=True)


@pytest.fixture
async def sandbox(conformance: Conformance, discord_api: object) -> AsyncIterator[Sandbox]:
    async with server.start(worlds=[SMALL]) as running:
        conformance.watch(running.exchanges)
        yield running


@pytest.fixture
async def helper(sandbox: Sandbox) -> AsyncIterator[Helper]:
    async with logged_in(Helper(), sandbox, TOKEN) as client:
        yield client


@pytest.fixture
async def ann(sandbox: Sandbox) -> AsyncIterator[Person]:
    async with People(sandbox.url) as people:
        yield await people.person("ann")


@pytest.fixture
async def owner(sandbox: Sandbox) -> None:
    """Let the bot do everything, as the test is of shapes and not of rights."""
    async with People(sandbox.url) as people:
        await people.admin.edit_role("Helper", permissions=["administrator"])


def hall(client: discord.Client) -> discord.TextChannel:
    found = discord.utils.get(client.guilds[0].text_channels, name="hall")
    assert found is not None
    return found


async def test_messages(helper: Helper, owner: None, conformance: Conformance) -> None:
    channel = hall(helper)
    embed = discord.Embed(title="T", description="D", url="https://example.org", colour=0x123456)
    embed.add_field(name="a", value="b").set_footer(text="f").set_author(name="n")
    sent = await channel.send("hello", embed=embed, view=Desk(), nonce="n1")
    reply = await sent.reply("again", allowed_mentions=discord.AllowedMentions.none())
    file = await channel.send(files=[discord.File(io.BytesIO(b"one"), "one.txt", description="One")])
    assert await file.attachments[0].read() == b"one"
    await reply.edit(content="changed", embed=None, suppress=True)
    await sent.add_reaction("👍")
    await sent.remove_reaction("👍", helper.guilds[0].me)
    await sent.add_reaction("🎉")
    assert [user.id async for user in (await channel.fetch_message(sent.id)).reactions[0].users()]
    await sent.clear_reaction("🎉")
    await sent.clear_reactions()
    await sent.pin()
    assert sent.id in [one.id async for one in channel.pins()]
    await sent.unpin()
    assert len([one async for one in channel.history(limit=3, before=file)]) == 3
    assert [one.id async for one in channel.history(limit=1, after=sent, oldest_first=True)] == [reply.id]
    await reply.delete()
    extra = [await channel.send(str(number)) for number in range(3)]
    await channel.delete_messages(extra)
    async with channel.typing():
        pass
    with pytest.raises(discord.NotFound):
        await channel.fetch_message(reply.id)
    assert conformance.count > 20


async def test_layouts(helper: Helper, owner: None) -> None:
    view = discord.ui.LayoutView()
    box = discord.ui.Container[discord.ui.LayoutView](
        discord.ui.TextDisplay("some **words**"),
        discord.ui.Separator(),
        discord.ui.ActionRow(discord.ui.Button(label="Out", url="https://example.org")),
        accent_colour=0x2F6F4F,
    )
    view.add_item(box)
    sent = await hall(helper).send(view=view)
    assert (await hall(helper).fetch_message(sent.id)).components


async def test_threads_and_posts(helper: Helper, owner: None) -> None:
    guild, channel = helper.guilds[0], hall(helper)
    source = await channel.send("about this")
    thread = await source.create_thread(name="About", auto_archive_duration=1440)
    await thread.send("in it")
    bob = discord.utils.get(guild.members, name="bob")
    assert bob is not None
    private = await channel.create_thread(name="Quiet", type=discord.ChannelType.private_thread)
    await private.add_user(bob)
    assert {one.id for one in await private.fetch_members()} >= {bob.id}
    await private.remove_user(bob)
    await thread.edit(archived=True, locked=True)
    await thread.edit(archived=False, locked=False, name="About that")
    await thread.leave()
    await thread.join()
    assert await guild.active_threads()
    await thread.edit(archived=True)
    assert [one.id async for one in channel.archived_threads()] == [thread.id]
    assert [one async for one in channel.archived_threads(private=True)] == []
    forum = discord.utils.get(guild.forums, name="posts")
    assert forum is not None
    post = await forum.create_thread(name="Post", content="first", applied_tags=[forum.available_tags[0]])
    await post.thread.edit(applied_tags=[])
    await post.thread.delete()
    tag = await forum.create_tag(name="new", emoji=discord.PartialEmoji(name="🌱"))
    assert tag.name == "new"


async def test_places_roles_and_people(helper: Helper, owner: None) -> None:
    guild = await helper.fetch_guild(helper.guilds[0].id)
    bob = await guild.fetch_member(next(one.id for one in helper.guilds[0].members if one.name == "bob"))
    assert [one async for one in guild.fetch_members(limit=2)]
    assert await guild.fetch_channels()
    category = await guild.create_category("Upstairs")
    text = await guild.create_text_channel("attic", category=category, topic="Old things")
    await text.edit(name="loft", slowmode_delay=5)
    await text.set_permissions(guild.default_role, view_channel=False)
    await text.set_permissions(bob, view_channel=True, send_messages=False)
    await text.set_permissions(bob, overwrite=None)
    await guild.create_forum("ideas", available_tags=[discord.ForumTag(name="wild")])
    await guild.create_voice_channel("talk")
    await text.delete()
    role = await guild.create_role(name="Guest", permissions=discord.Permissions(view_channel=True), mentionable=True)
    await role.edit(name="Guests", colour=discord.Colour(0x112233))
    await bob.add_roles(role)
    await bob.edit(nick="Bobby B")
    await bob.remove_roles(role)
    assert await guild.fetch_roles()
    await role.delete()
    assert (await helper.fetch_user(bob.id)).name == "bob"
    assert await helper.application_info()
    direct = await bob.create_dm()
    await direct.send("psst")


async def test_scheduled_events(helper: Helper, owner: None) -> None:
    guild = helper.guilds[0]
    start = discord.utils.utcnow() + timedelta(days=1)
    event = await guild.create_scheduled_event(
        name="Meet",
        description="All of us",
        start_time=start,
        end_time=start + timedelta(hours=1),
        location="the hall",
        entity_type=discord.EntityType.external,
        privacy_level=discord.PrivacyLevel.guild_only,
    )
    await event.edit(name="Meet again")
    assert [one.name for one in await guild.fetch_scheduled_events()] == ["Meet again"]
    assert (await guild.fetch_scheduled_event(event.id)).name == "Meet again"
    assert [one async for one in event.users()] == []
    await event.edit(status=discord.EventStatus.cancelled)
    await event.delete()


async def test_webhooks(helper: Helper, owner: None) -> None:
    channel = hall(helper)
    webhook = await channel.create_webhook(name="Post")
    sent = await webhook.send("by post", username="Postman", wait=True)
    await sent.edit(content="by express")
    assert [one.id for one in await channel.webhooks()] == [webhook.id]
    await sent.delete()
    await webhook.delete()


async def test_commands(helper: Helper, owner: None) -> None:
    known = await helper.tree.fetch_commands()
    assert {one.name for one in known} == {"say", "later", "Mark", "Greet"}
    guild = helper.guilds[0]
    helper.tree.copy_global_to(guild=guild)
    await helper.tree.sync(guild=guild)
    assert len(await helper.tree.fetch_commands(guild=guild)) == 4
    helper.tree.clear_commands(guild=guild)
    await helper.tree.sync(guild=guild)
    assert await helper.tree.fetch_commands(guild=guild) == []


async def test_interactions(helper: Helper, owner: None, ann: Person) -> None:
    assert [one["name"] for one in await ann.autocomplete("hall", "say", "what", "hey")] == ["hey!"]
    said = await ann.command("hall", "say", what="hey", where="hall")
    assert "hey" in said.text
    await ann.select(said, "one")
    assert (await ann.click(said, "Wait")).outcome == "deferred_update"
    form = await ann.click(said, "Ask")
    slip = await ann.submit(form, {"Name": "Ann", "Words": "hello"})
    assert slip.text == "Ann: hello"
    assert (await ann.command("hall", "later")).text == "now"
    assert "hello Bobby" in (await ann.user_menu("Greet", "bob", "hall")).text
    await ann.menu("Mark", await ann.send("hall", "mark me"))
    assert (await ann.click(said, "Press")).message["content"] == "pressed"
