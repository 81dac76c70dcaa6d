"""Every rule that a definition must keep refuses what breaks it, and only that."""

import re
from pathlib import Path

import pytest

from instruments import DefinitionError
from instruments.catalogue import DEFINITIONS
from instruments.definition import load_text
from instruments.reading import Table
from tests.instruments.test_definition import FORMAT, SWLS

VALUE = (
    'method = "mean"\nitems = ["q1", "q2"]\nrange = [0, 100]\nmissing = { rule = "mean_of_answered", min_answered = 1 }'
)
ALGORITHM = 'method = "algorithm"\nalgorithm = "digits"\nitems = ["q1", "q2"]\nrange = [0, 9]\n'
SUM = 'method = "sum"\nitems = ["q3"]\nrange = [0, 10]'
FIRST_ITEM = 'id = "q1"\nchoices = "three"\n'
REFUSE = 'missing = { rule = "refuse" }'

WRONG = [
    # of the whole
    ("validated = false", 'validated = false\nprimary = "other"', "primary: allowed: mean, raw, t"),
    (
        'id = "small"',
        'id = "Small"',
        "id: 'Small' cannot be a name; allowed: a-z, 0-9 and _, except flags, id, on, rater",
    ),
    ('id = "q1"', 'id = "1q"', "items: '1q' cannot be a name"),
    ('id = "raw"', 'id = "flags"', "scales: 'flags' cannot be a name"),
    ('id = "raw"', 'id = "mean"', "scales.mean: the same id twice"),
    ('["purpose"]', "[7]", "secondary_domains: a list of texts expected, found a number in it"),
    ('["purpose"]', "[true]", "secondary_domains: a list of texts expected, found true or false in it"),
    ('["purpose"]', '"purpose"', "secondary_domains: a list of texts expected, found text"),
    ('recall = "now"', 'recall = ""', "recall: empty text"),
    ('recall = "now"', "recall = 2026-01-31", "recall: text expected, found a date"),
    ('recall = "now"', "recall = []", "recall: text expected, found a list"),
    ('recall = "now"', "recall = {}", "recall: text expected, found a table"),
    ('recall = "now"', "recall = 3", "recall: text expected, found a number"),
    ("validated = false", "validated = 0", "validated: true or false expected, found a number"),
    ("minutes = 1", 'minutes = 1\nchecked_on = "today"', "checked_on: a date such as 2026-01-31 expected, found text"),
    ("[licence]", "[licences]", "licence: missing; a table expected"),
    # items
    (FIRST_ITEM, FIRST_ITEM + "not_answered = [1]\n", "items.q1: a not_answered code is also an answer"),
    (FIRST_ITEM, FIRST_ITEM + "reverse = true\n", "items.q1: recode must name every answer, and excludes reverse"),
    (
        FIRST_ITEM,
        FIRST_ITEM + 'ask_if = "q2 ~ 0"\n',
        "items.q1.ask_if: allowed: an item (or `any`), an operator, a number",
    ),
    (FIRST_ITEM, 'id = "q1"\nids = ["a", "b"]\nchoices = "three"\n', "items[1].ids: no id, short or text expected"),
    (
        FIRST_ITEM,
        'ids = ["a"]\nshort = "s"\nchoices = "three"\n',
        "items[1].ids: no id, short or text expected beside ids",
    ),
    ('{ "1" = 100,', '{ "one" = 100,', "items[1].recode: every key must be a number in quotes"),
    ('{ "1" = 100,', '{ "1" = "x",', "items[1].recode.1: a number expected, found text"),
    ("number = [0, 10]", "number = [0, 5, 10]", "items[3].number: two numbers expected, the lower one first"),
    ("number = [0, 10]", "number = [10, 10]", "items[3].number: two numbers expected, the lower one first"),
    # scales
    ("range = [0, 10]\n", "", "scales[2].range: missing; two numbers expected, the lowest and the highest score"),
    ('items = ["q3"]', 'items = ["q3", "q3"]', "scales.raw: items: at least one, each once, expected"),
    ('items = ["q3"]\n', "", "scales.raw: items: at least one, each once, expected"),
    (
        VALUE,
        VALUE.replace('"mean"', '"value"').split("\nmissing")[0],
        "scales.mean: items: exactly one expected with the",
    ),
    (
        VALUE,
        ALGORITHM + 'missing = { rule = "prorate", max_missing = 1 }',
        "scales.mean: missing: an algorithm needs every answer; allowed: refuse",
    ),
    (VALUE, VALUE + '\nnegative = ["q1"]', "scales.mean: missing: a difference needs every answer; allowed: refuse"),
    (SUM, SUM + '\nnegative = ["q1"]', "scales.raw: negative: unknown q1; allowed: q3"),
    (SUM, SUM + '\ncounts = { q1 = { "1" = 1 } }', "scales.raw: counts: unknown q1; allowed: q3"),
    (
        VALUE,
        VALUE + '\ncounts = { q1 = { "1" = 0, "2" = 100 } }',
        "scales.mean: counts.q1: every answer of the item expected",
    ),
    (SUM, SUM + '\ngroups = [["q3"]]', "scales.raw: groups: expected with the method sum_of_maxima, and with no other"),
    (VALUE, VALUE + '\neither = [["q1", "q3"]]', "scales.mean: either: unknown q3; allowed: q1, q2"),
    (SUM, SUM + '\ngroups = ["q3"]', "scales[2].groups: a list of lists of texts expected, found text in it"),
    (SUM, SUM + '\ngroups = [["q3", 3]]', "scales[2].groups: a list of lists of texts expected"),
    ("range = [0, 100]", "range = [0, 99]", "scales.mean: range: the items give 0 to 100"),
    (SUM, SUM.replace("[0, 10]", "[1, 10]"), "scales.raw: range: the items give 0 to 10"),
    (VALUE, VALUE.replace("min_answered = 1", "min_answered = 3"), "scales.mean: missing: more answers needed than"),
    (
        SUM,
        SUM + '\nmissing = { rule = "refuse", min_answered = 1 }',
        "scales[2].missing: none of max_missing, min_share",
    ),
    (SUM, SUM + '\nmissing = { rule = "prorate" }', "scales[2].missing: exactly one of max_missing, min_share"),
    (
        SUM,
        SUM + f"\n{REFUSE.replace('refuse', 'guess')}",
        "scales[2].missing.rule: 'guess' is not known; allowed: mean_of",
    ),
    (SUM, SUM + '\nskip = { item = "q1", op = ">", value = 0, score = 0 }', "scales.raw: skip.item: allowed: q3"),
    (
        SUM,
        SUM + '\nreliable_change = { value = 3, source = "s", mark = "own" }',
        "scales.raw: reliable_change: not to be told",
    ),
    (
        SUM,
        SUM + '\nreliability = [{ kind = "alpha", source = "s", mark = "own" }]',
        "scales[2].reliability[1].value: missing; a number, or a note in its place, expected",
    ),
    (
        "{ low = 20, high",
        "{ low = 21, high",
        "scales.t: bands: from the lowest to the highest score of the range expected",
    ),
    (
        "high = 70, name",
        "high = 71, name",
        "scales.t: bands: from the lowest to the highest score of the range expected",
    ),
    ("low = 55, high", "low = 55.1, high", "scales.t: bands: 'high' must begin 0.1 above 54.9"),
    (
        "[{ low = 20, high = 54.9,",
        '[{ low = 20, high = 19, name = "no" }, { low = 19.1, high = 54.9,',
        "scales.t: bands: low must",
    ),
    # wording that may not be here
    ("minutes = 1", 'minutes = 1\nstem = { en = "w" }', "stem: no wording allowed under class D"),
    ("minutes = 1", 'minutes = 1\nrecall_text = { en = "w" }', "recall_text: no wording allowed under class D"),
    (FIRST_ITEM, FIRST_ITEM + 'lead = "a"\n', "leads: no wording allowed under class D"),
    (FIRST_ITEM, FIRST_ITEM + 'text = { en = "w" }\n', "items.q1.text: no wording allowed under class D"),
    ("low = {}\nhigh = {}", 'low = { en = "w" }\nhigh = { en = "w" }', "choices: no wording allowed under class D"),
    (
        "[[scales]]",
        '[[supplements]]\nid = "extra"\nnumber = [0, 1]\ntext = { en = "w" }\n\n[[scales]]',
        "supplements: no wording allowed under class D",
    ),
    (
        "[[scales]]",
        '[[safety]]\nscale = "other"\nop = ">"\nvalue = 1\nflag = "f"\n\n[[scales]]',
        "safety: unknown scale other; allowed: mean, raw, t",
    ),
]


def refusal(text: str) -> str:
    with pytest.raises(DefinitionError) as refused:
        load_text(text, "small.toml")
    return str(refused.value)


@pytest.mark.parametrize("old, new, message", WRONG)
def test_a_broken_rule_is_told(old: str, new: str, message: str) -> None:
    text = FORMAT.replace("10 = 70 }", '"10" = 70 }')
    assert old in text
    lead = '[leads.a]\nen = "w"\n\n[choices.three]' if "lead = " in new else "[choices.three]"
    told = refusal(text.replace(old, new, 1).replace("[choices.three]", lead))
    assert told.startswith("small.toml, line ")
    assert told.partition(": ")[2].startswith(message)


def test_wording_that_is_here_names_whose_it_is() -> None:
    without = "\n".join(line for line in SWLS.splitlines() if not line.startswith("attribution"))
    assert without != SWLS
    assert "licence.attribution: missing; text expected" in refusal(without)


def test_an_unknown_key_is_told_with_those_that_may_stand_there() -> None:
    told = refusal(
        FORMAT.replace('mark = "', 'marks = "').replace("op = ", "opp = ").replace("step = 0.5", "steps = 0.5")
    )
    assert "items[3].steps: unknown key; allowed: ask_if, choices, id, ids, loinc, not_answered, " in told


def test_a_rule_is_told_once_and_for_the_first_place_that_breaks_it() -> None:
    told = refusal(FORMAT.replace('id = "q1"', 'id = "on"').replace('id = "q2"', 'id = "Q2"'))
    assert "'on'" in told
    assert "'Q2'" not in told


def test_every_unknown_item_of_a_scale_is_named() -> None:
    told = refusal(FORMAT.replace('items = ["q3"]', 'items = ["q8", "q9"]', 1))
    assert "scales.raw.items: unknown q8, q9; allowed: q1, q2, q3" in told


def test_a_ladder_of_answers_is_worded_only_in_the_languages_of_both_its_ends() -> None:
    text = (Path(__file__).parent / "every_key.toml").read_text(encoding="utf-8")
    low = re.search(r"^low = \{ en = (\"[^\"]*\") \}", text, flags=re.MULTILINE)
    assert low
    more = load_text(text.replace(low[0], f"low = {{ en = {low[1]}, de = {low[1]} }}", 1), "every_key.toml")
    assert {lang for item in more.items for one in item.choices or () for lang in one.labels} == {"en"}


def test_lists_of_numbers_hold_numbers() -> None:
    with pytest.raises(DefinitionError, match="rows: a list of lists of numbers expected"):
        Table({"rows": [[1, 2], [3, "4"]]}, "some.toml").number_lists("rows")
    assert Table({"rows": [[1, 2.5], []]}, "some.toml").number_lists("rows") == ((1, 2.5), ())


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    from instruments.definition import load_file

    with pytest.raises(DefinitionError, match=r"^none\.toml: cannot be read: "):
        load_file(tmp_path / "none.toml")


def test_an_instrument_may_be_called_as_a_column_is() -> None:
    assert load_text(FORMAT.replace('id = "small"', 'id = "on"'), "on.toml").id == "on"


def test_what_is_looked_up_stands_behind_what_it_is_looked_up_from() -> None:
    told = refusal(FORMAT.replace(VALUE, 'method = "lookup"\nof = "raw"\nrange = [0, 100]'))
    assert told.endswith("scales.mean: of: raw is no scale before this one; allowed: none")


def test_a_language_is_offered_only_where_what_stands_before_the_items_is_worded_in_it() -> None:
    german = """
[leads.work]
en = "At work"
de = "Bei der Arbeit"
"""
    text = (Path(__file__).parent / "every_key.toml").read_text(encoding="utf-8")
    text = re.sub(r"= \{ en = (\"[^\"]*\") \}", r"= { en = \1, de = \1 }", text)
    text = re.sub(r"\[(stem|recall_text)\]\nen = (.*)", r"[\1]\nen = \2\nde = \2", text)
    assert load_text(text, "every_key.toml").languages == ("en",)
    both = load_text(text.replace('\n[leads.work]\nen = "At work"\n', german), "every_key.toml")
    assert both.languages == ("en", "de")
    assert both.item("a").lead("de") == "Bei der Arbeit"
    assert both.item("b").lead("de") is None


@pytest.mark.parametrize(
    "name, old, new, message",
    [
        ("bipf", "range = [0, 100]", "range = [0, 99]", "scales.impairment: range: the items give 0 to 100"),
        ("bipf", "range = [0, 100]", "range = [1, 100]", "scales.impairment: range: the items give 0 to 100"),
        ("qids_sr16", "range = [0, 27]", "range = [0, 48]", "scales.total: range: the items give 0 to 27"),
        ("fibser", "range = [0, 6]", "range = [0, 7]", "scales.burden: range: the items give 0 to 6"),
        ("qids_sr16", '["q5"]', '["q5", "q17"]', "scales.total.items: unknown q17; allowed: q1"),
        ("promis_depression_4a", '"20" = 79.4\n', "", "scales.t: lookup: every whole score of raw expected"),
        ("promis_depression_4a", '"4" = 41\n', "", "scales.t: lookup: every whole score of raw expected"),
        ("ids_sr30", 'either = [["q11", "q12"]', 'either = [["q11", "q31"]', "scales.total: either: unknown q31"),
    ],
)
def test_a_range_is_what_the_items_give(name: str, old: str, new: str, message: str) -> None:
    text = (DEFINITIONS / f"{name}.toml").read_text(encoding="utf-8")
    assert old in text
    assert message in refusal(text.replace(old, new, 1))


def test_a_group_names_items_of_its_scale() -> None:
    text = (Path(__file__).parent / "every_key.toml").read_text(encoding="utf-8")
    told = refusal(text.replace('groups = [["a", "b"], ["c"]]', 'items = ["a", "c"]\ngroups = [["a", "b"], ["c"]]'))
    assert "scales.maxima: groups: unknown b; allowed: a, c" in told


def test_numbers_go_from_the_lowest_to_the_highest_in_steps() -> None:
    text = FORMAT.replace("number = [0, 10]", "number = [2, 4]").replace("range = [0, 10]", "range = [2, 4]")
    small = load_text(text, "small.toml")
    assert small.item("q3").values == (2, 2.5, 3, 3.5, 4)
    assert small.item("q3").allowed == "2 to 4 in steps of 0.5"
    assert small.item("q1").allowed == "1, 2, 3"


def test_what_a_definition_leaves_out_is_empty() -> None:
    small = load_text(FORMAT, "small.toml")
    assert (small.note, small.adaptation, small.licence.terms, small.licence.attribution) == ("", "", "", "")
    assert (small.licence.note, small.licence.sources, small.checked_on, small.primary_id) == ("", (), None, "")
    assert (small.supplements, small.safety, dict(small.codes), dict(small.provenance)) == ((), (), {}, {})


@pytest.mark.parametrize(
    "more, message",
    [
        (
            '[provenance]\nen = { text = "t", mark = "own", page = 3 }',
            "provenance.en.page: unknown key; allowed: mark, text",
        ),
        (
            '[provenance]\nen = { text = "t", mark = "sure" }',
            "provenance.en.mark: 'sure' is not known; allowed: memory, own",
        ),
        ("[choices.two]\nfrom = 0\nto = 1\nlow = {}\nhigh = {}\nstep = 1", "choices.two.step: unknown key; allowed: "),
        ("[choices.two]\nanswers = [{ value = 0, label = {}, code = 1 }]", "choices.two.answers[1].code: unknown key"),
        (
            '[[safety]]\nitem = "q1"\nop = ">"\nvalue = 1\nflag = "f"\nwhy = "w"',
            "safety[1].why: unknown key; allowed: ",
        ),
    ],
)
def test_nothing_is_left_unread(more: str, message: str) -> None:
    assert message in refusal(FORMAT.replace("[[items]]", f"{more}\n\n[[items]]", 1))
    assert "licence.page: unknown key" in refusal(FORMAT.replace('class = "D"', 'class = "D"\npage = 3'))
