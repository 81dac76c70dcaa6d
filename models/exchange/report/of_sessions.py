"""Psychotherapy and stimulation as records: every session by its day, and who gave it with which training."""

from collections.abc import Iterator
from datetime import date

from models.criteria.case import Therapist, Trial
from models.criteria.therapies import therapies
from models.criteria.wording import amount, plural
from models.exchange.report.facts import Fact, by_month, fact, known, unknown, whole

FORMATS = {
    "individual": "individual",
    "group": "in a group",
    "couple": "with the partner",
    "telephone": "by telephone",
    "video": "by video",
    "internet_guided": "guided, over the internet",
}


def therapy_words(trial: Trial) -> str:
    listed = therapies().find(trial.therapy)
    if listed is None:
        return whole(trial.therapy or "psychotherapy, kind not recorded")
    return listed.name if listed.id.casefold() in listed.name.casefold() else f"{listed.name} ({whole(listed.id)})"


def psychotherapy_facts(trial: Trial, as_of: date) -> Iterator[Fact]:
    yield known("Type", therapy_words(trial) if trial.therapy else None, "which therapy it was")
    yield known("Setting", FORMATS.get(str(trial.format)), "individual, group or other")
    yield _evidence(trial)
    yield from _sessions(trial, as_of)
    yield from _therapist(trial.therapist or Therapist())


def neuromodulation_facts(trial: Trial, as_of: date) -> Iterator[Fact]:
    yield known("Procedure", whole(str(trial.procedure)) if trial.procedure else None, "which procedure it was")
    if str(trial.procedure) == "ECT":
        yield known("Placement", str(trial.placement) if trial.placement else None, "placement of the electrodes")
    if str(trial.procedure) != "VNS":
        yield from _sessions(trial, as_of)


def _evidence(trial: Trial) -> Fact:
    listed = therapies().find(trial.therapy)
    if trial.evidence_based is not None and trial.evidence_reason:
        answer = "yes" if trial.evidence_based else "no"
        return fact("Evidence-based", f"{answer}, stated by the clinician: {trial.evidence_reason}")
    if listed is None:
        return unknown("Evidence-based", "whether it is, and why")
    return fact("Evidence-based", f"{'yes' if listed.evidence_based else 'no'} ({therapies().source})")


def _sessions(trial: Trial, as_of: date) -> Iterator[Fact]:
    held = [one.on for one in trial.sessions if one.attended and one.on <= as_of]
    missed = [one.on for one in trial.sessions if not one.attended and one.on <= as_of]
    if not trial.sessions:
        if trial.attended_count is None:
            yield unknown("Sessions attended", "each session with its date")
        else:
            words = f"{trial.attended_count} attended; dates not recorded"
            yield unknown("Sessions attended", "each session with its date", words)
        return
    minutes = sorted({one.minutes for one in trial.sessions if one.attended and one.minutes})
    long = f", {' or '.join(map(str, minutes))} minutes each" if 0 < len(minutes) < 3 else ""
    yield fact("Sessions attended", f"{plural(len(held), 'session')}{long}. {by_month(held)}")
    if missed:
        yield fact("Sessions missed", by_month(missed))


def _therapist(who: Therapist) -> Iterator[Fact]:
    """Licence, training, practice: what is not recorded is said, because payers ask for it."""
    told = [
        _said(who.licensed, "licensed", "not licensed"),
        _said(who.formal_training, "formally trained in this therapy", "no formal training in this therapy"),
        f"{amount(who.years)} years of practice" if who.years is not None else None,
        plural(who.supervised_cases, "supervised case") if who.supervised_cases is not None else None,
        _said(
            who.experienced, "experienced, as stated by the clinician", "not experienced, as stated by the clinician"
        ),
    ]
    rating = who.competence_rating
    if rating:
        told.append(f"competence rating {rating.instrument} {amount(rating.score)}")
    words = "; ".join(each for each in told if each)
    lacking = [
        name
        for name, value in (("licence", who.licensed), ("training", who.formal_training), ("years", who.years))
        if value is None
    ]
    if not words:
        yield unknown("Therapist", "licence, training and experience")
        return
    yield fact("Therapist", words)
    if lacking:
        yield unknown("Therapist, missing", "", f"not recorded: {', '.join(lacking)}")


def _said(held: bool | None, yes: str, no: str) -> str | None:
    return None if held is None else yes if held else no
