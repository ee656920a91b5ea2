"""Files of a message: kept, kept on, let go."""

from sandbox.errors import Form
from sandbox.state import File, Json, State
from sandbox.uploads import Upload


def keep_files(state: State, channel_id: int, files: tuple[Upload, ...], listed: list[Json]) -> list[Json]:
    """Keep uploaded files; `listed` is the body's `attachments`, which may describe or rename them."""
    notes = {str(note.get("id")): note for note in listed}
    found = []
    for upload in files:
        note = notes.get(str(upload.index), {})
        file = File(
            id=state.new_id(),
            channel_id=channel_id,
            filename=note.get("filename") or upload.filename,
            content_type=upload.content_type,
            data=File.encode(upload.content),
        )
        state.put(file)
        attachment: Json = {
            "id": str(file.id),
            "filename": file.filename,
            "size": len(upload.content),
            "content_type": file.content_type,
        }
        description = note.get("description") or upload.description
        if description:
            attachment["description"] = description
        found.append(attachment)
    return found


def still_attached(old: list[Json], listed: list[Json], files: tuple[Upload, ...]) -> list[Json]:
    """Give the old attachments that an edit's `attachments` still lists; raise 50035 for unknown ones."""
    known = {one["id"]: one for one in old}
    new = {str(file.index) for file in files}
    form = Form()
    kept = []
    for at, note in enumerate(listed):
        note_id = str(note.get("id"))
        if note_id in known:
            kept.append(known[note_id])
        elif note_id not in new:
            sentence = f"File {note.get('filename')} could not be found."
            form.wrong(("attachments", at, "id"), "ATTACHMENT_NOT_FOUND", sentence)
    form.check()
    return kept
