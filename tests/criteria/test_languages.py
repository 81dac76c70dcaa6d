"""A form is asked in one language from its first to its last word: the patient's own, else English."""

from types import SimpleNamespace

import pytest

from instruments import shelf
from models.criteria import languages
from models.criteria.languages import form_language, form_languages, unreadable

PHQ9 = shelf()["phq9"]


def test_the_language_wanted_where_the_form_is_worded_in_it() -> None:
    for language in PHQ9.languages:
        assert form_language(PHQ9, language) == language


def test_else_english() -> None:
    assert form_language(PHQ9, "tlh") == "en"
    assert form_languages(["phq9"], "tlh") == {"phq9": "en"}
    assert unreadable(["phq9"], "tlh") == []


def test_every_form_that_nobody_could_read_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """A clinic's own form may be worded in its own languages alone."""
    own = SimpleNamespace(id="own", abbreviation="Own", languages=("de", "fr"))
    monkeypatch.setattr(languages, "shelf", lambda: {"own": own, "phq9": PHQ9})
    assert unreadable(["own", "phq9"], "es") == ["Own: worded here in de, fr only, neither in es nor in English"]
    assert unreadable(["own"], "fr") == []


def test_a_form_without_words_is_in_no_language() -> None:
    silent = next(one for one in shelf().values() if not one.languages)
    assert form_language(silent, "en") is None
    assert form_languages([silent.id], "en") == {}
    assert unreadable([silent.id], "en") == []
