"""Treatments of the past, as the patient recalls them or a letter tells them: all of them together, or none."""

from collections.abc import Iterator, Sequence

from sqlmodel import Session

from models.access import Actor, Permission
from models.door import writes
from models.errors import Invalid, NeedsConfirming, Problem
from models.recording.inputs import TrialInput
from models.recording.standing import refresh
from models.recording.trial import put_trial
from models.words import Ascertainment

MOST = 40


@writes(Permission.trial_write)
def record_past_trials(
    db: Session, actor: Actor, patient_id: str, trials: Sequence[TrialInput], confirmed: bool = False
) -> tuple[str, ...]:
    """Record past trials; returns their ids in the order given. The same ids twice change nothing.

    Raises Invalid with every problem of every row, each as `row.field` counted from 0, and NeedsConfirming likewise;
    then nothing is written. A trial of the past is recalled or from a record, and it has ended: never prospective.
    """
    if not 0 < len(trials) <= MOST:
        raise Invalid([Problem("trials", f"from one to {MOST} treatments at a time")])
    ids, problems, questions = [], list[Problem](), list[Problem]()
    for row, trial in enumerate(trials):
        problems += _of_row(row, _not_past(trial))
        try:
            ids.append(put_trial(db, actor, patient_id, trial, confirmed))
        except Invalid as refused:
            problems += _of_row(row, refused.problems)
        except NeedsConfirming as asked:
            questions += _of_row(row, asked.questions)
    if problems:
        raise Invalid(problems)
    if questions:
        raise NeedsConfirming(questions)
    refresh(db, patient_id)
    return tuple(ids)


def _not_past(trial: TrialInput) -> Iterator[Problem]:
    if trial.ascertainment is Ascertainment.prospective:
        yield Problem("ascertainment", "recalled or from a record: what is written down afterwards was not followed")
    if trial.ended_on is None:
        yield Problem("ended_on", "say about until when")


def _of_row(row: int, found: Sequence[Problem] | Iterator[Problem]) -> list[Problem]:
    return [Problem(f"{row}.{one.field}", one.message) for one in found]
