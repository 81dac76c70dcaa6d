"""Published data sets: 289 results of the reference implementation, and the rates of a whole country."""

import csv
import gzip
import json
import math
import os
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from models.commands import entry
from models.criteria.change.national import Courses, rates

Case = dict[str, Any]
OPTIONS = {
    "pre": "--pre", "post": "--post", "better_is": "--better", "rci_method": "--rci", "reliability": "--reliability",
    "reliability_post": "--reliability-post", "significance_level": "--alpha", "pct_improvement": "--improvement",
    "pct_deterioration": "--deterioration", "mid_improvement": "--improvement", "mid_deterioration": "--deterioration",
    "cutoff_type": "--cutoff", "m_functional": "--m-functional", "sd_functional": "--sd-functional",
    "cutoff_method": "--cutoff-method",
}  # fmt: skip
NAMES = {
    "rci_s_diff": "s_diff", "rci_se_measurement": "se_measurement", "rci_se_prediction": "se_prediction",
    "rci_m_post": "m_post", "rci_r_dd": "r_dd", "rci_reliability_post": "reliability_post",
}  # fmt: skip
EXACT, FITTED = 1e-9, 2e-4  # how far figures may lie apart: by formula, by a search for the best fit
ON_THE_LINE = 0.02  # an index of a fitted model so near to the critical value may fall either way


@pytest.fixture(scope="module")
def folder() -> Path:
    found = Path(os.environ.get("FAIRTRIAL_TEST_DATA", "")) / "change"
    if not os.environ.get("FAIRTRIAL_TEST_DATA") or not found.is_dir():
        pytest.skip("FAIRTRIAL_TEST_DATA names no folder of public data sets")
    return found


@pytest.fixture(scope="module")
def cases(folder: Path) -> dict[str, Case]:
    found: dict[str, Case] = json.loads((folder / "expected_cases.json").read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="module")
def people(folder: Path) -> dict[str, list[dict[str, str]]]:
    found = defaultdict(list)
    with gzip.open(folder / "expected_patients.csv.gz", "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found[row["case"]].append(row)
    return found


@pytest.fixture(scope="module")
def counts(folder: Path) -> dict[str, list[dict[str, str]]]:
    found = defaultdict(list)
    with (folder / "expected_summary.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found[row["case"]].append(row)
    return found


def command(folder: Path, case: Case) -> list[str]:
    """The command line that asks for this case."""
    given = case["args"]
    words = ["change", str(folder / "inputs" / f"{case['input']}.csv"), "--outcome", case["outcome"]]
    words += ["--method", case["fn"].removeprefix("cs_"), "--format", "json"]
    words += [word for name, option in OPTIONS.items() if name in given for word in (option, str(given[name]))]
    words += ["--group", case["group"]] if case["group"] else []
    return words + (["--effect", given.get("effect", "within")] if given.get("target") == "group" else [])


def test_every_case_of_the_reference_implementation(
    folder: Path,
    cases: dict[str, Case],
    people: dict[str, list[dict[str, str]]],
    counts: dict[str, list[dict[str, str]]],
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    wrong = []
    for name, case in cases.items():
        code = entry.run(command(folder, case))
        told = capfdbinary.readouterr()
        assert code == 0, f"{name}: {told.err.decode()}"
        answer = json.loads(told.out)
        wrong += [f"{name}: {each}" for each in differences(answer, case, people[name], counts[name])]
    assert len(cases) == 289
    assert not wrong, "\n".join(wrong[:20])


def differences(answer: Case, case: Case, people: list[dict[str, str]], counts: list[dict[str, str]]) -> Iterator[str]:
    yield from figures(answer, case["expected"])
    yield from of_groups(answer, case["expected"].get("group_level", []))
    for row in counts:
        found = answer["by_group"][row["group"]] if row["group"] else answer["summary"]
        if found[row["category"].lower()] != int(row["n"]):
            yield f"{row['group']} {row['category']}: {found}, expected {row['n']}"
    yield from of_people(answer, people, fitted="hlm" in case["expected"])


def figures(answer: Case, expected: Case) -> Iterator[str]:
    for name in ("n_original", "n_used"):
        if expected[name] is not None and answer[name] != expected[name]:
            yield f"{name} {answer[name]}, expected {expected[name]}"
    for name, value in expected.items():
        found = answer["parameters"].get(NAMES.get(name, name))
        if isinstance(value, float) and not near(found, value):
            yield f"{name} {found}, expected {value}"
        if isinstance(value, str) and found != value:
            yield f"{name} {found}, expected {value}"
    for name, value in expected.get("hlm", {}).items():
        if not near(answer["parameters"][name], value, FITTED):
            yield f"{name} {answer['parameters'][name]}, expected {value}"


def of_groups(answer: Case, expected: list[Case]) -> Iterator[str]:
    found = {words(each): each for each in answer.get("group_level", [])}
    if len(found) != len(expected):
        yield f"{len(found)} groups, expected {len(expected)}"
    for each in expected:
        ours = found.get(words(each))
        if ours is None or not all(near(ours[name], value) for name, value in each.items() if type(value) is float):
            yield f"{ours}, expected {each}"


def words(each: Case) -> tuple[str, ...]:
    return tuple(sorted(value for value in each.values() if isinstance(value, str)))


def of_people(answer: Case, expected: list[dict[str, str]], fitted: bool) -> Iterator[str]:
    found = {each["id"]: each for each in answer["persons"]}
    if found.keys() != {row["id"] for row in expected}:
        yield "other people"
    for row in expected:
        ours = found[row["id"]]
        on_the_line = fitted and abs(abs(float(row["rci"])) - answer["parameters"]["critical_value"]) < ON_THE_LINE
        if ours["category"] != row["category"].lower() and not on_the_line:
            yield f"{row['id']} is {ours['category']}, expected {row['category']}"
        for name in ("rci", "pct_change", "cs_indiv"):
            value = float(row[name]) if row[name] else None
            if value is not None and math.isfinite(value) and not near(ours[name], value, FITTED if fitted else EXACT):
                yield f"{row['id']} has {name} {ours[name]}, expected {value}"
        for name in ("clinical_pre", "functional_post"):
            if row[name] and ours[name] != (row[name] == "TRUE"):
                yield f"{row['id']} has {name} {ours[name]}"


def near(found: float | None, expected: float, by: float = EXACT) -> bool:
    return found is not None and math.isclose(found, expected, rel_tol=by, abs_tol=by)


def test_slopes_of_combined_courses(folder: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    """557 people with 7,117 scores in 183 days: unchanged by this method are four fifths of them."""
    file = str(folder / "inputs" / "enrichd_bdi_weeks.csv")
    options = ["--outcome", "bdi", "--better", "lower", "--method", "distribution", "--rci", "HLM", "--format", "json"]
    assert entry.run(["change", file, *options]) == 0
    assert json.loads(capfdbinary.readouterr().out)["summary"] == {
        "improved": 53,
        "unchanged": 449,
        "deteriorated": 55,
    }


def test_rates_of_a_country(public_data: Path) -> None:
    """Every published rate to its one decimal; four groups in which nobody was treated have none."""
    published = {
        "recovery": "ther_recovery", "reliable_recovery": "ther_rel_recovery",
        "reliable_improvement": "ther_improvement", "reliable_deterioration": "ther_deterioration",
        "no_reliable_change": "ther_no_change",
    }  # fmt: skip
    rows = reproduced = unknown = 0
    with (public_data / "nhstt_england_proms_wide.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            rows += 1
            found = rates(courses(row))
            for name, column in published.items():
                value = row[f"{column}_percentage"]
                if value in ("", "NA"):
                    assert found[name] is None
                    unknown += 1
                else:
                    assert found[name] == pytest.approx(float(value), abs=0.0500001), (row["therapy"], name)
                    reproduced += 1
    assert (rows, reproduced, unknown) == (267, 263 * 5, 4 * 5)


def courses(row: dict[str, str]) -> Courses:
    names = ("courses_of_therapy", "not_caseness", "ther_recovery", "ther_rel_recovery", "ther_improvement",
             "ther_deterioration", "ther_no_change")  # fmt: skip
    return Courses(*(int(float(row[f"{name}_count"])) for name in names))
