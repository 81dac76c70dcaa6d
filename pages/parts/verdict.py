"""A trial's verdict in a chip: was it fair, and what did it do; a word and an icon, and the colour repeats them."""

from dataclasses import dataclass

from models.criteria.case import Trial
from models.criteria.judge import TrialJudgement
from models.criteria.outcome.result import Outcome
from models.criteria.therapies import therapies
from models.criteria.verdict import Answer
from pages.parts.plain import amount, percent, score
from pages.parts.say import Kind

SHORT = {
    "inadequate-dose": "dose too low",
    "inadequate-duration": "too short",
    "inadequate-adherence": "not taken enough",
    "inadequate-sessions": "too few sessions",
    "not-evidence-based": "not on the list",
    "not-ascertainable": "unknown",
}


PROCEDURES = {
    "ECT": "electroconvulsive therapy",
    "rTMS": "repetitive transcranial magnetic stimulation",
    "iTBS": "intermittent theta burst stimulation",
    "tDCS": "transcranial direct current stimulation",
    "VNS": "vagus nerve stimulation",
}


@dataclass(frozen=True)
class Chip:
    """A word, its icon and the colour that repeats them."""

    word: str
    icon: str
    kind: Kind


def treatment(trial: Trial) -> str:
    """The treatment in a word: a therapy by its abbreviation where the list has one."""
    if trial.therapy:
        listed = therapies().find(trial.therapy)
        return (listed.id if listed else trial.therapy).replace("_", " ")
    return trial.treatment.replace("_", " ")


def full_name(trial: Trial) -> str:
    """What an abbreviation stands for; the name itself where there is none."""
    listed = therapies().find(trial.therapy) if trial.therapy else None
    if listed:
        return listed.name
    return PROCEDURES.get(str(trial.procedure or ""), treatment(trial))


def fairness(judged: TrialJudgement) -> Chip:
    """Was it a fair trial?"""
    adequacy = judged.adequacy
    if adequacy.verdict.answer is Answer.yes:
        return Chip("adequate", "✓", Kind.good)
    if adequacy.verdict.answer is Answer.no:
        if adequacy.expected_on is not None:
            return Chip("not yet", "◷", Kind.neutral)
        return Chip(SHORT.get(adequacy.status_so_far, "not adequate"), "✕", Kind.attention)
    return Chip("unknown", "?", Kind.unknown)


def outcome_chip(outcome: Outcome) -> Chip:
    """What did it do?"""
    if outcome.remission is Answer.yes and outcome.category in (
        "response",
        "partial_response",
        "nonresponse",
        "undefined",
    ):
        return Chip("remission", "✓", Kind.good)
    found = {
        "response": Chip("response", "✓", Kind.good),
        "partial_response": Chip("partial response", "◐", Kind.attention),
        "nonresponse": Chip("no response", "✕", Kind.attention),
        "deterioration": Chip("worse", "▲", Kind.danger),
    }.get(outcome.category, Chip("cannot judge", "?", Kind.unknown))
    # Without a score since the trial became adequate, the absence of a response does not tell yet.
    return found if outcome.firm or not outcome.judged else Chip(f"{found.word} so far", "◷", Kind.neutral)


def result_chip(judged: TrialJudgement) -> Chip:
    """What the trial did. Without response is said firmly only of a fair trial that was measured at its end."""
    found, outcome = outcome_chip(judged.outcome), judged.outcome
    if found.kind is not Kind.attention or outcome.recalled:
        return found
    if judged.running and not (judged.adequate and outcome.firm):
        return Chip(f"{found.word} yet" if found.word == "no response" else f"{found.word} so far", "–", Kind.neutral)
    if not judged.adequate:
        return Chip(found.word, found.icon, Kind.neutral)
    return found


def lane_chip(judged: TrialJudgement) -> Chip:
    """What stands at the end of a lane: both, as far as both are known."""
    fair, did = fairness(judged), result_chip(judged)
    if not judged.outcome.judged:
        return fair
    if fair.word == "adequate":
        short = "no response yet" if did.word == "no response so far" else did.word
        return Chip(f"adequate, {short}", did.icon, did.kind)
    return Chip(f"{fair.word}, {did.word}", fair.icon, fair.kind) if did.kind is Kind.good else fair


def course_words(outcome: Outcome) -> str:
    """From which score to which: 17 → 7 (59 % better)."""
    if outcome.recalled:
        return "as remembered, not measured"
    if outcome.baseline is None:
        return "no baseline" if outcome.end is None else f"no baseline, latest {score(outcome.end)}"
    if outcome.end is None:
        return f"{score(outcome.baseline)} at the start"
    share = f" ({told_percent(outcome.improvement_percent)})" if outcome.improvement_percent is not None else ""
    return f"{score(outcome.baseline)} → {score(outcome.end)}{share}"


def told_percent(improvement: float) -> str:
    """A change in percent that cannot be read the wrong way round: 59 % better, 11 % worse."""
    if improvement == 0:
        return "no change"
    return f"{percent(abs(improvement))} {'better' if improvement > 0 else 'worse'}"


def newest_dose(trial: Trial) -> str:
    """The newest daily dose that is recorded: 100 mg."""
    doses = [step for step in trial.doses if step.mg_per_day is not None]
    newest = max(doses, key=lambda step: step.from_on, default=None)
    return f"{amount(newest.mg_per_day)} mg" if newest and newest.mg_per_day is not None else ""


def progress_words(judged: TrialJudgement) -> str:
    """How much for how long: 100 mg · 3.1 of 6 weeks."""
    progress, parts = judged.adequacy.progress, [newest_dose(judged.trial)]
    if progress is not None and progress.observed is not None:
        needed = amount(round(progress.required, 1))
        had = f"{progress.observed:.1f}" if progress.unit == "weeks" else amount(progress.observed)
        enough = judged.adequacy.verdict.answer is Answer.yes
        parts.append(f"{had} {progress.unit}" if enough else f"{had} of {needed} {progress.unit}")
    return " · ".join(part for part in parts if part)
