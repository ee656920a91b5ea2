"""The folder an export goes into: new, empty, or an earlier export, whose files go when it is made anew."""

from pathlib import Path

from community.errors import Refusal

LIST = "guildhall-export.txt"
"""Names the files that an export made, one a line, so that the next one can take them away."""

_LEADS_OUT = "{} is a link, or below one, that leads out of the folder: name a new folder."


class Folder:
    """Writes files below one folder and remembers which. What others put there stays."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._before: set[str] = set()
        self._written: set[str] = set()

    def begin(self) -> None:
        """Make the folder, or take over an earlier export; raises `Refusal` where something else is in it."""
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            if (self.path / LIST).is_symlink():
                raise Refusal(_LEADS_OUT.format(self.path / LIST))
            if (self.path / LIST).is_file():
                self._before = set((self.path / LIST).read_text("utf-8").splitlines())
            elif any(self.path.iterdir()):
                raise Refusal(f"{self.path} is not empty and holds no earlier export: name a new folder.")
        except FileExistsError:
            raise Refusal(f"{self.path} is a file: name a folder.") from None
        except UnicodeDecodeError:
            raise Refusal(f"{self.path / LIST} can't be read: name a new folder.") from None
        except OSError as error:
            raise Refusal(f"{self.path} can't be used: {error.strerror}.") from error

    def write(self, name: str, content: str | bytes) -> None:
        """Write a file, by its name below the folder, with slashes. Raises `Refusal` when it can't be written."""
        if not self._is_within(name):
            raise Refusal(_LEADS_OUT.format(self.path / name))
        try:
            with (self.path / LIST).open("a", encoding="utf-8") as listed:
                listed.write(f"{name}\n")  # before the file: what a run cut short leaves, the next takes away
            file = self.path / name
            file.parent.mkdir(parents=True, exist_ok=True)
            if file.is_symlink():
                file.unlink()  # what it points to is not ours to write
            file.write_bytes(content.encode("utf-8", "replace") if isinstance(content, str) else content)
        except OSError as error:
            raise Refusal(f"{self.path / name} can't be written: {error.strerror}.") from error
        self._written.add(name)

    def finish(self) -> int:
        """Take away what an earlier export had and this one has not; gives how many files there are now."""
        try:
            for name in self._before - self._written:
                file = self.path / name
                if self._is_within(name) and (file.is_file() or file.is_symlink()):
                    file.unlink()
            (self.path / LIST).write_text("".join(f"{name}\n" for name in sorted(self._written)), "utf-8")
        except OSError as error:
            raise Refusal(f"{self.path} can't be brought up to date: {error.strerror}.") from error
        return len(self._written)

    def _is_within(self, name: str) -> bool:
        """Say whether a file's own folder is below this one, wherever links in between lead."""
        return (self.path / name).parent.resolve().is_relative_to(self.path.resolve())
