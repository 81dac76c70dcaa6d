"""L16: the log as a table in a file, for the clinic's administrators alone; nothing in it is taken for a formula."""

import csv
import io

import pytest

from models import history, recording
from models.access import system_actor
from models.recording import PersonRole, StaffInput
from tests.pages.desk import open_desk, ward, ward_template
from tests.pages.test_report import Browser, browser, come_in, looks
from tests.pages.ward import Ward

__all__ = ["browser", "open_desk", "ward", "ward_template"]
FORMULA = "=HYPERLINK(1)"


def test_the_table_holds_the_log_names_no_patient_and_is_logged_itself(browser: Browser, ward: Ward) -> None:
    rivera = history.actor_of(recording.sign_in_demo(ward["rivera"]).token)
    assert rivera is not None
    history.patient_view(rivera, ward["marta"])
    come_in(browser, ward, "admin")
    there = browser.get("/access-log.csv")
    assert there.status_code == 200
    assert there.headers["Cache-Control"] == "no-store"
    assert there.headers["Content-Disposition"] == 'attachment; filename="access-log.csv"'
    rows = list(csv.DictReader(io.StringIO(there.content.decode("utf-8-sig"))))
    assert {"number", "at", "by", "role", "act", "patient", "permitted"} <= set(rows[0])
    assert [row["number"] for row in rows] == sorted((row["number"] for row in rows), key=int, reverse=True)
    assert "patient_view" in {row["act"] for row in rows}
    assert b"Lindqvist" not in there.content
    assert ward["marta"].encode() not in there.content
    assert looks("access_log_file") == 1


@pytest.mark.parametrize("who", [None, "marta", "rivera"])
def test_for_everybody_else_there_is_no_table(browser: Browser, ward: Ward, who: str | None) -> None:
    if who:
        come_in(browser, ward, who)
    answer = browser.get("/access-log.csv")
    assert answer.status_code in (303, 404)
    assert "patient_view" not in answer.text
    assert "number,at" not in answer.text


@pytest.mark.parametrize("query", ["kind=every", "since=soon", "until=2026-02-30", "kind="])
def test_what_no_filter_would_ask_is_not_found(browser: Browser, ward: Ward, query: str) -> None:
    come_in(browser, ward, "admin")
    assert browser.get(f"/access-log.csv?{query}").status_code == 404


def test_B69_a_name_that_looks_like_a_formula_is_a_word(browser: Browser, ward: Ward) -> None:
    admin = history.actor_of(recording.sign_in_demo(ward["admin"]).token)
    assert admin is not None
    assert admin.clinic_id is not None
    somebody = StaffInput(clinic_id=admin.clinic_id, role=PersonRole.clinician, given_name=FORMULA, family_name="Osei")
    person_id = recording.add_staff(system_actor(), somebody)
    doctor = history.actor_of(recording.sign_in_demo(person_id).token)
    assert doctor is not None
    history.caseload(doctor)
    come_in(browser, ward, "admin")
    rows = list(csv.DictReader(io.StringIO(browser.get("/access-log.csv").content.decode("utf-8-sig"))))
    told = {row["by"] for row in rows if "HYPERLINK" in row["by"]}
    assert told == {f"'{FORMULA} Osei"}
