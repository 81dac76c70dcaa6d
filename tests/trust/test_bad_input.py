"""B01–B44, B87–B91: what cannot be is refused with its place and nothing is written; what is merely unusual is kept.

The cases of files (B45–B76) are told by tests/instruments/test_bad_input.py and tests/exchange/test_strictness.py,
those of addresses and links (B77–B86) by tests/trust/test_access.py, tests/trust/test_wire.py and
tests/pages/test_entry.py, hostile text on the screen (B92–B94) by tests/browser/test_hostile_words.py.
"""

import json
import shutil
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import func, select

from models import database as databases
from models import history, recording
from models.access import Actor
from models.clock import today
from models.database import session
from models.errors import Conflict, Invalid, NeedsConfirming, NotPermitted, Refusal
from models.exchange.history_document import read_history
from models.recording import AnswerState, EpisodeInput, EventNoteInput, MeasurementInput, PatientInput, TrialInput
from models.records import CheckIn, Episode, EventNote, ItemAnswer, Person, SafetyFlag, Score, TreatmentSession, Trial
from models.settings import settings
from tests.trust.access import nothing_kept
from tests.trust.canaries import Aviary, aviary_template

__all__ = ["aviary_template"]
TABLES = (CheckIn, Episode, EventNote, ItemAnswer, Person, SafetyFlag, Score, TreatmentSession, Trial)
START = today() - timedelta(days=60)
NAN, INF = float("nan"), float("inf")
EMOJI, RTL = "\U0001f469\u200d\u2695\ufe0f", "\u202eevil"


class Ward:
    """A clinician with one patient who has an episode and an open check-in."""

    def __init__(self, aviary: Aviary) -> None:
        self.doctor, self.patient = aviary.actors["team"], aviary.other_patient
        self.clinic, self.foreign = aviary.clinic, aviary.ids
        self.own: Actor = aviary.actors["other_patient"]
        self.check_in = aviary.actors["other_link"].check_in_id or ""

    def answer(self, value: Any = 1.0, item: str = "q1", instrument: str = "phq9", state: str = "answered") -> None:
        recording.save_answer(self.own, self.check_in, instrument, item, AnswerState(state), value)

    def measure(self, **given: Any) -> str:
        facts = {"on": START, "instrument": "phq9", **given}
        return recording.record_measurement(self.doctor, self.patient, MeasurementInput.of(**facts))

    def drug(self, **given: Any) -> str:
        facts = {
            "modality": "medication",
            "role": "monotherapy",
            "agent": "sertraline",
            "started_on": START,
            "doses": ({"from_on": START, "mg_per_day": 50},),
        }
        return recording.record_trial(self.doctor, self.patient, TrialInput.of(**{**facts, **given}))

    def dose(self, mg_per_day: Any) -> str:
        return self.drug(doses=({"from_on": START, "mg_per_day": mg_per_day},))

    def therapy(self, **given: Any) -> str:
        facts = {"modality": "psychotherapy", "therapy": "CBT", "started_on": START}
        return recording.record_trial(self.doctor, self.patient, TrialInput.of(**{**facts, **given}))

    def person(self, **given: Any) -> str:
        facts = {"clinic_id": self.clinic, "record_number": "B-1", "given_name": "A", "family_name": "B"}
        return recording.add_patient(self.doctor, PatientInput.of(**{**facts, **given}))

    def event(self, words: str, on: date = START) -> str:
        noted = EventNoteInput.of(happened_on=on, kind="other", words=words)
        return recording.note_event(self.doctor, self.patient, noted)

    def episode(self, **given: Any) -> str:
        return recording.open_episode(self.doctor, self.patient, EpisodeInput.of(**given))

    def close(self, plan: str) -> None:
        recording.close_flag(self.doctor, self.foreign["flag_id"], "called", "asked", plan, "safe_plan")

    def document(self, **changes: Any) -> None:
        """The same through the import door: a history document."""
        trial = {"id": "T1", "episode": "E1", "modality": "medication", "role": "monotherapy", "agent": "sertraline"}
        dated = {
            "started_on": "2026-03-02",
            "ended_on": "2026-05-10",
            "doses": [{"from": "2026-03-02", "mg_per_day": 50}],
        }
        measured = {"on": "2026-03-10", "instrument": "phq9"}
        whole = {
            "format": "fairtrial-history/1",
            "as_of": "2026-06-01",
            "patient": {"id": "P1", "born_on": changes.pop("born_on", "1984-03-02")},
            "episodes": [{"id": "E1", "started_on": "2026-03-01"}],
            "trials": [{**trial, **dated, **changes.pop("trial", {})}],
            "measurements": [{**measured, **changes.pop("measured", {"score": 12})}],
        }
        text = json.dumps(whole)
        read_history(changes["twist"](text) if "twist" in changes else text)


@pytest.fixture(scope="module")
def ward_file(aviary_template: tuple[Path, Aviary], tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Aviary]:
    file = tmp_path_factory.mktemp("bad") / "ward.sqlite3"
    shutil.copyfile(aviary_template[0], file)
    return f"sqlite:///{file}", aviary_template[1]


@pytest.fixture
def ward(ward_file: tuple[str, Aviary], monkeypatch: pytest.MonkeyPatch) -> Iterator[Ward]:
    """One database for all cases: what is refused leaves nothing, and what is kept is taken back."""
    monkeypatch.setenv("FAIRTRIAL_DATABASE_URL", ward_file[0])
    settings.cache_clear()
    ward = Ward(ward_file[1])
    if not history.episode_records(ward.doctor, ward.patient):
        ward.episode(started_on=START - timedelta(days=30))
    yield ward
    databases.engine_for(ward_file[0]).dispose()


def written() -> list[int]:
    with session() as db:
        return [db.exec(select(func.count()).select_from(table)).one() for table in TABLES]


def phq9(**changes: Any) -> dict[str, Any]:
    return {f"q{number}": 1.0 for number in range(1, 10)} | changes


def held(count: int, **changes: Any) -> tuple[dict[str, Any], ...]:
    return tuple({"held_on": START + timedelta(days=3 * n), "attended": True, **changes} for n in range(count))


Case = tuple[Callable[[Ward], object], str]
REFUSED: dict[str, Case] = {
    "B01 form": (lambda w: w.answer(-1), "q1"),
    "B01 service": (lambda w: w.measure(answers=phq9(q3=-1)), "phq9_q3"),
    "B01 import": (lambda w: w.document(measured={"answers": phq9(q3=-1)}), "measurements[0].answers.q3"),
    "B02 form": (lambda w: w.answer(4), "q1"),
    "B02 service": (lambda w: w.measure(answers=phq9(q3=4)), "phq9_q3"),
    "B02 import": (lambda w: w.document(measured={"score": 28}), "measurements[0].score"),
    "B03 form": (lambda w: w.answer(2.5), "q1"),
    "B03 service": (lambda w: w.measure(answers=phq9(q3=2.5)), "phq9_q3"),
    "B04 form": (lambda w: w.answer("2"), "q1"),
    "B04 import": (lambda w: w.document(measured={"answers": phq9(q3="2")}), "measurements[0].answers.q3"),
    "B05 form": (lambda w: w.answer(True), "q1"),
    "B05 service": (lambda w: w.measure(total=True), "total"),
    "B05 import": (lambda w: w.document(measured={"answers": phq9(q3=True)}), "measurements[0].answers.q3"),
    "B06 form": (lambda w: w.answer(NAN), "q1"),
    "B06 service": (lambda w: w.measure(total=NAN), "total"),
    "B06 import": (lambda w: w.document(measured={"score": NAN}), ""),
    "B07 form": (lambda w: w.answer(INF), "q1"),
    "B07 service": (lambda w: w.measure(total=-INF), "total"),
    "B08 form": (lambda w: w.answer(None), "q1"),
    "B11 import": (
        lambda w: w.document(twist=lambda t: t.replace('"agent"', '"agent": "x", "agent"')),
        "agent stands twice",
    ),
    "B12 form": (lambda w: w.answer(1, item="q99"), "q99"),
    "B12 service": (lambda w: w.measure(answers=phq9(q99=1)), "q99"),
    "B12 import": (lambda w: w.document(measured={"answers": phq9(q99=1)}), "measurements[0].answers"),
    "B13 form": (lambda w: w.answer(1, instrument="gad7"), ""),
    "B16 form": (lambda w: w.answer(None, state="not_applicable"), "q1"),
    "B16 service": (lambda w: w.measure(answers=phq9(), not_applicable=("q1",)), "phq9_q1"),
    "B17 form": (lambda w: w.answer("٣"), "q1"),
    "B18 service": (lambda w: w.measure(total=1e400), "total"),
    "B22 form": (lambda w: w.answer(1, instrument="phq8"), ""),
    "B23 service": (lambda w: w.measure(on=today() + timedelta(days=2), total=3), "on"),
    "B23 trial": (lambda w: w.drug(started_on=today() + timedelta(days=2), doses=()), "started_on"),
    "B24 service": (lambda w: w.measure(on=date(1950, 1, 1), total=3), "on"),
    "B24 trial": (lambda w: w.drug(started_on=date(1950, 1, 1), doses=()), "started_on"),
    "B25 future": (lambda w: w.person(born_on=today() + timedelta(days=2)), "born_on"),
    "B25 121 years": (lambda w: w.person(born_on=date(today().year - 122, 1, 1)), "born_on"),
    "B26 trial": (lambda w: w.drug(ended_on=START - timedelta(days=1)), "ended_on"),
    "B26 import": (lambda w: w.document(trial={"ended_on": "2026-03-01"}), "trials[0].ended_on"),
    "B26 episode": (lambda w: w.episode(started_on=START, ended_on=START - timedelta(days=1)), "ended_on"),
    "B29 trial": (lambda w: w.drug(started_on=today() - timedelta(days=31 * 365), doses=()), "started_on"),
    "B30 form": (lambda w: w.drug(started_on="2024-02-30"), "started_on"),
    "B30 import": (lambda w: w.document(trial={"started_on": "2024-02-30"}), "trials[0].started_on"),
    "B32 form": (lambda w: w.drug(started_on="03/04/2024"), "started_on"),
    "B32 import": (lambda w: w.document(born_on="03/04/2024"), "patient.born_on"),
    "B34 form": (lambda w: w.drug(started_on=45000), "started_on"),
    "B34 midnight": (lambda w: w.person(born_on=86400), "born_on"),
    "B34 text": (lambda w: w.person(born_on="86400"), "born_on"),
    "B34 import": (lambda w: w.document(trial={"started_on": 45000}), "trials[0].started_on"),
    "B35 form": (lambda w: w.drug(started_on="24-03-01"), "started_on"),
    "B36 form": (lambda w: w.drug(started_on=date(1, 1, 1), doses=()), "started_on"),
    "B37 form": (lambda w: w.drug(started_on="2026-03-01T23:30:00+14:00"), "started_on"),
    "B39 negative": (lambda w: w.dose(-50), "doses.0.mg_per_day"),
    "B39 nothing": (lambda w: w.dose(0), "doses.0.mg_per_day"),
    "B39 import": (
        lambda w: w.document(trial={"doses": [{"from": "2026-03-02", "mg_per_day": -50}]}),
        "trials[0].doses[0]",
    ),
    "B40 1e9": (lambda w: w.dose(1e9), "doses.0.mg_per_day"),
    "B40 inf": (lambda w: w.dose(INF), "doses.0.mg_per_day"),
    **{
        f"B40 {text}": (lambda w, text=text: w.dose(text), "doses.0.mg_per_day")
        for text in ("20mg", "20 mg/d", "1,5", "1.500", "20-40", ">20", "20")
    },
    "B43 order": (
        lambda w: w.drug(
            doses=({"from_on": START + timedelta(9), "mg_per_day": 50}, {"from_on": START, "mg_per_day": 9})
        ),
        "doses.1.from_on",
    ),
    "B44 negative": (lambda w: w.therapy(attended_count=-1), "attended_count"),
    "B44 2.7": (lambda w: w.therapy(attended_count=2.7), "attended_count"),
    "B44 true": (lambda w: w.therapy(attended_count=True), "attended_count"),
    "B44 outside": (lambda w: w.therapy(sessions=held(1, held_on=START - timedelta(days=1))), "sessions.0.held_on"),
    "B44 twice": (lambda w: w.therapy(sessions=held(2, held_on=START)), "sessions"),
    "B87 direction": (lambda w: w.person(family_name=RTL), "family_name"),
    "B87 empty": (lambda w: w.person(family_name="   "), "family_name"),
    "B87 10 kB": (lambda w: w.person(family_name="x" * 10_240), "family_name"),
    "B89 line end": (lambda w: w.person(family_name="Ro\nbirth 1984"), "family_name"),
    "B89 CRLF": (lambda w: w.person(record_number="7\r\nSet-Cookie"), "record_number"),
    "B89 ANSI": (lambda w: w.person(given_name="\x1b[31mAda"), "given_name"),
    "B89 event": (lambda w: w.event("moved\x1b[2J"), "words"),
    "B90 half a pair": (lambda w: w.event("\ud800"), "words"),
    "B90 note": (lambda w: w.drug(note="\ud800"), "note"),
    "B90 NUL": (lambda w: w.person(family_name="Ro\x00"), "family_name"),
    "B90 1 MB": (lambda w: w.drug(note="x" * 1_000_000), "note"),
    "B90 plan of 1 MB": (lambda w: w.close("x" * 1_000_000), "plan"),
    "B90 plan with half a pair": (lambda w: w.close("\udfff"), "plan"),
    "B93 address": (lambda w: w.person(email="a@b.example\r\nBcc: x@y.example"), "email"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refused_with_its_place_and_nothing_written(ward: Ward, case: str) -> None:
    act, place = REFUSED[case]
    before = written()
    with pytest.raises(Refusal) as refused:
        act(ward)
    assert isinstance(refused.value, Invalid), refused.value
    assert any(place in f"{problem.field} {problem.message}" for problem in refused.value.problems), refused.value
    assert written() == before


KEPT: dict[str, Callable[[Ward], object]] = {
    "B08 skipped": lambda w: w.answer(None, state="skipped"),
    "B10 eight items": lambda w: w.measure(answers={f"q{n}": 1.0 for n in range(1, 9)}),
    "B15 item 9 alone": lambda w: w.measure(answers={"q9": 1.0}),
    "B25 today": lambda w: w.person(born_on=today("UTC")),
    "B26 one day": lambda w: w.drug(ended_on=START),
    "B31 29 February": lambda w: w.person(born_on=date(1984, 2, 29)),
    "B42 below the minimum": lambda w: w.dose(12.5),
    "B44 nine": lambda w: w.therapy(sessions=held(9)),
    "B44 200": lambda w: w.therapy(attended_count=200),
    "B87 accents": lambda w: w.person(given_name="O'Brien-Łukasz Jr.", family_name="İıß"),
    "B87 one letter": lambda w: w.person(given_name="Ö", family_name="Y"),
    "B87 100 letters": lambda w: w.person(family_name="é" * 100),
    "B87 emoji": lambda w: w.person(given_name=EMOJI),
    "B87 Arabic": lambda w: w.person(given_name="فاطمة", family_name="王"),
    "B91 braces": lambda w: w.event("{{7*7}} ${x} %s%n :red[x] $$\\LaTeX$$"),
    "B92 script": lambda w: w.event("<script>alert(1)</script>"),
    "two lines of prose": lambda w: w.event("first\nsecond"),
}


@pytest.mark.parametrize("case", KEPT)
def test_kept_as_it_is(ward: Ward, case: str) -> None:
    before = written()
    with nothing_kept():
        KEPT[case](ward)
    assert written() == before


def test_B08_B09_B10_B15_a_form_that_is_not_whole_is_never_zero(ward: Ward) -> None:
    """Eight of nine are prorated by the instrument's own rule; one of nine is no score, and item 9 still counts."""
    alone = ward.measure(answers={"q9": 2.0}, on=START + timedelta(days=1), occasion="alone")
    with session() as db:
        scores = db.exec(select(Score).where(Score.check_in_id == alone)).all()
        flags = db.exec(select(SafetyFlag).where(SafetyFlag.patient_id == ward.patient)).all()
    assert [one.value for one in scores] == [None] * len(scores)
    assert len(flags) == 1


def test_B19_B20_what_was_sent_is_not_answered_again(ward: Ward) -> None:
    sent = ward.foreign["check_in_id"]
    recording.send_check_in(ward.doctor, sent)
    with pytest.raises(Conflict):
        recording.save_answer(ward.doctor, sent, "phq9", "q1", AnswerState.answered, 3)


def test_B21_B64_the_occasion_of_somebody_else_is_not_found(ward: Ward) -> None:
    with pytest.raises(NotPermitted):
        recording.save_answer(ward.own, ward.foreign["check_in_id"], "phq9", "q1", AnswerState.answered, 3)


def test_B28_the_same_drug_twice_at_once_is_refused_and_an_augmentation_is_not(ward: Ward) -> None:
    if True:
        first = ward.drug()
        with pytest.raises(Invalid):
            ward.drug(started_on=START + timedelta(days=5), doses=())
        ward.drug(
            agent="lithium", role="augmentation", augments_id=first, doses=({"from_on": START, "mg_per_day": 900},)
        )


def test_B42_a_dose_above_the_label_is_asked_about_by_name(ward: Ward) -> None:
    with pytest.raises(NeedsConfirming) as asked:
        ward.drug(agent="escitalopram", doses=({"from_on": START, "mg_per_day": 400},))
    assert "400 mg a day of escitalopram is above the labelled range" in str(asked.value)


def test_B43_an_unknown_drug_is_asked_about(ward: Ward) -> None:
    with pytest.raises(NeedsConfirming):
        ward.drug(agent="sertralime")


def test_B88_two_people_of_one_name_and_day_stay_two(ward: Ward) -> None:
    twins = [ward.person(record_number=number, born_on=date(1990, 1, 1)) for number in ("TW-1", "TW-2")]
    assert len(set(twins)) == 2
    with pytest.raises(Invalid):
        ward.person(record_number="TW-1")
