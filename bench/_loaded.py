"""A process that has loaded all of Guildhall, and forks a fresh Guildhall whenever it is asked for one.

    python -m bench._loaded

It is `guildhall` in all but the loading, which takes longer than all the rest of a start: each fork is a process of its
own, to be killed as any. Reads one JSON document a line (`words`, `env`, `out`, `errors`), and writes one a line: the
number of the process that was begun (`begun`), and of one that ended (`ended`, `status`). Ends with its input, and does
not outlive whoever asks it.
"""

import gc
import json
import os
import select
import signal
import sys
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from importlib import import_module
from pkgutil import walk_packages
from typing import Any

_ROOMS = ("bot", "cogs", "community", "storage", "archive")
_LATER = ("aiosqlite", "asyncpg", "sqlalchemy.dialects.sqlite.aiosqlite", "sqlalchemy.dialects.postgresql.asyncpg")
"""What is loaded at the first use of a database."""
_LEFT_OUT = ("__main__", "storage.migrations.")


def load() -> None:
    """Load what a start may need, without starting anything."""
    for room in _ROOMS:
        package = import_module(room)
        for module in walk_packages(package.__path__, f"{room}."):
            if not any(one in module.name for one in _LEFT_OUT):
                import_module(module.name)
    for name in _LATER:
        import_module(name)
    import_module("storage.migrations")
    gc.collect()
    gc.freeze()


def serve() -> None:
    """Fork whatever is asked for, and tell of whatever ended, until the input ends."""
    heard, signalled = os.pipe()
    os.set_blocking(signalled, False)
    signal.set_wakeup_fd(signalled)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    asked = b""
    while True:
        ready, _, _ = select.select([0, heard], [], [])
        if heard in ready:
            os.read(heard, 4096)
            _tell_of_those_that_ended()
        if 0 in ready:
            piece = os.read(0, 1 << 16)
            if not piece:
                return
            *lines, asked = (asked + piece).split(b"\n")
            for line in lines:
                _fork(json.loads(line), heard, signalled)


def _fork(asked: dict[str, Any], *ours: int) -> None:
    assert threading.active_count() == 1, "a fork has one thread alone: none may be lost"
    number = os.fork()
    if number:
        _tell({"begun": number})
        return
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    for end in ours:
        os.close(end)
    become(asked["words"], asked["env"], asked["out"], asked["errors"])


def become(words: Sequence[str], env: Mapping[str, str], out: str, errors: str) -> None:
    """Be `guildhall` with these words from now on, in the process just forked; what it prints is added to files.

    Raises SystemExit, which ends it.
    """
    appending = os.O_WRONLY | os.O_CREAT | os.O_APPEND
    for number, path, how in ((0, os.devnull, os.O_RDONLY), (1, out, appending), (2, errors, appending)):
        opened = os.open(path, how, 0o666)
        os.dup2(opened, number)
        os.close(opened)
    os.environ.clear()
    os.environ.update(env)
    sys.argv = ["guildhall", *words]
    import_module("bot.cli").main(words, prog_name="guildhall")


def _tell_of_those_that_ended() -> None:
    with suppress(ChildProcessError):
        while (found := os.waitpid(-1, os.WNOHANG)) != (0, 0):
            _tell({"ended": found[0], "status": os.waitstatus_to_exitcode(found[1])})


def _tell(what: dict[str, int]) -> None:
    os.write(1, json.dumps(what).encode() + b"\n")


if __name__ == "__main__":
    load()
    serve()
