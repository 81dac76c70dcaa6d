"""Which rules an assessment is asked to use: profiles by name, every other setting as KEY=VALUE."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

from models.criteria.settings import DEFAULT, DOSE_PROFILES, PSYCHOTHERAPY_PROFILES, RuleSettings
from models.errors import Invalid, Problem

KEYS = {field.name: type(getattr(DEFAULT, field.name)) for field in fields(RuleSettings)}
PROFILES = {"dose_profile": DOSE_PROFILES, "psychotherapy_profile": PSYCHOTHERAPY_PROFILES}
SWITCH = {"true": True, "false": False}
MOST = 36_500  # a hundred years in days: more than any setting can mean
KINDS = {
    bool: "true or false",
    int: f"a whole number from 0 to {MOST}",
    float: f"a number from 0 to {MOST}",
    str: "a name",
}


def settings_of(profiles: Mapping[str, str], policy: Sequence[str] = ()) -> RuleSettings:
    """Raises Invalid with everything that is wrong with what was asked for."""
    problems: list[Problem] = []
    chosen: dict[str, Any] = {}
    for key, value in profiles.items():
        _set(chosen, f"--{key.replace('_', '-')}", key, value, problems)
    for each in policy:
        key, sign, value = each.partition("=")
        if not sign or key not in KEYS:
            problems.append(Problem(f"--policy {key}", f"no such setting; allowed: KEY=VALUE with {', '.join(KEYS)}"))
        else:
            _set(chosen, f"--policy {key}", key, value, problems)
    if problems:
        raise Invalid(problems)
    return RuleSettings(**chosen)


def _set(chosen: dict[str, Any], option: str, key: str, text: str, problems: list[Problem]) -> None:
    value = _value(key, text)
    if value is None:
        allowed = ", ".join(PROFILES[key]) if key in PROFILES else KINDS[KEYS[key]]
        problems.append(Problem(option, f"allowed: {allowed}"))
    else:
        chosen[key] = value


def _value(key: str, text: str) -> Any:
    """The value in the setting's own kind; None where it is not allowed."""
    kind = KEYS[key]
    if kind is bool:
        return SWITCH.get(text)
    if kind is str:
        return text if text in PROFILES[key] else None
    try:
        number = kind(text)
    except ValueError:
        return None
    return number if 0 <= number <= MOST else None
