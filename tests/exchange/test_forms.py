"""Tables of forms, long as they go out and wide as clinics keep them: nothing shifts, vanishes or turns."""

import gzip
import io
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import func, select

from instruments import shelf
from instruments.errors import InstrumentError
from models import history
from models.access import Actor
from models.database import session
from models.errors import Invalid, Refusal
from models.exchange.csv_cells import cell_of, original, safe
from models.exchange.form_columns import columns
from models.exchange.forms_in import Forms, import_forms, read_forms
from models.exchange.forms_mapping import FormsMapping, read_forms_mapping
from models.exchange.forms_out import write_forms
from models.recording import HistoriesTaken
from models.records import CheckIn, ItemAnswer, SafetyFlag, Score
from tests.exchange.history_documents import document
from tests.exchange.test_history_exchange import take

ITEMS = [f"phq9_q{number}" for number in range(1, 10)]
HEAD = ",".join(["patient", "on", *ITEMS])
ROW = "P1,2026-03-05," + ",".join("111111110")


def read(text: str | bytes, mapping: FormsMapping | None = None) -> Forms:
    return read_forms(io.BytesIO(text if isinstance(text, bytes) else text.encode()), "forms.csv", mapping)


def take_forms(actor: Actor, text: str | bytes, **options: Any) -> HistoriesTaken:
    return import_forms(actor, read(text), "forms.csv", {"clinic_id": str(actor.clinic_id)}, **options)


def table(actor: Actor, only: str | None = None) -> str:
    out = io.BytesIO()
    write_forms(history.export_records(actor, history.patients_to_export(actor), "checkins"), out, only)
    return out.getvalue().decode()


def counts() -> list[int]:
    with session() as db:
        return [
            db.exec(select(func.count()).select_from(one)).one() for one in (CheckIn, ItemAnswer, Score, SafetyFlag)
        ]


# Every bad table is refused with its place: text, and what the message says.
BAD: dict[str, tuple[str | bytes, str]] = {
    "B46 utf-16": (f"{HEAD}\n{ROW}\n".encode("utf-16"), "UTF-16"),
    "B47 cp1252": (f"{HEAD}\nRenée{ROW[2:]}\n".encode("cp1252"), "row 2.*not UTF-8"),
    "B48 garbled": (f"{HEAD}\nRenÃ©e{ROW[2:]}\n", "row 2.*garbled"),
    "B49 NUL": (f"{HEAD}\nP\x001{ROW[2:]}\n", "NUL byte"),
    "B50 twice the same column": (f"{HEAD},phq9_q1\n{ROW},1\n", "stands twice"),
    "B51 another case": (f"{HEAD.replace('on', 'On', 1)}\n{ROW}\n", "written differently"),
    "B51 blank in a name": (f"{HEAD.replace('q9', 'q9 ')}\n{ROW}\n", "unknown column"),
    "B52 without a day": (HEAD.replace("on,", "") + "\n" + ROW.replace("2026-03-05,", "") + "\n", "lacks it"),
    "B52 unknown column": (f"{HEAD},mood\n{ROW},1\n", "unknown column"),
    "B53 every row one more": (f"{HEAD}\n{ROW},1\n{ROW},1\n", "row 2.*12 cells; 11 expected"),
    "B54 one ragged row": (f"{HEAD}\n{ROW}\n{ROW[:-2]}\n", "row 3.*10 cells"),
    "B55 a short row": (f"{HEAD}\n{ROW}\nP2,2026-03-12\n", "row 3.*2 cells; 11 expected"),
    "B33 days in two ways": (f"{HEAD}\n{ROW}\n{ROW.replace('2026-03-05', '12.3.26')}\n", "row 3.*column on.*not a day"),
    "B56 semicolons": (f"{HEAD}\n{ROW}\n".replace(",", ";"), "semicolons; commas expected"),
    "B56 tabs": (f"{HEAD}\n{ROW}\n".replace(",", "\t"), "tabs; commas expected"),
    "B57 unbalanced quote": (f'{HEAD}\n"P1{ROW[2:]}\n', "no CSV"),
    "B59 NA": (f"{HEAD}\n{ROW[:-1]}NA\n", "phq9_q9.*a word for a missing value"),
    "B60 decimal comma": (f'{HEAD}\n{ROW[:-1]}"1,0"\n', "phq9_q9"),
    "B61 empty": ("", "empty"),
    "B61 header alone": (f"{HEAD}\n", "a header and nothing else"),
    "B61 a blank line between": (f"{HEAD}\n\n{ROW}\n", "blank line"),
    "B62 one enormous cell": (f"{HEAD}\n{'x' * 200_000}{ROW[2:]}\n", "no CSV"),
    "B63 gzip": (gzip.compress(f"{HEAD}\n{ROW}\n".encode()), "packed"),
    "B63 workbook": (b"PK\x03\x04" + b"x" * 50, "packed"),
    "B67 the same form twice": (f"{HEAD}\n{ROW}\n{ROW}\n", "row 3.*same form as row 2"),
    "B32 03/04/2024": (f"{HEAD}\n{ROW.replace('2026-03-05', '03/04/2024')}\n", "column on.*not a day"),
    "B34 Excel's number": (f"{HEAD}\n{ROW.replace('2026-03-05', '45000')}\n", "column on.*not a day"),
    "B35 two-digit year": (f"{HEAD}\n{ROW.replace('2026-03-05', '26-03-05')}\n", "column on.*not a day"),
    "B30 the 30th of February": (f"{HEAD}\n{ROW.replace('2026-03-05', '2026-02-30')}\n", "column on.*not a day"),
    "B17 other digits": (f"{HEAD}\n{ROW[:-1]}٣\n", "phq9_q9.*digits other than 0-9"),
    "B01 below": (f"{HEAD}\n{ROW[:-1]}-1\n", "phq9_q9.*outside the choices; allowed: 0, 1, 2, 3"),
    "B02 above": (f"{HEAD}\n{ROW[:-1]}4\n", "phq9_q9.*outside the choices"),
    "B03 half": (f"{HEAD}\n{ROW[:-1]}2.5\n", "phq9_q9.*allowed"),
    "B05 true": (f"{HEAD}\n{ROW[:-1]}True\n", "true or false"),
    "B18 too large": (f"{HEAD}\n{ROW[:-1]}1e400\n", "phq9_q9"),
    "B16 does not apply": (f"{HEAD}\n{ROW[:-1]}not_applicable\n", "not offered here"),
    "nobody": (f"{HEAD}\n,{ROW[3:]}\n", "column patient.*empty"),
    "a total out of range": ("patient,on,phq9_total\nP1,2026-03-05,28\n", "from 0 to 27"),
    "answers and a total": (f"{HEAD},phq9_total\n{ROW},8\n", "give one of them"),
    "no such instrument": (f"{HEAD},instrument\n{ROW},phq99\n", "no instrument of the shelf"),
    "another instrument": (f"{HEAD},instrument\n{ROW},gad7\n", "answers of another: phq9"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_refused_with_its_place(case: str) -> None:
    text, says = BAD[case]
    with pytest.raises((InstrumentError, Invalid), match=rf"(?s)forms\.csv.*{says}"):
        read(text)


def test_B63_a_real_workbook_or_archive_is_refused() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>" * 100_000)
    with pytest.raises(InstrumentError, match="packed"):
        read(packed.getvalue())


def test_B66_every_wrong_row_is_told_and_no_value_repeated() -> None:
    wrong = "\n".join([HEAD, ROW, ROW.replace("P1", "Selam")[:-1] + "7", f"Selam,1.2.26{ROW[13:]}"])
    with pytest.raises(Invalid) as refused:
        read(wrong)
    assert [one.field for one in refused.value.problems] == [
        "forms.csv, row 3 (the header is row 1), column phq9_q9",
        "forms.csv, row 4 (the header is row 1), column on",
    ]
    assert "Selam" not in str(refused.value)
    assert "1.2.26" not in str(refused.value)


GOOD: dict[str, str | bytes] = {
    "B45 a byte order mark": b"\xef\xbb\xbf" + f"{HEAD}\n{ROW}\n".encode(),
    "line ends of Windows": f"{HEAD}\r\n{ROW}\r\n",
    "mixed line ends": f"{HEAD}\r\n{ROW}\n{ROW.replace('P1', 'P2')}\r\n",
    "no line end at the end": f"{HEAD}\n{ROW}",
    "quoted cells": f'{HEAD}\n"P1"{ROW[2:]}\n',
    "2 as 2.0": f"{HEAD}\n{ROW[:-1]}2.0\n",
}


@pytest.mark.parametrize("case", GOOD)
def test_read(case: str) -> None:
    forms = read(GOOD[case])
    assert next(iter(forms.by_patient)) == "P1"
    (first, *_) = forms.by_patient["P1"]
    assert first.measured.answers is not None
    assert len(first.measured.answers) == 9


def test_B58_B59_numbers_of_patients_stay_as_they_are() -> None:
    numbers = ["007", "7", "NA", "None", "null", "1e5", "O'Brien-Łukasz"]
    text = "\n".join([HEAD, *(ROW.replace("P1", one) for one in numbers)])
    assert list(read(text).by_patient) == numbers


def test_B08_B09_an_empty_cell_is_no_answer_and_never_zero(clinic: Actor) -> None:
    text = f"{HEAD},instrument\nP1,2026-03-05,3,,,,,,,,,phq9\nP2,2026-03-05,,,,,,,,,,phq9\n"
    assert take_forms(clinic, text, add_patients=True).measurements == 2
    with session() as db:
        assert {one.value for one in db.exec(select(Score).where(Score.scale == "total")).all()} == {None}


def test_B64_a_patient_who_is_not_there_is_refused_unless_added(clinic: Actor) -> None:
    with pytest.raises(Invalid) as refused:
        take_forms(clinic, f"{HEAD}\n{ROW}\n")
    assert refused.value.problems[0].field == "forms.csv, row 2, column patient"
    assert counts()[0] == 0
    assert take_forms(clinic, f"{HEAD}\n{ROW}\n", add_patients=True).patients == 1


def test_B65_the_same_file_twice_adds_nothing_and_other_figures_are_refused(clinic: Actor) -> None:
    take_forms(clinic, f"{HEAD}\n{ROW}\n", add_patients=True)
    before = counts()
    assert not take_forms(clinic, f"{HEAD}\n{ROW}\n").anything
    with pytest.raises(Invalid, match="row 2: recorded already on this day with other figures"):
        take_forms(clinic, f"{HEAD}\n{ROW[:-1]}1\n")
    assert counts() == before


def test_a_trial_is_known_by_its_name_elsewhere(clinic: Actor) -> None:
    take(clinic, document())
    assert take_forms(clinic, f"{HEAD},trial\n{ROW},T1\n").measurements == 1
    with pytest.raises(Invalid) as refused:
        take_forms(clinic, f"{HEAD},trial\n{ROW.replace('05', '06')},T9\n")
    assert refused.value.problems[0].field == "forms.csv, row 2, column trial"
    with pytest.raises(Invalid, match="not in the future"):
        take_forms(clinic, f"{HEAD}\n{ROW.replace('2026', '2126')}\n")


@pytest.mark.parametrize(("cell", "flags"), [("", 0), ("0", 0), ("1", 1), ("2", 1), ("3", 1)])
def test_S01_an_answer_about_suicide_in_a_table_opens_a_flag(clinic: Actor, cell: str, flags: int) -> None:
    taken = take_forms(clinic, f"{HEAD}\n{ROW[:-1]}{cell}\n", add_patients=True)
    assert (taken.open_flags, counts()[3]) == (flags, flags)


def test_B76_what_went_out_comes_back(clinic: Actor) -> None:
    """B75, B76."""
    twice = {"on": "2026-03-01", "instrument": "phq9"}
    told = document()["measurements"] + [{**twice, "score": 9}, {**twice, "score": 10}]
    told.append({"on": "2026-09-12", "instrument": "gad7", "answers": {}})
    take(clinic, document(measurements=told))
    out = table(clinic)
    assert not take_forms(clinic, out).anything
    assert ",2,phq9,imported," in out
    assert (
        table(clinic, "wsas").splitlines()[0]
        == "patient,on,trial,number,instrument,given,wsas_q1,wsas_q2,wsas_q3,wsas_q4,wsas_q5"
    )


PAYLOADS = ["=1+1", "+x", "-5", "@SUM(A1)", "＝1", "\tx", "'=x", "''+", "a=b", "'", "it's", "-", "=", "\0x", 'x,"y"\nz']


@pytest.mark.parametrize("text", PAYLOADS)
def test_B68_B69_B74_no_text_is_taken_for_a_formula_and_each_comes_back(text: str) -> None:
    """B68, B69, B70, B71, B72, B73, B74, B75."""
    assert safe(text)[:1] not in "=+-@\t\r\0＝＋－＠" or text == ""
    assert original(safe(text)) == text


def test_numbers_stay_numbers() -> None:
    """B71."""
    assert [cell_of(one) for one in (-5, -5.0, 0.25, True, None)] == ["-5", "-5", "0.25", "yes", ""]


def test_every_column_means_one_thing() -> None:
    held = [(one.instrument, one.item, one.scale) for one in columns().values()]
    answers = sum(len(one.by_id) for one in shelf().values())
    assert len({one for one in held if one[1]}) == answers
    assert {(one.instrument, one.scale) for one in columns().values() if one.scale} == {
        (one.id, scale.id) for one in shelf().values() for scale in one.scales
    }


WIDE = """
separator = ";"
decimal = ","
encoding = "utf-16"
days = "DD.MM.YYYY"
missing = ["-99"]
columns = { patient = "Code", start = "Beginn" }

[[visits]]
day = 0
instruments.phq9.items = "t0_phq_{n}"

[[visits]]
on = "T1"
instruments.phq9.items = { q1 = "t1_a", q9 = "t1_i" }
instruments.hamd17.totals = { total = "t1_ham" }
"""


def mapping(tmp_path: Path, text: str = WIDE) -> FormsMapping:
    file = tmp_path / "wide.toml"
    file.write_text(text, encoding="utf-8")
    return read_forms_mapping(file)


def test_a_wide_table_as_a_clinic_keeps_it(tmp_path: Path) -> None:
    head = ["Code", "Beginn", "T1", *(f"t0_phq_{n}" for n in range(1, 10)), "t1_a", "t1_i", "t1_ham", "Bemerkung"]
    first = ["007", "1.2.2025", "03.03.2025", *"111111111", "2", "-99", "12,0", "nichts"]
    second = ["X", "01.02.2025", "", *"333333333", "", "", "", "=1"]
    text = "\r\n".join(";".join(row) for row in (head, first, second))
    forms = read(text.encode("utf-16"), mapping(tmp_path))
    assert {number: len(each) for number, each in forms.by_patient.items()} == {"007": 3, "X": 1}
    baseline, later, rating = (one.measured for one in forms.by_patient["007"])
    assert (baseline.on.isoformat(), later.on.isoformat()) == ("2025-02-01", "2025-03-03")
    assert (later.answers, rating.totals) == ({"q1": 2}, {"total": 12})


def test_a_visit_with_answers_and_no_day_is_refused(tmp_path: Path) -> None:
    told = mapping(
        tmp_path, 'columns = { patient = "p" }\n[[visits]]\non = "d"\ninstruments.phq9.totals = { total = "s" }'
    )
    assert read("p,d,s\nA,2025-01-01,3\nB,,\n", told).count == 1
    with pytest.raises(Invalid, match="column d"):
        read("p,d,s\nA,,3\n", told)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ('separator = ";"', 'separator = "#"'),
        ("day = 0", 'day = 0\non = "T0"'),
        ("{n}", "n"),
        ("phq9.items = {", "phq99.items = {"),
        ("q1 =", "q77 ="),
        ("totals = { total", "totals = { sum"),
        ('start = "Beginn"', "colour = 1"),
        ("[[visits]]", "[[visitors]]"),
        ("missing =", "missing ="),
    ],
)
def test_a_mapping_that_does_not_hold_says_where(tmp_path: Path, change: str, says: str) -> None:
    text = WIDE.replace(change, says)
    if text == WIDE:
        assert mapping(tmp_path).separator == ";"
        assert tomllib.loads(text)
        return
    with pytest.raises(Refusal, match=r"wide\.toml"):
        mapping(tmp_path, text)


def test_what_is_not_in_the_encoding_is_refused(tmp_path: Path) -> None:
    """B48."""
    told = mapping(tmp_path)
    with pytest.raises(InstrumentError, match="utf-16"):
        read("Code;Beginn\n".encode("utf-16") + b"\x00", told)
