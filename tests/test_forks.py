"""What the soaks start again and again is forked: each is a whole `guildhall`, in a process of its own."""

import os
from pathlib import Path

from bench._forks import Forks


async def test_a_fork_is_a_process_of_its_own_that_does_what_its_command_line_says(tmp_path: Path):
    forks = Forks()
    out, errors = tmp_path / "out", tmp_path / "errors"
    env = {"PATH": os.environ["PATH"], "HOME": str(tmp_path)}
    config = tmp_path / "guildhall.toml"
    config.write_text("", "utf-8")
    try:
        version = await forks.begin(["--version"], env, out, errors)
        assert await version.wait() == 0
        assert "guildhall" in out.read_text("utf-8")
        without = await forks.begin(["run", "--config", str(config)], env, out, errors)
        assert await without.wait() == 1
        assert "No bot token is set" in errors.read_text("utf-8")
        with_one = {**env, "GUILDHALL_TOKEN": "none", "GUILDHALL_DATABASE": f"sqlite+aiosqlite:///{tmp_path / 'g.db'}"}
        config.write_text('[discord]\napi = "http://192.0.2.1/api/v10"\ngateway = "ws://192.0.2.1"\n', "utf-8")
        waits = await forks.begin(["run", "--config", str(config)], with_one, out, errors)
        waits.kill()
        assert await waits.wait() == -9
        assert len({version.pid, without.pid, waits.pid, os.getpid()}) == 4
    finally:
        await forks.close()
