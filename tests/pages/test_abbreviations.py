"""Every short word on the pages for staff is spelled out on the one page that they lead to."""

import re

import pytest

from pages.parts.abbreviations import groups
from tests.pages.desk import Open, open_desk, ward, ward_template
from tests.pages.entrance import COOKIE, Entrance
from tests.pages.ward import Ward

__all__ = ["open_desk", "ward", "ward_template"]

SHORT = re.compile(r"(?<![\w<&./=-])[A-Za-z]*[A-Z][A-Za-z0-9*]*(?:-?[A-Z][A-Za-z0-9*]*)+(?![\w=/])")
# Names of people, countries, journals and the codes under which papers are found.
NAMES = re.compile(r"McIntyre|US|UK|BMC|PLoS|PMC\d*|COMP\d+|YYYY-MM-DD")


@pytest.mark.parametrize("page", ["caseload", "patient", "cohort", "new_patient"])
def test_what_stands_on_a_page_is_spelled_out(open_desk: Open, ward: Ward, page: str) -> None:
    shown = re.sub(r"<[^>]*>", " ", open_desk("rivera", page, id=ward["marta"]).words)
    known = {short for group in groups().values() for short in group}
    parts = {part for short in known for part in (short, *re.split("[ -]", short))}
    found = {each for each in SHORT.findall(shown) if not NAMES.fullmatch(each)}
    assert sorted(found - parts) == []


def test_the_page_is_for_whoever_is_signed_in(tmp_path_factory: pytest.TempPathFactory) -> None:
    made = Entrance(tmp_path_factory.mktemp("short"))
    made.seed()
    with made, made.visitor(Cookie=f"{COOKIE}={made.signed_in('clinician')}") as staff, made.visitor() as stranger:
        page = staff.get("/abbreviations")
        assert page.status_code == 200
        assert "<dt>rTMS</dt><dd>repetitive transcranial magnetic stimulation</dd>" in page.text
        assert "<dt>PHQ-9</dt><dd>Patient Health Questionnaire-9</dd>" in page.text
        assert stranger.get("/abbreviations").headers["location"].startswith("/sign-in")


def test_nothing_is_spelled_out_twice() -> None:
    every = [short for group in groups().values() for short in group]
    assert len(every) == len(set(every)) > 80
