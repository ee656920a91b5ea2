"""An archive as Markdown pages with front matter: Obsidian opens the folder as a vault, MkDocs builds it as a site."""

import json
import re
import unicodedata
from collections.abc import Sequence

from archive.export.folder import Folder
from archive.export.shape import Archive, EntryTold, FileTold, QuoteTold, TopicTold
from community.markup import readable

PAGES = "docs"
"""Where the pages are: what MkDocs reads unless told otherwise."""

_HEADINGS = (("context", "Where and with whom"), ("outcome", "What happened"), ("limits", "Where it may not work"))
_NO_WORD = re.compile(r"[^\w]+")
_ACTIVE = re.compile(r"([\\\[\]`{}$]|\|\|)")
_BEGINS_BLOCK = re.compile(r"^(\s*)(#|>|={3,}|-{3,}|~{3,}|\||%%|:|!!!|\?\?\?)", re.MULTILINE)
_LONGEST_NAME = 60


def write_pages(folder: Folder, archive: Archive) -> None:
    """Write a page an entry, one a topic, a first page, and the file that MkDocs wants."""
    names = {entry.id: page_name(entry) for entry in archive.entries}
    for entry in archive.entries:
        folder.write(f"{PAGES}/entries/{names[entry.id]}", page(entry))
    for topic in archive.topics:
        mine = [entry for entry in archive.entries if entry.topic.id == topic.id]
        folder.write(f"{PAGES}/topics/{topic.id}.md", _topic(topic, mine, names))
    folder.write(f"{PAGES}/index.md", _first_page(archive, names))
    folder.write("mkdocs.yml", _mkdocs(archive))


def page_name(entry: EntryTold) -> str:
    """Give the name of an entry's file: its number, and its title in plain letters."""
    plain = unicodedata.normalize("NFKD", entry.title).encode("ascii", "ignore").decode().lower()
    slug = _NO_WORD.sub("-", plain)[:_LONGEST_NAME].strip("-")
    return f"{entry.id:05d}-{slug}.md" if slug else f"{entry.id:05d}.md"


def page(entry: EntryTold) -> str:
    """Give an entry as a page; what people wrote stands as text, and runs and loads nothing."""
    parts = [_front_matter(entry), f"# {_line(entry.title)}"]
    if entry.status != "published":
        reason = f": {_line(entry.reason)}" if entry.reason else ""
        parts.append(f"*{entry.status.capitalize()}{reason}*")
    parts.append(inert(entry.did))
    for field, heading in _HEADINGS:
        if text := getattr(entry, field):
            parts.append(f"## {heading}\n\n{inert(text)}")
    if entry.quotes:
        parts.append("## In their own words\n\n" + "\n\n".join(_quote(quote) for quote in entry.quotes))
    steps = "\n".join(f"- {step.change}, {step.at:%d %B %Y}" for step in entry.history)
    parts.append(f"## History\n\n{steps}\n\n[The thread it was captured from]({entry.url}) (for those who can see it)")
    return "\n\n".join(parts) + "\n"


def inert(text: str) -> str:
    """Give a member's text for a page: its lines and emphasis stay; links, headings, HTML and code stand as written."""
    text = readable(text).replace("\r", "")
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    text = _ACTIVE.sub(lambda found: "".join(f"\\{letter}" for letter in found[1]), text)
    text = _BEGINS_BLOCK.sub(lambda found: f"{found[1]}&#{ord(found[2][0])};{found[2][1:]}", text)
    # Four spaces would begin a block of code; a line's end is one in Discord, so it is one here.
    lines = [f"{line.strip()}  " if line.strip() else "" for line in text.split("\n")]
    return "\n".join(lines).rstrip()


def _line(text: str) -> str:
    return inert(" ".join(text.split()))


def _quote(quote: QuoteTold) -> str:
    said = f"**{_line(quote.by)}** said" if quote.by else "Someone in the thread said"
    words = "\n".join(f"> {line}" if line else ">" for line in inert(quote.words).split("\n"))
    return "\n\n".join([f"{said}:", words, *(_file(file) for file in quote.files)])


def _file(told: FileTold) -> str:
    link = f"[{_line(told.file.name)}](../{told.path})"
    return f"!{link}" if told.file.is_image else link


def _front_matter(entry: EntryTold) -> str:
    told = {
        "title": entry.title,
        "id": entry.id,
        "topic": entry.topic.name,
        "status": entry.status,
        "tags": [_NO_WORD.sub("-", tag).strip("-") for tag in entry.tags],
        "published": f"{entry.published_at:%Y-%m-%d}",
        "changed": f"{entry.changed_at:%Y-%m-%d}",
        "quotes": len(entry.quotes),
        "thread": entry.url,
    }
    lines = [f"{key}: {_yaml(value)}" for key, value in told.items()]
    return "\n".join(["---", *lines, "---"])


def _yaml(value: object) -> str:
    """Write a value so that YAML reads it back as it is: all JSON that is in ASCII is YAML too."""
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        return value
    return json.dumps(value)


def _topic(topic: TopicTold, entries: Sequence[EntryTold], names: dict[int, str]) -> str:
    lines = [f"- [{_line(entry.title)}](../entries/{names[entry.id]}){_marked(entry)}" for entry in entries]
    listed = "\n".join(lines) or "No know-how has been published here yet."
    head = f"---\ntitle: {_yaml(topic.name)}\n---\n\n# {_line(topic.name)}"
    return "\n\n".join(part for part in (head, inert(topic.purpose), listed) if part) + "\n"


def _first_page(archive: Archive, names: dict[int, str]) -> str:
    whose = "as one member may see it" if archive.member_id is not None else "all that is published"
    told = (
        f"Know-how of this community, {whose}, on {archive.made_at:%d %B %Y}. Quotes stand as their authors agreed. "
        "This is a copy: what is changed or withdrawn afterwards changes here when the export is made again."
    )
    head = f"---\ntitle: {_yaml(archive.community)}\n---\n\n# {_line(archive.community)}"
    topics = "\n".join(f"- [{_line(topic.name)}](topics/{topic.id}.md)" for topic in archive.topics)
    latest = sorted(archive.entries, key=lambda entry: (entry.published_at, entry.id), reverse=True)[:20]
    lines = "\n".join(f"- [{_line(entry.title)}](entries/{names[entry.id]}){_marked(entry)}" for entry in latest)
    parts = [head, told, f"## Topics\n\n{topics or 'None.'}", f"## Published last\n\n{lines or 'Nothing yet.'}"]
    return "\n\n".join(parts) + "\n"


def _marked(entry: EntryTold) -> str:
    return "" if entry.status == "published" else f" ({entry.status})"


def _mkdocs(archive: Archive) -> str:
    return f"site_name: {_yaml(archive.community)}\nuse_directory_urls: false\n"
