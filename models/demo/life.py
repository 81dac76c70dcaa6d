"""One invented patient, from the first day in the clinic until today, written through the door."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from random import Random
from zoneinfo import ZoneInfo

from models import clock, history, recording
from models.access import Actor
from models.criteria.schedule import battery, is_full
from models.criteria.severity import suggested_severity
from models.demo import answers
from models.demo.clinics import DemoClinic
from models.demo.course import Course, between
from models.demo.story import Story, Treatment
from models.recording.arrival import ArrivalInput
from models.recording.inputs import DoseInput, EpisodeInput, MeasurementInput, PatientInput, SessionInput, TrialInput
from models.recording.sittings import SittingInput
from models.records import EntryMode, FlagStatus, Severity, Sex

BEFORE_TREATMENT = 28  # days that an episode had lasted when the first treatment began
ASKED_FROM = 10  # the hour from which on a reminder may come
EARLY = 3  # a check-in up to so many days before the first dose belongs to the new treatment


@dataclass
class Life:
    """A story made real in one clinic; `number` makes the record number."""

    clinic: DemoClinic
    actor: Actor
    number: int
    story: Story

    def record(self, carers: Sequence[Actor]) -> str:
        """Write everything down; returns the patient's id."""
        arrival = ArrivalInput(
            patient=self._patient(),
            since=self._at(self._first_day, 9),
            team=tuple(str(each.person_id) for each in carers),
            episodes=tuple(self._episodes()),
            trials=tuple(self._trial(place, one) for place, one in enumerate(self.story.treatments)),
        )
        patient_id = recording.take_in(self.actor, [arrival]).patient_ids[0]
        self._record_sittings(patient_id, carers[0])
        self._rate(patient_id, carers[0])
        if self.story.asked:
            self._agree(patient_id, carers[0])
        return patient_id

    def _agree(self, patient_id: str, carer: Actor) -> None:
        """Reminders go to an address that belongs to nobody, whatever mail server is named."""
        with clock.at(self._at(self._first_day, 10)):
            recording.set_reminders(carer, patient_id, f"{self._record_number.lower()}@example.org", ASKED_FROM, True)

    @cached_property
    def _course(self) -> Course:
        return Course(self.story, self._record_number)

    @property
    def _record_number(self) -> str:
        return f"{self.clinic.prefix}-{100 + self.number}"

    @cached_property
    def _first_day(self) -> int:
        begun = [one.since for one in self.story.treatments if one.fields.get("ascertainment") != "recall"]
        return max([*self._course.days, *begun, 1])

    def _on(self, days_ago: int) -> date:
        return clock.today(self.clinic.time_zone) - timedelta(days=days_ago)

    def _until(self, days_ago: int | None) -> date | None:
        return None if days_ago is None else self._on(days_ago)

    def _at(self, days_ago: int, hour: int, minute: int = 0) -> datetime:
        return datetime.combine(self._on(days_ago), time(hour, minute), ZoneInfo(self.clinic.time_zone))

    def _patient(self) -> PatientInput:
        story = self.story
        return PatientInput(
            clinic_id=str(self.actor.clinic_id),
            record_number=self._record_number,
            given_name=story.given_name,
            family_name=story.family_name,
            born_on=story.born_on,
            sex=Sex(story.sex),
            time_zone=self.clinic.time_zone,
            demo_story=story.says,
        )

    def _episodes(self) -> Iterator[EpisodeInput]:
        earliest = max([self._first_day, *(one.since for one in self.story.treatments)])
        for since, until in self.story.episodes or ((earliest + BEFORE_TREATMENT, None),):
            told = {"severity": self._severity(since), **self.story.episode}
            yield EpisodeInput(started_on=self._on(since), ended_on=self._until(until), **told)

    def _severity(self, since: int) -> Severity | None:
        scores = [self._course.total(day) for day in self._course.days if day <= since]
        return suggested_severity(scores[0]) if scores else None

    def _trial(self, place: int, one: Treatment) -> TrialInput:
        told = dict(one.fields)
        if one.augments is not None:
            told["augments_id"] = self._trial_id(one.augments)
        return TrialInput.model_validate(
            {
                "id": self._trial_id(place),
                "modality": one.modality,
                "started_on": self._on(one.since),
                "ended_on": self._until(one.until),
                "doses": [DoseInput(from_on=self._on(day), mg_per_day=mg) for day, mg in one.doses],
                "sessions": [
                    SessionInput(held_on=self._on(day), attended=went, minutes=one.minutes if went else None)
                    for day, went in one.sessions
                ],
                **told,
            }
        )

    def _trial_id(self, place: int) -> str:
        return f"demo-{self._record_number}-{place + 1}"

    def _record_sittings(self, patient_id: str, carer: Actor) -> None:
        """Up to each day on which somebody took care of a flag, then on; at the end the next one is opened."""
        left = self._course.days
        for day, what in self.story.handled:
            seen = [each for each in left if each > day or (each == day and what == "acknowledged")]
            recording.record_sittings(self.actor, patient_id, [self._sitting(each) for each in seen])
            left = [each for each in left if each not in seen]
            self._handle(patient_id, carer, day, what)
        every_days = self.story.every_days if self.story.asked else None
        rest = left or self._course.days[-1:]  # written already, and still the one after which the next is due
        recording.record_sittings(self.actor, patient_id, [self._sitting(each) for each in rest], every_days)

    def _handle(self, patient_id: str, carer: Actor, day: int, what: str) -> None:
        with clock.at(self._at(day, 23)):
            flags = history.patient_view(self.actor, patient_id).flags
            flag = next(each for each in flags if each.status is not FlagStatus.closed)
            if what == "acknowledged":
                recording.acknowledge_flag(carer, flag.id)
            else:
                recording.close_flag(
                    carer,
                    flag.id,
                    contact_made="Telephone call the same day.",
                    assessment_done="Thoughts without plan or intent; safety plan made together.",
                    plan="Seen again within the week; partner informed with consent.",
                    outcome="safe_plan",
                )

    def _sitting(self, days_ago: int) -> SittingInput:
        chance = Random(f"{self._record_number} hour {days_ago}")
        due_on = self._on(days_ago)
        asked, since = self._asked(days_ago)
        told = answers.battery(self._course, days_ago, since, asked)
        not_applicable = {"bipf": answers.bipf_not_applicable(self._course)} if "bipf" in told else {}
        return SittingInput(
            at=self._at(days_ago, chance.randint(7, 21), chance.randint(0, 59)),
            due_on=due_on,
            closes_on=due_on + timedelta(days=self.story.every_days - 1),
            occasion=due_on.isoformat(),
            answers=told,
            not_applicable=not_applicable,
            mode=EntryMode.link,
        )

    def _asked(self, days_ago: int) -> tuple[tuple[str, ...], int]:
        """The instruments of this day, and the day from which change is counted: the start of the newest treatment."""
        starts = [self._course.days[0], *(one.since for one in self.story.treatments)]
        start = min(since for since in starts if since >= days_ago - EARLY)
        plan = battery()
        if not is_full(self._on(days_ago), self.story.every_days, self._on(start), plan):
            return plan.core, start
        return (*plan.full, *(["gad7"] if self.story.anxiety else [])), max(start, days_ago)

    def _rate(self, patient_id: str, carer: Actor) -> None:
        for day, _ in self.story.rated:
            given = answers.hamd17(round(between(self.story.rated, day)))
            # The day is told from today, so it must be known before the clock is set back.
            rating = MeasurementInput(on=self._on(day), instrument="hamd17", answers=given)
            with clock.at(self._at(day, 11)):
                recording.record_measurement(carer, patient_id, rating)
