"""What each entry of the log says was done, in plain words for whoever administers a clinic."""

import tomllib
from functools import cache
from pathlib import Path

WAYS = {
    "account": "password",
    "link": "check-in link",
    "kiosk": "the clinic’s device",
    "demo": "demonstration",
}


@cache
def acts() -> dict[str, str]:
    """Every act that the log may name, by the name under which it is kept."""
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))


def act(name: str) -> str:
    """What was done; an act of an older or newer version, which has no words here, by its own name."""
    return acts().get(name, name.replace("_", " "))


def way(name: str) -> str:
    """The way by which somebody had come in."""
    return WAYS.get(name, name or "–")


def who(name: str, role: str) -> str:
    """Staff by name; everybody else by what they are."""
    return name or {"system": "the installation", "nobody": "not signed in"}.get(role, role)
