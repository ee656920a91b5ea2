"""The bytes of attachments."""

from aiohttp import web

from sandbox.running import SANDBOX

SHOWN = ("image/", "text/plain", "audio/", "video/")


async def attachment(request: web.Request) -> web.StreamResponse:
    """Give an attachment; what a browser might run is only offered to be saved."""
    file = request.app[SANDBOX].state.files.get(int(request.match_info["file_id"]))
    if file is None or str(file.channel_id) != request.match_info["channel_id"]:
        raise web.HTTPNotFound
    shown = file.content_type.startswith(SHOWN) and "svg" not in file.content_type
    headers = {
        "Content-Type": file.content_type,
        "Content-Disposition": "inline" if shown else "attachment",
        "X-Content-Type-Options": "nosniff",
    }
    return web.Response(body=file.content, headers=headers)
