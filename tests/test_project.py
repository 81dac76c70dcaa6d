"""The project as others find it: how Streamlit runs, what the files name, what is documented, what can be read."""

import importlib
import itertools
import re
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest
import typer

from tests.support.source import ROOT, tracked

CONFIG = tomllib.loads((ROOT / ".streamlit/config.toml").read_text(encoding="utf-8"))


def sorry(breaches: list[str]) -> None:
    assert not breaches, "\n" + "\n".join(breaches)


def test_streamlit_runs_as_a_clinic_needs_it() -> None:
    """P15, P16, P18, P19, P28, P29, P30."""
    wanted = {
        "browser": {"gatherUsageStats": False},
        "client": {
            "toolbarMode": "minimal",
            "showErrorDetails": "none",
            "showErrorLinks": False,
            "disableDataExport": True,
            "allowedOrigins": [],
        },
        "runner": {"fastReruns": False},
        "server": {
            "address": "127.0.0.1",
            "headless": True,
            "fileWatcherType": "none",
            "folderWatchBlacklist": ["**/models"],
            "enableCORS": True,
            "enableXsrfProtection": True,
            "enableAgentApi": False,
            "maxUploadSize": 5,
        },
    }
    for section, settings in wanted.items():
        for name, value in settings.items():
            assert CONFIG[section].get(name) == value, f"{section}.{name}"


def test_streamlit_knows_every_setting_of_ours() -> None:
    """A misspelt setting is ignored with a warning; here it is an error."""
    from streamlit import config as known

    options = known.get_config_options()
    sorry([name for name in _flat("", CONFIG) if name not in options])


def _flat(prefix: str, table: dict[str, Any]) -> Iterator[str]:
    for key, value in table.items():
        name = f"{prefix}.{key}".strip(".")
        yield from _flat(name, value) if isinstance(value, dict) else [name]


# The project as others find it

FOREIGN = [
    *("/" + name + "/" for name in ("work", "root", "opt", "home", "Users")),
    *(
        ".".join(parts)
        for parts in (("pypi", "org"), ("pythonhosted", "org"), ("registry", "npmjs"), ("deb", "debian"))
    ),
    ".." + "/shared",
    "." + "library/",
]
ALLOWED_FOREIGN = {".ci/run": {".." + "/shared"}}  # the one place that says where the public data sets lie


def test_no_file_names_a_machine_or_a_registry() -> None:
    breaches = []
    for path in tracked():
        name = path.relative_to(ROOT).as_posix()
        try:
            words = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found = {each for each in FOREIGN if each in words} - ALLOWED_FOREIGN.get(name, set())
        breaches += [f"{name}: {each}" for each in found]
    sorry(breaches)


def _commands(group: Any, words: str) -> Iterator[str]:
    for name, command in group.commands.items():
        yield from _commands(command, f"{words} {name}") if hasattr(command, "commands") else [f"{words} {name}"]


def test_every_command_is_documented_and_no_other() -> None:
    if not (ROOT / "models/commands/table.py").exists():
        pytest.skip("there is no command line yet")
    table = importlib.import_module("models.commands.table")
    there = set(_commands(typer.main.get_command(table.commands()), "fairtrial"))
    page = (ROOT / "docs/commands.md").read_text(encoding="utf-8")
    lines = [f"{line} " for line in re.findall(r"^\| `(fairtrial [^`]+)`", page, re.MULTILINE)]
    missing = [each for each in there if not any(line.startswith(f"{each} ") for line in lines)]
    invented = [line for line in lines if not any(line.startswith(f"{each} ") for each in there)]
    sorry(
        [*(f"not in docs/commands.md: {each}" for each in missing), *(f"no such command: {each}" for each in invented)]
    )


def test_every_locked_package_has_a_hash() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        entries = (ROOT / name).read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
        assert entries
        sorry([f"{name}: {each[:60]}" for each in entries if "==" not in each or "--hash=sha256:" not in each])


# Colours: WCAG 2.2 asks 4.5 : 1 of text and 3 : 1 of what is to be seen


def brightness(colour: str) -> float:
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((brightness(one), brightness(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_can_be_read(theme: str) -> None:
    colours = CONFIG["theme"][theme]
    grounds = [colours["backgroundColor"], colours["secondaryBackgroundColor"]]
    inks = [colours[name] for name in colours if name.endswith("TextColor") or name in ("textColor", "linkColor")]
    sorry([f"{ink} on {ground}" for ink, ground in itertools.product(inks, grounds) if contrast(ink, ground) < 4.5])


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("hue", ["red", "orange", "yellow", "green", "blue", "gray"])
def test_a_chip_can_be_read(theme: str, hue: str) -> None:
    colours = CONFIG["theme"][theme]
    assert contrast(colours[f"{hue}TextColor"], colours[f"{hue}BackgroundColor"]) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_controls_can_be_seen(theme: str) -> None:
    colours = CONFIG["theme"][theme]
    assert contrast("#ffffff", colours["primaryColor"]) >= 4.5, "the words on a button"
    for ground in (colours["backgroundColor"], colours["secondaryBackgroundColor"]):
        assert contrast(colours["primaryColor"], ground) >= 3, "the button"
    assert contrast(colours["borderColor"], colours["backgroundColor"]) >= 3, "the edge of a field"
