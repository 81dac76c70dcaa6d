"""`fairtrial assess`: documents in, one assessment a line out, a bad one named and left behind."""

import json
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from models.commands import entry
from tests.exchange.test_history_document import WHOLE
from tests.support.source import ROOT

UNKNOWN = "unknown key; allowed: as_of, diagnosis, episodes, format, measurements, patient, trials"


def run(*arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "models", "assess", *arguments]
    return subprocess.run(command, input=given, capture_output=True, text=True, cwd=ROOT, check=False)


LOOKED_AT = [one for one in WHOLE["measurements"] if one["instrument"] == "phq9"]


def document(**changes: Any) -> str:
    return json.dumps({**WHOLE, "measurements": LOOKED_AT, **changes})


def test_the_whole_document() -> None:
    done = run(given=document())
    assert (done.returncode, done.stderr) == (0, "")
    found = json.loads(done.stdout)
    assert list(found) == [
        "format", "as_of", "patient", "settings", "trials", "combined_treatments", "course", "definitions", "payers",
    ]  # fmt: skip
    assert (found["format"], found["as_of"], found["patient"]) == ("fairtrial-assessment/1", "2026-11-01", "P1")
    assert found["settings"]["dose_profile"] == "mgh_atrq"
    first = found["trials"][1]
    assert (first["id"], first["status"]) == ("T1", "adequate-failed")
    assert first["adequacy"]["verdict"] == "yes"
    assert first["adequacy"]["rule"] == "mgh_atrq/6wk"
    assert first["adequacy"]["weeks_at_dose"] == 10.0
    assert first["adequacy"]["reasons"][0].keys() == {
        "criterion", "verdict", "observed", "required", "unit", "source", "mark",
    }  # fmt: skip
    assert first["outcomes"] == {
        "phq9": {
            "domain": "symptoms", "baseline": 18, "baseline_on": "2026-03-01", "end": 16, "end_on": "2026-05-10",
            "improvement_percent": 11.1, "category": "nonresponse", "remission": "no", "reliable_change": "no",
            "early_improvement": "unknown",
        }
    }  # fmt: skip
    assert found["course"]["phq9"] == {
        "first_response_on": None, "remission_on": None, "recovery_on": {"acnp2006": None, "frank1991": None},
        "events": [], "tachyphylaxis_on": None,
    }  # fmt: skip
    one = next(each for each in found["definitions"] if each["id"] == "TR97")
    assert one["result"] == "I"
    assert one.keys() == {"id", "title", "result", "met", "reasons", "would_change", "provisional"}
    assert found["payers"][0].keys() == {"id", "met", "reasons"}


def side_by_side(**changes: Any) -> list[list[str]]:
    """Twelve weeks of venlafaxine with weekly CBT, and magnetic stimulation in the last of them."""
    weekly = [{"on": f"2026-0{month}-{day:02}", "attended": True} for month in (1, 2, 3) for day in (5, 12, 19, 26)]
    daily = [{"on": f"2026-03-{day:02}", "attended": True} for day in range(1, 21)]
    common = {"started_on": "2026-01-05", "ended_on": "2026-03-29"}
    trials = [
        {"id": "A", "modality": "medication", "agent": "venlafaxine", **common,
         "doses": [{"from": "2026-01-05", "mg_per_day": 150}]},
        {"id": "B", "modality": "psychotherapy", "therapy": "CBT", **common, "sessions": weekly,
         "therapist": {"experienced": True}},
        {"id": "C", "modality": "neuromodulation", "procedure": "rTMS", "started_on": "2026-03-01",
         "ended_on": "2026-03-20", "sessions": daily},
    ]  # fmt: skip
    trials = [{**one, **changes.get(one["id"], {})} for one in trials]
    given = {"format": "fairtrial-history/1", "as_of": "2026-06-01", "patient": {"id": "P1"}, "trials": trials}
    found: list[list[str]] = json.loads(run(given=json.dumps(given)).stdout)["combined_treatments"]
    return found


def test_combined_treatments_are_each_fair() -> None:
    assert side_by_side() == [["A", "B"], ["B", "C"]]
    assert side_by_side(B={"therapist": {"experienced": False}}) == []
    assert side_by_side(A={"ended_on": "2026-03-01"}) == [["A", "B"], ["B", "C"]]
    assert side_by_side(A={"ended_on": "2026-02-28"}) == [["B", "C"]]
    assert side_by_side(C={"started_on": "2026-03-30", "ended_on": "2026-04-30"}) == [["A", "B"]]


def test_a_psychotherapy_is_looked_at_again() -> None:
    sessions = [{"on": (date(2026, 1, 5) + timedelta(weeks=at)).isoformat(), "attended": True} for at in range(18)]
    trial = {"id": "T", "modality": "psychotherapy", "therapy": "CBT", "started_on": "2026-01-05",
             "ended_on": "2026-05-04", "sessions": sessions, "therapist": {"experienced": True}}  # fmt: skip
    scores = {"2026-01-05": 20, "2026-04-20": 15, "2026-05-04": 12, "2026-06-01": 8}
    measured = [{"on": on, "instrument": "phq9", "trial": "T", "score": score} for on, score in scores.items()]
    given = {"format": "fairtrial-history/1", "as_of": "2026-07-01", "patient": {"id": "P1"},
             "trials": [trial], "measurements": measured}  # fmt: skip
    one = json.loads(run(given=json.dumps(given)).stdout)["trials"][0]
    found = one["outcomes"]["phq9"]
    assert (one["status"], found["end"], found["category"]) == ("adequate-partial", 12, "partial_response")
    assert found["at_review"] == {
        "end": 15, "end_on": "2026-04-20", "improvement_percent": 25.0, "category": "partial_response",
        "remission": "no",
    }  # fmt: skip
    assert (found["four_weeks_later"]["end"], found["four_weeks_later"]["category"]) == (8, "response")


def test_what_is_not_looked_at_is_said_on_both_ways_out() -> None:
    done = run("--as-of", "2026-08-31", given=document(measurements=WHOLE["measurements"]))
    said = [
        {"at": "measurements[2].instrument",
         "says": "not on the shelf (`fairtrial instruments` lists them); its scores are not looked at"},
        {"at": "trials[4].started_on", "says": "after 2026-08-31, the day that is looked at, so it is left out"},
    ]  # fmt: skip
    assert (done.returncode, json.loads(done.stdout)["remarks"]) == (0, said)
    assert done.stderr.splitlines() == [f"standard input: {one['at']}: {one['says']}" for one in said]


def test_several_documents_and_a_bad_one(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    good.write_text(document(), encoding="utf-8")
    bad.write_text(document(colour="blue"), encoding="utf-8")
    done = run(str(bad), str(good), str(tmp_path / "missing.json"), "-", given=document())
    assert done.returncode == 2
    assert [json.loads(line)["patient"] for line in done.stdout.splitlines()] == ["P1", "P1"]
    assert done.stderr.splitlines() == [
        f"{bad}: colour: {UNKNOWN}", f"{tmp_path / 'missing.json'}: No such file or directory",
    ]  # fmt: skip


def test_one_document_a_line() -> None:
    done = run(given="\n".join([document(), "", document(colour=1), document()]))
    assert done.returncode == 2
    assert len(done.stdout.splitlines()) == 2
    assert done.stderr == f"standard input, line 3: colour: {UNKNOWN}\n"


def test_a_list_of_documents_and_a_line_that_is_cut_off() -> None:
    for given, code in ((f"[{document()},{document()}]", 0), ("\n".join([document(), document()[:80], document()]), 2)):
        done = run(given=given)
        assert (done.returncode, len(done.stdout.splitlines())) == (code, 2)
        assert done.stderr.startswith("standard input, line 2: document: invalid JSON" if code else "")


def test_the_day_and_the_rules() -> None:
    options = ["--as-of", "2026-04-01", "--dose-profile", "strict_max", "--psychotherapy-profile", "conway"]
    done = run(*options, "--policy", "weeks=4", "--policy", "tr97_lenient=true", given=document(as_of=None))
    found = json.loads(done.stdout)
    assert found["as_of"] == "2026-04-01"
    assert found["settings"]["psychotherapy_profile"] == "conway"
    assert (found["settings"]["weeks"], found["settings"]["tr97_lenient"]) == (4, True)
    assert {each["status"] for each in found["trials"] if each["id"] == "T1"} == {"ongoing"}


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--as-of", "soon"], "--as-of: not a day"),
        (["--dose-profile", "mine"], "--dose-profile: allowed: mgh_atrq"),
        (["--psychotherapy-profile", "mine"], "--psychotherapy-profile: allowed: markowitz"),
        (["--policy", "moon=1"], "--policy moon: no such setting"),
        (["--policy", "weeks"], "--policy weeks: no such setting"),
        (["--policy", "weeks=x"], "--policy weeks: allowed: a number"),
        (["--policy", "weeks=-1"], "--policy weeks: allowed: a number"),
        (["--policy", "weeks=inf"], "--policy weeks: allowed: a number"),
        (["--policy", "gap_days=1.5"], "--policy gap_days: allowed: a whole number"),
        (["--policy", "tr97_lenient=1"], "--policy tr97_lenient: allowed: true or false"),
        (["--policy", "dose_profile=mine"], "--policy dose_profile: allowed: mgh_atrq"),
    ],
)
def test_rules_that_do_not_exist(options: list[str], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert entry.run(["assess", *options]) == 2
    assert capsys.readouterr().err.startswith(told)


def test_no_day_at_all() -> None:
    done = run(given=document(as_of=None))
    assert (done.returncode, done.stdout) == (2, "")
    assert "as_of: missing" in done.stderr


def test_sensitivity() -> None:
    found = json.loads(run("--sensitivity", given=document()).stdout)["sensitivity"]
    assert len(found) == 9
    assert found[0].keys() == {"dose_profile", "psychotherapy_profile", "definitions"}


def test_the_example_of_the_documentation(tmp_path: Path) -> None:
    text = (ROOT / "docs/commands.md").read_text(encoding="utf-8")
    example = text.split("```json\n", 1)[1].split("```", 1)[0]
    assert run(given=example).returncode == 0
