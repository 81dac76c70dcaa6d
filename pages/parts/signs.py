"""Signs that a trial is, or is not, on its way: said with their evidence and their limits, never as a verdict."""

from models.criteria.judge import TrialJudgement
from models.criteria.outcome.apart import clinically_significant
from models.criteria.outcome.track import Sign, signs
from models.criteria.rule import number
from models.criteria.verdict import Answer
from pages.parts import pieces
from pages.parts.plain import amount, short_day
from pages.parts.say import Kind

NAMES = {
    "early_non_improvement": "little change early",
    "checkpoint": "above the checkpoint of CBT",
    "reliable_worsening": "reliably worse",
    "sudden_gain": "sudden gain",
    "early_gain": "early gain",
    "above_band": "above the band of a reference",
    "decision_point": "decision point of STAR*D",
}
MARKS = {"verified": "checked in the source", "policy": "our own setting", "memory": "from memory, to be checked"}
WORSE = "reliable_worsening"


def of(judged: TrialJudgement) -> tuple[Sign, ...]:
    return signs(judged.trial, judged.outcome, judged.case, judged.as_of, judged.settings)


def on_card(judged: TrialJudgement) -> list[pieces.Piece]:
    """The newest sign of a trial that runs and is not decided yet; a worsening as long as it runs."""
    if not judged.running:
        return []
    decided = judged.with_response or judged.without_response or judged.outcome.remission is Answer.yes
    found = [one for one in of(judged) if one.kind == WORSE or not decided]
    return [chip(found[-1], judged), pieces.words(found[-1].told, "quiet")] if found else []


def chip(one: Sign, judged: TrialJudgement) -> pieces.Piece:
    icon, kind = ("▲", Kind.good) if one.good else ("▼", Kind.attention)
    word = f"{NAMES.get(one.kind, one.kind.replace('_', ' '))}, {short_day(one.on, judged.as_of)}"
    return pieces.reason(word, icon, kind, f"{one.limits} {one.source}")


def in_full(judged: TrialJudgement) -> list[pieces.Piece]:
    """Every sign with what it rests on and how far it carries; whether the change is clinically significant."""
    told = [
        pieces.row(
            "sign",
            pieces.cell("name", chip(one, judged)),
            pieces.cell("told", pieces.words(one.told)),
            pieces.cell("limits", pieces.words(one.limits)),
            pieces.cell("source", pieces.words(f"{one.source} ({MARKS.get(one.mark, one.mark)})", "quiet")),
        )
        for one in of(judged)
    ]
    return [*told, *_significant(judged)]


def _significant(judged: TrialJudgement) -> list[pieces.Piece]:
    """By published figures; nothing is said of scales for which there are none."""
    found = clinically_significant(judged.outcome)
    if found is Answer.unknown:
        return []
    asked = f"a response, and a PHQ-9 of at most {amount(number('track.significant.phq9_end'))}"
    if found is Answer.yes:
        return [pieces.row("line", pieces.reason(f"clinically significant change: {asked}", "✓", Kind.good))]
    said = f"no clinically significant change, which is {asked}"
    return [pieces.row("line", pieces.reason(said, "–", Kind.neutral))]
