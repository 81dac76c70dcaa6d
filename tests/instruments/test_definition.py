"""A definition that does not hold is refused with its file, the place in it, and what is allowed."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from instruments import DefinitionError, load_shelf, shelf
from instruments.catalogue import DEFINITIONS, open_shelf
from instruments.consistency import MUST_CALL
from instruments.definition import load_file, load_text

PHQ9 = (DEFINITIONS / "phq9.toml").read_text(encoding="utf-8")
SWLS = (DEFINITIONS / "swls.toml").read_text(encoding="utf-8")
SIDAS = (DEFINITIONS / "sidas.toml").read_text(encoding="utf-8")
BIPF = (DEFINITIONS / "bipf.toml").read_text(encoding="utf-8")
ITEM_9 = re.search(r"\[\[items\]\]\nid = \"q9\".*?(?=\n\[\[)", PHQ9, re.DOTALL)
SAFETY = re.search(r"\[\[safety\]\].*", PHQ9, re.DOTALL)
assert ITEM_9
assert SAFETY

WRONG = [
    (PHQ9, SAFETY[0], "", "safety: phq9 must call somebody whenever q9 is 1 or more"),
    (PHQ9, SAFETY[0], SAFETY[0].replace("value = 1", "value = 2"), "safety: phq9 must call somebody"),
    (PHQ9, SAFETY[0], SAFETY[0].replace('">="', '"=="'), "safety: phq9 must call somebody"),
    (PHQ9, SAFETY[0], SAFETY[0].replace('"q9"', '"q11"'), "safety: unknown item q11; allowed: q1, "),
    (PHQ9, ITEM_9[0], "", "scales.total.items: unknown q9; allowed: q1"),
    (SWLS, "high = 14", "high = 13", "scales.total: bands: 'slightly dissatisfied' must begin 1 above 13"),
    (SWLS, "high = 14", "high = 15", "scales.total: bands: 'slightly dissatisfied' must begin 1 above 15"),
    (SWLS, "range = [5, 35]", "range = [5, 36]", "scales.total: range: the items give 5 to 35"),
    (SWLS, "range = [5, 35]", "range = [35, 5]", "scales[1].range: two numbers expected, the lower one first"),
    (SWLS, "range = [5, 35]", 'range = "5-35"', "scales[1].range: a list of numbers expected, found text"),
    (SWLS, 'rater = "self"', 'rater = "mother"', "rater: 'mother' is not known; allowed: clinician, self"),
    (SWLS, 'rater = "self"', "", "rater: missing; allowed: clinician, self"),
    (SWLS, 'rater = "self"', 'rater = "self"\nbands = 3', "bands: unknown key; allowed: abbreviation, "),
    (SWLS, "minutes = 1", "minutes = true", "minutes: a number expected, found true or false"),
    (SWLS, "minutes = 1", "", "minutes: missing; a number expected"),
    (SWLS, 'method = "sum"', 'method = "guess"', "scales[1].method: 'guess' is not known; allowed: algorithm, "),
    (SWLS, 'choices = "agreement"', 'choices = "a"', "items[1].choices: 'a' is not known; allowed: agreement"),
    (SWLS, 'id = "q2"', 'id = "q1"', "items.q1: the same id twice"),
    (SWLS, 'id = "q2"', 'id = "on"', "items: 'on' cannot be a name"),
    (SWLS, "max_missing = 1", "max_missing = 1, min_share = 0.5", "scales[1].missing: exactly one of max_missing"),
    (SWLS, "max_missing = 1", "max_missing = -1", "scales.total: missing: more answers needed than there are items"),
    (SWLS, "value = 7", "value = 6", "items.q1: at least two answers with different values expected"),
    (SWLS, 'class = "A"', 'class = "C"\nship_text = true', "licence.ship_text: only wording of class A or B"),
    (SWLS, 'class = "A"', 'class = "D"', "items.q1.text: no wording allowed under class D"),
    (
        SWLS,
        'label = { en = "Agree" }',
        'label = { de = "Ja" }',
        "items: stem, recall_text, every item and every answer",
    ),
    (SWLS, "[recall_text]\nen", "[recall_text]\nde", "items: stem, recall_text, every item and every answer"),
    (SIDAS, 'ask_if = "q1 > 0"', 'ask_if = "q9 > 0"', "items.q2.ask_if: allowed: an item (or `any`), an operator"),
    (SIDAS, 'ask_if = "q1 > 0"', 'ask_if = "sometimes"', "items.q2.ask_if: allowed: an item (or `any`), an operator"),
    (SIDAS, 'skip = { item = "q1"', 'skip = { item = "q7"', "scales.total: skip.item: allowed: q1, q2"),
    (SIDAS, 'item = "q1"\nop = ">="', 'item = "q1"\nop = "<"', "safety: sidas must call somebody whenever q1 is 1"),
    (BIPF, "min_answered = 2", "min_answered = 8", "scales.impairment: missing: more answers needed than there are"),
    (PHQ9, 'algorithm = "phq9_m', 'algorithm = "m', "scales[2].algorithm: 'major_depressive_syndrome' is not known"),
    (SWLS, "id = ", "id == ", "is not TOML: "),
]


@pytest.mark.parametrize("text, old, new, message", WRONG)
def test_a_wrong_definition_is_refused(text: str, old: str, new: str, message: str) -> None:
    assert old in text
    with pytest.raises(DefinitionError) as refused:
        load_text(text.replace(old, new, 1), "changed.toml")
    assert str(refused.value).startswith("changed.toml, line ")
    assert f": {message}" in str(refused.value)


def test_a_phq9_without_its_ninth_item_is_refused() -> None:
    """S15: Not even when every score has been taught to do without it."""
    text = PHQ9.replace(ITEM_9[0], "").replace(SAFETY[0], "").replace(', "q9"]', "]")
    text = text.replace("range = [0, 27]", "range = [0, 24]").replace("low = 20, high = 27", "low = 20, high = 24")
    with pytest.raises(
        DefinitionError, match="phq9.toml, line [0-9]+: items: phq9 cannot be offered without its safety item q9"
    ):
        load_text(text, "phq9.toml")


def test_a_half_translated_form_is_not_offered() -> None:
    german = 'text.de = "Müdigkeit oder Gefühl, keine Energie zu haben"\n'
    assert "de" in shelf()["phq9"].languages
    assert "de" not in load_text(PHQ9.replace(german, ""), "phq9.toml").languages
    answer = ', de = "An einzelnen Tagen"'
    assert "de" not in load_text(PHQ9.replace(answer, ""), "phq9.toml").languages


def test_without_wording_an_instrument_still_scores() -> None:
    """A clinic brings its own licence for class D; the scoring is a fact and free."""
    text = re.sub(r"text = \{.*\}\n|\[(stem|recall_text)\]\n.*\n", "", SWLS).replace('class = "A"', 'class = "D"')
    assert load_text(re.sub(r", label = \{[^}]*\}", "", text), "swls.toml").languages == ()


def test_a_file_is_called_after_its_instrument(tmp_path: Path) -> None:
    (tmp_path / "other.toml").write_text(SWLS, encoding="utf-8")
    with pytest.raises(DefinitionError, match=r"other\.toml: id: 'other' expected"):
        load_shelf(tmp_path)


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "swls.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(DefinitionError, match=r"swls\.toml: cannot be read"):
        load_file(tmp_path / "swls.toml")


def test_the_shelf_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        shelf()["phq9"] = shelf()["gad7"]  # type: ignore[index]
    with pytest.raises(AttributeError):
        shelf()["phq9"].name = "other"  # type: ignore[misc]
    assert list(shelf()) == sorted(shelf())


def test_reading_the_shelf_is_light() -> None:
    """No array library, no frames, no pages: the shelf is read wherever a program begins."""
    program = (
        "import sys, instruments; instruments.shelf(); print(*{'numpy', 'pandas', 'streamlit'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


FORMAT = """
id = "small"
abbreviation = "S"
name = "Everything that the format holds"
version = "2"
citation = "none"
domain = "quality_of_life"
secondary_domains = ["purpose"]
rater = "clinician"
recall = "now"
minutes = 1
direction = "higher_better"
validated = false

[licence]
class = "D"
name = "by permission"

[choices.three]
from = 1
to = 3
low = {}
high = {}

[[items]]
id = "q1"
choices = "three"
recode = { "1" = 100, "2" = 50, "3" = 0 }

[[items]]
id = "q2"
choices = "three"
recode = { "1" = 0, "2" = 50, "3" = 100 }

[[items]]
id = "q3"
number = [0, 10]
step = 0.5

[[scales]]
id = "mean"
method = "mean"
items = ["q1", "q2"]
range = [0, 100]
missing = { rule = "mean_of_answered", min_answered = 1 }

[[scales]]
id = "raw"
method = "sum"
items = ["q3"]
range = [0, 10]

[[scales]]
id = "t"
method = "lookup"
of = "raw"
range = [20, 70]
lookup = { "0" = 20, "1" = 25, "2" = 30, "3" = 35, "4" = 40, "5" = 45, "6" = 50, "7" = 55, "8" = 60, "9" = 65, 10 = 70 }
bands = [{ low = 20, high = 54.9, name = "low" }, { low = 55, high = 70, name = "high" }]
band_step = 0.1
"""


def test_the_example_of_the_documentation_holds() -> None:
    page = (DEFINITIONS.parents[1] / "docs" / "instruments.md").read_text(encoding="utf-8")
    example = re.search(r"```toml\n(id = \"small\".*?)```", page, re.DOTALL)
    assert example
    assert load_text(example[1], "small.toml").languages == ("en",)


def test_the_format_holds_recoding_tables_and_steps() -> None:
    from instruments import score_one

    small = load_text(FORMAT, "small.toml")
    found = score_one(small, {"q1": 1, "q2": 2, "q3": 7})
    assert (found["mean"].value, found["t"].value, found["t"].band) == (75, 55, "high")
    assert score_one(small, {"q1": 1})["mean"].value == 100
    between = score_one(small, {"q3": 6.5})["t"]
    assert (between.value, between.status, between.band) == (None, "not_scored", None)
    assert not small.primary.validated
    with pytest.raises(DefinitionError, match=r"small.toml, line \d+: scales.t: lookup: every whole score of raw"):
        load_text(FORMAT.replace('"4" = 40, ', ""), "small.toml")
    with pytest.raises(DefinitionError, match=r"small.toml, line \d+: scales.t: of: other is no scale before this one"):
        load_text(FORMAT.replace('of = "raw"', 'of = "other"'), "small.toml")
    with pytest.raises(DefinitionError, match=r"small.toml, line \d+: items.q1: recode must name every answer"):
        load_text(FORMAT.replace('"2" = 50, "3" = 0', '"3" = 0'), "small.toml")


CALLS = [(name, item, value) for name, calls in MUST_CALL.items() for item, value in calls.items()]


@pytest.mark.parametrize("name, item, value", CALLS)
def test_no_instrument_may_call_later_than_it_must(name: str, item: str, value: int) -> None:
    """One point higher, and the definition is refused; as it is delivered, it calls from that very point on."""
    text = (DEFINITIONS / f"{name}.toml").read_text(encoding="utf-8")
    rule = f'item = "{item}"\nop = ">="\nvalue = {value}\n'
    assert rule in text
    with pytest.raises(DefinitionError, match=f"{name} must call somebody whenever {item} is {value} or more"):
        load_text(text.replace(rule, rule.replace(f"value = {value}", f"value = {value + 1}")), "changed.toml")


@pytest.mark.parametrize("what", ["items", "scales"])
def test_a_definition_asks_something_and_scores_something(what: str) -> None:
    text = re.sub(rf"\[\[{what}\]\](.|\n)*?(?=\n\[\[|\Z)", "", SWLS)
    with pytest.raises(DefinitionError, match="at least one item and one scale expected"):
        load_text(text, "changed.toml")


def test_the_newest_version_stands_on_the_shelf_and_each_is_read_once(tmp_path: Path) -> None:
    for version in ("1", "2", "10", "2.1", "2.b"):
        text = SWLS.replace('version = "1"', f'version = "{version}"')
        (tmp_path / f"swls-{version}.toml").write_text(text, encoding="utf-8")
    found = open_shelf(tmp_path)
    assert found["swls"].version == "10"
    assert found.versions("swls") == ("1", "2", "2.b", "2.1", "10")
    assert load_shelf(tmp_path).versions("swls") == found.versions("swls")
    assert found.version("swls", "2").version == "2"
    assert found["swls"] is found["swls"]
    assert shelf()["swls"] is shelf()["swls"]
    with pytest.raises(KeyError):
        found.version("swls", "3")
