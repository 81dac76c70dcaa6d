"""A drug as a record: class, each dose with its first day, the highest, the days that count, and how much was taken."""

from collections.abc import Iterator

from models.criteria.case import DoseStep, Trial
from models.criteria.drug_class import class_in_full, class_words
from models.criteria.formulary import formulary
from models.criteria.judge import TrialJudgement
from models.criteria.wording import amount, day
from models.exchange.report.facts import Fact, fact, known, unknown, whole

ADHERENCE_FROM = {
    "self_report": "by the patient’s own report",
    "refill": "by pharmacy refills",
    "level": "by blood level",
    "clinician": "by the clinician’s estimate",
}


def agent_words(trial: Trial) -> str:
    drug = formulary().find(trial.agent)
    name = whole(trial.agent or "drug not recorded")
    return f"{name} ({class_words(drug.klass)})" if drug else name


def medication_facts(one: TrialJudgement) -> Iterator[Fact]:
    trial = one.trial
    drug = formulary().find(trial.agent)
    yield known("Class", class_in_full(drug.klass) if drug else None, "class: the drug is not in the formulary")
    yield known("Doses", "; ".join(map(_dose, sorted(trial.doses, key=lambda each: each.from_on))), "each dose")
    yield _highest(trial)
    yield _days(one)
    yield _adherence(trial)
    if trial.serum_level_mmol_per_l is not None:
        yield fact("Serum level", f"{amount(trial.serum_level_mmol_per_l)} mmol/l")
    elif drug and drug.needs_level:
        yield unknown("Serum level", "the level")


def _dose(step: DoseStep) -> str:
    size = "dose not recorded" if step.mg_per_day is None else f"{amount(step.mg_per_day)} mg/day"
    until = f" to {day(step.to_on)}" if step.to_on else ""
    return f"{size} from {day(step.from_on)}{until}"


def _highest(trial: Trial) -> Fact:
    sizes = [step.mg_per_day for step in trial.doses if step.mg_per_day is not None]
    if not sizes:
        return unknown("Highest dose", "each dose")
    drug = formulary().find(trial.agent)
    most = drug.label_maximum_mg if drug else None
    label = f" (labelled maximum {amount(most)} mg/day)" if most else ""
    return fact("Highest dose", f"{amount(max(sizes))} mg/day{label}")


def _days(one: TrialJudgement) -> Fact:
    """Days at the smallest dose that counts: what a payer calls an adequate dose."""
    adequacy, progress = one.adequacy, one.adequacy.progress
    if adequacy.minimum_mg is None or progress is None or progress.observed is None:
        return unknown("Days at dose", "a drug and doses that can be judged", "cannot be counted")
    days = round(progress.observed * 7)
    needed = f"{amount(progress.required)} weeks needed"
    return fact(
        "Days at dose", f"{days} days ({days / 7:.1f} weeks) at {amount(adequacy.minimum_mg)} mg/day or more; {needed}"
    )


def _adherence(trial: Trial) -> Fact:
    if trial.adherence is None:
        return unknown("Adherence", "how much of it was taken, and how that is known")
    source = ADHERENCE_FROM.get(trial.adherence_source or "", whole(trial.adherence_source or "source not recorded"))
    return fact("Adherence", f"{amount(round(trial.adherence * 100, 1))} % taken, {source}")
