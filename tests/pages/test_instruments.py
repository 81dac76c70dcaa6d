"""The shelf as an administrator sees it: every licence told, conditions stated by somebody, nothing clinical."""

import pytest

from instruments import shelf
from models import history, recording
from tests.pages.desk import Desk, Open, open_desk, ward, ward_template
from tests.pages.ward import Ward

__all__ = ["open_desk", "ward", "ward_template"]


def look_at(desk: Desk, name: str) -> Desk:
    desk.at.selectbox(key="shelf-one").select(name)
    return desk.run()


def line(ward: Ward, name: str) -> history.ShelfLine:
    actor = history.actor_of(recording.sign_in_demo(ward.admin).token)
    assert actor is not None
    return next(one for one in history.shelf_of(actor, ward.clinic) if one.id == name)


@pytest.mark.parametrize("who", [None, "marta", "rivera"])
def test_only_an_administrator_gets_in(open_desk: Open, who: str | None) -> None:
    assert "PHQ-9" not in open_desk(who, "instruments").words


def test_every_instrument_stands_there_with_its_licence(open_desk: Open) -> None:
    words = open_desk("admin", "instruments").words
    assert all(one.abbreviation.replace("&", "&amp;") in words for one in shelf().values())
    for said in ("A · public domain", "C · with conditions", "E · total only", "wording missing", "not validated"):
        assert said in words
    assert f"{len(shelf())} of {len(shelf())} instruments" in words
    assert "Lindqvist" not in words


def test_the_search_finds_words_that_stand_together(open_desk: Open) -> None:
    desk = open_desk("admin", "instruments")
    desk.at.text_input(key="shelf-search").set_value("Class E")
    words = desk.run().words
    assert "BDI-II" in words
    assert "PHQ-9" not in words
    desk.at.text_input(key="shelf-search").set_value("nothing like this")
    assert f"0 of {len(shelf())} instruments" in desk.run().words


def test_one_is_shown_with_its_attribution_line(open_desk: Open) -> None:
    words = look_at(open_desk("admin", "instruments"), "phq9").words
    assert "Developed by Drs. Robert L. Spitzer" in words
    assert "State the clinic" not in words


def test_a_use_is_stated_with_both_boxes_and_ended_again(open_desk: Open, ward: Ward) -> None:
    desk = look_at(open_desk("admin", "instruments"), "who5")
    assert not any(box.value for box in desk.at.checkbox)
    desk.at.checkbox(key="use-free-who5").check()
    assert "Nothing was changed." in desk.tap("Put in use").words
    assert line(ward, "who5").in_use_since is None
    desk.at.checkbox(key="use-free-who5").check()
    desk.at.checkbox(key="use-terms-who5").check()
    assert "on record" in desk.tap("Put in use").words
    assert line(ward, "who5").in_use_by == "Di Admin"
    assert "Di Admin, 6 July 2026" in desk.words
    assert "has ended" in desk.tap("End the statement").words
    assert line(ward, "who5").in_use_since is None


def test_it_says_where_own_files_lie_and_how_they_are_checked(open_desk: Open) -> None:
    assert "fairtrial instruments --check FILE" in open_desk("admin", "instruments").words
