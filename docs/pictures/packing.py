"""Makes screenshots small: a PNG of at most 256 colours, each pixel in the nearest of those that are used most."""

import struct
import zlib
from collections import Counter
from itertools import pairwise

SIGNATURE = b"\x89PNG\r\n\x1a\n"
COLOURS = 256

Colour = tuple[int, ...]


def pack(png: bytes) -> bytes:
    """Give the picture with a palette; it must have eight bits a channel and no interlacing, as Chromium's have."""
    parts = _parts(png)
    width, height, depth, kind, _, _, interlaced = struct.unpack(">IIBBBBB", parts[b"IHDR"])
    channels = {2: 3, 6: 4}[kind]
    assert (depth, interlaced) == (8, 0), "Chromium's pictures are so"
    rows = _rows(zlib.decompress(parts[b"IDAT"]), width * channels, channels)
    pixels = [[tuple(row[at : at + 3]) for at in range(0, len(row), channels)] for row in rows]
    counts = Counter(pixel for row in pixels for pixel in row)
    palette = [colour for colour, _ in counts.most_common(COLOURS)]
    nearest = {colour: _nearest(colour, palette) for colour in counts}
    lines = b"".join(b"\0" + bytes(nearest[pixel] for pixel in row) for row in pixels)
    return SIGNATURE + b"".join(
        [
            _part(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
            _part(b"PLTE", b"".join(bytes(colour) for colour in palette)),
            _part(b"IDAT", zlib.compress(lines, 9)),
            _part(b"IEND", b""),
        ]
    )


def _parts(png: bytes) -> dict[bytes, bytes]:
    found: dict[bytes, bytes] = {}
    at = len(SIGNATURE)
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        name = png[at + 4 : at + 8]
        found[name] = found.get(name, b"") + png[at + 8 : at + 8 + length]
        at += length + 12
    return found


def _part(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _rows(data: bytes, length: int, step: int) -> list[bytearray]:
    """Undo PNG's filters (its specification, section 9)."""
    rows = [bytearray(length)]
    starts = range(0, len(data) + 1, length + 1)
    for start, end in pairwise(starts):
        row, above = bytearray(data[start + 1 : end]), rows[-1]
        for at in range(length):
            left = row[at - step] if at >= step else 0
            corner = above[at - step] if at >= step else 0
            row[at] = (row[at] + _guess(data[start], left, above[at], corner)) & 255
        rows.append(row)
    return rows[1:]


def _guess(how: int, left: int, up: int, corner: int) -> int:
    if how == 4:
        near = left + up - corner
        return min((left, up, corner), key=lambda one: abs(near - one))
    return (0, left, up, (left + up) // 2)[how]


def _nearest(colour: Colour, palette: list[Colour]) -> int:
    def off(at: int) -> int:
        return sum((a - b) ** 2 for a, b in zip(colour, palette[at], strict=True))

    return min(range(len(palette)), key=off)
