"""Builds the trial of a story, the day on which it is looked at, and the rules it is judged by."""

from collections.abc import Callable
from datetime import date

from models.criteria.case import Modality, Procedure, Trial
from models.criteria.settings import RuleSettings
from tests.criteria.tables import START, Story, doses, nth, sessions, therapist

Told = tuple[Trial, date, RuleSettings]


def looked_at(story: Story) -> date:
    as_of = nth(story["looked at on day"])
    assert as_of
    return as_of


def medication(story: Story) -> Told:
    trial = Trial(
        "T1",
        "E1",
        Modality.medication,
        START,
        nth(story["ended on day"]),
        agent=story["drug"] or None,
        doses=doses(story["doses"]),
        adherence=float(story["adherence"]) if story["adherence"] else None,
    )
    return trial, looked_at(story), RuleSettings(dose_profile=story["profile"])


def psychotherapy(story: Story) -> Told:
    held, count = sessions(story["sessions"])
    trial = Trial(
        "T1",
        "E1",
        Modality.psychotherapy,
        START,
        None,
        therapy=story["therapy"] or None,
        sessions=held,
        attended_count=count,
        therapist=therapist(story["therapist"]),
    )
    return trial, looked_at(story), RuleSettings(psychotherapy_profile=story["profile"])


def neuromodulation(story: Story) -> Told:
    held, count = sessions(story["treatments"])
    procedure = Procedure(story["procedure"]) if story["procedure"] else None
    trial = Trial("T1", "E1", Modality.neuromodulation, START, procedure=procedure, sessions=held, attended_count=count)
    return trial, looked_at(story), RuleSettings()


BUILDERS: dict[str, Callable[[Story], Told]] = {
    "adequacy_medication": medication,
    "adequacy_psychotherapy": psychotherapy,
    "adequacy_neuromodulation": neuromodulation,
}
