"""Under which rules a report was made: each with its value, where it was read, how surely, and on which day."""

from collections.abc import Iterator
from typing import Any

from models.criteria.rule import Rule, rule
from models.criteria.verdict import Answer, Reason
from models.criteria.wording import amount, day
from models.exchange.report.facts import sentence, whole
from models.history import PatientView

MARKS = {
    "verified": "read in the source",
    "paper": "as stated in the founding paper",
    "policy": "our own setting",
    "memory": "from memory: check before use",
}
PROFILES = {
    "mgh_atrq": "MGH-ATRQ",
    "canmat_2023_lower": "CANMAT 2023, lower end",
    "strict_max": "the higher of MGH-ATRQ and CANMAT 2023",
    "markowitz": "Markowitz 2022",
    "conway": "Conway 2017",
    "canmat": "CANMAT 2023",
}
NAMES = {
    "adequacy.dose_profile": "Smallest doses that count",
    "adequacy.weeks": "Weeks at dose",
    "adequacy.adherence_floor": "Adherence needed where it is known",
    "adequacy.gap_days": "Interruption that is bridged",
    "psychotherapy.profile": "Profile for psychotherapy",
    "outcome.response_percent": "Response",
    "outcome.partial_percent": "Partial response",
    "outcome.baseline_days_before": "Score before: at most so long before the start",
    "outcome.baseline_days_after": "Score before: at most so long after the start",
    "outcome.end_days_after": "Score after: at most so long after the stop",
    "adequacy.episode_gap_days": "A new episode begins after",
}


def sources_told(view: PatientView) -> list[dict[str, str]]:
    """The settings that decide most, then what each treatment was judged by."""
    return [*_settings(view), *_adequacies(view)]


def _settings(view: PatientView) -> Iterator[dict[str, str]]:
    for name, label in NAMES.items():
        known = rule(name)
        in_force = getattr(view.judgement.settings, _field(name), known.value)
        yield {
            "name": label,
            "value": _value(known, in_force),
            "source": f"{sentence(known.source)}: {MARKS[known.mark]}",
            "checked": day(known.checked_on),
        }


def _field(name: str) -> str:
    return "psychotherapy_profile" if name == "psychotherapy.profile" else name.partition(".")[2]


def _value(known: Rule, in_force: Any) -> str:
    if known.unit.startswith("share"):
        return f"{amount(round(float(in_force) * 100, 1))} %"
    if isinstance(in_force, int | float):
        return f"{amount(in_force)} {known.unit}".replace(" percent", " %")
    return PROFILES.get(str(in_force), whole(str(in_force)))


def _adequacies(view: PatientView) -> Iterator[dict[str, str]]:
    """Each rule of adequacy once, as its reasons name it."""
    seen: set[tuple[str, str]] = set()
    for one in view.judgement.trials:
        for reason in one.adequacy.verdict.reasons:
            key = (reason.criterion, reason.source)
            if key in seen or reason.verdict == Answer.not_applicable:
                continue
            seen.add(key)
            yield {
                "name": sentence(reason.criterion),
                "value": _required(reason),
                "source": f"{sentence(reason.source)}: {MARKS[reason.mark]}",
                "checked": "",
            }


def _required(reason: Reason) -> str:
    needed = reason.required
    if isinstance(needed, int | float):
        return f"{amount(round(needed * 100, 1))} %" if reason.unit == "share" else f"{amount(needed)} {reason.unit}"
    return str(needed or "")


def rule_words(name: str) -> str:
    """The rule of a judgement as readers know it: mgh_atrq/6wk is MGH-ATRQ, 6 weeks."""
    parts = [PROFILES.get(part, whole(part)) for part in name.split("/")]
    return ", ".join(f"{part[:-2]} weeks" if part[:-2].isdigit() and part.endswith("wk") else part for part in parts)


def definitions_told(view: PatientView) -> list[dict[str, str]]:
    """Every published definition of resistance with its answer and the first reason."""
    words = {Answer.yes: "✓ Met", Answer.no: "✗ Not met", Answer.unknown: "? Unknown", Answer.not_applicable: "– None"}
    return [
        {
            "name": one.title,
            "answer": words[one.met],
            "reason": one.reasons[0] if one.reasons else "",
            "source": one.source,
        }
        for one in view.definitions
    ]
