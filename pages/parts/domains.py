"""The five domains of outcome side by side: the direction written out, the latest value, and what the trial did."""

import re
from datetime import date

from instruments import Instrument, Scale, shelf
from models.criteria.judge import TrialJudgement
from models.criteria.options import MATTERS
from models.criteria.outcome.apart import NO_LINE, apart
from models.criteria.outcome.domains import domains
from models.criteria.outcome.result import Outcome
from models.criteria.verdict import Answer
from models.history import PatientView, ScorePoint
from pages.parts import matters, pieces
from pages.parts.pieces import Field, Piece
from pages.parts.plain import DIRECTION, day, score
from pages.parts.say import Kind
from pages.parts.verdict import Chip, outcome_chip, result_chip, treatment

PARTED = re.compile(r"(?:Symptoms responded, )?(?P<domain>[A-Za-z ]+?)(?= did not\.| recovered )")
NAMES = {
    "symptoms": "Symptoms",
    "social_functioning": "Social functioning",
    "quality_of_life": "Quality of life",
    "well_being": "Well-being",
    "purpose": "Purpose",
}


def show(view: PatientView, judged: TrialJudgement | None, since: date) -> None:
    """One card a domain; one that was never asked says what to ask."""
    cards = [card(domain, view, judged, since) for domain in NAMES]
    if own := own_card(view, since):
        cards.append(own)
    pieces.show(pieces.row("domains", *cards), *parted(judged))


def parted(judged: TrialJudgement | None) -> list[Piece]:
    """Where symptoms and life went different ways, in a sentence for each way; the limit is said once."""
    told = apart(judged.outcomes) if judged else ()
    if not told or judged is None:
        return []
    short = [each.removesuffix(NO_LINE).strip() for each in told]
    said = f"⇄ With {treatment(judged.trial)}: {' '.join(_gathered(short))}"
    return [pieces.row("line row-parted", pieces.words(said), pieces.words(NO_LINE, "quiet"))]


def _gathered(told: list[str]) -> list[str]:
    """Sentences that end alike become one: purpose and well-being recovered …"""
    groups: dict[str, list[str]] = {}
    for each in told:
        found = PARTED.match(each)
        name, form = (found["domain"], each.replace(found["domain"], "{}", 1)) if found else ("", each)
        groups.setdefault(form, []).append(NAMES.get(name.lower().replace(" ", "_"), name).lower())
    sentences = []
    for form, names in groups.items():
        listed = " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
        sentence = form.format(listed)
        sentences.append(f"{sentence[:1].lower()}{sentence[1:]}")
    return sentences


def card(domain: str, view: PatientView, judged: TrialJudgement | None, since: date) -> Piece:
    """Name of the scale, direction, latest value, outcome and a small line on the full range."""
    found = measured(domain, view)
    if found is None:
        return pieces.cell("domain", pieces.words(NAMES[domain], "domain-name"), pieces.words(to_ask(domain), "quiet"))
    instrument, scale, points = found
    latest = points[-1]
    outcome = judged.outcomes.get(domain) if judged else None
    same = outcome is not None and (outcome.instrument, outcome.scale) == (instrument.id, scale.id)
    chip = (
        domain_chip(domain, outcome, judged)
        if judged and outcome and same
        else Chip("no change to tell yet", "?", Kind.unknown)
    )
    name = instrument.abbreviation if scale is instrument.primary else f"{instrument.abbreviation} {scale.name}"
    values = [(point.on, point.value) for point in points if point.value is not None]
    field = Field(since, view.as_of, *scale.range, width=190, height=52)
    ends = f"{DIRECTION[scale.direction]} · {score(scale.range[0])}–{score(scale.range[1])}"
    told = f"{name}: {score(values[0][1])} on {day(values[0][0])}, {score(values[-1][1])} on {day(values[-1][0])}"
    return pieces.cell(
        "domain",
        pieces.abbreviation(f"{NAMES[domain]} · {name}", f"{instrument.name}: {scale.name}", "domain-name"),
        pieces.words(ends, "quiet"),
        pieces.cell(
            "now", pieces.words(score(latest.value), "domain-value"), pieces.chip(chip.word, chip.icon, chip.kind)
        ),
        pieces.spark(values, field, told),
    )


def own_card(view: PatientView, since: date) -> Piece | None:
    """A sixth line, in the patient's own words: how close to what matters most; no outcome is judged by it."""
    points = [one for one in view.course(matters.NAME, "closeness") if one.value is not None]
    said = next((one.words for one in view.preferences if one.about == MATTERS), "")
    if not points:
        return None
    values = [(one.on, one.value) for one in points if one.value is not None]
    told = f"What matters most: {score(values[0][1])} on {day(values[0][0])}, {score(values[-1][1])} now"
    field = Field(since, view.as_of, 0, 10, width=190, height=52)
    return pieces.cell(
        "domain",
        pieces.abbreviation("What matters most", f"In the patient’s own words: {said}", "domain-name"),
        pieces.words(f"{DIRECTION['higher_better']} · 0–10 · {said[:80]}", "quiet"),
        pieces.cell("now", pieces.words(score(points[-1].value), "domain-value")),
        pieces.spark(values, field, told),
    )


def measured(domain: str, view: PatientView) -> tuple[Instrument, Scale, list[ScorePoint]] | None:
    """The preferred scale of a domain that has a score, with its scores."""
    for facts in domains()[domain]:
        points = [point for point in view.course(facts.instrument, facts.scale) if point.value is not None]
        if points:
            instrument = shelf()[facts.instrument]
            return instrument, instrument.scale(facts.scale), points
    return None


def to_ask(domain: str) -> str:
    """What to ask where nothing is known."""
    first = domains()[domain][0]
    minutes = shelf()[first.instrument].minutes
    return f"Not measured yet. Ask the {first.name}: about {score(minutes)} min."


def domain_chip(domain: str, outcome: Outcome, judged: TrialJudgement) -> Chip:
    """Symptoms speak of response; elsewhere the chip tells whether change is beyond noise."""
    if domain == "symptoms" and outcome is judged.outcome:
        return result_chip(judged)
    if domain == "symptoms" or not outcome.judged:
        return outcome_chip(outcome)
    gain = outcome.improvement_percent or 0
    if outcome.reliable_change is Answer.no or gain == 0:
        return Chip("no reliable change" if gain else "no change", "–", Kind.neutral)
    way, icon = ("better", "▲") if gain > 0 else ("worse", "▼")
    if outcome.reliable_change is Answer.yes:
        return Chip(f"reliably {way}", icon, Kind.good if gain > 0 else Kind.attention)
    # No reliable change is published for this scale: say how far it moved, and claim nothing.
    return Chip(f"{score(abs(outcome.change_points or 0))} {way}", icon, Kind.neutral)
