"""How a payer's criterion is read here: the numbers under which it is judged, in one phrase a reviewer can check."""

from collections.abc import Callable, Mapping
from typing import Any

from models.criteria.payers.predicates import Figures, scale_name, terms_of
from models.criteria.staging.terms import line
from models.criteria.wording import amount, count, plural

ADHERENCE = {
    "recorded": "with adherence recorded and sufficient",
    "unless_poor": "adherence not known to be poor",
    "not_asked": "",
}


def asks(predicate: str, figures: Figures) -> str:
    """The reading of one criterion; empty where somebody has to attest it."""
    return TOLD[predicate](figures) if predicate in TOLD else ""


def _phrase(*parts: str) -> str:
    return ", ".join(part for part in parts if part)


def time(figures: Figures) -> str:
    """How long a trial has to be."""
    return plural(figures["days"], "day") if "days" in figures else f"{amount(figures['weeks'])} weeks"


def _scope(figures: Figures) -> str:
    return "in any episode" if figures.get("scope", "current") == "any" else "in the present episode"


def _drugs(figures: Figures) -> str:
    number, asked = figures["value"], terms_of(figures)
    each = "" if number == 1 else "each "
    years = figures.get("within_years")
    return _phrase(
        count(number) + (" antidepressant" if number == 1 else " antidepressants"),
        _different(figures, number),
        f"{each}{time(figures)} or more at or above the smallest dose that counts",
        asked.line.words,
        _partly(figures),
        "none of them added to another" if figures.get("alone") else "",
        "or stopped for side effects" if figures.get("or_intolerance") else "",
        ADHERENCE[asked.adherence],
        _scope(figures),
        f"ended within {years} years" if years else "",
    )


def _partly(figures: Figures) -> str:
    if "partial_weeks" not in figures:
        return ""
    weeks, percent = figures["partial_weeks"], figures["partial_percent"]
    return f"or {weeks} weeks or more at the highest labelled dose, less than {amount(percent)} % better"


def _different(figures: Figures, number: int) -> str:
    if number == 1:
        return ""
    return "of at least two classes" if figures.get("classes", 1) > 1 else "all different"


def _adjuncts(figures: Figures) -> str:
    number = figures["value"]
    return _phrase(
        f"{count(number)} {'augmentation' if number == 1 else 'augmentations'} adequate by the rules of this report",
        f"{time(figures)} or more at the target dose",
        terms_of(figures).line.words,
        _scope(figures),
    )


def _treatments(figures: Figures) -> str:
    kinds = "of different categories" if figures.get("different") == "class" else "of any kind"
    number, asked = figures["value"], terms_of(figures)
    return _phrase(
        f"{count(number)} adequate treatments {kinds}",
        f"drugs {time(figures)} or more at dose",
        asked.line.words,
        "in any episode",
    )


def _psychotherapy(figures: Figures) -> str:
    named = figures.get("therapies", [])
    kind = f"a psychotherapy that the payer names ({', '.join(named)})" if named else "an evidence-based psychotherapy"
    drawn = line(figures.get("percent", 50)).words
    return _phrase(f"{figures['value']} sessions attended of {kind}", drawn, "in the present episode")


def _score(figures: Figures) -> str:
    asked = " or ".join(f"{scale_name(each)} of {amount(least)} or more" for each, least in figures["value"].items())
    days = figures.get("within_days")
    return f"the latest {asked}{f', within {days} days' if days else ''}"


def measure(figures: Figures) -> str:
    """What to measure where no score, or not enough of them, is there."""
    days = figures.get("within_days")
    recent = f", not older than {days} days" if days else ""
    if isinstance(figures["value"], Mapping):
        return f"a score of {' or '.join(scale_name(each) for each in figures['value'])}{recent}"
    return f"{plural(figures['value'], 'score')} on a depression scale{recent}"


def _age(figures: Figures) -> str:
    upper: Any = figures.get("to")
    return f"age {figures['value']} to {upper} years" if upper else f"age {figures['value']} years or more"


TOLD: Mapping[str, Callable[[Figures], str]] = {
    "adjuncts": _adjuncts,
    "age": _age,
    "diagnosis": lambda _: "the diagnosis recorded for the episode is MDD",
    "drugs": _drugs,
    "episodes": lambda figures: f"{figures['value']} episodes or more",
    "months": lambda figures: f"the present episode has lasted {figures['value']} months or more",
    "not_psychotic": lambda _: "no psychosis recorded for the present episode",
    "nothing_beside": lambda _: "no course of neuromodulation running on the day of this report",
    "psychotherapy": _psychotherapy,
    "ratings": lambda figures: (
        f"{plural(figures['value'], 'rating')} of depression within {figures['within_days']} days"
    ),
    "score": _score,
    "severity": lambda figures: f"the clinician's grade of the present episode is {figures['value']} or worse",
    "treatments": _treatments,
}
