"""172 real people, duloxetine or placebo: everybody gets a trial and a verdict, and responses come out as published."""

from pathlib import Path

import pytest
from sqlmodel import col, select

from models.access import Actor
from models.commands.entry import run
from models.criteria.judge import judge_trial
from models.criteria.outcome import judge_outcome
from models.database import session
from models.gathering import cases_of
from models.history import caseload
from models.records import AccessLog, CheckIn, Person, Score, Trial

FILE = "rbmi_antidepressant_hamd17.csv"
WEEK_6_ROWS = "7"  # VISIT


@pytest.fixture
def table(public_data: Path) -> Path:
    file = public_data / FILE
    if not file.is_file():
        pytest.skip(f"{FILE} is not in the folder that FAIRTRIAL_TEST_DATA names")
    return file


def test_responses_at_week_six(
    clinic: Actor, table: Path, mapping_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["import", "table", str(table), "--mapping", str(mapping_file), "--clinic", "Trial Office"]
    assert run(arguments) == 0
    assert capsys.readouterr().out == "172 patients, 172 trials and 780 measurements are new.\n"

    with session() as db:
        people = {p.id: str(p.record_number) for p in db.exec(select(Person)).all()}
        cases = cases_of(db, list(people))
        assert all(db.exec(select(Score.is_total_only)).all())
    assert len(cases) == 172
    reached_week_6 = set(week_6(table))
    responses = {"duloxetine": [0, 0], "placebo": [0, 0]}
    for patient_id, case in cases.items():
        (trial,) = case.trials
        assert trial.primary_instrument == "hamd17"
        assert trial.ended_on
        judged = judge_trial(trial, case, trial.ended_on)
        assert judged.adequacy.verdict.answer
        outcome = judge_outcome(trial, case, trial.ended_on, instrument="hamd17")
        assert outcome == judged.outcome or not judged.outcome.firm
        if people[patient_id] in reached_week_6:
            counted = responses[str(trial.agent)]
            counted[0] += outcome.category == "response"
            counted[1] += 1
    assert responses == {"duloxetine": [29, 64], "placebo": [20, 65]}
    assert caseload(clinic).patients == 172

    assert run(arguments) == 0
    captured = capsys.readouterr()
    assert captured.out == "0 patients, 0 trials and 0 measurements are new.\n"
    assert "there already" in captured.err
    with session() as db:
        assert len(db.exec(select(Person)).all()) == len(db.exec(select(Trial)).all()) == 172
        assert len(db.exec(select(CheckIn)).all()) == 780
        assert len(db.exec(select(AccessLog).where(col(AccessLog.act) == "take_in")).all()) > 172
    assert run(["verify"]) == 0


def week_6(table: Path) -> list[str]:
    lines = [line.replace('"', "").split(",") for line in table.read_text(encoding="utf-8").splitlines()]
    visit = lines[0].index("VISIT")
    return [cells[0] for cells in lines[1:] if cells[visit] == WEEK_6_ROWS]
