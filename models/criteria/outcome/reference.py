"""A trial held against what was seen in others: an early gain, an expected band, the decision points of STAR*D."""

from collections.abc import Iterator
from datetime import date

from models.criteria.adequacy.sessions import attended
from models.criteria.case import Modality, Role, TherapyFormat, Trial
from models.criteria.outcome.change import change
from models.criteria.outcome.scale import ScaleFacts
from models.criteria.outcome.sign import Sign, sign
from models.criteria.outcome.window import Window
from models.criteria.rule import number, rule, whole
from models.criteria.therapies import therapies
from models.criteria.wording import amount

EARLY_GAIN = (
    "Seen in low-intensity treatment. Without it much is still open: few recover with fewer than four sessions."
)
BAND_CBT = (
    "The reference: the first BDI, people with heart disease who finished their CBT, nobody chosen for resistance."
)
BAND_DRUG = (
    "The reference: one drug arm of 64 people who finished, nobody chosen for resistance. A line, not a verdict."
)
LEVEL = "The points at which STAR*D looked again; the lines are from memory. They do not end the trial."


def references(trial: Trial, facts: ScaleFacts, seen: Window, as_of: date) -> Iterator[Sign]:
    yield from _early_gain(trial, facts, seen, as_of)
    yield from _above_band(trial, facts, seen)
    yield from _levels(trial, facts, seen)


def _early_gain(trial: Trial, facts: ScaleFacts, seen: Window, as_of: date) -> Iterator[Sign]:
    """A large fall within the first sessions of a low-intensity psychotherapy."""
    asked = rule("track.low_intensity.gain")
    listed = therapies().find(trial.therapy)
    low = trial.format == TherapyFormat.internet_guided or (listed is not None and listed.low_intensity)
    days = attended(trial, as_of, once_a_day=True).days[: whole("track.low_intensity.sessions")]
    if (
        trial.modality != Modality.psychotherapy
        or facts.instrument != "phq9"
        or not low
        or not days
        or not seen.baseline
    ):
        return
    start = seen.baseline[1]
    for at in range(seen.settled, seen.end):
        gain = change(start, seen.scores[at], facts).gain
        if seen.days[at] <= days[-1].toordinal() and gain >= asked.number:
            told = (
                f"PHQ-9 {amount(start)} to {amount(seen.scores[at])} within the first sessions: people often recover."
            )
            yield sign("early_gain", date.fromordinal(seen.days[at]), True, told, EARLY_GAIN, asked)
            return


def _above_band(trial: Trial, facts: ScaleFacts, seen: Window) -> Iterator[Sign]:
    """The latest score lies above four fifths of a named group at that time. Before session six it tells nothing."""
    if seen.baseline is None or seen.latest is None:
        return
    on, score = seen.latest
    days = on - trial.started_on.toordinal()
    listed = therapies().find(trial.therapy)
    if listed is not None and listed.family == "CBT" and facts.instrument == "bdi2":
        line, name, limits = _share_of_baseline(days / 7, seen.baseline[1]), "track.band.cbt", BAND_CBT
    elif _is_drug(trial) and facts.instrument == "hamd17":
        line, name, limits = _points(days, seen.baseline[1]), "track.band.drug", BAND_DRUG
    else:
        return
    if line is not None and score > line:
        told = f"{facts.name} {amount(score)} in week {days / 7:.0f}; 80 of 100 in a reference had {line:.1f} or less."
        yield sign("above_band", date.fromordinal(on), False, told, limits, rule(name))


def _is_drug(trial: Trial) -> bool:
    return trial.modality == Modality.medication and trial.role != Role.augmentation


def _share_of_baseline(weeks: float, baseline: float) -> float | None:
    """The line in CBT, a share of the baseline; None outside the weeks of the table."""
    if baseline < number("track.band.least_baseline"):
        return None
    return next(
        (share * baseline for first, last, share in rule("track.band.cbt").value if first <= weeks < last), None
    )


def _points(days: int, baseline: float) -> float | None:
    """The line under a drug: the mean expected from the baseline, and so many standard deviations above it."""
    around, above = whole("track.cbt.window_days"), number("track.band.deviations")
    near = [row for row in rule("track.band.drug").value if abs(days - 7 * row[0]) <= around]
    return next((at_zero + slope * baseline + above * deviation for _, at_zero, slope, deviation in near), None)


def _levels(trial: Trial, facts: ScaleFacts, seen: Window) -> Iterator[Sign]:
    """The QIDS at the weeks at which STAR*D decided on the dose."""
    if not _is_drug(trial) or facts.instrument != "qids_sr16":
        return
    well, poor, around = rule("track.level.remitted"), rule("track.level.poor"), whole("track.cbt.window_days")
    for week in rule("track.level.weeks").value:
        due = trial.started_on.toordinal() + 7 * week
        found = seen.nearest(due, due - around, due + around)
        if found and found[1] <= well.number:
            told = f"{facts.name} {amount(found[1])} at week {week}: in the range of remission."
            yield sign("decision_point", date.fromordinal(found[0]), True, told, LEVEL, well)
        elif found and found[1] >= poor.number:
            told = f"{facts.name} {amount(found[1])} at week {week}: STAR*D raised a dose that was tolerated."
            yield sign("decision_point", date.fromordinal(found[0]), False, told, LEVEL, poor)
