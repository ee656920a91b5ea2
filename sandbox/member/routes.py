"""The member API's addresses, and the page's."""

from aiohttp import web

from sandbox.member import admin, burst, interactions, messages, page, people, stream, talking, threads
from sandbox.member.admin import as_admin
from sandbox.member.asking import as_member

CHANNEL = "/sandbox/channels/{channel}"
MESSAGE = CHANNEL + "/messages/{message}"
GUILD = "/sandbox/admin/guilds/{guild}"
EVENT = "/sandbox/guilds/{guild}/scheduled-events/{event}"
INTERESTED = EVENT + "/interested"


def add_member_routes(app: web.Application) -> None:
    """Add the member API, the admin's part and the page to the application."""
    app[stream.STREAMS] = set()
    app.on_shutdown.append(stream.end_streams)
    app.router.add_routes([*_member_routes(), *_admin_routes()])
    app.router.add_get("/", page.page)
    app.router.add_get("/{file:(?:css|js)/[a-z-]+\\.(?:css|js)|icon\\.svg}", page.page)


def _member_routes() -> list[web.RouteDef]:
    acts = {
        ("GET", "/sandbox/guilds"): people.guilds,
        ("GET", "/sandbox/guilds/{guild}"): people.guild,
        ("GET", CHANNEL + "/messages"): messages.read,
        ("POST", CHANNEL + "/messages"): messages.write,
        ("PATCH", MESSAGE): messages.edit,
        ("DELETE", MESSAGE): messages.delete,
        ("PUT", MESSAGE + "/reactions/{emoji}"): messages.react,
        ("DELETE", MESSAGE + "/reactions/{emoji}"): messages.unreact,
        ("GET", MESSAGE + "/reactions/{emoji}"): messages.who_reacted,
        ("GET", CHANNEL + "/pins"): messages.pins,
        ("PUT", CHANNEL + "/pins/{message}"): messages.pin,
        ("DELETE", CHANNEL + "/pins/{message}"): messages.unpin,
        ("POST", CHANNEL + "/read"): messages.mark_read,
        ("POST", CHANNEL + "/threads"): threads.create,
        ("PATCH", CHANNEL): threads.change,
        ("PUT", CHANNEL + "/members/{user}"): threads.join,
        ("DELETE", CHANNEL + "/members/{user}"): threads.leave,
        ("PUT", CHANNEL + "/voice"): talking.join_a_voice,
        ("DELETE", "/sandbox/voice"): talking.hang_up,
        ("GET", CHANNEL + "/commands"): interactions.commands,
        ("POST", CHANNEL + "/interactions"): interactions.begin,
        ("GET", "/sandbox/interactions/{interaction}"): interactions.read,
        ("GET", "/sandbox/dms"): talking.dms,
        ("POST", "/sandbox/dms"): talking.open_one,
        ("PATCH", EVENT): talking.change_event,
        ("DELETE", EVENT): talking.drop_event,
        ("PUT", INTERESTED): talking.be_there,
        ("DELETE", INTERESTED): talking.not_be_there,
        ("GET", INTERESTED): talking.interested,
    }
    acted = [web.route(method, path, as_member(handler)) for (method, path), handler in acts.items()]
    return [web.get("/sandbox/people", people.people), web.get("/sandbox/events", stream.stream), *acted]


def _admin_routes() -> list[web.RouteDef]:
    orders = {
        ("GET", "/sandbox/admin/guilds"): admin.guilds,
        ("POST", "/sandbox/admin/guilds"): admin.make_guild,
        ("POST", "/sandbox/admin/gateway/drop"): admin.drop_gateways,
        ("GET", "/sandbox/admin/faults"): admin.befallen,
        ("PUT", "/sandbox/admin/faults"): admin.follow_faults,
        ("POST", "/sandbox/admin/faults"): admin.befall,
        ("POST", "/sandbox/admin/streams/drop"): admin.drop_streams,
        ("GET", "/sandbox/admin/time"): admin.time,
        ("POST", "/sandbox/admin/time"): admin.let_time_pass,
        ("GET", GUILD): admin.guild,
        ("PATCH", GUILD): admin.change_guild,
        ("DELETE", GUILD): admin.drop_guild,
        ("POST", GUILD + "/members"): admin.add_member,
        ("PATCH", GUILD + "/members/{user}"): admin.change_member,
        ("DELETE", GUILD + "/members/{user}"): admin.drop_member,
        ("POST", GUILD + "/roles"): admin.make_role,
        ("PATCH", GUILD + "/roles/{role}"): admin.change_role,
        ("DELETE", GUILD + "/roles/{role}"): admin.drop_role,
        ("POST", GUILD + "/channels"): admin.make_channel,
        ("PATCH", "/sandbox/admin/channels/{channel}"): admin.change_channel,
        ("DELETE", "/sandbox/admin/channels/{channel}"): admin.drop_channel,
        ("POST", "/sandbox/admin/channels/{channel}/burst"): burst.burst,
        ("PUT", "/sandbox/admin/channels/{channel}/permissions/{target}"): admin.overwrite,
        ("DELETE", "/sandbox/admin/channels/{channel}/permissions/{target}"): admin.no_overwrite,
    }
    return [web.route(method, path, as_admin(handler)) for (method, path), handler in orders.items()]
