"""Run every module beside this one and print what they measured, as one JSON document.

Each module has `async def figures() -> dict[str, Any]`. Name modules on the command line to run those alone.
`load_before` is how many processes wanted a core in the minute before: figures of a busy machine say little.
"""

import asyncio
import json
import os
import pkgutil
import platform
import sys
import time
from importlib import import_module
from typing import Any

import bench


async def measure(names: list[str]) -> dict[str, Any]:
    """Give the figures of each module named, with how long it took to take them, in seconds."""
    told: dict[str, Any] = {"python": platform.python_version(), "machine": platform.machine(), "cores": os.cpu_count()}
    for name in names:
        print(f"measuring {name}", file=sys.stderr)  # noqa: T201 - progress goes to standard error
        load = round(os.getloadavg()[0], 1)
        began = time.perf_counter()
        told[name] = await import_module(f"bench.{name}").figures()
        told[name]["seconds_to_measure"] = round(time.perf_counter() - began, 1)
        told[name]["load_before"] = load
    return told


def main() -> None:
    """Measure what is named, or everything."""
    known = sorted(module.name for module in pkgutil.iter_modules(bench.__path__) if not module.name.startswith("_"))
    names = sys.argv[1:] or known
    if unknown := set(names) - set(known):
        sys.exit(f"There is no figure called {', '.join(sorted(unknown))}. There are: {', '.join(known)}.")
    print(json.dumps(asyncio.run(measure(names)), indent=2))  # noqa: T201 - the document is what it is for


if __name__ == "__main__":
    main()
