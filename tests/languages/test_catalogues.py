"""Catalogues: whole or not offered, nothing invented or left out of what is filled in, and never a blame."""

import re
import shutil
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from pydantic import ValidationError

from models import languages
from models.criteria.therapies import therapies
from models.exchange.report.said import Said
from models.exchange.report.said import sentences as report_words
from models.languages import catalogue, offered, worded
from models.languages.offered import whole
from models.settings import Settings, settings
from pages.parts import catalogues, languages_told, say, words

DEFAULT = Settings(_env_file=None).languages  # type: ignore[call-arg]
HARD_WORDS = {
    "de": ("versagt", "gescheitert", "schuld", "fehlschlag"),
    "es": ("fracas", "culpa"),
    "fr": ("échou", "échec", "faute"),
    "nl": ("gefaald", "mislukt", "schuld"),
    "ar": ("فشلت", "ذنبك"),
}


@pytest.fixture
def other_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Catalogues that a test may spoil."""
    for file in [*catalogue.HERE.glob("*.po"), catalogue.TEMPLATE]:
        shutil.copy(file, tmp_path)
    monkeypatch.setattr(catalogue, "HERE", tmp_path)
    monkeypatch.setattr(catalogue, "TEMPLATE", tmp_path / catalogue.TEMPLATE.name)
    _forget()
    yield tmp_path
    monkeypatch.undo()
    _forget()


def _forget() -> None:
    for each in (catalogue.known, catalogue.lacking, catalogue._template, catalogue._book, whole):
        each.cache_clear()


def test_the_template_is_what_the_english_sentences_say() -> None:
    there = {(each.context, each.id) for each in catalogue.read(catalogue.TEMPLATE) if each.id}
    assert there == set(catalogues.sources()), "run `make words`"


def test_every_language_of_the_setting_is_whole() -> None:
    assert offered() == tuple(DEFAULT)
    assert {name: languages.lacking(name) for name in languages.known()} == dict.fromkeys(languages.known(), ())


@pytest.mark.parametrize("language", languages.known())
def test_a_catalogue_says_who_wrote_it_and_blames_nobody(language: str) -> None:
    found = catalogue.read(catalogue.HERE / f"{language}.po")
    assert "No native clinician has reviewed them" in found.header_comment.replace("\n# ", " ")
    for each in found:
        said = " ".join([each.string] if isinstance(each.string, str) else each.string).casefold() if each.id else ""
        assert not [hard for hard in HARD_WORDS[language] if hard in said], said


@pytest.mark.parametrize("language", languages.known())
def test_every_sentence_is_short_enough_to_read(language: str) -> None:
    """About what a reader of twelve takes in: at most 25 words a sentence, as in English."""
    for each in catalogue.read(catalogue.HERE / f"{language}.po"):
        said = each.string if isinstance(each.string, str) else each.string[-1]
        for sentence in re.split(r"[.?!:;؟؛]", said) if each.id else []:
            assert len(sentence.split()) <= 25, (each.context, sentence)


@pytest.mark.parametrize("language", languages.known())
def test_sentences_are_worded_and_not_copied(language: str) -> None:
    """What is the same in both languages is a name, a number, or a word that both have."""
    asked = dict(catalogues.sources())
    same = [key for key in asked if worded(key, asked[key], language, 1) == worded(key, asked[key], "en", 1)]
    assert len(same) < 12, same


def test_a_changed_english_sentence_is_said_in_english_until_it_is_worded_anew() -> None:
    assert worded("back", "Back", "de") == "Zurück"
    assert worded("back", "One step back", "de") == "One step back"
    assert worded("points", ("1 point", "{n} points!"), "de", 3) == "{n} points!"


@pytest.mark.parametrize("line", ['msgstr "Zurück"', 'msgstr "{number} von {total}"', 'msgstr[1] "{n} Minuten"'])
def test_half_a_language_is_not_offered(other_folder: Path, line: str) -> None:
    """One sentence that is missing, and no page is shown in that language."""
    assert "de" in offered()
    file = other_folder / "de.po"
    file.write_text(file.read_text("utf-8").replace(line, line.split('"')[0] + '""', 1), "utf-8")
    _forget()
    assert "de" not in offered()
    assert words.word("send", "de") == "Send"
    assert words.counted("points", 2, "de") == "2 points"


@pytest.mark.parametrize(
    "wrong", ["{number} von {sum}", "{number}", "{number} von {total} {more}"], ids=["another", "left out", "invented"]
)
def test_what_is_filled_in_must_be_the_same(other_folder: Path, wrong: str) -> None:
    file = other_folder / "de.po"
    file.write_text(file.read_text("utf-8").replace('"{number} von {total}"', f'"{wrong}"', 1), "utf-8")
    _forget()
    assert languages.lacking("de") == ("place",)


def test_a_sentence_that_a_tool_guessed_does_not_count(other_folder: Path) -> None:
    file = other_folder / "de.po"
    text = file.read_text("utf-8")
    file.write_text(text.replace('msgctxt "back"', '#, fuzzy\nmsgctxt "back"', 1), "utf-8")
    _forget()
    assert languages.lacking("de") == ("back",)


def test_renewing_changes_nothing_where_nothing_is_new(other_folder: Path) -> None:
    before = {file.name: file.read_bytes() for file in other_folder.iterdir()}
    assert all(": 0 to be worded" in said for said in catalogues.renew(other_folder))
    assert {file.name: file.read_bytes() for file in other_folder.iterdir()} == before


def test_a_clinic_names_its_languages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAIRTRIAL_LANGUAGES", '["de", "xx"]')
    settings.cache_clear()
    assert offered() == ("en", "de")
    assert words.shown_in("de") == "de"
    assert words.shown_in("es") == "en"
    assert words.word("send", "es") == "Send"
    monkeypatch.undo()
    settings.cache_clear()


def test_administrators_read_which_languages_are_whole(other_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = other_folder / "fr.po"
    file.write_text(file.read_text("utf-8").replace('msgstr "Envoyer"', 'msgstr ""', 1), "utf-8")
    monkeypatch.setenv("FAIRTRIAL_LANGUAGES", '["en", "de", "fr", "sv"]')
    settings.cache_clear()
    _forget()
    told = dict(line.split(": ", 1) for line in languages_told.lines())
    assert told["English (en)"] == told["Deutsch (de)"] == "offered"
    assert told["Français (fr)"] == "not offered: 1 sentences are not worded (send)"
    assert told["sv (sv)"] == "not offered: there is no catalogue of its words"
    assert told["العربية (ar)"] == "complete, and not offered: FAIRTRIAL_LANGUAGES does not name it"
    monkeypatch.undo()
    settings.cache_clear()


@pytest.mark.parametrize("wrong", ['["EN"]', '["../de"]', '["de-AT"]', '[""]', '["deutsch"]', '["d"]'])
def test_what_is_no_name_of_a_language_stops_the_start(monkeypatch: pytest.MonkeyPatch, wrong: str) -> None:
    monkeypatch.setenv("FAIRTRIAL_LANGUAGES", wrong)
    with pytest.raises(ValidationError):
        Settings(_env_file=None)  # type: ignore[call-arg]


@pytest.mark.parametrize(
    "language, day, short, clock, number, typed",
    [
        ("en", "Monday 23 November", "23 November 2026", "14:05", "12.5", "YYYY-MM-DD"),
        ("de", "Montag, 23. November", "23. November 2026", "14:05", "12,5", "DD.MM.YYYY"),
        ("es", "lunes, 23 de noviembre", "23 de noviembre de 2026", "14:05", "12,5", "DD/MM/YYYY"),
        ("fr", "lundi 23 novembre", "23 novembre 2026", "14:05", "12,5", "DD/MM/YYYY"),
        ("nl", "maandag 23 november", "23 november 2026", "14:05", "12,5", "DD-MM-YYYY"),
        ("ar", "الاثنين، 23 نوفمبر", "23 نوفمبر 2026", "2:05 م", "12.5", "DD/MM/YYYY"),
    ],
)
def test_days_times_and_numbers(language: str, day: str, short: str, clock: str, number: str, typed: str) -> None:
    on = date(2026, 11, 23)
    said = languages.clock(datetime(2026, 11, 23, 14, 5, 9), language).replace("\u00a0", " ").replace("\u202f", " ")
    assert (languages.day(on, language), languages.short_day(on, language)) == (day, short)
    assert (said, languages.number(12.5, language), languages.typed_day(language)) == (clock, number, typed)
    assert (languages.number(3, language), languages.number(0.1 + 0.2, language)[-1]) == ("3", "3")
    assert languages.day(on, language, year=True).endswith("2026")


def test_a_language_counts_in_its_own_way() -> None:
    assert [words.counted("points", n, "de") for n in (1, 2, 2.5)] == ["1 Punkt", "2 Punkte", "2,5 Punkte"]
    assert [words.counted("points", n) for n in (1, 0, 1.5)] == ["1 point", "0 points", "1.5 points"]


def test_a_language_that_is_a_kind_of_another_is_spoken_as_that() -> None:
    assert (words.shown_in("de-AT"), words.shown_in("it"), words.shown_in("../de")) == ("de", "en", "en")


def test_french_signs_never_stand_at_the_head_of_a_line() -> None:
    """The space before : ; ! ? and within « » is one at which no line ends; on a button and in plain text, too."""
    said = [form for forms in catalogue._book("fr").sentences.values() for form in forms]  # type: ignore[union-attr]
    assert not [each for each in said if re.search(r" [:;!?»]|« ", each)]
    asked = words.word("share_with", "fr")
    assert asked == "Avec qui\N{NO-BREAK SPACE}?"
    assert "\N{NO-BREAK SPACE}?" in say.literal(asked)
    assert (languages.set_apart("Avec qui ?", "nl"), languages.set_apart("Oui !", "fr")[3]) == ("Avec qui ?", "\xa0")


def test_a_talking_treatment_is_called_as_on_the_list() -> None:
    """The list of the rules and the words for patients name the same ones; in English they are called alike."""
    said = {key.removeprefix("report.therapies."): one for key, one in report_words().items() if ".therapies." in key}
    assert said == {each.id: each.name for each in therapies()}
    assert Said("de").therapy(one := next(iter(therapies()))) != one.name
