"""Run every long run, two at a time, and print what came of each as one JSON document; exits with 1 if any failed.

Each part is a module of this package that can be run alone, with other sizes: `python -m soak.kills --help`. Name parts
on the command line to run those alone.
"""

import json
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

PARTS = {
    "kills on sqlite": ("soak.kills", "--on", "sqlite"),
    "kills on postgres": ("soak.kills", "--on", "postgres"),
    "sessions on sqlite": ("soak.sessions", "--on", "sqlite"),
    "sessions on postgres": ("soak.sessions", "--on", "postgres"),
    "sessions by two processes": ("soak.sessions", "--processes", "2"),
    "processes": ("soak.processes", "--rounds", "12"),
    "backfill": ("soak.backfill",),
    "input": ("soak.input", "--examples", "12"),
    "access": ("soak.access", "--examples", "20", "--crowds", "10"),
}
"""What is run for each part; together they take less than an hour on two cores that do nothing else."""
_LANES = 2
"""Parts run at a time: each keeps a bot, its database and a sandbox busy, in processes that wait for each other."""


def go_through(name: str) -> dict[str, Any]:
    """Run one part; gives what it printed, whether it held, and the seconds it took."""
    print(f"running {name}", file=sys.stderr)  # noqa: T201 - progress goes to standard error
    began = time.monotonic()
    ended = subprocess.run([sys.executable, "-m", *PARTS[name]], stdout=subprocess.PIPE, check=False)  # noqa: S603 - our own modules
    told = json.loads(ended.stdout) if ended.stdout.strip() else None
    return {"held": ended.returncode == 0, "seconds": round(time.monotonic() - began), "told": told}


def main() -> None:
    """Run what is named, or everything."""
    names = sys.argv[1:] or list(PARTS)
    if unknown := set(names) - PARTS.keys():
        sys.exit(f"There is no part called {', '.join(sorted(unknown))}. There are: {', '.join(PARTS)}.")
    with ThreadPoolExecutor(_LANES) as lanes:
        told = dict(zip(names, lanes.map(go_through, names), strict=True))
    print(json.dumps(told, indent=2))  # noqa: T201 - the document is what it is for
    if not all(part["held"] for part in told.values()):
        sys.exit(1)


if __name__ == "__main__":
    main()
