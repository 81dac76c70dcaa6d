"""History documents come in whole or not at all, twice is once, and what goes out is what came in."""

from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from sqlmodel import func, select

from models import history, recording
from models.access import Actor, system_actor
from models.database import session
from models.errors import Invalid, NotPermitted
from models.exchange.history_in import documents as documents_in
from models.exchange.history_in import import_histories, read_histories
from models.exchange.history_out import history_of, written
from models.recording import ClinicInput, HistoriesTaken
from models.records import AccessLog, CheckIn, Episode, FlagStatus, KnownAs, Person, SafetyFlag, Trial
from tests.exchange.history_documents import Document, document, documents


def take(actor: Actor, *told: Document, rehearsal: bool = False, **assumed: str) -> HistoriesTaken:
    found = documents_in(b"\n".join(orjson.dumps(one) for one in told), "histories.jsonl")
    return import_histories(actor, found, read_histories(found, str(actor.clinic_id), assumed), rehearsal=rehearsal)


def refused(actor: Actor, *told: Document, **assumed: str) -> dict[str, str]:
    before = rows()
    with pytest.raises(Invalid) as wrong:
        take(actor, *told, **assumed)
    assert rows() == before
    return {one.field.partition(": ")[2]: one.message for one in wrong.value.problems}


def rows() -> list[int]:
    with session() as db:
        return [
            db.exec(select(func.count()).select_from(each)).one()
            for each in (Person, Episode, Trial, CheckIn, KnownAs, SafetyFlag)
        ]


def out(actor: Actor, number: str = "P1") -> Document:
    found = history.find_patient(actor, number)
    assert found
    (record,) = history.export_records(actor, [found.id], "history")
    told: Document = orjson.loads(written(history_of(record)))
    return {key: value for key, value in told.items() if key != "as_of"}


def plain(told: Document) -> Document:
    """Without what says nothing, and with the forms of a day in one order."""
    measured = sorted(told["measurements"], key=lambda one: (one["on"], one["instrument"], orjson.dumps(one)))
    return {key: value for key, value in told.items() if key != "as_of"} | {"measurements": measured}


def test_what_goes_out_is_what_came_in(clinic: Actor) -> None:
    taken = take(clinic, document())
    assert (taken.patients, taken.episodes, taken.trials, taken.measurements) == (1, 1, 4, 6)
    assert plain(out(clinic)) == plain(document())


def test_twice_is_once_and_so_is_what_went_out(clinic: Actor) -> None:
    take(clinic, document())
    before = rows()
    assert not take(clinic, document()).anything
    assert not take(clinic, out(clinic)).anything
    assert rows() == before


def test_adherence_that_follows_from_what_the_patient_told_is_no_other_figure(clinic: Actor) -> None:
    drug = {
        "id": "T1",
        "episode": "E1",
        "modality": "medication",
        "role": "monotherapy",
        "agent": "sertraline",
        "started_on": "2026-03-05",
        "ended_on": "2026-04-01",
        "stop_reason": "nonresponse",
        "ascertainment": "prospective",
        "doses": [{"from": "2026-03-05", "mg_per_day": 100}],
    }
    weeks = ("2026-03-12", "2026-03-19", "2026-03-26")
    asked = [{"on": on, "instrument": "doses_missed", "answers": {"days": 1}} for on in weeks]
    told = {**document(), "trials": [drug], "measurements": asked}
    take(clinic, told)
    gone = out(clinic)
    assert gone["trials"][0]["adherence"] == round(1 - 3 / 21, 3)
    assert not take(clinic, gone).anything
    assert not take(clinic, told).anything


@settings(
    max_examples=12,
    phases=[Phase.explicit, Phase.generate],
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(told=documents())
def test_any_history_comes_back(clinic: Actor, told: Document) -> None:
    number = f"X-{rows()[0]}"
    told = {**told, "patient": {**told["patient"], "id": number}}
    take(clinic, told)
    assert plain(out(clinic, number)) == plain(told)
    assert not take(clinic, told).anything


def test_new_parts_of_a_known_patient_are_added(clinic: Actor) -> None:
    whole = document()
    take(clinic, document(trials=whole["trials"][:1], measurements=whole["measurements"][:1]))
    taken = take(clinic, whole)
    assert (taken.patients, taken.episodes, taken.trials, taken.measurements) == (0, 0, 3, 5)
    assert plain(out(clinic)) == plain(whole)


def test_what_is_told_otherwise_is_refused_with_its_place(clinic: Actor) -> None:
    take(clinic, document())
    other = document()
    other["patient"]["sex"] = "male"
    assert list(refused(clinic, other)) == ["patient.sex"]
    other = document(diagnosis="bipolar_I")
    other["episodes"][0]["severity"] = "severe"
    other["trials"][0]["doses"][1]["mg_per_day"] = 150
    other["trials"][2]["therapist"]["competence_rating"]["score"] = 41
    other["measurements"][0]["score"] = 12
    assert list(refused(clinic, other)) == [
        "episodes[0].diagnosis",
        "episodes[0].severity",
        "trials[0].doses",
        "trials[2].therapist.competence_rating.score",
        "measurements[0]",
    ]


IMPOSSIBLE: list[tuple[str, Any, str]] = [
    ("patient", {"id": "x" * 41}, "patient.id"),
    ("patient", {"id": "P1", "sex": "unknown"}, "patient.sex"),
    ("patient", {"id": "P1", "born_on": "2027-01-01"}, "patient.born_on"),
    ("patient", {"id": "P\u202e1"}, "patient.id"),
    ("diagnosis", None, "diagnosis"),
    ("episodes", [], "diagnosis"),
    ("episodes", [{"id": "E1"}], "episodes[0].started_on"),
    ("measurements", [{"on": "2026-03-01", "instrument": "unheard", "score": 3}], "measurements[0].instrument"),
    ("measurements", [{"on": "2027-03-01", "instrument": "phq9", "score": 3}], "measurements[0].on"),
    ("measurements", [{"on": "2026-03-01", "instrument": "phq9", "scale": "x", "score": 3}], "measurements[0].scale"),
]


@pytest.mark.parametrize(("key", "value", "path"), IMPOSSIBLE)
def test_what_no_record_can_hold_is_refused(clinic: Actor, key: str, value: Any, path: str) -> None:
    before = rows()
    with pytest.raises(Invalid) as wrong:
        take(clinic, document(**{key: value}))
    assert path in {one.field.rpartition(": ")[2] for one in wrong.value.problems}
    assert rows() == before


TRIALS: list[tuple[int, dict[str, Any], str]] = [
    (0, {"started_on": "2025-01-01"}, "trials[0].started_on"),
    (0, {"ended_on": "2031-01-01"}, "trials[0].ended_on"),
    (0, {"agent": None}, "trials[0].agent"),
    (0, {"doses": [{"from": "2026-03-02"}]}, "trials[0].doses[0].mg_per_day"),
    (0, {"doses": [{"from": "2026-01-02", "mg_per_day": 50}]}, "trials[0].doses[0].from"),
    (0, {"adherence_source": None}, "trials[0].adherence_source"),
    (0, {"adherence_source": "a hunch"}, "trials[0].adherence_source"),
    (1, {"agent": "Sertraline", "role": "combination"}, "trials[1].agent"),
    (2, {"sessions": [{"on": "2026-04-01", "attended": True}]}, "trials[2].sessions[0].on"),
    (2, {"evidence_based": True}, "trials[2].evidence_reason"),
    (2, {"episode": None, "started_on": "2025-05-12"}, "trials[2].episode"),
    (3, {"ascertainment": "record"}, "trials[3].recalled_improvement"),
]


@pytest.mark.parametrize(("place", "change", "path"), TRIALS)
def test_a_trial_that_cannot_be_is_refused(clinic: Actor, place: int, change: dict[str, Any], path: str) -> None:
    told = document()
    told["trials"][place] |= change
    assert path in refused(clinic, told)


def test_one_bad_document_keeps_all_out_and_all_problems_are_told(clinic: Actor) -> None:
    bad = document(patient={"id": "P2"})
    bad["trials"][0]["agent"] = None
    worse = document(patient={"id": "P3"}, measurements=[{"on": "2027-01-01", "instrument": "phq9", "score": 1}])
    with pytest.raises(Invalid) as wrong:
        take(clinic, document(), bad, worse)
    assert [one.field for one in wrong.value.problems] == [
        "histories.jsonl, line 2: trials[0].agent",
        "histories.jsonl, line 3: measurements[0].on",
    ]
    assert rows()[0] == 0


def test_what_holds_for_a_whole_file_may_be_said(clinic: Actor) -> None:
    silent = document(diagnosis=None)
    silent["trials"][0]["adherence_source"] = None
    assert set(refused(clinic, silent)) == {"diagnosis", "trials[0].adherence_source"}
    take(clinic, silent, diagnosis="bipolar_II", adherence_source="clinician")
    assert out(clinic)["diagnosis"] == "bipolar_II"
    assert out(clinic)["trials"][0]["adherence_source"] == "clinician"


def test_a_trial_without_an_episode_lies_in_the_one_around_its_first_day(clinic: Actor) -> None:
    told = document()
    told["trials"][0]["episode"] = None
    take(clinic, told)
    assert plain(out(clinic)) == plain(document())


def test_a_patient_in_two_documents_is_refused(clinic: Actor) -> None:
    found = documents_in(orjson.dumps(document()) + b"\n" + orjson.dumps(document()), "two.jsonl")
    with pytest.raises(Invalid, match="more than one document"):
        read_histories(found, str(clinic.clinic_id), {})


def test_a_rehearsal_tells_and_writes_nothing(clinic: Actor) -> None:
    with session() as db:
        entries = db.exec(select(func.max(AccessLog.number))).one()
    seen = take(clinic, document(), rehearsal=True)
    assert (seen.patients, seen.measurements, seen.open_flags) == (1, 6, 1)
    assert rows()[0] == 0
    with session() as db:
        assert db.exec(select(func.max(AccessLog.number))).one() == entries


@pytest.mark.parametrize(("answer", "flags"), [(None, 0), (0, 0), (1, 1), (2, 1), (3, 1)])
def test_S01_an_imported_answer_about_suicide_opens_a_flag(clinic: Actor, answer: int | None, flags: int) -> None:
    answers = {"q1": 1} | ({} if answer is None else {"q9": answer})
    taken = take(clinic, document(measurements=[{"on": "2026-03-01", "instrument": "phq9", "answers": answers}]))
    assert taken.open_flags == flags
    with session() as db:
        assert [one.status for one in db.exec(select(SafetyFlag)).all()] == [FlagStatus.open] * flags


def test_S09_several_such_answers_are_one_flag(clinic: Actor) -> None:
    told = [{"on": f"2026-03-0{day}", "instrument": "phq9", "answers": {"q9": day}} for day in (1, 2, 3)]
    take(clinic, document(measurements=told))
    with session() as db:
        assert [one.tier for one in db.exec(select(SafetyFlag)).all()] == [2]


def test_every_leaving_is_in_the_log_and_another_clinic_is_not_reached(clinic: Actor) -> None:
    take(clinic, document(), document(patient={"id": "P2"}))
    ids = history.patients_to_export(clinic)
    history.export_records(clinic, ids, "history")
    elsewhere = system_actor(recording.add_clinic(system_actor(), ClinicInput(name="Elsewhere")))
    assert history.patients_to_export(elsewhere) == []
    with pytest.raises(NotPermitted):
        history.export_records(elsewhere, ids[:1], "history")
    with session() as db:
        left = db.exec(select(AccessLog).where(AccessLog.act == "export_records", AccessLog.was_permitted)).all()
    assert [one.patient_id for one in left if one.patient_id] == ids
    assert {str(one.detail) for one in left if one.patient_id} == {"{'as': 'history'}"}
