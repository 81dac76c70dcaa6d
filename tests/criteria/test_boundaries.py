"""Single trials on both sides of each line, as documents: read, judged and written as a stranger would see them."""

import json
import re

import pytest

from models.criteria.settings import RuleSettings
from models.exchange.assessment import assess
from models.exchange.history_document import read_history
from tests.criteria.histories import document
from tests.criteria.tables import SPEC, Story, stories

HEADINGS = {"Drugs": "drug", "Psychotherapy": "psychotherapy", "Stimulation and rapid agents": "stimulation"}


def told() -> list[tuple[str, Story]]:
    """Each row with the kind of trial that its chapter is about."""
    text = (SPEC / "boundaries.md").read_text(encoding="utf-8")
    chapters = re.split(r"^## ", text, flags=re.MULTILINE)[1:]
    counted = [HEADINGS[part.partition("\n")[0]] for part in chapters for _ in range(part.count("\n|") - 2)]
    return list(zip(counted, stories("boundaries.md"), strict=True))


@pytest.mark.parametrize(("kind", "story"), told(), ids=[row["story"] for _, row in told()])
def test_a_trial(kind: str, story: Story) -> None:
    chosen = re.search(r"profile (\w+)", story["change"])
    settings = RuleSettings(psychotherapy_profile=chosen[1]) if chosen else RuleSettings()
    case, as_of, _ = read_history(json.dumps(document(kind, story)))
    assert as_of
    found = next(one for one in assess(case, as_of, settings)["trials"] if one["id"] == "T1")
    assert (found["status"], found["adequacy"]["verdict"]) == (story["status"], story["adequate"])
    weeks = found["adequacy"]["weeks_at_dose"]
    assert ("" if weeks is None else f"{weeks:.1f}") == story["weeks"]
    (category,) = {one["category"] for one in found["outcomes"].values()}
    assert category == story["category"]
