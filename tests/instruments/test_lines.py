"""Where a field stands is found in whatever way its file is written."""

import pytest

from instruments.lines import line_of

TEXT = """a = 1
[x.y]
bands = [
  { low = 0 },
  { low = 1 },  # } not one of them
]
"quoted key" = "has [ { in it"
after = 2
single = 'has [ { in it'
later = 3
lists = [
  [1, 2],
  [3, 4],
]
last = 4
[[items]]
id = 'one'
short = "s"
[[items]]
id = "two"
more.dotted = 1
[[a.b]]
c = 1
[[a.b]]
c = 2
"~" = 3
"""
PLACES = {
    "a": 1,
    "x.y": 2,
    "x.y.bands": 3,
    "x.y.bands[1]": 4,
    "x.y.bands[2]": 5,
    "x.y.bands[3]": 2,
    "x.y.after": 8,
    "x.y.later": 10,
    "x.y.lists": 11,
    "x.y.lists[1]": 2,
    "x.y.last": 15,
    "items[1].short": 18,
    "items.one": 16,
    "items.one.short": 18,
    "items.two.more.dotted": 21,
    "items[3].short": 1,
    "a.b[1].c": 23,
    "a.b[2].c": 25,
    "a.b[2].~": 26,
    "nowhere": 1,
}


@pytest.mark.parametrize("place", PLACES)
def test_the_line_of_a_place(place: str) -> None:
    assert line_of(TEXT, place) == PLACES[place]


def test_brackets_within_a_long_text_lead_astray_for_one_table_at_most() -> None:
    assert line_of('a = """\n] closed\n"""\nb = 2\n', "b") == 4
    assert line_of('a = """\n[ open\n"""\n[t]\nk = 1\n[u]\nv = 2\n', "u.v") == 7
