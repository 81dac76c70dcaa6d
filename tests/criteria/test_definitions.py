"""Every story of tests/spec/definitions, told to the definition whose name the file bears."""

import pytest

from models.criteria.judge import judge_case
from models.criteria.settings import RuleSettings
from models.criteria.staging import DefinitionResult, gather, registry
from tests.criteria.lives import AS_OF, life
from tests.criteria.tables import SPEC, Story, stories

BY_FILE = {one.id.lower(): one for one in registry()}
NOTHING_IS_MISSING = {("gsrd07", "no longer severe enough")}  # all was tried, and the depression has become milder
TOLD = [
    pytest.param(name, story, id=f"{name}: {story['story']}")
    for name in sorted(BY_FILE)
    for story in stories(f"definitions/{name}.md")
]


def judge(name: str, treatments: str, episode: str = "", settings: RuleSettings | None = None) -> DefinitionResult:
    case = life(treatments, episode)
    return BY_FILE[name].judge(gather(judge_case(case, AS_OF, settings or RuleSettings()), case))


def words(found: DefinitionResult) -> str:
    """A result as it stands in a story."""
    result = found.result
    if isinstance(result, bool):
        return "yes" if result else "no"
    if isinstance(result, dict) and "score" in result:
        return f"{result['score']} {result['band']}"
    if isinstance(result, dict):
        return f"{result['current']} now, {result['lifetime']} ever"
    if result is None:
        return "unknown" if found.met == "unknown" else "null"
    return str(result)


@pytest.mark.parametrize(("name", "story"), TOLD)
def test_a_story(name: str, story: Story) -> None:
    found = judge(name, story["treatments"], story.get("episode", ""))
    assert (words(found), found.met) == (story["result"], story["met"]), found.reasons
    assert all(reason and reason.endswith(".") for reason in found.reasons)
    if found.met == "unknown":
        assert found.result is None
        assert found.would_change, "says what to record"
    if found.met == "no":
        assert found.would_change or name == "sfo21" or (name, story["story"]) in NOTHING_IS_MISSING


def test_every_definition_has_its_stories_and_every_story_its_definition() -> None:
    assert {path.stem for path in (SPEC / "definitions").glob("*.md")} == set(BY_FILE)
