"""Whole histories taken in from another program, all or none: what is on record is found again and left alone."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from inspect import unwrap
from typing import Any

from sqlmodel import Session, col, func, select

from models.access import Actor, ActorKind, Permission
from models.clock import now
from models.door import writes
from models.errors import Invalid, NotPermitted, Problem
from models.gathering import DOSES_MISSED
from models.recording.administrations import put_new
from models.recording.episode import open_episode
from models.recording.inputs import EpisodeInput, Input, MeasurementInput, PatientInput, TrialInput
from models.recording.people import add_patient, join_team
from models.recording.standing import refreshed_once
from models.recording.trial import as_it_is, put_trial
from models.records import (
    AccessLog,
    CheckIn,
    Episode,
    FlagStatus,
    KnownAs,
    Named,
    Person,
    PersonRole,
    SafetyFlag,
    Score,
    Trial,
)

# What each of these doors does, inside a transaction that is open already.
_add_patient: Callable[..., str] = unwrap(add_patient)
_join_team: Callable[..., None] = unwrap(join_team)
_open_episode: Callable[..., str] = unwrap(open_episode)


class NamedEpisode(Input):
    """An episode under the name that the other program gave it; a number of None is any."""

    name: str
    episode: EpisodeInput


class NamedTrial(Input):
    """A trial under its name there. Without `episode_name` the one episode that its first day lies in is meant."""

    name: str
    episode_name: str | None = None
    augments_name: str | None = None
    trial: TrialInput


class PlacedMeasurement(Input):
    """A form with its place in the document."""

    place: int
    trial_name: str | None = None
    measured: MeasurementInput


class HistoryInput(Input):
    """One patient with all that the document tells, in the order of the document."""

    patient: PatientInput
    episodes: tuple[NamedEpisode, ...] = ()
    trials: tuple[NamedTrial, ...] = ()
    measurements: tuple[PlacedMeasurement, ...] = ()


@dataclass(frozen=True)
class HistoriesTaken:
    """How much was new, and how many of these patients now have a safety flag that is open."""

    patients: int
    episodes: int
    trials: int
    measurements: int
    open_flags: int

    @property
    def anything(self) -> bool:
        """Whether anything was new at all."""
        return any((self.patients, self.episodes, self.trials, self.measurements))


class PatientForms(Input):
    """The forms of one patient, each with its place in the file. The patient is used where one may be added."""

    patient: PatientInput
    forms: tuple[PlacedMeasurement, ...]


class Rehearsed(Exception):
    """Everything could be taken in, and nothing was written because that was only to be seen."""

    def __init__(self, taken: HistoriesTaken) -> None:
        self.taken = taken
        super().__init__("nothing was written")


@writes(Permission.patient_add)
def take_histories(
    db: Session,
    actor: Actor,
    histories: Sequence[HistoryInput],
    team: Sequence[str] = (),
    told: Callable[[int], None] | None = None,
    rehearsal: bool = False,
) -> HistoriesTaken:
    """Take histories in; patients are known by record number, episodes and trials by their names elsewhere or our ids.

    What is on record is left as it is; told otherwise it is refused, like what cannot be: Invalid with all problems,
    its field beginning with the place of the history, and then nothing is written. A `rehearsal` ends in
    Rehearsed. Only the installation itself may.
    """
    if actor.kind is not ActorKind.system:
        raise NotPermitted("Not found.")
    problems: list[Problem] = []
    counts = [0, 0, 0, 0]
    ids: list[str] = []
    with refreshed_once(db):
        for place, history in enumerate(histories):
            taking = _Taking(db, actor, history, team)
            problems += [Problem(f"{place}.{one.field}", one.message) for one in taking.problems]
            counts = [one + more for one, more in zip(counts, taking.counts, strict=True)]
            ids += [taking.patient_id] if taking.patient_id else []
            if told:
                told(place + 1)
        if problems:
            raise Invalid(problems)
    taken = HistoriesTaken(counts[0], counts[1], counts[2], counts[3], _open_flags(db, ids))
    if rehearsal:
        raise Rehearsed(taken)
    return taken


@writes(Permission.patient_add)
def take_administrations(
    db: Session,
    actor: Actor,
    patients: Sequence[PatientForms],
    add_patients: bool = False,
    team: Sequence[str] = (),
    told: Callable[[int], None] | None = None,
    rehearsal: bool = False,
) -> HistoriesTaken:
    """Take forms of patients in, known by record number; one who is not there is refused, or added where that is said.

    Forms on record are left as they are; with other figures on the same day they are refused, as whatever cannot be:
    Invalid, each field beginning with the form's place. Trials go by their names elsewhere or our ids.
    """
    if actor.kind is not ActorKind.system:
        raise NotPermitted("Not found.")
    problems: list[Problem] = []
    new = added = 0
    ids: list[str] = []
    with refreshed_once(db):
        for count, one in enumerate(patients, start=1):
            taking = _Taking(db, actor, HistoryInput(patient=one.patient, measurements=one.forms), team, add_patients)
            problems += [_by_row(each, one.forms) for each in taking.problems]
            added, new = added + taking.counts[0], new + taking.counts[3]
            ids += [taking.patient_id] if taking.patient_id else []
            if told:
                told(count)
        if problems:
            raise Invalid(problems)
    taken = HistoriesTaken(added, 0, 0, new, _open_flags(db, ids))
    if rehearsal:
        raise Rehearsed(taken)
    return taken


def _by_row(problem: Problem, forms: Sequence[PlacedMeasurement]) -> Problem:
    """A problem of a patient stands at the patient's first row."""
    first, _, rest = problem.field.partition(".")
    if first == "measurements":
        return Problem(rest, problem.message)
    return Problem(f"{forms[0].place}.patient", problem.message)


class _Taking:
    """One history on its way in: every problem is collected, and what hangs on something refused is left out."""

    def __init__(
        self, db: Session, actor: Actor, history: HistoryInput, team: Sequence[str], add_patient: bool | None = None
    ) -> None:
        self.db, self.actor, self.history, self.add_patient = db, actor, history, add_patient
        self.problems: list[Problem] = []
        self.counts = [0, 0, 0, 0]
        self.patient_id = ""
        self.episodes: dict[str, str | None] = {}
        self.trials: dict[str, str | None] = {}
        with _collected(self.problems, "patient"):
            self.patient_id = self._patient(team)
        if self.patient_id:
            self._everything()

    def _everything(self) -> None:
        for place, episode in enumerate(self.history.episodes):
            with _collected(self.problems, f"episodes.{place}"):
                self.episodes[episode.name] = None
                self.episodes[episode.name] = self._episode(episode)
        for place, trial in _underneath_first(self.history.trials):
            with _collected(self.problems, f"trials.{place}"):
                self.trials[trial.name] = None
                self.trials[trial.name] = self._trial(trial)
        self._measurements()
        self.db.add(_entry(self.actor, self.patient_id))

    def _patient(self, team: Sequence[str]) -> str:
        given = self.history.patient
        same = select(Person).where(Person.clinic_id == given.clinic_id, Person.record_number == given.record_number)
        there = self.db.exec(same).first()
        if there is not None:
            if there.role is not PersonRole.patient:
                raise Invalid([Problem("id", "is the number of somebody who is no patient")])
            if self.add_patient is None:  # a whole history tells who it is about; a form only whose it is
                known = {"born_on": there.born_on, "sex": there.sex}
                _refuse_other(known, given.model_dump(include={"born_on", "sex"}))
            return there.id
        if self.add_patient is False:
            raise Invalid([Problem("record_number", "no patient of this clinic has this number")])
        self.counts[0] += 1
        patient_id = _add_patient(self.db, self.actor, given)
        for clinician_id in team:
            _join_team(self.db, self.actor, patient_id, clinician_id)
        return patient_id

    def _episode(self, given: NamedEpisode) -> str:
        there = self._there(Named.episode, given.name)
        if there is None:
            self.counts[1] += 1
            new = _open_episode(self.db, self.actor, self.patient_id, given.episode)
            self._name(Named.episode, new, given.name)
            return new
        self.episodes[given.name] = there
        row = self.db.get_one(Episode, there)
        told = given.episode.model_dump(exclude={"number"} if given.episode.number is None else set())
        if not self._is_newest(row):
            told.pop("diagnosis")  # a document has one diagnosis, that of the newest episode
        _refuse_other(row.model_dump(), told)
        return there

    def _is_newest(self, row: Episode) -> bool:
        newest = select(func.max(Episode.number)).where(Episode.patient_id == self.patient_id)
        return row.number == self.db.exec(newest).one()

    def _trial(self, given: NamedTrial) -> str | None:
        if None in (self.episodes.get(given.episode_name or "", ""), self.trials.get(given.augments_name or "", "")):
            return None  # it hangs on something that was refused: that is told already
        augments = self.trials.get(given.augments_name or "") if given.augments_name else None
        episode_id = self._episode_of(given)
        trial = given.trial.model_copy(update={"episode_id": episode_id, "augments_id": augments})
        there = self._there(Named.trial, given.name)
        if there is not None:
            self.trials[given.name] = there
            kept = _plain(as_it_is(self.db, self.db.get_one(Trial, there)))
            told = _told(trial)
            if kept["adherence"] is None and self._tells_doses():
                told = {**told, "adherence": None, "adherence_source": None}  # it follows from forms that come along
            _refuse_other(kept, told)
            return there
        self.counts[2] += 1
        # Whoever wrote the document meant what it says: there is nobody to ask.
        new = put_trial(self.db, self.actor, self.patient_id, trial, confirmed=True)
        self._name(Named.trial, new, given.name)
        return new

    def _tells_doses(self) -> bool:
        """Whether the patient told of missed doses: where nobody recorded adherence, it follows from those."""
        own = select(CheckIn.id).join(Score, col(Score.check_in_id) == CheckIn.id)
        asked = own.where(CheckIn.patient_id == self.patient_id, Score.instrument == DOSES_MISSED)
        return self.db.exec(asked).first() is not None

    def _episode_of(self, given: NamedTrial) -> str:
        if given.episode_name is not None:
            found = self.episodes.get(given.episode_name) or self._there(Named.episode, given.episode_name)
            if found is None:
                raise Invalid([Problem("episode_id", "no episode of this id in the document or on record")])
            return found
        started_on = given.trial.started_on
        mine = select(Episode).where(Episode.patient_id == self.patient_id, col(Episode.started_on) <= started_on)
        around = [one.id for one in self.db.exec(mine).all() if one.ended_on is None or one.ended_on >= started_on]
        if len(around) != 1:
            raise Invalid([Problem("episode_id", "missing, and its first day lies in no episode of the record")])
        return around[0]

    def _measurements(self) -> None:
        given = []
        for one in self.history.measurements:
            trial_id = None
            if one.trial_name is not None:
                trial_id = self._trial_named(one)
                if trial_id is None:
                    continue  # its trial was refused: that is told already
            given.append((f"measurements.{one.place}", one.measured.model_copy(update={"trial_id": trial_id})))
        with _collected(self.problems, ""):
            self.counts[3] += put_new(self.db, self.db.get_one(Person, self.patient_id), given)

    def _trial_named(self, one: PlacedMeasurement) -> str | None:
        name = str(one.trial_name)
        if name not in self.trials:
            self.trials[name] = self._there(Named.trial, name)
            if self.trials[name] is None:
                message = "no trial of this patient has this id"
                self.problems.append(Problem(f"measurements.{one.place}.trial", message))
        return self.trials[name]

    def _there(self, entity: Named, name: str) -> str | None:
        """The id of what is known elsewhere under this name, or here under this id."""
        known = select(KnownAs.entity_id).where(KnownAs.patient_id == self.patient_id, KnownAs.entity == entity)
        found = self.db.exec(known.where(KnownAs.name == name)).first()
        if found is not None:
            return found
        row: Any = self.db.get(Episode if entity is Named.episode else Trial, name)
        return name if row is not None and row.patient_id == self.patient_id else None

    def _name(self, entity: Named, entity_id: str, name: str) -> None:
        self.db.add(KnownAs(entity=entity, entity_id=entity_id, patient_id=self.patient_id, name=name))
        self.db.flush()


class _collected:
    """Problems inside the block are added to the list, each under its place, and the block is left."""

    def __init__(self, problems: list[Problem], place: str) -> None:
        self._problems, self._place = problems, place

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, refused: BaseException | None, _where: object) -> bool:
        if not isinstance(refused, Invalid):
            return False
        above = f"{self._place}." if self._place else ""
        self._problems += [Problem(f"{above}{one.field}", one.message) for one in refused.problems]
        return True


def _underneath_first(trials: Sequence[NamedTrial]) -> Iterator[tuple[int, NamedTrial]]:
    """In the order of the document, but what augments another trial after that one."""
    waiting = list(enumerate(trials))
    done: set[str] = set()
    names = {one.name for one in trials}
    while waiting:
        ready = [each for each in waiting if each[1].augments_name is None or each[1].augments_name in done]
        ready = ready or [each for each in waiting if each[1].augments_name not in names] or waiting
        yield from ready
        done |= {one.name for _, one in ready}
        waiting = [each for each in waiting if each not in ready]


def _told(trial: TrialInput) -> dict[str, Any]:
    """What the document says of a trial; of a note it never says anything."""
    return trial.model_dump(mode="json", exclude={"id", "note"})


def _plain(there: dict[str, Any]) -> dict[str, Any]:
    """The trial on record without the numbers of the visits of one day."""
    sessions = [{name: value for name, value in one.items() if name != "ordinal"} for one in there["sessions"]]
    return {**there, "sessions": sessions}


def _refuse_other(there: dict[str, Any], told: dict[str, Any]) -> None:
    """What is on record, told otherwise, is no new record; changing one needs a reason and is done by amending."""
    message = "recorded already with something else here; amend the record instead"
    different = [Problem(name, message) for name, value in told.items() if there[name] != value]
    if different:
        raise Invalid(different)


def _open_flags(db: Session, ids: Sequence[str]) -> int:
    flagged = select(SafetyFlag.patient_id).where(SafetyFlag.status != FlagStatus.closed)
    return len(set(db.exec(flagged).all()) & set(ids))


def _entry(actor: Actor, patient_id: str) -> AccessLog:
    return AccessLog(
        at=now(),
        actor_role=actor.kind.value,
        act="take_histories",
        was_permitted=True,
        patient_id=patient_id,
        clinic_id=actor.clinic_id,
    )
