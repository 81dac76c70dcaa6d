"""A mapping that does not say what is meant is refused, key by key."""

from pathlib import Path

import pytest

from models.errors import Invalid
from models.exchange.mapping import read_mapping


def changed(file: Path, old: str, new: str) -> Path:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")
    return file


def test_the_documented_mapping_is_read(mapping_file: Path) -> None:
    mapping = read_mapping(mapping_file)
    assert mapping.scale_id == "total"
    assert mapping.trial["DRUG"].facts == {"modality": "medication", "role": "monotherapy", "agent": "duloxetine"}
    assert mapping.trial["PLACEBO"].mg_per_day is None


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("name = ", "name == ", "not a TOML file"),
        ('name = "goldstein2004"', 'name = "with a blank"', "name"),
        ('"hamd17"', '"hamd99"', "instrument: one of"),
        ('"total"', '"sum"', "scale: one of"),
        ("start_on = 2004-01-05", "", "say when trials begin"),
        ("[sex]", "[six]", "six"),
        ('sex = "GENDER"', "", "belong together"),
        ('group = "THERAPY"', "", "columns.group: needed"),
        ("mg_per_day = 60", "mg_per_day = -1", "trial.DRUG.mg_per_day"),
        ("mg_per_day = 60", "mg = 60", "unknown: mg"),
        ('ends = "last score"', 'ends = "sometime"', "trial.DRUG.ends"),
        ("baseline_day = 0", "baseline_day = 30", "baseline_day"),
        ('patient = "PATIENT"', "", "columns.patient"),
    ],
)
def test_refused(mapping_file: Path, old: str, new: str, told: str) -> None:
    with pytest.raises(Invalid, match=told) as refused:
        read_mapping(changed(mapping_file, old, new))
    assert all(problem.field.startswith("mapping.toml") for problem in refused.value.problems)
