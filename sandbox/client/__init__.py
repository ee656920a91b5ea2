"""A typed Python client of the member API: act as people, without a browser.

    async with Sandbox(url) as sandbox:
        amira = await sandbox.person("Amira Hassan")        # or sandbox.as_(user_id)
        message = await amira.send("general", "Has anyone tried huddles?")
        reply = await amira.command("general", "knowhow search", query="huddles")
        print(reply.text)                                   # content, embeds and text displays in one
        form = await amira.menu("Capture know-how", message)
        done = await amira.submit(form, {"Title": "Huddles", "What we did": "Ten minutes at eight"})
        await amira.click(done.message, "Publish")
        await amira.wait_for(lambda event: event.name == "MESSAGE_UPDATE")

Places are named by id, by name or by Discord's own object; people too. Everything raises: `Refused` when the
sandbox refuses as Discord would, `InteractionFailed` when the bot did not answer in time, `LookupError` when
a person would not find what is named (a button, an option), `TimeoutError` when a deadline passes.
"""

from sandbox.client.acting import Person
from sandbox.client.admin import Admin
from sandbox.client.answers import Event, InteractionFailed, Json, Refused, Reply
from sandbox.client.parts import buttons, inputs, selects, text_of
from sandbox.client.people import Sandbox

__all__ = [
    "Admin",
    "Event",
    "InteractionFailed",
    "Json",
    "Person",
    "Refused",
    "Reply",
    "Sandbox",
    "buttons",
    "inputs",
    "selects",
    "text_of",
]
