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

DRUG = Trial("T1", "E1", Modality.medication, START, agent="sertraline")
CBT = Trial("T1", "E1", Modality.psychotherapy, START, therapy="CBT")
WEEKLY, _ = sessions("4 every 7 days")
ONLINE = Trial("T1", "E1", Modality.psychotherapy, START, therapy="iCBT", sessions=WEEKLY)
TRACKS: dict[str, tuple[Trial, str, str]] = {
    "a drug without change": (DRUG, "phq9", "0: 20, 14: 20"),
    "a drug, early": (DRUG, "phq9", "0: 20, 14: 17"),
    "a drug, and worse": (DRUG, "phq9", "0: 20, 14: 21"),
    "a drug, on the HAM-D": (DRUG, "hamd17", "0: 20, 28: 19"),
    "a drug, on the QIDS": (DRUG, "qids_sr16", "0: 18, 28: 5, 42: 9"),
    "CBT at its checkpoints": (CBT, "phq9", "0: 20, 28: 17, 63: 13, 98: 9"),
    "CBT, on the BDI-II": (CBT, "bdi2", "0: 20, 35: 17"),
    "CBT, from the smallest baseline of the reference": (CBT, "bdi2", "0: 10, 35: 10"),
    "CBT, twice in a row worse": (CBT, "phq9", "0: 10, 40: 16, 47: 17, 54: 18"),
    "CBT with a sudden gain": (CBT, "phq9", "0: 20, 7: 20, 10: 20, 45: 12, 52: 12, 59: 12"),
    "on the internet, an early gain": (ONLINE, "phq9", "0: 16, 7: 10, 14: 9"),
}
