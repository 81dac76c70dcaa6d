"""The lanes under the scores: for each trial its doses or sessions, its verdict, and the day from which it counts."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from models.criteria.adequacy.result import Adequacy
from models.criteria.case import DoseStep, Trial
from models.criteria.formulary import formulary
from models.criteria.judge import TrialJudgement
from models.words import Modality
from pages.parts.chart_template import Frame
from pages.parts.plain import amount, day
from pages.parts.theme import Palette
from pages.parts.verdict import lane_chip, treatment

Row = dict[str, Any]
LETTER = 6.6  # width in pixels of a letter, about
SHADES = (0.18, 0.55)  # how much of the hue the smallest and the largest dose take


@dataclass(frozen=True)
class Span:
    """The time that is shown, and about how many pixels it takes."""

    since: date
    until: date
    as_of: date
    pixels: int

    def width(self, since: date, until: date) -> float:
        return (until - since).days / max(1, (self.until - self.since).days) * self.pixels

    @property
    def months(self) -> int:
        """How many months may lie between two names on the axis: as few as fit, and January is always one of them."""
        fits = self.pixels / 46
        return next((step for step in (1, 2, 3, 6) if (self.until - self.since).days / 30 / step <= fits), 12)

    def holds(self, on: date) -> bool:
        return self.since <= on <= self.until


def lane_rows(judged: tuple[TrialJudgement, ...], span: Span, frame: Frame) -> dict[str, list[Row]]:
    """The rows of every lane, the trial that began first on top."""
    rows: dict[str, list[Row]] = {"bars": [], "ahead": [], "sessions": [], "adequate": [], "lanes": []}
    for number, each in enumerate(judged):
        top = frame.lane_top(number) + (19 if frame.narrow else 4)
        lane = _Lane(each, span, frame, top, top + 23)
        rows["bars"] += lane.bars()
        rows["ahead"] += lane.ahead()
        rows["sessions"] += lane.sessions()
        rows["adequate"] += lane.adequate()
        rows["lanes"].append(lane.words(number))
    return rows


@dataclass(frozen=True)
class _Lane:
    judged: TrialJudgement
    span: Span
    frame: Frame
    top: float
    bottom: float

    @property
    def trial(self) -> Trial:
        return self.judged.trial

    @property
    def adequacy(self) -> Adequacy:
        return self.judged.adequacy

    @property
    def hue(self) -> str:
        ink = self.frame.palette
        hues = {Modality.medication: ink.medication, Modality.psychotherapy: ink.psychotherapy}
        return hues.get(self.trial.modality, ink.neuromodulation)

    def bars(self) -> list[Row]:
        last = min(self.trial.last_day(self.span.as_of), self.span.until)
        bars = [self._bar(*step) for step in self._steps(last)]
        return [bar for bar in bars if bar["since"] < bar["until"]]

    def ahead(self) -> list[Row]:
        """What lies ahead of a running trial until it is adequate: pale, with a broken edge."""
        expected = self.adequacy.expected_on
        if expected is None or expected <= self.span.as_of:
            return []
        until = min(expected, self.span.until)
        return [{**self._bar(self.span.as_of, until, 0.0, ""), "edge": self.hue, "what": "if continued as now"}]

    def _steps(self, last: date) -> list[tuple[date, date, float, str]]:
        """(first day, day after the last, depth of colour, what is written in it)."""
        trial = self.trial
        after = last if trial.running(self.span.as_of) else last + timedelta(days=1)
        if trial.modality is not Modality.medication or not trial.doses:
            count = trial.attended_count
            words = f"{count} attended, dates not recorded" if count is not None and not trial.sessions else ""
            return [(trial.started_on, after, SHADES[0], words)]
        doses = sorted(trial.doses, key=lambda step: step.from_on)
        ends = [step.from_on for step in doses[1:]] + [after]
        found = []
        for step, end in zip(doses, ends, strict=True):
            until = min(end, step.to_on + timedelta(days=1) if step.to_on else end, after)
            found.append((step.from_on, until, self._depth(step), _dose(step)))
        return found

    def _depth(self, step: DoseStep) -> float:
        """Deeper for more: from nothing to the largest labelled dose, or to the largest one given."""
        if not step.mg_per_day:
            return 0.04
        drug = formulary().find(self.trial.agent)
        given = max(one.mg_per_day or 0 for one in self.trial.doses)
        most = max(given, (drug.label_maximum_mg if drug else None) or given)
        return SHADES[0] + (SHADES[1] - SHADES[0]) * min(1.0, step.mg_per_day / most)

    def _bar(self, since: date, until: date, depth: float, words: str) -> Row:
        since, until = max(since, self.span.since), max(until, self.span.since)
        fits = self.span.width(since, until) > len(words) * LETTER + 8
        paper = self.frame.palette.paper
        return {
            "since": since.isoformat(),
            "until": until.isoformat(),
            "top": self.frame.y(self.top),
            "bottom": self.frame.y(self.bottom),
            "middle": self.frame.y((self.top + self.bottom) / 2),
            "color": mix(paper, self.hue, depth),
            "edge": mix(paper, self.hue, min(1.0, depth + 0.2)),
            "dose": words if fits else "",
            "trial": treatment(self.trial),
            "what": words,
            "when": f"{day(since)} to {day(until)}",
            "verdict": self.adequacy.sentence,
        }

    def sessions(self) -> list[Row]:
        ink: Palette = self.frame.palette
        return [
            {
                "on": one.on.isoformat(),
                "top": self.frame.y(self.top + 3),
                "bottom": self.frame.y(self.bottom - 3),
                "color": mix(ink.paper, self.hue, 1.0) if one.attended else mix(ink.paper, ink.quiet, 0.3),
                "day": day(one.on),
                "what": "attended" if one.attended else "missed",
            }
            for one in self.trial.sessions
            if self.span.holds(one.on)
        ]

    def adequate(self) -> list[Row]:
        """The diamond: full on the day when the trial became adequate, hollow on the day when it would."""
        since, expected = self.adequacy.adequate_on, self.adequacy.expected_on
        on = since or expected
        if on is None or not self.span.holds(on):
            return []
        ink = self.frame.palette
        words = f"adequate since {day(on)}" if since else f"adequate on {day(on)} if continued"
        return [
            {
                "on": on.isoformat(),
                "y": self.frame.y((self.top + self.bottom) / 2),
                "top": self.frame.high,
                "fill": ink.mark if since else ink.paper,
                "opacity": 1.0 if since else 0.55,
                "trial": treatment(self.trial),
                "words": words,
            }
        ]

    def words(self, number: int) -> Row:
        chip = lane_chip(self.judged)
        ink = self.frame.palette
        inks = {"good": ink.good, "attention": ink.attention, "danger": ink.danger}
        at = self.frame.lane_top(number) + 9 if self.frame.narrow else (self.top + self.bottom) / 2
        return {
            "words_at": self.frame.y(at),
            "name": treatment(self.trial),
            "verdict": f"{chip.icon} {chip.word}",
            "color": inks.get(chip.kind, ink.quiet),
            "full": treatment(self.trial),
            "sentence": f"{self.adequacy.sentence} {self.judged.outcome.sentence}",
        }


def mix(paper: str, hue: str, share: float) -> str:
    """The hue thinned with the paper, as a plain colour: words on it keep their contrast."""
    pairs = [(int(paper[i : i + 2], 16), int(hue[i : i + 2], 16)) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def _dose(step: DoseStep) -> str:
    return f"{amount(step.mg_per_day)} mg" if step.mg_per_day is not None else "dose not recorded"
