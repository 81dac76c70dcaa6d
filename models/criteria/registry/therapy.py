"""Psychotherapies: enough sessions of a therapy that works with a therapist who knows it."""

from dataclasses import dataclass

import numpy as np

from models.criteria.adequacy.psychotherapy import Profile, evidence_reason, profile
from models.criteria.adequacy.therapist import experienced
from models.criteria.case import PSYCHOTHERAPY, CompetenceRating, Therapist, TherapyFormat, Trial, made
from models.criteria.registry.adequacy import NOT_ASCERTAINABLE, SHORTFALLS, Adequacy
from models.criteria.registry.answers import CODE, NO_, UNKNOWN_, YES_, Answers, Flags, Ints, both
from models.criteria.registry.groups import NEVER
from models.criteria.registry.states import look_up
from models.criteria.registry.tables import THERAPIST_FLAGS, THERAPIST_NUMBERS, Trials
from models.criteria.registry.visits import Visits, enough
from models.criteria.settings import RuleSettings

SESSIONS, WITHOUT_EVIDENCE = SHORTFALLS["inadequate-sessions"], SHORTFALLS["not-evidence-based"]


@dataclass(frozen=True, slots=True)
class Therapies:
    """Psychotherapies with their visits, one a day at most."""

    trials: Trials
    held: Flags
    visits: Visits

    def evidence(self, asked: Profile) -> Answers:
        """Whether the therapy is one that works in depression; asked once for each therapy that was written down."""
        trials = self.trials

        def look(therapy: str | None, said: int, why: int, form: str | None) -> int:
            facts = {
                "therapy": therapy,
                "evidence_based": None if said < 0 else bool(said),
                "evidence_reason": "given" if why else None,
                "format": TherapyFormat(form) if form else None,
            }
            return CODE[evidence_reason(made(Trial, facts), asked).verdict]

        return look_up(np.int8, look, trials.therapy, trials.evidence_based, trials.evidence_reason, trials.format)

    def sessions(self, asked: Profile) -> Answers:
        return enough(self.visits.number, asked.sessions, self.visits.at_most)

    def often(self, asked: Profile) -> Answers:
        """On average at least one session in so many days."""
        assert asked.days_between is not None
        visits, dated = self.visits, self.visits.dated
        first, last = visits.day_of(np.zeros_like(dated)), visits.day_of(dated - 1)
        with np.errstate(divide="ignore", invalid="ignore"):
            held = np.where((last - first) / (dated - 1) <= asked.days_between, YES_, NO_)
        return np.where(dated > 1, held, UNKNOWN_).astype(np.int8)

    def enough_on(self, asked: Profile) -> Ints:
        """The first session day on which everything held."""
        visits, place = self.visits, self.visits.place
        held = place + 1 >= asked.sessions
        if asked.days_between is not None:
            with np.errstate(divide="ignore", invalid="ignore"):
                held &= (place == 0) | ((visits.on - visits.first) / place <= asked.days_between)
        return visits.first_where(held)

    def therapist(self) -> Answers:
        known = self.trials.therapist
        columns = [known[name] for name in (*THERAPIST_FLAGS, *THERAPIST_NUMBERS, "competence_instrument")]
        return look_up(np.int8, _experienced, *columns)


def _experienced(
    said: int,
    licensed: int,
    trained: int,
    years: float | None,
    cases: float | None,
    score: float | None,
    instrument: str | None,
) -> int:
    flags = (None if each < 0 else bool(each) for each in (said, licensed, trained))
    rating = CompetenceRating(instrument, score) if instrument is not None and score is not None else None
    known = dict(zip(THERAPIST_FLAGS, flags, strict=True))
    number = None if cases is None else int(cases)
    return CODE[experienced(Therapist(**known, years=years, supervised_cases=number, competence_rating=rating))]


def judge_therapies(found: Therapies, settings: RuleSettings, into: Adequacy) -> None:
    asked, held = profile(settings.psychotherapy_profile), found.held
    evidence = found.evidence(asked)
    parts = [found.sessions(asked), evidence]
    if asked.experienced:
        parts.append(found.therapist())
    if asked.days_between is not None:
        parts.append(found.often(asked))
    verdict = both(*parts)
    short = np.where(verdict == NO_, SESSIONS, NOT_ASCERTAINABLE)
    into.verdict[held] = verdict[held]
    into.shortfall[held] = np.where(evidence == NO_, WITHOUT_EVIDENCE, short)[held]
    into.adequate_on[held] = np.where(verdict == YES_, found.enough_on(asked), NEVER)[held]
    into.sessions[held] = found.visits.number[held]


def therapies_of(trials: Trials, visits: Visits) -> Therapies:
    return Therapies(trials, trials.modality.among((PSYCHOTHERAPY,)), visits)
