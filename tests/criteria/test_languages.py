"""A form is asked in one language from its first to its last word: the patient's own, else English."""

from instruments import shelf
from models.criteria.languages import form_language, form_languages, unreadable

PHQ9 = shelf()["phq9"]


def test_the_language_wanted_where_the_form_is_worded_in_it() -> None:
    for language in PHQ9.languages:
        assert form_language(PHQ9, language) == language


def test_else_english() -> None:
    assert form_language(PHQ9, "tlh") == "en"
    assert form_languages(["phq9"], "tlh") == {"phq9": "en"}
    assert unreadable(["phq9"], "tlh") == []


def test_a_form_without_words_is_in_no_language() -> None:
    silent = next(one for one in shelf().values() if not one.languages)
    assert form_language(silent, "en") is None
    assert form_languages([silent.id], "en") == {}
    assert unreadable([silent.id], "en") == []
