"""REDCap: the table has the fields of its data dictionary, and what went out comes back."""

import csv
import io
import re

import pytest

from instruments import shelf
from instruments.errors import InstrumentError
from models import history
from models.access import Actor
from models.errors import Invalid
from models.exchange.forms_in import import_forms, read_forms
from models.exchange.redcap_in import RedcapMapping
from models.exchange.redcap_out import DICTIONARY, write_dictionary, write_redcap
from models.exchange.redcap_words import HEAD
from models.recording import HistoriesTaken
from tests.exchange.history_documents import document
from tests.exchange.test_history_exchange import take


def table(actor: Actor) -> tuple[str, str]:
    out, described = io.BytesIO(), io.BytesIO()
    records = history.export_records(actor, history.patients_to_export(actor), "redcap")
    write_dictionary(write_redcap(records, out), described)
    return out.getvalue().decode(), described.getvalue().decode()


def take_in(actor: Actor, text: str, *, add_patients: bool = False) -> HistoriesTaken:
    mapping = RedcapMapping.usual()
    forms = read_forms(io.BytesIO(text.encode()), "redcap.csv", mapping)
    clinic = {"clinic_id": str(actor.clinic_id)}
    return import_forms(actor, forms, "redcap.csv", clinic, mapping=mapping, add_patients=add_patients)


def test_the_table_has_the_fields_of_its_dictionary(clinic: Actor) -> None:
    take(clinic, document())
    text, described = table(clinic)
    header, *rows = csv.reader(io.StringIO(text))
    fields = list(csv.DictReader(io.StringIO(described)))
    assert tuple(header[:4]) == HEAD
    names = [one["Variable / Field Name"] for one in fields]
    assert [one for one in header[4:] if not one.endswith("_complete")] == names[1:]
    assert {one["Form Name"] for one in fields} == {"records", "phq9", "hamd17", "wsas"}
    assert len(rows) == 6
    by_day = [dict(zip(header, row, strict=True)) for row in rows]
    assert [(one["redcap_repeat_instrument"], one["redcap_repeat_instance"]) for one in by_day][:4] == [
        ("phq9", "1"), ("phq9", "2"), ("phq9", "3"), ("phq9", "4"),
    ]  # fmt: skip
    assert {one["redcap_event_name"] for one in by_day} == {"check_ins_arm_1"}
    assert by_day[-1]["wsas_q1"] == "NA"
    assert by_day[3]["phq9_complete"] == "2"


def test_a_dictionary_of_every_instrument_is_one_that_redcap_takes() -> None:
    out = io.BytesIO()
    write_dictionary(shelf(), out)
    header, *rows = csv.reader(io.StringIO(out.getvalue().decode()))
    assert tuple(header) == DICTIONARY
    names = [row[0] for row in rows]
    assert len(set(names)) == len(names)
    for row in rows:
        assert len(row) == 18
        assert re.fullmatch(r"[a-z][a-z0-9_]{0,99}", row[0])
        assert row[3] in ("text", "radio")
        assert row[4].strip()
        assert row[7] in ("", "number", "date_ymd")
        if row[3] == "radio":
            assert all(re.match(r"-?[0-9.]+, \S", each) for each in row[5].split(" | "))


def test_what_went_out_comes_back(clinic: Actor) -> None:
    told = document()
    take(clinic, told)
    text, _ = table(clinic)
    assert not take_in(clinic, text).anything
    lost = take_in(clinic, text.replace("P1,", "P2,").replace(",T1,", ",,").replace(",T2,", ",,"), add_patients=True)
    assert (lost.patients, lost.measurements) == (1, 6)


BAD = {
    "no form of the shelf": "record_id,age\n1,40\n",
    "its day is not": "record_id,phq9_q1\n1,2\n",
    "lacks it": "id,phq9_on,phq9_q1\n1,2026-01-01,2\n",
    "column phq9_on": "record_id,phq9_on,phq9_q1\n1,01/02/2026,2\n",
    "column phq9_q1": "record_id,phq9_on,phq9_q1\n1,2026-01-02,4\n",
    "not offered here": "record_id,phq9_on,phq9_q1\n1,2026-01-02,NA\n",
}


@pytest.mark.parametrize("says", BAD)
def test_refused_with_its_place(says: str) -> None:
    with pytest.raises((InstrumentError, Invalid), match=says):
        read_forms(io.BytesIO(BAD[says].encode()), "redcap.csv", RedcapMapping.usual())


def test_other_fields_are_left_alone() -> None:
    text = "record_id,redcap_event_name,age,phq9_on,phq9_q1,phq9_complete\n007,x_arm_1,=1,2026-01-02,2,2\n"
    forms = read_forms(io.BytesIO(text.encode()), "redcap.csv", RedcapMapping.usual())
    assert {number: len(each) for number, each in forms.by_patient.items()} == {"007": 1}
