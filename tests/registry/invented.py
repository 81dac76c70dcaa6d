"""Invented histories with everything that can be recorded, left out, overlap, or fall on the same day."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import TypeVar

from models.criteria.case import (
    Case,
    CompetenceRating,
    DoseStep,
    Episode,
    Measurement,
    Patient,
    Therapist,
    TreatmentSession,
    Trial,
)
from models.criteria.settings import RuleSettings
from models.words import (
    Ascertainment,
    Diagnosis,
    Modality,
    Placement,
    Procedure,
    RecalledImprovement,
    Role,
    Severity,
    StopReason,
    TherapyFormat,
)

START = date(2024, 1, 1)
Value = TypeVar("Value")
AGENTS = ("sertraline", "Zoloft", "venlafaxine XR", "citalopram", "escitalopram", "nortriptyline", "phenelzine",
          "bupropion", "fluoxetine", "lithium", "quetiapine", "aripiprazole", "esketamine", "moonshine")  # fmt: skip
THERAPIES = ("CBT", "IPT", "cognitive behavioural therapy", "iCBT", "psychoanalysis", "CBASP", "walking")
SCORES = (("phq9", "total", 0, 27), ("hamd17", "total", 0, 52), ("qids_sr16", "total", 0, 27), ("gad7", "total", 0, 21),
          ("madrs", "total", 0, 60), ("swls", "total", 5, 35), ("ons4", "worthwhile", 0, 10),
          ("bipf", "impairment", 0, 100))  # fmt: skip
PRIMARY = ("phq9", "phq9", "phq9", "hamd17", "gad7", "swls", "homegrown")
DOSES = (0, 12.5, 20, 25, 50, 75, 100, 150, 225, 900)


class Invented:
    """One patient after the other from one source of chance."""

    def __init__(self, chance: Random) -> None:
        self.chance = chance

    def perhaps(self, make: Callable[[], Value], share: float = 0.7) -> Value | None:
        return make() if self.chance.random() < share else None

    def word(self, words: type[Value], share: float = 0.7) -> Value | None:
        return self.perhaps(lambda: self.chance.choice(list(words)), share)  # type: ignore[call-overload]

    def flag(self) -> bool | None:
        return self.chance.choice((True, False, None))

    def day(self, low: int = 0, high: int = 500) -> date:
        return START + timedelta(days=self.chance.randint(low, high))

    def case(self, name: str) -> tuple[Case, date]:
        episodes = tuple(self.episode(f"E{number}") for number in range(self.chance.choice((0, 1, 1, 2, 3))))
        trials: list[Trial] = []
        for number in range(self.chance.choice((0, 1, 2, 3, 4, 6, 9))):
            trials.append(self.trial(f"T{number}", episodes, trials))
        scores = [self.score(trials) for _ in range(self.chance.choice((0, 4, 15, 40)))]
        if self.chance.random() < 0.5:
            trials, scores = self.tried_hard(trials, scores)
        as_of = self.day(200, 700)
        return Case(Patient(name), episodes, tuple(trials), tuple(scores), self.word(Diagnosis, 0.8)), as_of

    def tried_hard(self, trials: list[Trial], scores: list[Measurement]) -> tuple[list[Trial], list[Measurement]]:
        """Most trials fair ones, and most of them followed by little or no response."""
        fair = [self.made_fair(one) if self.chance.random() < 0.85 else one for one in trials]
        followed = [each for one in fair for each in self.followed(one)] if self.chance.random() < 0.9 else []
        return fair, followed + self.chance.sample(scores, len(scores) // 4)

    def made_fair(self, one: Trial) -> Trial:
        chance, start = self.chance, one.started_on
        every = {Modality.psychotherapy: 7, Modality.neuromodulation: 2}.get(one.modality, 7)
        days = chance.choice((42, 56, 70, 90, 130))
        held = tuple(TreatmentSession(start + timedelta(days=every * at), True) for at in range(days // every))
        steps = (DoseStep(start, float(chance.choice((45, 150, 300, 600)))),)
        return replace(
            one,
            episode=chance.choice((one.episode, None)) if one.episode != "E9" else one.episode,
            agent=chance.choice(AGENTS[:11]) if one.modality == Modality.medication else None,
            ended_on=start + timedelta(days=days - 1),
            doses=steps,
            adherence=chance.choice((0.9, 0.9, None)),
            sessions=held,
            attended_count=None,
            therapy=chance.choice(THERAPIES[:3]) if one.modality == Modality.psychotherapy else None,
            evidence_based=None,
            therapist=Therapist(experienced=chance.choice((True, True, None))),
            stop_reason=chance.choice((StopReason.nonresponse, StopReason.completed, None)),
            ascertainment=chance.choice((Ascertainment.prospective, Ascertainment.prospective, Ascertainment.record)),
            primary_instrument="phq9",
        )

    def followed(self, one: Trial) -> list[Measurement]:
        chance, tied = self.chance, self.chance.choice((one.id, None))
        last = one.ended_on or one.started_on + timedelta(days=60)
        instrument = chance.choice(("phq9", "phq9", "hamd17"))
        on = (one.started_on, one.started_on + timedelta(days=14), last - timedelta(days=chance.choice((0, 0, 5, 20))))
        end = chance.choice((20, 20, 18, 16, 15, 14, 11, 10, 9, 3))
        return [
            Measurement(each, instrument, "total", score, tied) for each, score in zip(on, (20, 18, end), strict=True)
        ]

    def episode(self, name: str) -> Episode:
        started_on = self.perhaps(lambda: self.day(-800, 300), 0.85)
        after = self.chance.randint(0, 400)
        ended_on = self.perhaps(lambda: (started_on or self.day()) + timedelta(days=after), 0.4)
        half = (0, 0.5, 1)
        return Episode(
            name,
            self.perhaps(lambda: self.chance.randint(1, 4)),
            started_on,
            ended_on,
            self.word(Severity),
            self.flag(),
            self.perhaps(lambda: self.chance.randint(0, 3)),
            self.perhaps(lambda: self.chance.choice(half)),
            self.perhaps(lambda: self.chance.choice(half), 0.9),
            self.perhaps(lambda: self.chance.randint(0, 1), 0.9),
            self.perhaps(lambda: self.chance.randint(0, 2), 0.9),
        )

    def trial(self, name: str, episodes: tuple[Episode, ...], before: list[Trial]) -> Trial:
        chance = self.chance
        started_on = self.day()
        ended_on = self.perhaps(lambda: started_on + timedelta(days=chance.randint(0, 160)), 0.85)
        last = ended_on or started_on + timedelta(days=200)
        episode = self.perhaps(lambda: chance.choice([one.id for one in episodes] or ["E9"]), 0.6)
        modality = chance.choice((*Modality, Modality.medication))
        dated = self.perhaps(lambda: self.sessions(started_on, last), 0.7)
        return Trial(
            name,
            episode,
            modality,
            started_on,
            ended_on,
            role=chance.choice((*Role, Role.monotherapy)),
            agent=self.perhaps(lambda: chance.choice(AGENTS), 0.9) if modality == Modality.medication else None,
            augments=self.perhaps(lambda: chance.choice(before).id, 0.5) if before else None,
            stop_reason=self.word(StopReason, 0.5),
            ascertainment=chance.choice((*Ascertainment, Ascertainment.prospective)),
            doses=self.doses(started_on),
            adherence=self.perhaps(lambda: chance.choice((0.5, 0.79, 0.8, 0.95)), 0.6),
            therapy=self.perhaps(lambda: chance.choice(THERAPIES), 0.9) if modality == Modality.psychotherapy else None,
            format=self.word(TherapyFormat, 0.5),
            evidence_based=chance.choice((None, None, None, True, False)),
            evidence_reason=self.perhaps(lambda: "a trial", 0.5),
            sessions=dated or (),
            attended_count=self.perhaps(lambda: chance.randint(0, 25), 0.6) if not dated else None,
            therapist=self.perhaps(self.therapist, 0.8),
            procedure=self.word(Procedure, 0.9) if modality == Modality.neuromodulation else None,
            placement=self.word(Placement, 0.7),
            serum_level_mmol_per_l=self.perhaps(lambda: chance.choice((0.4, 0.5, 0.7))),
            primary_instrument=chance.choice(PRIMARY),
            recalled_improvement=self.word(RecalledImprovement, 0.2),
        )

    def doses(self, started_on: date) -> tuple[DoseStep, ...]:
        chance = self.chance
        days = sorted(chance.sample(range(-10, 100), chance.choice((0, 1, 1, 2, 4))))
        found = []
        for after in days:
            from_on = started_on + timedelta(days=after)
            to_on = self.perhaps(lambda first=from_on: first + timedelta(days=chance.randint(0, 60)), 0.3)  # type: ignore[misc]
            found.append(DoseStep(from_on, self.perhaps(lambda: float(chance.choice(DOSES)), 0.9), to_on))
        chance.shuffle(found)
        return tuple(found)

    def sessions(self, started_on: date, last: date) -> tuple[TreatmentSession, ...]:
        chance = self.chance
        every, number = chance.choice((0, 1, 3, 7, 9)), chance.choice((3, 8, 9, 12, 20, 55))
        each = chance.choice((1, 1, 10))
        days = [started_on + timedelta(days=place // each * every - 2) for place in range(number)]
        held = [TreatmentSession(on, chance.random() < 0.9, 50) for on in days if on <= last + timedelta(days=3)]
        chance.shuffle(held)
        return tuple(held)

    def therapist(self) -> Therapist:
        chance = self.chance
        rating = self.perhaps(lambda: CompetenceRating(chance.choice(("CTS", "CTS-R", "own")), chance.randint(30, 45)))
        return Therapist(
            chance.choice((None, None, True, False)),
            self.flag(),
            self.flag(),
            self.perhaps(lambda: float(chance.randint(0, 4))),
            self.perhaps(lambda: chance.randint(5, 15)),
            rating,
        )

    def score(self, trials: list[Trial]) -> Measurement:
        chance = self.chance
        instrument, scale, least, most = chance.choice(SCORES[: chance.choice((1, 2, len(SCORES)))])
        score: float = chance.randint(least, chance.choice((most, most, least + 3)))
        if instrument in ("qids_sr16", "swls") and chance.random() < 0.5:
            score = round(least + chance.random() * (most - least), chance.choice((1, 2)))
        tied = self.perhaps(lambda: chance.choice(trials), 0.4) if trials else None
        on = self.day(-30, 560)
        if tied or (trials and chance.random() < 0.6):
            near = tied or chance.choice(trials)
            on = near.started_on + timedelta(days=chance.choice((-15, -14, 0, 3, 4, 10, 13, 14, 15, 18, 42, 60, 170)))
            if near.ended_on and chance.random() < 0.4:
                on = near.ended_on + timedelta(days=chance.choice((-15, -14, -3, 0, 3, 14, 15)))
        return Measurement(on, instrument, scale, self.perhaps(lambda: score, 0.97), tied.id if tied else None)

    def settings(self) -> RuleSettings:
        chance = self.chance
        if chance.random() < 0.5:
            return RuleSettings()
        return RuleSettings(
            dose_profile=chance.choice(("mgh_atrq", "canmat_2023_lower", "strict_max")),
            psychotherapy_profile=chance.choice(("markowitz", "conway", "canmat")),
            weeks=chance.choice((4.0, 6.0, 8.5)),
            augmentation_weeks=chance.choice((2.0, 4.0)),
            adherence_floor=chance.choice((0.8, 0.9)),
            gap_days=chance.choice((0, 7, 30)),
            combined_weeks=chance.choice((2.0, 8.0)),
            episode_gap_days=chance.choice((0, 56, 300)),
            last_days=chance.choice((0, 14)),
            end_days_after=chance.choice((0, 14)),
            response_percent=chance.choice((40, 50)),
            partial_percent=chance.choice((20, 25)),
            early_from_day=chance.choice((2, 10, 15)),
            tr97_lenient=chance.random() < 0.5,
            conway_each_therapy=chance.random() < 0.5,
        )
