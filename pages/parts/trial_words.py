"""The fields of trials and episodes, and their values, in the words of the forms."""

from datetime import date
from typing import Any

from pages.parts.grades import LEVELS, QUESTIONS, SEVERITIES
from pages.parts.plain import STOPPED, day
from pages.parts.trial_form import KNOWN_FROM, RECALLED
from pages.parts.trial_medication import ROLES, SOURCES
from pages.parts.trial_psychotherapy import FORMATS

SILENT = {"id", "patient_id", "row_version", "recorded_by_id", "recorded_at"}
NAMES = {
    "started_on": "first day",
    "ended_on": "last day",
    "stop_reason": "why it ended",
    "ascertainment": "how the facts are known",
    "primary_instrument": "judged by",
    "recalled_improvement": "how much better, as remembered",
    "agent": "drug",
    "role": "given",
    "augments_id": "augments",
    "adherence": "share of doses taken",
    "adherence_source": "known from",
    "serum_level_mmol_per_l": "serum level (mmol/l)",
    "format": "setting",
    "is_evidence_based": "evidence-based",
    "evidence_reason": "reason",
    "attended_count": "number attended",
    "therapist_experienced": "therapist experienced in it",
    "therapist_licensed": "therapist licensed",
    "therapist_formal_training": "therapist trained in it",
    "therapist_years": "therapist’s years of practice",
    "therapist_supervised_cases": "therapist’s supervised cases",
    "therapist_rated_with": "therapist rated with",
    "therapist_rating": "therapist’s rating",
    "is_psychotic": "psychotic features",
    "episode_id": "episode",
    **{name: question.casefold() for name, question in QUESTIONS.items()},
}
WORDS: dict[str, dict[Any, str]] = {
    "stop_reason": STOPPED,
    "ascertainment": {str(one): words for one, words in KNOWN_FROM.items()},
    "recalled_improvement": RECALLED,
    "role": {str(one): words for one, words in ROLES.items()},
    "adherence_source": {str(one): words for one, words in SOURCES.items()},
    "format": {str(one): words for one, words in FORMATS.items()},
    "severity": {str(one): words.partition(":")[0] for one, words in SEVERITIES.items()},
    **{name: {level: words.partition(":")[0] for level, words in levels.items()} for name, levels in LEVELS.items()},
}


def name_of(field: str) -> str:
    return NAMES.get(field, field.replace("_", " "))


def told(field: str, value: Any) -> str:
    """A value of the record in words."""
    if value is None or value in ([], "", {}):
        return "not recorded"
    if field == "doses":
        return ", ".join(_step(one) for one in value)
    if field == "sessions":
        held = sum(bool(one["attended"]) for one in value)
        return f"{held} attended" + (f", {len(value) - held} missed" if len(value) > held else "")
    if field in WORDS:
        return WORDS[field].get(value, str(value))
    if field == "adherence":
        return f"{value * 100:.0f} %"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if field.endswith("_on"):
        return _on(value)
    return f"{value:g}" if isinstance(value, float) else str(value)


def _step(one: dict[str, Any]) -> str:
    mg, until = one["mg_per_day"], f" to {_on(one['to_on'])}" if one.get("to_on") else ""
    return f"{'dose not known' if mg is None else f'{mg:g} mg'} from {_on(one['from_on'])}{until}"


def _on(value: Any) -> str:
    return day(date.fromisoformat(str(value)))
