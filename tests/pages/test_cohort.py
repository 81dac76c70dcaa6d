"""The cohort: for those who treat, without a name, with its denominators, and nothing of groups that are too small."""

import csv
import io

import pytest

from models import history, recording
from models.access import Actor
from models.criteria.cohort import Wish
from models.database import session
from models.records import Standing
from pages.parts import cohort_charts, cohort_filter, cohort_tables
from pages.parts.cohort_tables import TABLES
from tests.pages.desk import Open, open_desk, ward, ward_template
from tests.pages.test_report import Browser, browser, come_in, looks
from tests.pages.ward import Ward

__all__ = ["browser", "open_desk", "ward", "ward_template"]
NAMES = ("Lindqvist", "Marta", "A-2041", "img src")
FILES = [(name, ending) for name in TABLES for ending in ("svg", "png", "csv")]


@pytest.fixture
def everybody_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    """The two small clinics have fewer trials than are ever shown; here each is."""
    monkeypatch.setattr(cohort_tables, "few", lambda: 1)
    monkeypatch.setattr("pages.parts.cohort_picture.few", lambda: 1)


def actor(ward: Ward, who: str) -> Actor:
    found = history.actor_of(recording.sign_in_demo(ward[who]).token)
    assert found is not None
    return found


@pytest.mark.parametrize("who", [None, "marta", "admin"])
def test_nobody_but_clinicians_gets_in(open_desk: Open, who: str | None) -> None:
    assert "patients with such trials" not in open_desk(who, "cohort").words
    assert "Fewer than" not in open_desk(who, "cohort").words


def test_few_people_are_not_drawn(open_desk: Open) -> None:
    """P12."""
    words = open_desk("rivera", "cohort").words
    assert "Fewer than 5 trials: nothing is drawn, since a person might be known by it." in words
    assert "From step to step" not in words


def test_what_it_rests_on_is_told_and_nobody_is_named(open_desk: Open, everybody_counts: None) -> None:
    words = open_desk("rivera", "cohort").words
    for told in (
        "From step to step",
        "Had it a fair trial?",
        "Of all trials that began, whether they could be judged or not.",
        "Over four steps its authors read 67 %",
        "a reanalysis reads 35 %",
        "Nobody was assigned by chance here",
        "Kaplan–Meier",
        "66.8 % reliably better",
        "rank nobody",
        "data to 6 July 2026, 10:00",
    ):
        assert told in words, told
    assert not [name for name in NAMES if name in words]
    assert "Traceback" not in words


def test_whose_patients_are_counted(ward: Ward) -> None:
    assert history.cohort(actor(ward, "rivera")).patients == 3
    assert history.cohort(actor(ward, "stranger")).patients == 0
    assert history.cohort(actor(ward, "stranger"), whole_clinic=True).patients == 3
    assert history.cohort(actor(ward, "elsewhere"), whole_clinic=True).lines == []


def test_a_choice_is_kept_in_the_address_and_names_of_few_are_not_offered(ward: Ward) -> None:
    assert history.cohort(actor(ward, "rivera")).choices["treatment"] == {}
    assert len(history.cohort(actor(ward, "rivera"), Wish(modality="psychotherapy")).lines) == 1
    wish, whole_clinic = cohort_filter.read(
        {"modality": "psychotherapy", "step": "2", "since": "2026-01-05", "whose": "clinic"}
    )
    again = cohort_filter.address(wish, whole_clinic=whole_clinic)
    assert cohort_filter.read(dict(part.split("=") for part in again.split("&"))) == (wish, True)
    assert (
        cohort_filter.in_words(wish, whole_clinic=True)
        == "whole clinic, psychotherapy, step 2, begun since 5 January 2026"
    )


def test_patients_who_are_not_ready_are_said_to_be_missing(open_desk: Open, ward: Ward) -> None:
    with session(write=True) as db:
        standing = db.get_one(Standing, ward.marta)
        standing.trial_lines = None
        db.add(standing)
    desk = open_desk("rivera", "cohort")
    assert history.cohort(actor(ward, "rivera")).not_ready == 1
    assert "1 patients are not counted yet" in desk.words


@pytest.mark.parametrize(("name", "ending"), FILES)
def test_every_picture_is_a_file(browser: Browser, ward: Ward, everybody_counts: None, name: str, ending: str) -> None:
    come_in(browser, ward, "rivera")
    there = browser.get(f"/cohort/{name}.{ending}")
    assert there.status_code == 200, there.text
    assert there.headers["Cache-Control"] == "no-store"
    assert there.headers["Content-Disposition"] == f'attachment; filename="cohort-{name}-2026-07-06.{ending}"'
    beginning = {"svg": b"<svg", "png": b"\x89PNG", "csv": b"\xef\xbb\xbf"}[ending]
    assert there.content.startswith(beginning)
    assert not [each for each in NAMES if each.encode() in there.content]


def test_the_table_says_what_it_rests_on(browser: Browser, ward: Ward, everybody_counts: None) -> None:
    come_in(browser, ward, "rivera")
    rows = list(csv.reader(io.StringIO(browser.get("/cohort/flow.csv").content.decode("utf-8-sig"))))
    assert rows[0] == ["step", "what", "trials", "of", "percent"]
    blank = rows.index([])
    assert {row[3] for row in rows[1:blank] if row[0] == "step 1"} == {"2"}
    assert rows[blank + 1] == ["one clinician’s patients"]
    assert looks("cohort") == 1


@pytest.mark.parametrize("who", [None, "marta", "admin"])
def test_for_everybody_else_there_is_no_file(
    browser: Browser, ward: Ward, everybody_counts: None, who: str | None
) -> None:
    if who:
        come_in(browser, ward, who)
    answer = browser.get("/cohort/flow.csv")
    assert answer.status_code in (303, 404)
    assert "sertraline" not in answer.text


@pytest.mark.parametrize(
    ("path", "status"),
    [("flow.exe", 404), ("secrets.csv", 404), ("flow.csv?since=soon", 400), ("flow.csv?step=x", 400)],
)
def test_what_there_is_not_is_said(
    browser: Browser, ward: Ward, everybody_counts: None, path: str, status: int
) -> None:
    come_in(browser, ward, "rivera")
    assert browser.ask("GET", f"/cohort/{path}").status_code == status


def test_few_people_make_no_file(browser: Browser, ward: Ward) -> None:
    come_in(browser, ward, "rivera")
    assert browser.get("/cohort/flow.csv").status_code == 400


def test_every_picture_has_its_table() -> None:
    assert list(cohort_charts.DRAWN) == list(TABLES)
