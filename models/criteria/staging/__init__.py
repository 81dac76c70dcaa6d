"""Is the depression treatment-resistant? Every published definition side by side, and where they disagree."""

from collections.abc import Sequence

from models.criteria.case import Case
from models.criteria.judge import CaseJudgement
from models.criteria.staging.definition import Definition, DefinitionResult, registry
from models.criteria.staging.evidence import Evidence, gather
from models.criteria.verdict import NO, UNKNOWN, YES

__all__ = ["Definition", "DefinitionResult", "Evidence", "disagreement", "gather", "judge_definitions", "registry"]

HEADLINE = "MAR22"
SAYS = {
    YES: "treatment-resistant",
    NO: "not treatment-resistant",
    UNKNOWN: "not yet decided",
}


def judge_definitions(
    judgement: CaseJudgement, case: Case, evidence: Evidence | None = None
) -> tuple[DefinitionResult, ...]:
    """Every definition, in order of publication, from one judgement of the trials."""
    known = evidence or gather(judgement, case)
    return tuple([one.judge(known) for one in registry()])


def disagreement(results: Sequence[DefinitionResult]) -> str:
    """The headline definition against those that say yes or no; scores without a line are not counted."""
    headline = next((one for one in results if one.id == HEADLINE), None)
    decided = [one for one in results if one.met in (YES, NO) and one.id != HEADLINE]
    undecided = sum(one.met is UNKNOWN and one.id != HEADLINE for one in results)
    met = sum(one.met is YES for one in decided)
    parts = [f"by {headline.title} {SAYS[headline.met]}"] if headline else []
    if decided:
        neither = "nor" if headline and headline.met is NO else "not"
        of = f"{len(decided)} other definitions"
        parts.append(f"by {met} of {of} it is" if met else f"{neither} by any of {of}")
    if undecided:
        parts.append(f"{undecided} cannot be decided yet")
    return f"{'; '.join(parts)}."[:1].upper() + f"{'; '.join(parts)}."[1:]
