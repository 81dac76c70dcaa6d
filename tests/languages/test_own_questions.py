"""Our own short questions are worded in every language of the interface, so that no patient gets half a form."""

import re

import pytest

from instruments import Instrument, shelf
from models.languages import NAMES

OWN = [one for one in shelf().values() if not one.validated]
BLAME = ("schuld", "versagt", "culpa", "fracas", "faute", "échou", "gefaald", "ذنب", "فشل")


@pytest.mark.parametrize("form", OWN, ids=lambda form: form.id)
@pytest.mark.parametrize("language", NAMES)
def test_each_is_asked_in_the_patients_own_language(form: Instrument, language: str) -> None:
    assert language in form.languages


@pytest.mark.parametrize("form", OWN, ids=lambda form: form.id)
@pytest.mark.parametrize("language", [each for each in NAMES if each != "en"])
def test_the_questions_are_worded_and_not_copied(form: Instrument, language: str) -> None:
    for item in form.items:
        said = item.text(language)
        assert said != item.text("en")
        assert re.findall(r"\d+", said) == re.findall(r"\d+", item.text("en"))
        assert not [each for each in BLAME if each in said.casefold()]
