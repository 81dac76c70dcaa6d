"""A definition is added by one file: the example of CONTRIBUTING.md, word for word."""

from pathlib import Path

from models.criteria.judge import judge_case
from models.criteria.staging import gather, registry
from tests.criteria.lives import AS_OF, life
from tests.support.source import ROOT

THREE = "sertraline 6w 10%; venlafaxine 6w 10%; mirtazapine 6w 10%"


def test_the_example(tmp_path: Path) -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    example = text.split("## Adding a definition of resistance", 1)[1].split("```toml\n", 1)[1].split("```", 1)[0]
    (tmp_path / "doe24.toml").write_text(example, encoding="utf-8")
    (one,) = registry(tmp_path)
    case = life(THREE)
    assert one.judge(gather(judge_case(case, AS_OF), case)).result is True
    case = life(THREE.rpartition(";")[0])
    found = one.judge(gather(judge_case(case, AS_OF), case))
    assert (found.result, found.id) == (False, "DOE24")
    assert found.would_change == (
        "one more antidepressant with a fair trial (6 weeks or more at dose) without response (less than 50 % better)",
    )
