"""Every invented person's story makes a report under every payer's rule, and their own report is kind."""

import re
from collections.abc import Iterator

import pytest
from sqlmodel import select

from models.access import system_actor
from models.clock import now
from models.criteria.payers import policies
from models.database import session
from models.exchange.report import Paper, Report, make, policy_ids, policy_named, to_pdf, to_text
from models.exchange.report.said import Said
from models.exchange.report.said import sentences as own_sentences
from models.records import AccessLog, Person, PersonRole

pytestmark = pytest.mark.xdist_group("demo")
SEEN = re.compile(r"P|[ETSA]\d+|no such record")
BLAME = re.compile(
    r"you (have )?failed|non-?complian|non-?adheren|refus|did not cooperate|drop(ped)? out", re.IGNORECASE
)


@pytest.fixture
def people(demo: str) -> dict[str, str]:
    """Record number and id of everybody in the demo."""
    with session() as db:
        found = db.exec(select(Person).where(Person.role == PersonRole.patient)).all()
        return {str(one.record_number): one.id for one in found}


def told(patient_id: str, payer: str | None = None, *, plain: bool = False) -> Report:
    return make(system_actor(), patient_id, plain=plain, policy=policy_named(payer) if payer else None)


def numbered(report: Report) -> set[str]:
    rows = [row["number"] for table in report["scores"] for row in table["rows"]]
    records = [one["number"] for one in (*report["episodes"], *report["treatments"], *report["rule"]["attest"])]
    return {"P", *rows, *records}


def seen(report: Report) -> Iterator[str]:
    for one in report["rule"]["criteria"]:
        yield from one["see"]


NOTHING = re.compile(r"[Nn]one |could not be read|not recorded|[Nn]o such score|0 recorded")
DAY = re.compile(r"\d{1,2} [A-Z][a-z]+ \d{4}")


def check_lines(number: str, report: Report) -> None:
    """Each line names a dated treatment, a score or a statement to sign, or says what is not there."""
    missing = {one["criterion"] for one in report["rule"]["missing"]}
    for one in report["rule"]["criteria"]:
        where = (number, one["text"])
        assert (one["number"] in missing) == (one["state"] in ("Not met", "No evidence")), where
        if one["see"] == ["no such record"]:
            assert NOTHING.search(" ".join(way["observed"] for way in one["readings"])), where
        elif one["state"] == "Needs attestation":
            assert re.fullmatch(r"A\d+", one["see"][-1]), where
        for record in (each for way in one["readings"] for each in way["records"]):
            assert DAY.search(record["words"]), where
            assert len(record["words"].partition(": ")[2]) > 4, where


@pytest.mark.parametrize("payer", policy_ids())
def test_every_story_under_every_rule_leads_to_its_records(people: dict[str, str], payer: str) -> None:
    for number, patient_id in people.items():
        report = told(patient_id, payer)
        assert len(report["rule"]["criteria"]) == len(policy_named(payer).criteria)
        there = numbered(report)
        for one in seen(report):
            assert SEEN.fullmatch(one), (number, one)
            assert one in there or one == "no such record", (number, one)
        check_lines(number, report)
        text = to_text(report)
        assert f"record {number}" in text
        assert max(map(len, text.splitlines())) <= 100


def test_a_grade_that_was_given_once_stands_beside_the_newest_score(people: dict[str, str]) -> None:
    """CH-108 was severely ill when the episode began and is in remission now: the line on severity shows both."""
    rule = told(people["CH-108"], "TMS_CENTENE")["rule"]
    line = next(one for one in rule["criteria"] if one["text"] == "Severe episode")
    assert re.fullmatch(r"Severe; the newest score beside it: PHQ-9 3 on .+", line["readings"][0]["observed"])
    assert line["see"][0] == "E1"
    assert line["see"][1].startswith("S")


def test_every_story_makes_pages(people: dict[str, str]) -> None:
    """Typst checks each against the standard for accessible documents; each rule is printed for some of them."""
    for place, patient_id in enumerate(people.values()):
        report = told(patient_id, policies()[place % len(policies())].id)
        assert to_pdf(report, Paper.a4, now()).startswith(b"%PDF")


def test_a_story_makes_pages_for_every_payer(people: dict[str, str]) -> None:
    for payer in (None, *policy_ids()):
        assert to_pdf(told(people["CH-117"], payer), Paper.us_letter, now()).startswith(b"%PDF")


def test_no_flag_and_no_answer_to_an_item_is_in_a_report(people: dict[str, str]) -> None:
    for patient_id in people.values():
        text = to_text(told(patient_id, "TMS_CENTENE")).casefold()
        assert "flag" not in text
        assert "suicid" not in text
        assert "item 9" not in text


def test_everybodys_own_report_is_kind_and_has_pages(people: dict[str, str]) -> None:
    for patient_id in people.values():
        report = told(patient_id, plain=True)
        text = to_text(report)
        assert not BLAME.search(text)
        for clinical in ("severe", "nonresponse", "treatment-resistant", "payer", "adequate", "PHQ-9 item"):
            assert clinical not in text.casefold(), clinical
        assert report["treatments"] or report["none"]


@pytest.mark.parametrize("number", ["CH-104", "CH-117", "NG-106"])
def test_the_own_report_has_pages(people: dict[str, str], number: str) -> None:
    assert to_pdf(told(people[number], plain=True), Paper.a4, now()).startswith(b"%PDF")


def test_what_a_treatment_did_is_told_domain_by_domain(people: dict[str, str]) -> None:
    ipt = told(people["CH-106"], plain=True)["treatments"][0]
    assert ipt["fair"] == Said("en")("fair_yes")
    found = {one["domain"]: one["words"] for one in ipt["effects"]}
    assert found["How you feel"] == Said("en")("effects.response")
    assert len(found) == 5
    nausea = told(people["CH-104"], plain=True)["treatments"][0]
    assert nausea["fair"] == Said("en")("fair_intolerance")


def test_the_reading_is_in_the_access_log(people: dict[str, str]) -> None:
    told(people["CH-102"], "ESK_CIGNA")
    with session() as db:
        query = select(AccessLog).where(AccessLog.patient_id == people["CH-102"], AccessLog.act == "report_record")
        assert db.exec(query).one().was_permitted


# Words for a reader of twelve


def sentences() -> list[str]:
    def every(value: object) -> Iterator[str]:
        if isinstance(value, dict):
            for one in value.values():
                yield from every(one)
        else:
            yield str(value)

    found = [re.sub(r"\{\w+\}", "seven", text) for text in every(own_sentences())]
    return [one.strip() for text in found for one in re.split(r"[.:?]", text) if len(one.split()) > 2]


def grade(text: str) -> float:
    """Flesch and Kincaid's school grade: 6 or 7 is what a reader of twelve manages."""
    tokens = re.findall(r"[A-Za-z]+", text)
    syllables = sum(max(1, len(re.findall(r"[aeiouy]+", re.sub(r"e$", "", word.lower())))) for word in tokens)
    return 0.39 * len(tokens) + 11.8 * syllables / len(tokens) - 15.59


def test_a_reader_of_twelve_can_read_it() -> None:
    grades = [grade(one) for one in sentences()]
    assert sum(grades) / len(grades) < 5
    assert max(len(one.split()) for one in sentences()) <= 22
