"""`/knowhow edit`, `publish`, `retire` and `takedown`."""

from functools import partial

from discord import app_commands

from bot.reply import NOBODY
from bot.reviewing import decisions, with_items
from bot.screening import Typed, screened, without
from cogs.knowhow.drafting import publish_now
from cogs.knowhow.forms import EntryForm, edit_id
from cogs.knowhow.naming import Interaction, entry_choices, meant, unpublished_choices
from cogs.knowhow.part import Part
from community.knowhow import REASON, require_edit, require_retire, require_takedown
from storage import knowhow
from storage.database import Writing

_CHOOSE = "Its title: choose from the list that opens as you type"
_Reason = app_commands.Range[str, 1, REASON]


class Deciding(Part):
    """Changing what becomes of an entry."""

    @app_commands.command(name="edit", description="Change what an entry says; its quotes stay as they are")
    @app_commands.describe(entry=_CHOOSE)
    @app_commands.autocomplete(entry=entry_choices)
    async def edit(self, interaction: Interaction, entry: str) -> None:
        """Open the form, filled in."""
        async with interaction.client.database.read() as tx:
            found = await meant(tx, interaction, entry)
        require_edit(found.entry, found.standing)
        form = EntryForm("Edit know-how", found.entry.fields, edit_id(found.entry.id))
        await interaction.response.send_modal(form)

    @app_commands.command(name="publish", description="Publish an entry, once everybody quoted has answered")
    @app_commands.describe(entry=_CHOOSE)
    @app_commands.autocomplete(entry=unpublished_choices)
    async def publish(self, interaction: Interaction, entry: str) -> None:
        """Publish with what was agreed."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        async with interaction.client.database.read() as tx:
            found = await meant(tx, interaction, entry)
        told = await publish_now(interaction, found.entry.id)
        await interaction.followup.send(told, ephemeral=True, allowed_mentions=NOBODY)

    @app_commands.command(name="retire", description="Mark an entry as obsolete: it stays to be found, and says so")
    @app_commands.describe(entry=_CHOOSE, reason="Why: shown with the entry")
    @app_commands.autocomplete(entry=entry_choices)
    async def retire(self, interaction: Interaction, entry: str, reason: _Reason) -> None:
        """Retire an entry."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        interaction, (reason,) = await screened(interaction, Typed("Reason", reason, REASON))
        now = interaction.client.clock.now()

        async def work(tx: Writing) -> None:
            found = await meant(tx, interaction, entry)
            require_retire(found.entry, found.standing)
            await knowhow.retire(tx, found.entry, reason, interaction.user.id, now)

        await interaction.client.database.write(f"interaction:{interaction.id}", work)
        await interaction.followup.send("Retired: its cards say so, and why.", ephemeral=True)

    @app_commands.command(name="takedown", description="Take an entry out of sight at once (stewards and moderators)")
    @app_commands.describe(entry=_CHOOSE, reason="Why: for those who review it, and nobody else")
    @app_commands.autocomplete(entry=entry_choices)
    async def takedown(self, interaction: Interaction, entry: str, reason: _Reason) -> None:
        """Take an entry down, at once; whether its reason may hold what was found in it is asked afterwards."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        now = interaction.client.clock.now()
        typed = Typed("Reason", reason, REASON)
        (safe,) = without(typed)

        async def work(tx: Writing) -> int:
            found = await meant(tx, interaction, entry)
            require_takedown(found.entry, found.standing)
            await knowhow.takedown(tx, found.entry, safe, interaction.user.id, now)
            return found.entry.id

        entry_id = await interaction.client.database.write(f"interaction:{interaction.id}", work)
        told = (
            "Taken down: it can't be found or shown any more, and its cards are being deleted. Its text waits for a "
            "review, for you, other stewards of its topic and moderators: here, or later in `/topic show`."
        )
        stays = f"{told} In your reason, what was found is taken out."
        answered, (chosen,) = await screened(
            interaction,
            typed,
            meanwhile="The entry is out of sight already; until you choose, its reason is kept without that.",
            otherwise=stays,
        )
        if chosen != safe:
            key = f"interaction:{answered.id}"
            await interaction.client.database.write(
                key, partial(knowhow.change_reason, entry_id=entry_id, reason=chosen)
            )
        view = with_items(*decisions(entry_id))
        await answered.followup.send(told, view=view, ephemeral=True)
