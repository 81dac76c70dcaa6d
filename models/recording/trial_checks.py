"""What a trial cannot be, and what it may be only after a second look."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from instruments import shelf
from models.criteria.formulary import formulary
from models.errors import Problem
from models.recording.inputs import TrialInput
from models.records import Episode, Trial
from models.words import Modality, Procedure, Role

LONGEST = timedelta(days=30 * 365)
MOST_A_DAY = {Procedure.iTBS: 20, Procedure.rTMS: 20}


@dataclass(frozen=True)
class Around:
    """What stands around a trial: the day, the patient, the episode, the patient's other trials."""

    today: date
    born_on: date | None
    episode: Episode
    others: tuple[Trial, ...]


def problems_of(trial: TrialInput, around: Around) -> list[Problem]:
    """Every reason why this trial cannot be recorded, each with its field."""
    kinds = {
        Modality.medication: _medication,
        Modality.psychotherapy: _psychotherapy,
        Modality.neuromodulation: _neuromodulation,
    }
    return [*_dates(trial, around), *_common(trial), *kinds[trial.modality](trial, around), *_sessions(trial, around)]


def questions_of(trial: TrialInput) -> list[Problem]:
    """What is unusual: a drug that the formulary does not know, a dose above the label."""
    if trial.modality is not Modality.medication or not trial.agent:
        return []
    drug = formulary().find(trial.agent)
    if drug is None:
        return [
            Problem("agent", f"“{trial.agent}” is not in the formulary: whether its dose is adequate will stay unknown")
        ]
    most = drug.label_maximum_mg
    highest = max((d.mg_per_day for d in trial.doses), default=0.0)
    if most is not None and highest > most:
        return [
            Problem(
                "doses", f"{highest:g} mg a day of {drug.name} is above the labelled range, which ends at {most:g} mg"
            )
        ]
    return []


def _dates(trial: TrialInput, around: Around) -> Iterator[Problem]:
    last = trial.ended_on or around.today
    if trial.started_on > around.today:
        yield Problem("started_on", "not in the future")
    if trial.ended_on is not None and trial.ended_on > around.today:
        yield Problem("ended_on", "not in the future; leave it empty while the trial runs")
    if trial.ended_on is not None and trial.ended_on < trial.started_on:
        yield Problem("ended_on", "not before the start")
    if around.born_on is not None and trial.started_on < around.born_on:
        yield Problem("started_on", "not before the patient was born")
    if trial.started_on < around.episode.started_on:
        yield Problem("started_on", f"the episode began on {around.episode.started_on}: not before it")
    if around.episode.ended_on is not None and trial.started_on > around.episode.ended_on:
        yield Problem("started_on", f"the episode ended on {around.episode.ended_on}: not after it")
    if last - trial.started_on > LONGEST:
        yield Problem("started_on", "a trial of more than 30 years: check the year")


def _common(trial: TrialInput) -> Iterator[Problem]:
    if trial.stop_reason is not None and trial.ended_on is None:
        yield Problem("stop_reason", "only with the day on which the trial ended")
    if trial.primary_instrument not in shelf():
        yield Problem("primary_instrument", "an instrument of the shelf")
    if trial.adherence is not None and trial.adherence_source is None:
        yield Problem("adherence_source", "say where the figure comes from")
    if trial.recalled_improvement is not None and trial.ascertainment != "recall":
        yield Problem("recalled_improvement", "only for a recalled trial")


def _medication(trial: TrialInput, around: Around) -> Iterator[Problem]:
    if not trial.agent:
        yield Problem("agent", "name the drug")
    if trial.role is None:
        yield Problem("role", "say whether it is given alone, in combination or to augment")
    if trial.role is Role.augmentation and trial.augments_id not in {t.id for t in around.others}:
        yield Problem("augments_id", "say which of this patient's trials it augments")
    if trial.therapy or trial.procedure:
        yield Problem("modality", "a medication trial has no therapy and no procedure")
    yield from _doses(trial, around)
    yield from _same_drug_twice(trial, around)


def _doses(trial: TrialInput, around: Around) -> Iterator[Problem]:
    last = trial.ended_on or around.today
    for place, dose in enumerate(trial.doses):
        where = f"doses.{place}"
        if dose.mg_per_day <= 0 and place == 0:
            yield Problem(f"{where}.mg_per_day", "more than 0 mg a day; a pause may follow later")
        if not trial.started_on <= dose.from_on <= last:
            yield Problem(f"{where}.from_on", "a day within the trial")
        if dose.to_on is not None and not dose.from_on <= dose.to_on <= last:
            yield Problem(f"{where}.to_on", "from the step's first day to the trial's last")
    for place, (one, following) in enumerate(pairwise(trial.doses), start=1):
        if following.from_on <= (one.to_on or one.from_on):
            yield Problem(f"doses.{place}.from_on", "later than the step before it")


def _same_drug_twice(trial: TrialInput, around: Around) -> Iterator[Problem]:
    name = _generic(trial.agent)
    for other in around.others:
        overlaps = (trial.ended_on is None or other.started_on <= trial.ended_on) and (
            other.ended_on is None or trial.started_on <= other.ended_on
        )
        if other.modality is Modality.medication and overlaps and name and _generic(other.agent) == name:
            yield Problem("agent", f"a trial of {other.agent} from {other.started_on} covers these days already")


def _generic(agent: str | None) -> str | None:
    drug = formulary().find(agent or "")
    return drug.name if drug else (agent or "").casefold() or None


def _psychotherapy(trial: TrialInput, around: Around) -> Iterator[Problem]:
    if not trial.therapy:
        yield Problem("therapy", "name the therapy")
    if (trial.therapist_rating is None) != (trial.therapist_rated_with is None):
        yield Problem("therapist_rating", "a rating has an instrument and a score")
    if trial.is_evidence_based is not None and not trial.evidence_reason:
        yield Problem("evidence_reason", "say why it counts, or does not, against the list")
    if trial.agent or trial.procedure or trial.doses:
        yield Problem("modality", "a psychotherapy trial has no drug, dose or procedure")


def _neuromodulation(trial: TrialInput, around: Around) -> Iterator[Problem]:
    if trial.procedure is None:
        yield Problem("procedure", "name the procedure")
    if trial.placement is not None and trial.procedure is not Procedure.ECT:
        yield Problem("placement", "only for ECT")
    if trial.agent or trial.therapy:
        yield Problem("modality", "a neuromodulation course has no drug and no therapy")


def _sessions(trial: TrialInput, around: Around) -> Iterator[Problem]:
    last = min(trial.ended_on or around.today, around.today)
    if trial.sessions and trial.modality is Modality.medication:
        yield Problem("sessions", "a medication trial has none")
    if trial.sessions and trial.attended_count is not None:
        yield Problem("attended_count", "either dated sessions or a count, not both")
    for place, held in enumerate(trial.sessions):
        if not trial.started_on <= held.held_on <= last:
            yield Problem(f"sessions.{place}.held_on", "a day within the trial and not in the future")
    most = MOST_A_DAY.get(trial.procedure, 1) if trial.procedure else 1
    for day, times in Counter(s.held_on for s in trial.sessions).items():
        if times > most:
            yield Problem("sessions", f"{day} is there {times} times; at most {most} a day")
