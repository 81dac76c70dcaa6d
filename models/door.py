"""The frame of every door: permission first, then the act, the access log and one commit, in one transaction."""

import inspect
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import wraps
from types import ModuleType
from typing import Any, Concatenate, NamedTuple, ParamSpec, TypeVar

from sqlmodel import Session, select

from models.access import Actor, Permission, may, reaches
from models.clock import now
from models.database import session
from models.errors import Invalid, NotPermitted
from models.records import (
    AccessLog,
    CheckIn,
    Episode,
    EventNote,
    SafetyFlag,
    SessionProposal,
    Share,
    TeamNote,
    Trial,
)
from models.text import unwritable


class Concerned(NamedTuple):
    """Whose record an act concerns, and which part of it."""

    patient_id: str | None = None
    entity: str | None = None
    entity_id: str | None = None


REGISTRY: dict[str, Permission | None] = {}
P = ParamSpec("P")
R = TypeVar("R")
Act = Callable[Concatenate[Session, Actor, P], R]
Door = Callable[Concatenate[Actor, P], R]
TOLD = "told"  # where an act leaves what its entry in the log shall say
# A page that draws itself again because a filter was tapped is one look at the record, not ten.
SAME_LOOK = timedelta(minutes=1)
_LOGGED: dict[tuple[str | None, str, Concerned], datetime] = {}
OWNED: dict[str, Any] = {
    "check_in_id": CheckIn,
    "trial_id": Trial,
    "episode_id": Episode,
    "flag_id": SafetyFlag,
    "event_note_id": EventNote,
    "note_id": TeamNote,
    "proposal_id": SessionProposal,
    "share_id": Share,
}


PEOPLE = ("clinician_id", "person_id")  # of the staff, where an act concerns one of them


def writes(permission: Permission) -> Callable[[Act[P, R]], Door[P, R]]:
    """A door that changes records: the function runs inside one transaction and commits once, with its log row."""

    def wrap(act: Act[P, R]) -> Door[P, R]:
        signature = _register(act, permission)

        @wraps(act)
        def door(actor: Actor, /, *args: P.args, **kwargs: P.kwargs) -> R:
            with session(write=True) as db:
                concerned = _admit(db, actor, permission, signature, act.__name__, args, kwargs)
                try:
                    if wrong := unwritable(signature.bind(db, actor, *args, **kwargs).arguments):
                        raise Invalid(wrong)
                    result = act(db, actor, *args, **kwargs)
                except Invalid:
                    db.rollback()
                    _log_what_was_not_valid(actor, act.__name__, concerned)
                    raise
                db.add(_entry(actor, act.__name__, concerned, permitted=True, detail=db.info.pop(TOLD, None)))
            return result

        return door

    return wrap


def reads(
    permission: Permission, *, logged: bool = True, noted: Callable[[Session, Actor, Concerned], None] | None = None
) -> Callable[[Act[P, R]], Door[P, R]]:
    """A door that shows records: nothing is returned unless the reading has been logged.

    `noted` keeps, in the log's own transaction, what follows from the look: that a check-in has been read.
    """

    def wrap(act: Act[P, R]) -> Door[P, R]:
        signature = _register(act, permission)

        @wraps(act)
        def door(actor: Actor, /, *args: P.args, **kwargs: P.kwargs) -> R:
            with session() as db:
                concerned = _admit(db, actor, permission, signature, act.__name__, args, kwargs)
                result = act(db, actor, *args, **kwargs)
            if logged and not _just_logged(actor, act.__name__, concerned):
                with session(write=True) as db:
                    db.add(_entry(actor, act.__name__, concerned, permitted=True))
                    if noted is not None:
                        noted(db, actor, concerned)
                _LOGGED[actor.visit_id, act.__name__, concerned] = now()
            return result

        return door

    return wrap


def public(*, write: bool) -> Callable[[Callable[Concatenate[Session, P], R]], Callable[P, R]]:
    """A door for somebody who is not signed in yet; what it does is logged by itself where it matters."""

    def wrap(act: Callable[Concatenate[Session, P], R]) -> Callable[P, R]:
        REGISTRY[f"{act.__module__}.{act.__name__}"] = None

        @wraps(act)
        def door(*args: P.args, **kwargs: P.kwargs) -> R:
            with session(write=write) as db:
                return act(db, *args, **kwargs)

        return door

    return wrap


def seal(package: ModuleType) -> None:
    """Refuse to import a door whose public function has no permission: unregistered means denied."""
    for name in getattr(package, "__all__", ()):
        thing = getattr(package, name)
        if inspect.isfunction(thing) and f"{thing.__module__}.{thing.__name__}" not in REGISTRY:
            raise ImportError(f"{package.__name__}.{name} is a door without a permission")


def tell(db: Session, **detail: object) -> None:
    """What the log's entry of the act that is under way shall say beside who, what and whom; never an answer."""
    db.info[TOLD] = detail


def _register(act: Callable[..., Any], permission: Permission) -> inspect.Signature:
    REGISTRY[f"{act.__module__}.{act.__name__}"] = permission
    return inspect.signature(act)


def _admit(
    db: Session,
    actor: Actor,
    permission: Permission,
    signature: inspect.Signature,
    act: str,
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
) -> Concerned:
    """Whom and what the act concerns; raises before anything else is fetched where the actor may not."""
    given = signature.bind(db, actor, *args, **kwargs).arguments
    named: set[str | None] = {given["patient_id"] or None} if _names(given, signature, "patient_id") else set()
    for argument, record in OWNED.items():
        if _names(given, signature, argument):
            named.add(db.exec(select(record.patient_id).where(record.id == given[argument])).first())
    patient_id = next(iter(named)) if len(named) == 1 else None
    concerned = Concerned(patient_id, *_thing(given))
    allowed = may(actor, permission) and len(named) <= 1
    if allowed and named:
        allowed = patient_id is not None and reaches(db, actor, patient_id, given.get("check_in_id"), permission)
    if not allowed:
        db.rollback()
        with session(write=True) as log:
            log.add(_entry(actor, act, concerned, permitted=False))
        raise NotPermitted("Not found.")
    return concerned


def _log_what_was_not_valid(actor: Actor, act: str, concerned: Concerned) -> None:
    """That something was tried and refused, and never what it was."""
    with session(write=True) as log:
        log.add(_entry(actor, act, concerned, permitted=True, detail={"refused": "not valid"}))


def _names(given: Mapping[str, Any], signature: inspect.Signature, argument: str) -> bool:
    """Whether the call is about somebody: an empty id names nobody, and is refused like one that leads nowhere."""
    if argument not in signature.parameters:
        return False
    return given.get(argument) is not None or signature.parameters[argument].default is not None


def _thing(given: Mapping[str, Any]) -> tuple[str, str] | tuple[None, None]:
    """Which record of a patient, or which of the staff, the arguments name."""
    for argument, record in OWNED.items():
        if isinstance(given.get(argument), str) and given[argument]:
            return str(record.__tablename__), given[argument][:40]
    for argument in PEOPLE:
        if isinstance(given.get(argument), str) and given[argument]:
            return "person", given[argument][:40]
    return None, None


def _just_logged(actor: Actor, act: str, concerned: Concerned) -> bool:
    """Whether this look at this record stands in the log already, by this visit, within the same minute."""
    for key in [key for key, at in tuple(_LOGGED.items()) if not now() - SAME_LOOK < at <= now()]:
        _LOGGED.pop(key, None)
    return actor.visit_id is not None and (actor.visit_id, act, concerned) in _LOGGED


def _entry(
    actor: Actor, act: str, concerned: Concerned, *, permitted: bool, detail: dict[str, object] | None = None
) -> AccessLog:
    role = actor.kind.value if actor.kind == "system" else actor.role.value
    return AccessLog(
        at=now(),
        actor_id=actor.person_id,
        actor_role=role,
        visit_id=actor.visit_id,
        act=act,
        was_permitted=permitted,
        patient_id=concerned.patient_id,
        entity=concerned.entity,
        entity_id=concerned.entity_id,
        clinic_id=actor.clinic_id,
        detail=detail,
    )
