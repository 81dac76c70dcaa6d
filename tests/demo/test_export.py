"""The invented people leave as history documents and come back: the judgement is the same, and so is every document."""

from pathlib import Path

import orjson
import pytest

from models import history, recording
from models.access import Actor, system_actor
from models.criteria.settings import DEFAULT
from models.exchange.assessment import assess
from models.exchange.batches import exported
from models.exchange.history_document import read_history
from models.exchange.history_in import documents, import_histories, read_histories
from models.exchange.history_out import history_of, written
from models.recording.inputs import ClinicInput


def everybody(actor: Actor) -> list[history.ExportedRecord]:
    return list(exported(actor, history.patients_to_export(actor), "history"))


def lines(actor: Actor) -> list[bytes]:
    return [written(history_of(one), one_line=True) for one in everybody(actor)]


def test_a_document_is_judged_as_the_patient_page_judges(demo: str) -> None:
    for record in everybody(system_actor()):
        view = history.patient_view(system_actor(), record.person.id)
        told = read_history(written(history_of(record)))
        assert told.as_of == view.as_of
        ours = assess(view.case, view.as_of, DEFAULT)
        theirs = assess(told.case, view.as_of, DEFAULT)
        assert theirs | {"patient": ""} == ours | {"patient": ""}, record.person.record_number


def test_what_left_is_found_again(demo: str) -> None:
    for clinic in history.clinics(system_actor()):
        actor = system_actor(clinic.id)
        found = documents(b"".join(lines(actor)), "all.jsonl")
        taken = import_histories(actor, found, read_histories(found, clinic.id, {}))
        assert not taken.anything


def test_in_another_database_it_is_the_same_document(
    demo: str, sqlite_database: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from models.settings import settings

    monkeypatch.setenv("FAIRTRIAL_DATABASE_URL", demo)
    settings.cache_clear()
    clinic = history.clinics(system_actor())[0]
    before = lines(system_actor(clinic.id))
    monkeypatch.setenv("FAIRTRIAL_DATABASE_URL", sqlite_database)
    settings.cache_clear()
    there = system_actor(recording.add_clinic(system_actor(), ClinicInput(name="Elsewhere", time_zone="Europe/London")))
    found = documents(b"".join(before), "all.jsonl")
    zone = clinic.time_zone
    taken = import_histories(there, found, read_histories(found, str(there.clinic_id), {}, zone))
    assert taken.patients == len(before)
    assert [_sorted(each) for each in lines(there)] == [_sorted(each) for each in before]


def _sorted(line: bytes) -> dict[str, object]:
    """The forms of one day stand in no particular order, since nobody knows at which hour they were filled in."""
    told: dict[str, list[dict[str, str]]] = orjson.loads(line)
    return {**told, "measurements": sorted(told["measurements"], key=lambda one: str(sorted(one.items())))}
