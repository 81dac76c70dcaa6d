"""The patient's own report in each language: its words, its days, its direction, and what the pages say of it."""

import json
import re
from collections.abc import Iterator

import pytest

from models.crisis import default_crisis_text
from models.exchange.report import Paper, Report, plain_report, to_pdf, to_text
from models.languages import NAMES
from models.settings import settings
from tests.exchange.reports import MADE_AT, read, two_drugs_and_talk, view_of, words

TITLES = {
    "en": "My treatments so far",
    "de": "Meine bisherigen Behandlungen",
    "es": "Mis tratamientos hasta ahora",
    "fr": "Mes traitements jusqu’ici",
    "nl": "Mijn behandelingen tot nu toe",
    "ar": "علاجاتي حتى الآن",
}
ENGLISH = re.compile(r"\b(the|treatment|made|born|better|since|from|with|your)\b", re.IGNORECASE)


@pytest.fixture(autouse=True)
def all_languages(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("FAIRTRIAL_LANGUAGES", json.dumps(list(NAMES)))
    settings.cache_clear()
    yield
    monkeypatch.undo()
    settings.cache_clear()


def own(language: str) -> Report:
    return plain_report(view_of(two_drugs_and_talk()), "Marta", default_crisis_text(), language)


@pytest.mark.parametrize("language", NAMES)
def test_the_text_speaks_the_language_alone(language: str) -> None:
    report = {**own(language), "credits": [], "clinic": "Haus", "name": "M"}
    text = to_text(report)
    assert TITLES[language].upper() in text
    assert report["language"] == language
    if language != "en":
        foreign = [each for one in report["treatments"] for each in (one["when"], one["fair"], *_told(one))]
        for said in (*foreign, report["intro"], *report["ask"], *report["words"], *report["foot"].values()):
            assert not ENGLISH.search(re.sub(r"\(.*?\)|\{\w+\}", "", said)), said


def _told(one: dict[str, list[dict[str, str]]]) -> list[str]:
    return [each["domain"] + each["words"] for each in one["effects"]]


@pytest.mark.parametrize("language", NAMES)
def test_the_pages_say_which_language_they_are_in(language: str) -> None:
    root = read(to_pdf(own(language), Paper.a4, MADE_AT)).root_object
    assert str(root["/Lang"]).partition("-")[0] == language
    assert (root.get("/ViewerPreferences", {}).get("/Direction") == "/R2L") is (language == "ar")


@pytest.mark.parametrize("language", [each for each in NAMES if each != "ar"])
def test_the_pages_hold_the_words(language: str) -> None:
    told = " ".join(" ".join(words(to_pdf(own(language), Paper.a4, MADE_AT))).split())
    assert TITLES[language] in told
    assert own(language)["treatments"][0]["when"] in told


def test_arabic_is_printed_with_letters_that_join() -> None:
    """No box and no code in place of a letter: the fonts that come along have them all."""
    told = " ".join(words(to_pdf(own("ar"), Paper.a4, MADE_AT)))
    assert "[U+" not in told
    assert len(re.findall(r"[\u0600-\u06ff\ufe70-\ufeff]", told)) > 500


def test_a_language_that_is_not_offered_is_english() -> None:
    assert own("it")["title"] == TITLES["en"]
    assert (own("it")["language"], own("it")["direction"]) == ("en", "ltr")


def test_days_stand_as_the_reader_writes_them() -> None:
    assert re.search(r"\d+\. (Januar|Februar|März|April|Mai|Juni|Juli)", own("de")["treatments"][0]["when"])


def test_french_keeps_its_signs_in_the_text_too() -> None:
    text = to_text(own("fr"))
    assert "\N{NO-BREAK SPACE}: " in text
    assert not re.search(r"[a-zé] [:;!?»]", text)


def test_a_therapy_is_called_in_the_readers_words() -> None:
    names = {language: own(language)["treatments"][-1]["name"] for language in ("en", "de", "ar")}
    assert "(CBT)" in names["en"]
    assert "Verhaltenstherapie (CBT)" in names["de"]
    assert not re.search("[a-z]{4}", names["ar"])
