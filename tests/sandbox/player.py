"""A discord.py bot that does one of everything, for tests of the member API, its client and the page."""

import asyncio
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

TEXT = discord.Intents(guilds=True, members=True, guild_messages=True, message_content=True)


class Feedback(discord.ui.Modal, title="Tell us how it went"):
    """A form with a short field, a long one and a menu."""

    name_: discord.ui.TextInput["Feedback"] = discord.ui.TextInput(label="Title", max_length=45, custom_id="title")
    what: discord.ui.TextInput["Feedback"] = discord.ui.TextInput(
        label="What we did",
        style=discord.TextStyle.paragraph,
        required=False,
        min_length=5,
        max_length=400,
        custom_id="what",
    )
    mood: discord.ui.Label["Feedback"] = discord.ui.Label(
        text="How did it feel?",
        description="Nobody else is told.",
        component=discord.ui.Select(
            custom_id="mood",
            options=[discord.SelectOption(label=one) for one in ("Calm", "Busy", "Hard")],
            required=False,
        ),
    )

    async def on_submit(self, interaction: discord.Interaction) -> None:
        mood = self.mood.component
        assert isinstance(mood, discord.ui.Select)
        felt = ", ".join(mood.values) or "nothing said"
        await interaction.response.send_message(f"**{self.name_.value}**: {self.what.value} ({felt})")


class Upload(discord.ui.Modal, title="Share what you made"):
    """A form that takes files."""

    sheets: discord.ui.Label["Upload"] = discord.ui.Label(
        text="Sheets", component=discord.ui.FileUpload(custom_id="sheets", max_values=2)
    )

    async def on_submit(self, interaction: discord.Interaction) -> None:
        assert isinstance(self.sheets.component, discord.ui.FileUpload)
        given = [f"{one.filename} {(await one.read()).decode()}" for one in self.sheets.component.values]
        await interaction.response.send_message(f"Got {', '.join(given)}")


class Panel(discord.ui.View):
    """Buttons in every style and menus of every kind."""

    def __init__(self) -> None:
        super().__init__(timeout=None)
        self.count = 0
        self.add_item(discord.ui.Button(label="Read more", url="https://example.org/more"))
        self.add_item(discord.ui.Button(label="Closed", disabled=True, custom_id="closed"))

    @discord.ui.button(label="Count", style=discord.ButtonStyle.primary, custom_id="count")
    async def counted(self, interaction: discord.Interaction, button: discord.ui.Button["Panel"]) -> None:
        self.count += 1
        button.label = f"Count {self.count}"
        await interaction.response.edit_message(content=f"Pressed {self.count} times", view=self)

    @discord.ui.button(label="Fill in", style=discord.ButtonStyle.success, emoji="📝", custom_id="fill")
    async def fill(self, interaction: discord.Interaction, _: discord.ui.Button["Panel"]) -> None:
        await interaction.response.send_modal(Feedback())

    @discord.ui.button(label="Say nothing", style=discord.ButtonStyle.danger, custom_id="silent")
    async def silent(self, interaction: discord.Interaction, _: discord.ui.Button["Panel"]) -> None:
        """Never answer, as a bot that has hung."""

    @discord.ui.select(
        placeholder="Pick a day",
        custom_id="day",
        max_values=2,
        options=[discord.SelectOption(label=d, value=d.lower()) for d in ("Monday", "Tuesday", "Friday")],
    )
    async def day(self, interaction: discord.Interaction, select: discord.ui.Select["Panel"]) -> None:
        await interaction.response.send_message(f"You picked {', '.join(select.values)}", ephemeral=True)

    @discord.ui.select(cls=discord.ui.UserSelect, placeholder="Pick a person", custom_id="who")
    async def who(self, interaction: discord.Interaction, select: discord.ui.UserSelect["Panel"]) -> None:
        await interaction.response.send_message(f"You picked {select.values[0].display_name}", ephemeral=True)


class Layout(discord.ui.LayoutView):
    """A message of the second version."""

    def __init__(self) -> None:
        super().__init__(timeout=None)
        more: discord.ui.Button[Layout] = discord.ui.Button(label="Open", custom_id="open-layout")
        section: discord.ui.Section[Layout] = discord.ui.Section(
            discord.ui.TextDisplay("### A huddle at eight\nWorked on **two** wards."), accessory=more
        )
        self.add_item(
            discord.ui.Container(
                section,
                discord.ui.Separator(),
                discord.ui.TextDisplay("-# Northfield, last week"),
                accent_colour=discord.Colour.from_str("#2f6f4f"),
            )
        )


knowhow = app_commands.Group(name="knowhow", description="What the community has learnt")


@knowhow.command(name="search", description="Find what people said")
@app_commands.describe(query="Words to look for", topic="Only in this topic", since="Only newer than this")
@app_commands.choices(since=[app_commands.Choice(name=n, value=n) for n in ("week", "month", "year")])
async def search(
    interaction: discord.Interaction, query: str, topic: str | None = None, since: str | None = None
) -> None:
    """Think, then answer with an embed."""
    await interaction.response.defer(ephemeral=True)
    embed = discord.Embed(title=f"Results for {query}", description=f"in {topic or 'all'}", colour=0x2F6F4F)
    embed.add_field(name="Since", value=since or "ever", inline=True)
    embed.set_footer(text="1 of 1")
    await interaction.followup.send(embed=embed, ephemeral=True)


@search.autocomplete("topic")
async def topics(_: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
    """Offer topics that begin so."""
    known = ("falls", "huddles", "handover")
    return [app_commands.Choice(name=one.title(), value=one) for one in known if one.startswith(current.lower())]


@app_commands.command(description="Every kind of option")
async def options(
    interaction: discord.Interaction,
    number: app_commands.Range[int, 1, 10],
    person: discord.Member,
    place: discord.TextChannel,
    sure: bool,  # noqa: FBT001 - an option of the command
    role: discord.Role | None = None,
    file: discord.Attachment | None = None,
) -> None:
    """Say back what was given."""
    size = f" {file.filename} {file.size}" if file else ""
    told = f"{number} {person.display_name} {place.name} {sure} {role.name if role else '-'}{size}"
    await interaction.response.send_message(told)


@app_commands.command(description="A message with buttons and menus")
async def panel(interaction: discord.Interaction) -> None:
    """Post a panel."""
    await interaction.response.send_message("Here it is", view=Panel())


@app_commands.command(description="A form that takes files")
async def share(interaction: discord.Interaction) -> None:
    """Open the form."""
    await interaction.response.send_modal(Upload())


@app_commands.command(description="A message of the second version")
async def layout(interaction: discord.Interaction) -> None:
    """Post a layout."""
    await interaction.response.send_message(view=Layout())


@app_commands.command(description="Never answers")
async def hang(_: discord.Interaction) -> None:
    """Hang."""


@app_commands.command(description="For those who look after channels")
@app_commands.default_permissions(manage_channels=True)
async def tend(interaction: discord.Interaction) -> None:
    """Answer stewards."""
    await interaction.response.send_message("Tended", ephemeral=True)


@app_commands.context_menu(name="Capture know-how")
async def capture(interaction: discord.Interaction, message: discord.Message) -> None:
    """Open a form that begins with the message's words."""
    form = Feedback()
    form.name_.default = message.content[:45]
    await interaction.response.send_modal(form)


@app_commands.context_menu(name="Wave")
async def wave(interaction: discord.Interaction, member: discord.Member) -> None:
    """Wave at someone."""
    await interaction.response.send_message(f"{interaction.user.display_name} waves at {member.mention}")


COMMANDS: tuple[Any, ...] = (knowhow, options, panel, share, layout, hang, tend, capture, wave)


class Player(commands.Bot):
    """The bot; `told` holds the messages it has heard."""

    def __init__(self) -> None:
        # By default discord.py waits two seconds for more servers before it is ready.
        super().__init__(
            command_prefix="!",
            intents=TEXT,
            allowed_mentions=discord.AllowedMentions.none(),
            guild_ready_timeout=0.1,
        )
        self.told: list[discord.Message] = []

    async def setup_hook(self) -> None:
        for one in COMMANDS:
            self.tree.add_command(one)
        self.add_view(Panel())
        await self.tree.sync()

    async def on_message(self, message: discord.Message, /) -> None:
        self.told.append(message)


async def serve(sandbox_url: str, token: str) -> None:
    """Run the bot at a sandbox until cancelled; for looking at the page by hand."""
    import yarl  # noqa: PLC0415 - needed by hand only
    from discord.gateway import DiscordWebSocket  # noqa: PLC0415 - the same
    from discord.http import Route  # noqa: PLC0415 - the same

    Route.BASE = f"{sandbox_url}/api/v10"
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(sandbox_url.replace("http", "ws", 1) + "/gateway")
    async with Player() as player:
        await player.start(token)


if __name__ == "__main__":
    import sys

    asyncio.run(serve(*sys.argv[1:3]))
