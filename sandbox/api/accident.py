"""How an accident is answered: with Discord's own statuses and headers, with Cloudflare's, or not at all."""

import asyncio
import math
import time
from collections.abc import Mapping
from hashlib import blake2b
from http import HTTPStatus
from typing import Final

from aiohttp import web

from sandbox.faults import TOO_MANY, Fault

VIA: Final = "1.1 google"
_BANNED: Final = (
    "<!doctype html><html><title>Access denied | discord.com used Cloudflare to restrict access</title>error code: 1015"
)


def bucket_of(method: str, path: str) -> str:
    """Give the hash by which Discord names the bucket of a kind of request."""
    return blake2b(f"{method} {path}".encode(), digest_size=16).hexdigest()


async def befall(request: web.Request, fault: Fault, path: str) -> tuple[int, object, Mapping[str, str]]:
    """Suffer an accident; give the status, the body (text is HTML) and the headers beside the usual ones."""
    if fault.hangs:
        await asyncio.sleep(fault.hangs)
    if (fault.hangs or fault.dropped) and request.transport is not None:
        request.transport.abort()
    if fault.status == TOO_MANY:
        return _limited(fault, bucket_of(request.method, path))
    said = f"{fault.status}: {HTTPStatus(fault.status).phrase}"
    return fault.status, {"message": said, "code": 0}, {"Via": VIA}


def _limited(fault: Fault, bucket: str) -> tuple[int, object, Mapping[str, str]]:
    """Give 429 as the bucket says it, the global limit, a resource shared with others, or Cloudflare."""
    headers = {"Retry-After": str(math.ceil(fault.retry_after))}
    if not fault.via:
        return fault.status, _BANNED, headers
    headers |= {"Via": VIA, "X-RateLimit-Scope": fault.scope}
    is_global = fault.scope == "global"
    if is_global:
        headers["X-RateLimit-Global"] = "true"
    else:
        headers |= {
            "X-RateLimit-Bucket": bucket,
            "X-RateLimit-Limit": "5",
            "X-RateLimit-Remaining": "0",
            "X-RateLimit-Reset-After": f"{fault.retry_after:.3f}",
            "X-RateLimit-Reset": f"{time.time() + fault.retry_after:.3f}",
        }
    what = "The resource is" if fault.scope == "shared" else "You are"
    body = {"message": f"{what} being rate limited.", "retry_after": fault.retry_after, "global": is_global}
    return fault.status, body, headers
