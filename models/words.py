"""The words in which a treatment trial is described, shared by the records and by what is judged from them."""

from enum import StrEnum


class Modality(StrEnum):
    """What kind of treatment a trial is."""

    medication = "medication"
    psychotherapy = "psychotherapy"
    neuromodulation = "neuromodulation"


class Role(StrEnum):
    """What a drug is there for beside another one."""

    monotherapy = "monotherapy"
    combination = "combination"
    augmentation = "augmentation"


class StopReason(StrEnum):
    """Why a trial ended; null while it runs."""

    nonresponse = "nonresponse"
    partial_response = "partial_response"
    intolerance = "intolerance"
    remission = "remission"
    completed = "completed"
    logistics = "logistics"
    preference = "preference"
    other = "other"


class Ascertainment(StrEnum):
    """How the facts of a trial came to be known; a recalled trial never counts as prospective."""

    prospective = "prospective"
    record = "record"
    recall = "recall"


class Procedure(StrEnum):
    """Neuromodulation and rapid agents."""

    ECT = "ECT"
    rTMS = "rTMS"
    iTBS = "iTBS"
    tDCS = "tDCS"
    VNS = "VNS"
    ketamine_iv = "ketamine_iv"
    esketamine = "esketamine"
    psilocybin = "psilocybin"


class TherapyFormat(StrEnum):
    """In which setting a psychotherapy took place."""

    individual = "individual"
    group = "group"
    couple = "couple"
    telephone = "telephone"
    video = "video"
    internet_guided = "internet_guided"


class Placement(StrEnum):
    """Where the electrodes of ECT are placed."""

    bilateral = "bilateral"
    bitemporal = "bitemporal"
    bifrontal = "bifrontal"
    unilateral = "unilateral"


class Severity(StrEnum):
    """How severe an episode is: the clinician's judgement, not a score."""

    subsyndromal = "subsyndromal"
    mild = "mild"
    moderate = "moderate"
    severe = "severe"


class Diagnosis(StrEnum):
    """As in the history document."""

    MDD = "MDD"
    bipolar_I = "bipolar_I"
    bipolar_II = "bipolar_II"
    other = "other"


# Two of these bands begin with a digit and so cannot be written as class attributes.
RecalledImprovement = StrEnum(
    "RecalledImprovement", {"lt25": "lt25", "25to49": "25to49", "50to75": "50to75", "gt75": "gt75"}
)


class Anchor(StrEnum):
    """What the days on which a patient is asked are counted from."""

    rhythm = "rhythm"
    episode = "episode"
    trial = "trial"
    session = "session"
    weekday = "weekday"


class Need(StrEnum):
    """Why somebody is on the list, the most urgent first."""

    flag = "flag"
    worse = "worse"
    decide = "decide"
    soon = "soon"
    overdue = "overdue"
    unread = "unread"
    reviewed = "reviewed"
    nothing = "nothing"
