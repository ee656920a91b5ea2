"""How sessions run: formats, which are data, and the rules that a file of one must keep. Pure."""

from community.formats.format import Field, Format, Formats, Role, Step, scaled
from community.formats.reading import MOST, gathered, read

__all__ = ["MOST", "Field", "Format", "Formats", "Role", "Step", "gathered", "read", "scaled"]
