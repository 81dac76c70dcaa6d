"""F29, F30: whatever breaks behind a page, it says so in plain words, with help, and tells nothing of what broke."""

from pathlib import Path
from typing import NoReturn

import pytest
import sqlalchemy as sa

from models import history
from tests.pages import desk
from tests.pages.desk import Open, open_desk, ward, ward_template
from tests.pages.ward import Ward
from tests.support.source import ROOT
from tests.trust.conftest import past_the_doors

__all__ = ["open_desk", "ward", "ward_template"]
BROKEN = "Something is broken on our side."
VERDICTS = ("adequate", "resistan", "nonrespon", "fair trial")
SECRET_WORDS = "canary of the exception"
WHO = {"patient": "marta", "clinician": "rivera", "admin": "admin"}
PAGES = sorted((f.parent.name, f.stem) for room in WHO for f in (ROOT / "pages" / room).glob("[!_]*.py"))
# Who somebody is, and what the frame itself asks.
KEPT = {"actor_of"}


ASK_NOTHING = {"new_patient"}
CALLED: list[str] = []


def broken(*_: object, **__: object) -> NoReturn:
    CALLED.append("a door")
    raise RuntimeError(SECRET_WORDS)


def doors(room: str, page: str) -> list[str]:
    """The doors that this page itself goes through, and after them all at once."""
    words = Path(ROOT / "pages" / room / f"{page}.py").read_text("utf-8")
    return [name for name in DOORS if f"history.{name}(" in words]


DOORS = sorted(
    name for name in history.__all__ if name not in KEPT and name[0].islower() and callable(getattr(history, name))
)
CASES = [(room, page, name) for room, page in PAGES for name in [*doors(room, page), "every one"]]


@pytest.mark.parametrize(("room", "page", "name"), CASES)
def test_F30_a_door_that_breaks_is_told_in_plain_words(
    open_desk: Open, ward: Ward, monkeypatch: pytest.MonkeyPatch, room: str, page: str, name: str
) -> None:
    monkeypatch.setitem(desk.ROOMS, page, room)
    for each in DOORS if name == "every one" else [name]:
        monkeypatch.setattr(history, each, broken)
    CALLED.clear()
    words = open_desk(WHO[room], page, id=ward["marta"], patient=ward["marta"]).words
    assert SECRET_WORDS not in words
    assert "Traceback" not in words
    if CALLED and page not in ASK_NOTHING:  # some doors are for what is tapped afterwards
        assert BROKEN in words
        assert "988" in words, "help stands beside it"
    assert CALLED or name != "every one" or page in ASK_NOTHING


DOSE = """
UPDATE dose_step SET from_on = 'not-a-date'
WHERE id = (SELECT min(d.id) FROM dose_step AS d, trial AS t WHERE d.trial_id = t.id AND t.patient_id = :one)
"""
SCORE = "UPDATE score SET answered_on = 'not-a-date' WHERE patient_id = :one"


@pytest.mark.parametrize("poison", [DOSE, SCORE])
def test_F29_one_broken_row_leaves_the_rest_of_the_record_and_no_verdict(
    open_desk: Open, ward: Ward, poison: str
) -> None:
    whole = open_desk("rivera", "patient", id=ward["marta"]).words
    assert [each for each in VERDICTS if each in whole.lower()], "it looks at something"
    with past_the_doors() as connection:
        connection.execute(sa.text(poison), {"one": ward["marta"]})
    words = open_desk("rivera", "patient", id=ward["marta"]).words
    assert "Part of this record cannot be read: treatments and scores." in words
    assert "Verdicts: unknown." in words
    assert "Lindqvist" in words
    assert "Check-ins (" in words
    assert [each for each in VERDICTS if each in words.lower()] == []


@pytest.mark.parametrize("poison", [DOSE, SCORE])
def test_F29_a_patient_whose_scores_cannot_be_read_still_answers_and_writes(
    open_desk: Open, ward: Ward, monkeypatch: pytest.MonkeyPatch, poison: str
) -> None:
    monkeypatch.setitem(desk.ROOMS, "home", "patient")
    with past_the_doors() as connection:
        connection.execute(sa.text(poison), {"one": ward["marta"]})
    words = open_desk("marta", "home").words
    assert BROKEN in words
    assert "not-a-date" not in words
    for part in ("13 questions", "A note to your team", "/share", "/my-data", "/looks"):
        assert part in words, part
