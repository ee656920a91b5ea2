"""The page's files, and the strict terms on which a browser may run them."""

from pathlib import Path
from typing import Final

from aiohttp import web

FILES: Final = Path(__file__).parent.parent / "page"
KINDS: Final = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
}
TERMS: Final = {
    # Nothing but our own files; pictures of the sandbox itself, and those a person is about to send.
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; media-src 'self' blob:; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}


async def page(request: web.Request) -> web.StreamResponse:
    """Give one of the page's files; the page itself where none is named."""
    name = request.match_info.get("file") or "index.html"
    found = (FILES / name).resolve()
    if not found.is_relative_to(FILES) or found.suffix not in KINDS or not found.is_file():
        raise web.HTTPNotFound
    text = found.read_text(encoding="utf-8")
    return web.Response(text=text, content_type=KINDS[found.suffix], charset="utf-8", headers=TERMS)
