"""A clinic's own files: its instruments beside ours, every version kept, and the wording that its licence allows."""

from pathlib import Path

import pytest

from instruments import DefinitionError, score_one, shelf, use_own
from instruments.catalogue import DEFINITIONS, Shelf, delivered
from instruments.lines import line_of
from instruments.own import check_file, furnish, is_wording

MOOD = """id = "mood"
abbreviation = "Mood"
name = "How the day went"
version = "1"
citation = "our clinic"
domain = "well_being"
rater = "self"
recall = "today"
minutes = 1
direction = "higher_better"
validated = false

[licence]
class = "A"
name = "ours"
attribution = "our clinic"

[recall_text]
en = "Today"

[choices.degree]
from = 0
to = 10
low = { en = "0 – badly" }
high = { en = "10 – well" }

[[items]]
id = "day"
text = { en = "How did the day go?" }
choices = "degree"

[[scales]]
id = "day"
method = "value"
items = ["day"]
range = [0, 10]
"""

# Invented words: no wording of the instrument itself may stand here.
WHO5 = """id = "who5"
version = "1"
language = "en"
source = "invented for a test"
recall = "Invented period"

[items]
q1 = "invented one"
q2 = "invented two"
q3 = "invented three"
q4 = "invented four"
q5 = "invented five"

[choices.answers]
0 = "none"
1 = "one"
2 = "two"
3 = "three"
4 = "four"
5 = "five"
"""


def put(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    return folder


def refused(folder: Path) -> str:
    with pytest.raises(DefinitionError) as error:
        furnish(delivered(), folder)
    return str(error.value)


def test_an_instrument_of_ones_own_stands_beside_the_others(tmp_path: Path) -> None:
    found = furnish(delivered(), put(tmp_path, mood=MOOD))
    assert set(found) - set(delivered()) == {"mood"}
    assert score_one(found["mood"], {"day": 7})["day"].value == 7
    assert furnish(delivered(), tmp_path / "nowhere") is not None
    assert "mood" not in delivered()


def test_every_version_is_kept_and_old_answers_stay_scored_under_theirs(tmp_path: Path) -> None:
    """In version 2 the clinic has turned the question round; version 10 is newer than 2."""
    second = MOOD.replace('version = "1"', 'version = "2"').replace(
        'choices = "degree"', 'choices = "degree"\nreverse = true'
    )
    tenth = MOOD.replace('version = "1"', 'version = "10"')
    found = furnish(delivered(), put(tmp_path, mood=MOOD, **{"mood-2": second, "mood new": tenth}))
    assert found.versions("mood") == ("1", "2", "10")
    assert found["mood"] is found.version("mood", "10")
    assert [score_one(found.version("mood", one), {"day": 7})["day"].value for one in ("1", "2")] == [7, 3]
    with pytest.raises(KeyError):
        found.version("mood", "3")
    assert len(found) == len(delivered()) + 1


def test_the_same_version_twice_is_refused(tmp_path: Path) -> None:
    put(tmp_path, one=MOOD, two=MOOD)
    assert refused(tmp_path) == "two.toml, line 4: version: '1' stands in one.toml, too"


@pytest.mark.parametrize("name", ["phq9", "bdi2"])
def test_what_is_delivered_cannot_be_replaced(tmp_path: Path, name: str) -> None:
    put(tmp_path, mine=MOOD.replace('id = "mood"', f'id = "{name}"', 1).replace('id = "day"\ntext', 'id = "q9"\ntext'))
    assert "mine.toml, line " in refused(tmp_path)
    put(tmp_path, mine=MOOD.replace('id = "mood"', 'id = "swls"', 1).replace('version = "1"', 'version = "2"'))
    assert (
        refused(tmp_path)
        == "mine.toml, line 1: id: swls is part of Fairtrial and cannot be replaced; allowed: another id"
    )


def test_no_reliable_change_on_what_nobody_has_validated(tmp_path: Path) -> None:
    put(tmp_path, mood=MOOD + 'reliable_change = { value = 3, source = "a guess", mark = "own" }\n')
    assert "mood.toml, line 37: scales.day: reliable_change: not to be told of a scale" in refused(tmp_path)


def test_wording_makes_a_form_that_can_be_offered(tmp_path: Path) -> None:
    assert shelf()["who5"].languages == ()
    found = furnish(delivered(), put(tmp_path, who5=WHO5))["who5"]
    assert found.languages == ("en",)
    assert (found.item("q2").text(), found.recall_text(), found.stem()) == ("invented two", "Invented period", None)
    assert [choice.label() for choice in found.item("q5").choices or ()] == [
        "none",
        "one",
        "two",
        "three",
        "four",
        "five",
    ]
    answers = dict.fromkeys(found.by_id, 3.0)
    assert score_one(found, answers)["percent"] == score_one(shelf()["who5"], answers)["percent"]
    assert found.provenance["en"].text == "supplied by the clinic: invented for a test"
    assert found.licence == shelf()["who5"].licence
    assert not shelf()["who5"].item("q2").texts


def test_two_languages_from_two_files(tmp_path: Path) -> None:
    put(tmp_path, who5=WHO5, who5_nl=WHO5.replace('"en"', '"nl"').replace("invented two", "verzonnen twee"))
    found = furnish(delivered(), tmp_path)["who5"]
    assert found.languages == ("en", "nl")
    assert found.item("q2").text("nl") == "verzonnen twee"
    put(tmp_path, again=WHO5)
    assert refused(tmp_path) == "who5.toml, line 3: language: who5 is worded in en already; allowed: another language"


def test_a_question_beside_the_score_may_stay_without_wording(tmp_path: Path) -> None:
    """The PHQ-9's last question adds nothing to its sum, so a wording need not have it."""
    words = 'id = "phq9"\nversion = "1"\nlanguage = "xx"\nsource = "invented"\nstem = "s"\nrecall = "r"\n[items]\n'
    words += "".join(f'q{n} = "question {n}"\n' for n in range(1, 10))
    words += "[choices.frequency]\n" + "".join(f'{n} = "answer {n}"\n' for n in range(4))
    found = furnish(delivered(), put(tmp_path, phq9=words))["phq9"]
    assert found.item("q9").text("xx") == "question 9"
    assert "xx" not in found.item("q10").texts
    assert found.item("q10").text("en")


def test_a_file_that_is_being_looked_at_is_not_in_its_own_way(tmp_path: Path) -> None:
    folder = put(tmp_path, mood=MOOD)
    assert "mood" in furnish(delivered(), folder)
    assert "mood" not in furnish(delivered(), folder, leaving_out=folder / ".." / folder.name / "mood.toml")
    assert "mood" in furnish(delivered(), folder, leaving_out=folder / "other.toml")


def test_wording_for_an_own_instrument(tmp_path: Path) -> None:
    german = 'id = "mood"\nversion = "1"\nlanguage = "de"\nsource = "us"\nrecall = "Heute"\n'
    german += '[items]\nday = "Wie war der Tag?"\n[choices.day]\n' + "".join(f'{n} = "{n}"\n' for n in range(11))
    found = furnish(delivered(), put(tmp_path, mood=MOOD, mood_de=german))["mood"]
    assert found.languages == ("en", "de")


WRONG = [
    ('id = "who5"', 'id = "who6"', "line 1: id: 'who6' is not known; allowed: bdi2, "),
    ('id = "who5"', 'id = "bdi2"', "line 1: id: bdi2 takes a total only: no form of it may be shown (licence class E)"),
    ('version = "1"', 'version = "2"', "line 2: version: '2' is not known; allowed: 1"),
    ('language = "en"', 'language = "English"', "line 3: language: a language such as en, de or pt-BR expected"),
    ('source = "invented for a test"', "", "line 1: source: missing; text expected"),
    ("recall", "period", "line 5: period: unknown key; allowed: choices, id, items, language, recall, source, stem"),
    ('q3 = "invented three"', "", "line 7: items.q3: missing; text expected"),
    ('q3 = "invented three"', "q3 = 3", "line 10: items.q3: text expected, found a number"),
    ('q3 = "invented three"', 'q3 = ""', "line 10: items.q3: empty text"),
    ('q5 = "invented five"', 'q5 = "five"\nq6 = "six"', "line 13: items.q6: unknown key; allowed: q1, q2, q3, q4, q5"),
    ('4 = "four"', "", "line 14: choices.answers.4: missing; text expected"),
    ('5 = "five"', '5 = "five"\n6 = "six"', "line 21: choices.answers.6: unknown key; allowed: 0, 1, 2, 3, 4, 5"),
    (
        "choices.answers",
        "choices.q9",
        "line 14: choices.q9: unknown set of answers; allowed: answers, q1, q2, q3, q4, q5",
    ),
    ("choices.answers", "choices.q1", "line 14: choices: missing; the answers of q2 expected, as answers or q2"),
    ("[items]", "[items", "line 7: is not TOML: "),
]


@pytest.mark.parametrize("old, new, message", WRONG)
def test_a_wording_that_does_not_fit_is_refused(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in WHO5
    assert refused(put(tmp_path, who5=WHO5.replace(old, new, 1))).startswith(f"who5.toml, {message}")


def test_the_form_is_refused_until_every_answer_of_every_item_is_worded(tmp_path: Path) -> None:
    """Where items have answers of their own, each gets its words under its id, and may share the rest."""
    own = "[choices.q1]\n" + "".join(f'{n} = "own {n}"\n' for n in range(6))
    found = furnish(delivered(), put(tmp_path, who5=WHO5 + own))["who5"]
    assert [(found.item(name).choices or ())[2].label() for name in ("q1", "q2")] == ["own 2", "two"]


def test_the_shelf_of_the_program_takes_a_folder(tmp_path: Path) -> None:
    try:
        assert "mood" in use_own(put(tmp_path, mood=MOOD))
        assert "mood" in shelf()
        put(tmp_path, broken="id = ")
        with pytest.raises(DefinitionError):
            use_own(tmp_path)
        assert "mood" in shelf()
    finally:
        use_own(None)
    assert "mood" not in shelf()


def test_checking_a_file(tmp_path: Path) -> None:
    put(tmp_path, good=MOOD, words=WHO5)
    assert check_file(tmp_path / "good.toml") == "good.toml: definition of mood, version 1: 1 items, 1 scores"
    assert check_file(tmp_path / "words.toml") == "words.toml: wording of who5 1 in en, complete"
    assert check_file(DEFINITIONS / "phq9.toml").startswith(
        "phq9.toml: definition of phq9, version 1: 10 items, 3 scores"
    )
    with pytest.raises(DefinitionError, match=r"nowhere\.toml: cannot be read"):
        check_file(tmp_path / "nowhere.toml")


def test_a_shelf_of_nothing() -> None:
    assert list(Shelf({})) == []


@pytest.mark.parametrize(
    "place, line",
    [
        ("id", 1),
        ("licence.name", 15),
        ("choices.degree.low", 24),
        ("choices.degree.middle", 21),
        ("items[1].text.en", 29),
        ("items.day.choices", 30),
        ("scales.day.range", 36),
        ("scales[1]", 32),
        ("nothing", 1),
    ],
)
def test_lines(place: str, line: int) -> None:
    assert line_of(MOOD, place) == line


def test_lines_within_lists_and_tables() -> None:
    text = (
        'a = [\n  { b = 1 }, # [\n  { b = "]" },\n]\nc.d = 2\n[[e]]\nid = "f"\n[e.g]\n"1" = 3\n[[e]]\n[e.g]\n"1" = 4\n'
    )
    places = {"a[2].b": 3, "c.d": 5, "e.f.g.1": 9, "e[1].g.1": 9, "e[2].g.1": 12, "e[2].g": 11, "e[3]": 1}
    assert {place: line_of(text, place) for place in places} == places


def german(more: str) -> str:
    head = 'id = "hrqol4"\nversion = "1"\nlanguage = "de"\nsource = "invented"\n'
    words = "".join(f'{item.id} = "Frage {item.id}"\n' for item in delivered()["hrqol4"].items)
    choices = delivered()["hrqol4"].items[0].choices or ()
    sets = f"[choices.{delivered()['hrqol4'].items[0].id}]\n" + "".join(f'{c.value:g} = "Antwort"\n' for c in choices)
    return f"{head}{more}[items]\n{words}{sets}"


def test_a_number_is_asked_without_words_for_its_answers(tmp_path: Path) -> None:
    texts = 'stem = "s"\n' if delivered()["hrqol4"].stems else ""
    texts += 'recall = "r"\n' if delivered()["hrqol4"].recall_texts else ""
    found = furnish(delivered(), put(tmp_path, own=german(texts)))["hrqol4"]
    numbers = [item for item in found.items if item.number]
    assert numbers
    assert all(item.choices is None and item.text("de") == f"Frage {item.id}" for item in numbers)


@pytest.mark.parametrize("name", ["stem", "recall"])
def test_what_the_form_begins_with_is_worded_too(tmp_path: Path, name: str) -> None:
    texts = {"stem": "s", "recall": "r"}
    words = 'id = "phq9"\nversion = "1"\nlanguage = "xx"\nsource = "invented"\n'
    words += "".join(f'{one} = "{text}"\n' for one, text in texts.items() if one != name)
    put(tmp_path, phq9=words + "[items]\n")
    assert f"{name}: missing; text expected" in refused(tmp_path)


def test_of_two_unknown_sets_of_answers_the_first_is_named(tmp_path: Path) -> None:
    texts = 'stem = "s"\n' if delivered()["hrqol4"].stems else ""
    texts += 'recall = "r"\n' if delivered()["hrqol4"].recall_texts else ""
    put(tmp_path, own=german(texts) + '[choices.other]\n0 = "a"\n[choices.another]\n0 = "a"\n')
    assert "choices.another: unknown set of answers" in refused(tmp_path)


@pytest.mark.parametrize(
    "text, expected",
    [
        ('id = "a"', False),
        ('language = "en"', True),
        ('language = "en"\nscales = []', False),
        ("scales = []", False),
    ],
)
def test_a_wording_is_told_from_a_definition(text: str, expected: bool) -> None:
    assert is_wording(text, "own.toml") is expected


def test_a_checked_file_does_not_take_the_place_of_what_is_delivered(tmp_path: Path) -> None:
    delivered_text = (DEFINITIONS / "pgic.toml").read_text(encoding="utf-8")
    (tmp_path / "pgic.toml").write_text(delivered_text, encoding="utf-8")
    assert check_file(tmp_path / "pgic.toml").startswith("pgic.toml: definition of pgic, version 1: 1 items, ")
    (tmp_path / "ours.toml").write_text(delivered_text.replace("minutes = ", "minutes = 1"), encoding="utf-8")
    with pytest.raises(DefinitionError, match="pgic is part of Fairtrial and cannot be replaced"):
        check_file(tmp_path / "ours.toml")


def test_what_a_wording_adds_of_its_own_accord_is_taken(tmp_path: Path) -> None:
    """A question beside the score, with its answers."""
    more = 'id = "phq9"\nversion = "1"\nlanguage = "xx"\nsource = "invented"\nstem = "s"\nrecall = "r"\n[items]\n'
    more += "".join(f'q{n} = "question {n}"\n' for n in range(1, 11))
    more += "[choices.frequency]\n" + "".join(f'{n} = "answer {n}"\n' for n in range(4))
    more += "[choices.q10]\n" + "".join(f'{n} = "how hard {n}"\n' for n in range(4))
    found = furnish(delivered(), put(tmp_path, phq9=more))["phq9"]
    assert found.item("q10").text("xx") == "question 10"
