"""An administrator reads the names of the fields, and never that of a column."""

from models.errors import Invalid, Problem
from pages.parts.refused import words


def test_the_name_of_a_column_is_not_shown() -> None:
    refused = Invalid([Problem("person_id", "has no e-mail address"), Problem("user_name", "is taken")])
    assert words(refused) == "Nothing was changed. Who: has no e-mail address. User name: is taken."


def test_a_field_left_empty_is_asked_for_in_plain_words() -> None:
    refused = Invalid([Problem("step", "Input should be 'duty', 'second', 'lead' or 'manager'")])
    assert words(refused) == "Nothing was changed. Told as: please choose or type one."
