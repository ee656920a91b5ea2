"""The configuration: what may stand in it, and the one sentence for what may not."""

import tomllib
from dataclasses import fields
from pathlib import Path

import pytest

from bot import build_bot
from bot.settings import Settings, load_settings
from community.errors import Misconfigured

EXAMPLE = Path(__file__).resolve().parents[2] / "config.example.toml"


def written(folder: Path, text: str) -> Path:
    file = folder / "guildhall.toml"
    file.write_text(text, "utf-8")
    return file


def test_the_example_is_the_defaults():
    assert load_settings(EXAMPLE, {}) == Settings()


def test_the_example_has_every_key_with_a_comment_above_it():
    table = tomllib.loads(EXAMPLE.read_text("utf-8"))
    lines = EXAMPLE.read_text("utf-8").splitlines()
    for section in fields(Settings):
        for key in fields(section.default_factory):  # type: ignore[arg-type]  # every section has a factory
            assert key.name in table[section.name]
            place = next(at for at, line in enumerate(lines) if line.startswith(f"{key.name} ="))
            assert lines[place - 1].startswith("# ")


@pytest.mark.parametrize(
    ("text", "key", "allowed"),
    [
        ("[disscord]\n", "disscord", "discord"),
        ("[weather]\n", "weather", "database"),
        ('discord = "x"\n', "discord", "section"),
        ("[discord]\ntokn = 'x'\n", "discord.tokn", "token"),
        ("[discord]\ntoken = 5\n", "discord.token", "text in quotes"),
        ("[discord]\nsync_commands = 1\n", "discord.sync_commands", "true or false"),
        ("[ingest]\nqueue = true\n", "ingest.queue", "a whole number"),
        ("[ingest]\nqueue = 3\n", "ingest.queue", "from 100 to 1000000"),
        ("[ingest]\nbatch = 1001\n", "ingest.batch", "from 1 to 1000"),
        ("[ingest]\nreread_days = 1.5\n", "ingest.reread_days", "a whole number"),
        ("[log]\nlevel = 'loud'\n", "log.level", "debug, info, warning, error"),
        ("[log]\nformat = 'xml'\n", "log.format", "text, json"),
        ("[database]\naddress = ['x']\n", "database.address", "text in quotes"),
    ],
)
def test_what_is_wrong_is_one_sentence_with_the_key_and_what_is_allowed(
    tmp_path: Path, text: str, key: str, allowed: str
):
    with pytest.raises(Misconfigured) as wrong:
        load_settings(written(tmp_path, text), {})
    sentence = str(wrong.value)
    assert key in sentence
    assert allowed in sentence
    assert "\n" not in sentence


@pytest.mark.parametrize(
    ("content", "why"),
    [(b"[discord\n", "not valid TOML"), (b"\xff\xfe", "not UTF-8")],
)
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, content: bytes, why: str):
    file = tmp_path / "mine.toml"
    file.write_bytes(content)
    with pytest.raises(Misconfigured, match=why) as wrong:
        load_settings(file, {})
    assert "mine.toml" in str(wrong.value)


def test_a_file_that_was_asked_for_must_be_there(tmp_path: Path):
    with pytest.raises(Misconfigured, match=r"absent\.toml"):
        load_settings(tmp_path / "absent.toml", {})


def test_the_environment_comes_before_the_file(tmp_path: Path):
    file = written(tmp_path, "[discord]\ntoken = 'of the file'\n[database]\naddress = 'of the file'\n")
    settings = load_settings(file, {"GUILDHALL_TOKEN": "of the environment", "GUILDHALL_DATABASE": "elsewhere"})
    assert (settings.discord.token, settings.database.address) == ("of the environment", "elsewhere")


def test_without_a_file_the_one_in_the_working_directory_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    assert load_settings(None, {}) == Settings()
    written(tmp_path, "[log]\nlevel = 'error'\n")
    assert load_settings(None, {}).log.level == "error"


def test_no_secret_shows_when_settings_are_printed():
    settings = load_settings(None, {"GUILDHALL_TOKEN": "hush-hush", "GUILDHALL_DATABASE": "postgresql://a:secret@b"})
    assert "hush" not in repr(settings)
    assert "secret" not in repr(settings)


def test_shards_need_postgresql_and_leave_no_client_that_works_everything(tmp_path: Path):
    file = written(tmp_path, "[discord]\nshards = 2\n")
    with pytest.raises(Misconfigured, match=r"discord\.shards needs PostgreSQL"):
        load_settings(file, {})
    settings = load_settings(file, {"GUILDHALL_DATABASE": "postgresql+asyncpg://a@b/c"})
    with pytest.raises(Misconfigured, match=r"discord\.shards is set"):
        build_bot(settings)
