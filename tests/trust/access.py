"""Calls every registered door as everybody, with sample arguments made from its own signature; nothing is kept."""

import importlib
import inspect
import pkgutil
import sys
import tomllib
import typing
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from typing import Any

from sqlmodel import Session

from models import door as doors
from models import history, recording
from models.access import Actor
from models.clock import now, today
from models.database import session
from models.errors import NotPermitted
from models.recording.inputs import Input
from tests.trust.canaries import BORN_ON, Aviary

MATRIX = tomllib.loads((Path(__file__).parent / "access.toml").read_text())
WORDS: dict[str, Any] = {
    "record_number": "RN-77431",
    "born_on": BORN_ON,
    "instrument": "phq9",
    "item": "q1",
    "pin": "7391",
    "search": "Zzyzxova",
    "every_days": 7,
    "value": 1.0,
    "row_version": 1,
}
SAMPLES: dict[str, dict[str, object]] = {
    "EpisodeInput": {"started_on": date(2019, 1, 1), "ended_on": date(2019, 2, 1)},
    "TrialInput": {"modality": "psychotherapy", "therapy": "CBT"},
    "SessionInput": {"attended": True},
    "MeasurementInput": {"instrument": "phq9", "total": 12},
    "EmergencyInput": {"reason": "long enough a reason"},
    "EventNoteInput": {"kind": "other", "words": "x"},
    "PreferenceInput": {"about": "matters", "words": "x"},
    "ShareInput": {"shared_with": "x", "domains": ("symptoms",)},
    "PatientInput": {"record_number": "N-1", "given_name": "A", "family_name": "B"},
    "StaffInput": {"role": "clinician", "given_name": "A", "family_name": "B"},
    "ViewInput": {"name": "x"},
    "StepsInput": {"steps": ["x"]},
    "ClinicInput": {"name": "Third"},
    "CrisisInput": {"message": "x", "call_number": "988", "text_number": "988", "emergency_number": "911"},
}


for package in (history, recording):
    for module in pkgutil.iter_modules(package.__path__, package.__name__ + "."):
        importlib.import_module(module.name)  # a door that nobody has opened yet is a door, too


def registered() -> dict[str, Callable[..., Any]]:
    """Every door that asks for a permission, by name."""
    found = {}
    for name, permission in doors.REGISTRY.items():
        module, act = name.rsplit(".", 1)
        if permission is not None:
            found[act] = getattr(sys.modules[module], act)
    return found


def public() -> set[str]:
    """Every door that stands open to somebody who is not signed in yet."""
    return {name.rsplit(".", 1)[1] for name, permission in doors.REGISTRY.items() if permission is None}


def arguments(door: Callable[..., Any], aviary: Aviary, ids: dict[str, str]) -> dict[str, Any]:
    """Something for each argument that must be given; ids are those of the record that is asked for."""
    act = inspect.unwrap(door)
    kinds = typing.get_type_hints(act)
    here = {"clinic_id": aviary.clinic, "person_id": aviary.colleague, "clinician_id": aviary.colleague, **WORDS, **ids}
    wanted = list(inspect.signature(act).parameters.values())[2:]
    return {
        each.name: here[each.name] if each.name in here else _sample(kinds[each.name], aviary)
        for each in wanted
        if each.default is inspect.Parameter.empty or each.name == "search"
    }


def _sample(kind: Any, aviary: Aviary) -> Any:
    if kind is bool:
        return True
    if kind is int:
        return 1
    if kind is datetime:
        return now()
    if kind is date:
        return today()
    if isinstance(kind, type) and issubclass(kind, Enum):
        return next(iter(kind))
    if isinstance(kind, type) and issubclass(kind, Input):
        return _input(kind, aviary)
    within = typing.get_args(kind)
    if within and typing.get_origin(kind) not in (typing.Union, type(int | None)):
        return []
    return "x"


def _input(kind: type[Input], aviary: Aviary) -> Input:
    given = dict(SAMPLES.get(kind.__name__, {}))
    if "clinic_id" in kind.model_fields:
        given["clinic_id"] = aviary.clinic
    for name, about in kind.model_fields.items():
        if name not in given and about.is_required():
            given[name] = _sample(about.annotation, aviary)
    return kind.model_validate(given)


@contextmanager
def nothing_kept() -> Iterator[None]:
    """While this lasts, every transaction of a door is taken back at its end."""

    @contextmanager
    def taken_back(*, write: bool = False) -> Iterator[Session]:
        with session() as db:
            yield db
            db.rollback()

    before, doors.session = doors.session, taken_back  # type: ignore[assignment]
    try:
        yield
    finally:
        doors.session = before  # type: ignore[assignment]


def ask(door: Callable[..., Any], actor: Actor, given: dict[str, Any]) -> tuple[bool, str]:
    """Whether the door let the actor in, and everything it told; what else it objects to comes after being let in."""
    try:
        return True, repr(door(actor, **given))
    except NotPermitted as refused:
        return False, str(refused)
    except Exception as problem:  # noqa: BLE001 - the sample may be wrong in itself
        return True, str(problem)
