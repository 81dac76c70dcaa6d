"""A report says what the record says, leads from each line of a rule to a record, and leaks nothing."""

import json
import re
from dataclasses import replace
from datetime import date

import pytest

from models.criteria.case import Case, Modality, Patient, Trial
from models.criteria.judge import judge_case
from models.criteria.payers import policies
from models.errors import Invalid
from models.exchange.report import Paper, Report, policy_named, to_pdf, to_text, treatment_report
from models.exchange.report.behind import behind
from models.exchange.report.facts import by_month
from models.exchange.report.numbers import HOW, Numbers, _how
from models.history import Given, ScorePoint
from models.records import EntryMode, EntryWay, ScoreStatus
from tests.exchange.reports import (
    AS_OF,
    HEADER,
    MADE_AT,
    drug,
    long_history,
    read,
    talk,
    two_drugs_and_talk,
    view_of,
    words,
)

NUMBER = re.compile(r"P|[ETSA]\d+")


def report(case: Case | None = None, payer: str | None = "ESK_MEDMUTUAL") -> Report:
    view = view_of(case or two_drugs_and_talk())
    return treatment_report(view, "Ana Rivera", policy_named(payer) if payer else None)


def numbers_in(told: Report) -> set[str]:
    """Every numbered record that the report holds."""
    attested = [one["number"] for one in told["rule"]["attest"]] if told["rule"] else []
    rows = [row["number"] for table in told["scores"] for row in table["rows"]]
    records = [one["number"] for one in (*told["episodes"], *told["treatments"])]
    return {told["person"]["number"], *attested, *rows, *records}


def facts(told: Report, number: str) -> dict[str, str]:
    one = next(one for one in told["treatments"] if one["number"] == number)
    return {each["label"]: each["words"] for each in one["facts"]}


def test_a_report_is_one_plain_value() -> None:
    told = report()
    assert json.loads(json.dumps(told)) == told
    assert told["format"] == "fairtrial-report/1"


def test_a_medication_with_all_that_a_payer_asks() -> None:
    assert facts(report(), "T1") == {
        "Episode": "E1",
        "Dates": "2 June 2025 to 31 August 2025 (13.0 weeks)",
        "Class": "SSRI, selective serotonin reuptake inhibitor",
        "Doses": "50 mg/day from 2 June 2025; 150 mg/day from 16 June 2025",
        "Highest dose": "150 mg/day (labelled maximum 200 mg/day)",
        "Days at dose": "91 days (13.0 weeks) at 50 mg/day or more; 6 weeks needed",
        "Adherence": "90 % taken, by pharmacy refills",
        "Reason for stopping": "no response",
        "Known from": "followed while it ran",
        "Score before": "PHQ-9 20 on 1 June 2025 (S1)",
        "Score after": "PHQ-9 20 on 14 September 2025 (S16)",
        "Improvement": "no change (0.0 %): no response (less than 25 %)",
        "Adequacy": "Adequate since 13 July 2025: 13.0 weeks at 50 mg or more, 6 needed. Rule: MGH-ATRQ, 6 weeks.",
    }


def test_a_psychotherapy_with_every_session_and_who_gave_it() -> None:
    told = facts(report(), "T3")
    assert "(CBT)" in told["Type"]
    assert told["Sessions attended"].startswith(
        "13 sessions, 50 minutes each. January 2026: 5, 12, 26; February 2026: 2,"
    )
    assert told["Sessions missed"] == "January 2026: 19"
    assert told["Therapist"] == "licensed; formally trained in this therapy; 9 years of practice"


def test_the_score_named_is_the_one_in_the_table() -> None:
    told = report()
    rows = {row["number"]: row for table in told["scores"] for row in table["rows"]}
    for one in told["treatments"]:
        for label in ("Score before", "Score after"):
            found = re.fullmatch(r"PHQ-9 (\S+) on (.+) \((S\d+)\)", facts(told, one["number"])[label])
            assert found
            assert (rows[found[3]]["value"], rows[found[3]]["on"]) == (found[1], found[2])


@pytest.mark.parametrize("payer", [one.id for one in policies()])
@pytest.mark.parametrize("case", [two_drugs_and_talk(), Case(Patient("p1"))], ids=["a history", "nothing"])
def test_every_criterion_leads_to_a_record(payer: str, case: Case) -> None:
    told = report(case, payer)
    there = numbers_in(told)
    for one in told["rule"]["criteria"]:
        assert one["see"], one["text"]
        assert all(see in there or see == "no such record" for see in one["see"]), one["see"]
        assert one["source"]
        for way in one["readings"]:
            assert way["observed"] or way["records"] or way["asks"]
            assert all(each["number"] in there for each in way["records"])
        missing = [each for each in told["rule"]["missing"] if each["criterion"] == one["number"]]
        assert bool(missing) == (one["state"] in ("Not met", "No evidence")), one["text"]


def test_the_rule_of_a_payer_line_by_line() -> None:
    rule = report(payer="TMS_CENTENE")["rule"]
    found = {one["text"]: (one["state"], one["see"]) for one in rule["criteria"]}
    assert found["18 years or older"] == ("Met", ["P"])
    assert found["Severe episode"] == ("Met", ["E1", "S52"]), "the newest score stands beside the grade"
    assert found["Two adequate trials, or intolerance, in two classes"] == ("Met", ["T1", "T2"])
    assert found["An adequate trial of psychotherapy without improvement"] == ("Met", ["T3"])
    assert found["ECT without response or contraindicated, as applicable"] == ("Needs attestation", ["A1"])
    assert rule["overall"] == "As far as a record can tell, the rule is met."
    assert rule["counts"] == "Of 8 criteria: 6 met, 2 to be attested."
    assert "Compare with the payer’s present text" in rule["warning"]
    assert not rule["missing"]


def test_a_treatment_in_a_line_stands_with_the_figures_that_it_rests_on() -> None:
    told = report(payer="TMS_CENTENE")
    lines = [each for one in told["rule"]["criteria"] for way in one["readings"] for each in way["records"]]
    assert {each["number"] for each in lines} == {"T1", "T2", "T3"}
    for each in lines:
        before, after = (facts(told, each["number"])[f"Score {when}"] for when in ("before", "after"))
        scores = f"{before}, then {after.removeprefix('PHQ-9 ')}".replace(" (", ", ").replace(")", "")
        assert each["words"].endswith(f"{scores})")
        if each["number"] != "T3":
            dose, taken = (facts(told, each["number"])[name] for name in ("Highest dose", "Adherence"))
            assert f"(highest dose {dose.partition(' (')[0]}; {taken.partition(',')[0]}; PHQ-9" in each["words"]


def test_a_line_says_that_adherence_is_not_recorded_and_leaves_out_what_is_not_there() -> None:
    bare = Trial("T1", None, Modality.medication, date(2026, 1, 5), date(2026, 3, 5), agent="sertraline")
    for trial, told in ((bare, " (adherence not recorded)"), (replace(bare, modality=Modality.psychotherapy), "")):
        judged = judge_case(Case(Patient("p1"), trials=(trial,)), date(2026, 11, 1))
        assert behind(judged.trials[0], Numbers({}, {}, {}), date(2026, 11, 1)) == told


def test_what_is_unknown_is_said_with_what_to_record() -> None:
    bare = drug("a", "sertraline", date(2026, 1, 5), date(2026, 3, 1), doses=(), adherence=None, stop_reason=None)
    therapy = talk("b", date(2026, 3, 2), 3, sessions=(), therapist=None)
    told = report(Case(Patient("p1"), trials=(bare, therapy)), payer=None)
    unknown = {each["label"]: each["words"] for one in told["treatments"] for each in one["facts"] if each["unknown"]}
    for label, words_ in {
        "Doses": "not recorded (to record: each dose)",
        "Adherence": "not recorded (to record: how much of it was taken, and how that is known)",
        "Reason for stopping": "not recorded (to record: why it ended)",
        "Score before": "not recorded (to record: a score from before the start)",
        "Sessions attended": "not recorded (to record: each session with its date)",
        "Therapist": "not recorded (to record: licence, training and experience)",
    }.items():
        assert unknown[label] == words_
    person = {each["label"]: each for each in told["person"]["facts"]}
    assert person["Diagnosis"]["unknown"]
    assert person["Diagnosis"]["words"] == "not recorded (to record: the diagnosis)"


def test_rules_with_sources_and_days() -> None:
    rows = {one["name"]: one for one in report()["sources"]}
    assert rows["Weeks at dose"]["value"] == "6 weeks"
    assert rows["Weeks at dose"]["checked"] == "1 November 2026"
    assert "read in the source" in rows["Weeks at dose"]["source"]
    assert rows["Smallest doses that count"]["value"] == "MGH-ATRQ"
    assert rows["Adherence needed where it is known"]["value"] == "80 %"


def test_without_a_payer_every_definition_is_told() -> None:
    told = report(payer=None)
    assert told["rule"] is None
    assert len(told["definitions"]) > 20
    assert report()["definitions"] == []


def test_an_unknown_payer_is_refused_with_those_that_are_known() -> None:
    with pytest.raises(Invalid, match="ESK_CIGNA"):
        policy_named("NOBODY")
    assert policy_named(" esk_cigna ").id == "ESK_CIGNA"


def test_days_are_told_without_doubt_in_little_room() -> None:
    assert by_month([date(2026, 4, 7), date(2026, 3, 10), date(2026, 3, 3)]) == "March 2026: 3, 10; April 2026: 7"


# The pages


@pytest.mark.parametrize("paper", list(Paper))
def test_pages_are_accessible_numbered_and_named(paper: Paper) -> None:
    made = to_pdf(report(), paper, MADE_AT)
    document = read(made)
    root = document.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"pdfuaid:part" in made or "pdfuaid" in str(
        document.xmp_metadata.stream.get_data() if document.xmp_metadata else ""
    )
    width = {Paper.a4: 595, Paper.us_letter: 612}[paper]
    assert {round(float(page.mediabox.width)) for page in document.pages} == {width}
    pages = words(made)
    for number, page in enumerate(pages, start=1):
        assert f"Page {number} of {len(pages)}" in page
        assert "Zoë Ångström · born 14 March 1984 · record R-4711" in page
        assert "Decision support, not a diagnosis" in page
        assert "1 June 2026, 10:30 (Europe/London)" in page
    assert "Signature" in pages[-1]


def test_the_file_itself_names_nobody() -> None:
    document = read(to_pdf(report(), Paper.a4, MADE_AT))
    assert document.metadata
    assert document.metadata.title == "Treatment history"
    described = str(dict(document.metadata)) + str(
        document.xmp_metadata.stream.get_data() if document.xmp_metadata else ""
    )
    for private in ("Zoë", "ngström", "R-4711", "1984", "Harbour", "Rivera"):
        assert private not in described


def test_the_chart_is_told_in_words_as_well() -> None:
    told = report()
    assert told["chart"]["alt"].startswith("PHQ-9: 52 scores, from 20 on 1 June 2025 to 20 on 24 May 2026.")
    assert "T2 Venlafaxine (SNRI): from 8 September 2025 to 14 December 2025." in told["chart"]["alt"]
    made = to_pdf(told, Paper.a4, MADE_AT)
    assert "52 scores" not in " ".join(words(made)), "told to a screen reader, not printed twice"


def test_the_same_report_makes_the_same_file() -> None:
    assert to_pdf(report(), Paper.a4, MADE_AT) == to_pdf(report(), Paper.a4, MADE_AT)


def test_a_record_without_anything_makes_a_page() -> None:
    empty = view_of(Case(Patient("p1")), replace(HEADER, born_on=None, team=()))
    for payer in (None, "TMS_L34998"):
        told = treatment_report(empty, "Ana Rivera", policy_named(payer) if payer else None)
        assert told["chart"] is None
        pages = words(to_pdf(told, Paper.a4, MADE_AT))
        assert "No treatment is recorded." in " ".join(pages)
        assert "Zoë Ångström · record R-4711" in pages[0]
        assert to_text(told)


def test_a_long_history_keeps_every_record_on_a_page() -> None:
    told = treatment_report(long_history(), "Ana Rivera", policy_named("ESK_CAREFIRST"))
    pages = words(to_pdf(told, Paper.us_letter, MADE_AT))
    everything = " ".join(pages)
    assert len(told["treatments"]) == 30
    for number in ("T1", "T15", "T30", "S1", "S151", "S300"):
        assert re.search(rf"\b{number}\b", everything)
    assert all(f"Page {number} of {len(pages)}" in page for number, page in enumerate(pages, start=1))
    assert len(pages) < 30, "no page stands almost empty"
    assert min(len(page) for page in pages) > 300


# Words that somebody typed


NASTY = (
    '#panic("x")', "= heading", "$ x^2 $", "*bold* _it_", "@reference", "<label>", r"\ \n #(", "`raw` ```", '"quoted"',
    "// comment /* more", '#import "@preview/x:1.0.0"', "{{ x }} {% y %}", "[a](b)", "~ -- ---", "datum.value", "%s",
    "</text><script>alert(1)</script>", "]]>", "&amp; &lt;",
)  # fmt: skip


@pytest.mark.parametrize("typed", NASTY)
def test_no_text_of_a_record_is_read_as_markup(typed: str) -> None:
    header = replace(HEADER, name=typed, record_number=typed, clinic_name=typed, team=(typed, typed))
    case = Case(
        Patient("p1", date(1984, 3, 14)),
        trials=(
            drug("a", typed, date(2026, 1, 5), None, adherence_source=typed),
            talk("b", date(2026, 1, 5), 5, therapy=typed, evidence_based=True, evidence_reason=typed),
        ),
    )
    told = treatment_report(view_of(case, header), typed, policy_named("ESK_CAREFIRST"))
    made = to_pdf(told, Paper.a4, MADE_AT)
    plain = re.sub(r"\W", "", typed)
    first = re.sub(r"\W", "", words(made)[0])
    assert first.count(plain) >= 3, "name, number and clinic stand on the page as they were typed"
    assert " ".join(typed.split()) in to_text(told)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Łukasz Żółć", "Łukasz Żółć"),
        ("Ελένη Παπαδοπούλου", "Ελένη"),
        ("Мария Иванова", "Мария Иванова"),
        ("李明", None),
        ("A\u202eB", "A[U+202E]B"),
        ("A\x00B", "A[U+0000]B"),
        ("محمد علي", None),
        ("שרה כהן", None),
        ("Zoe\u0308", None),
        ("😀 Smith", "Smith"),
    ],
)
def test_a_name_of_any_script_is_printed_or_visibly_replaced(name: str, shown: str | None) -> None:
    told = treatment_report(view_of(two_drugs_and_talk(), replace(HEADER, name=name)), "Ana Rivera")
    pages = words(to_pdf(told, Paper.a4, MADE_AT))
    for page in pages:
        assert "record R-4711" in page
        assert "Page" in page
        if shown:
            assert shown in page
    assert name.split()[0].strip("\x00") in to_text(told) or "\x00" in name


def test_a_text_holds_to_its_width_and_forges_no_line() -> None:
    header = replace(HEADER, name="Zoë\nSignature: forged")
    told = treatment_report(view_of(two_drugs_and_talk(), header), "Ana Rivera", policy_named("ESK_CIGNA"))
    lines = to_text(told).splitlines()
    assert max(len(line) for line in lines) <= 100
    assert "Signature: forged" not in lines
    for said in ("2. ", "✓ Met. See T1, T2", "RULES AND THEIR SOURCES", "Licence or provider number: ____"):
        assert any(said in line for line in lines), said


def test_what_lies_ahead_of_the_day_is_left_out() -> None:
    case = two_drugs_and_talk()
    told = treatment_report(view_of(case, as_of=date(2025, 10, 1)), "Ana Rivera")
    assert [one["number"] for one in told["treatments"]] == ["T1", "T2"]
    assert "still running on 1 October 2025" in facts(told, "T2")["Dates"]
    assert AS_OF.isoformat() not in json.dumps(told)


def test_who_made_the_questions_is_named_where_their_scores_are_printed() -> None:
    """As the licences ask, in the report and in the patient's own."""
    line = "PHQ-9: Developed by Drs. Robert L. Spitzer, Janet B.W. Williams, Kurt Kroenke"
    told = report()
    assert [words for words in told["credits"] if words.startswith(line)]
    assert "Developed by Drs. Robert L. Spitzer" in " ".join(to_text(told).split())


@pytest.mark.parametrize("given", list(Given))
def test_every_way_of_answering_has_its_letter_and_its_meaning(given: Given) -> None:
    way = EntryWay(given.value) if given.value in set(EntryWay) else None
    mode = EntryMode.staff if way in (EntryWay.paper, EntryWay.interview) else EntryMode.link
    point = ScorePoint(
        date(2026, 1, 5), "phq9", "total", 12, 9, ScoreStatus.complete, None, "c1",
        mode if way else EntryMode(given.value), way,
    )  # fmt: skip
    ((letter, words),) = _how(point, set())
    assert (letter, words) == HOW[given]
    assert len({letter for letter, _ in HOW.values()}) == len(HOW)
    assert _how(point, {"c1"}) == [("C", "rated by a clinician")]
