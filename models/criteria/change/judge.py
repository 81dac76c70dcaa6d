"""One question to a data set, answered: the only way in, for the command line and for pages."""

from collections.abc import Callable

from models.criteria.change import anchor, cutoff, group_anchor, hlm, percentage, rci
from models.criteria.change.answer import Answer, Judged, Parameters
from models.criteria.change.group_level import changed_and_functional
from models.criteria.change.material import Material, material, place_of
from models.criteria.change.pairs import score_at
from models.criteria.change.question import Question
from models.criteria.change.rci.index import Index, moves
from models.criteria.change.scores import Flags, Floats, Scores
from models.criteria.change.verdicts import CATEGORIES, plain, with_cutoff

RELATIVE = (
    "improved and deteriorated mean faster and slower than the average slope of this data set, not better or worse"
)
FROM_ZERO = "began at 0, of which nothing is a percentage; called improved where the score rose, whatever the direction"


def judge(scores: Scores, asked: Question) -> Answer:
    """The answer to a question that `problems` let pass. NotComputable where the scores leave it undecided."""
    if asked.of_groups and asked.effect == "between":
        return _between(scores, asked)
    given = material(scores, asked)
    n_original, n_used = given.pairs.n_original, given.pairs.person.size
    figures = _figures(given, asked)
    if asked.of_groups:
        told = tuple(group_anchor.within(scores, given.pairs, asked))
        return Answer(scores, n_original, n_used, figures, given.pairs, None, told)
    judged = METHODS[asked.method](given, asked)
    figures |= judged.parameters
    return Answer(scores, n_original, n_used, figures, given.pairs, judged, judged.group_level)


def _by_percentage(given: Material, asked: Question) -> Judged:
    from_zero = percentage.began_at_zero(given.pairs)
    notes = (f"{from_zero} of {given.pairs.person.size} people {FROM_ZERO}",) if from_zero else ()
    share = percentage.share(given.pairs)
    return Judged(plain(percentage.moves(given.pairs, asked)), more={"pct_change": share}, notes=notes)


def _by_points(given: Material, asked: Question) -> Judged:
    return Judged(plain(anchor.moves(given.pairs, asked)))


def _by_distribution(given: Material, asked: Question) -> Judged:
    index = _index(given, asked)
    return Judged(plain(moves(index, asked)), index.values, parameters={**index.parameters}, notes=_notes(asked))


def _by_cutoff(given: Material, asked: Question) -> Judged:
    sides = cutoff.sides(given.pairs, given.spread, asked)
    return Judged(plain(sides.moves), more=_more(sides), parameters={**sides.parameters})


def _combined(given: Material, asked: Question) -> Judged:
    index = None if asked.by_points else _index(given, asked)
    sides = cutoff.sides(given.pairs, given.spread, asked)
    change = anchor.moves(given.pairs, asked) if index is None else moves(index, asked)
    return Judged(
        with_cutoff(change, sides.clinical_before, sides.functional_after),
        None if index is None else index.values,
        _more(sides),
        {**({} if index is None else index.parameters), **sides.parameters},
        CATEGORIES,
        () if index is None else tuple(changed_and_functional(given, index, sides, asked)),
        _notes(asked),
    )


METHODS: dict[str, Callable[[Material, Question], Judged]] = {
    "percentage": _by_percentage,
    "anchor": _by_points,
    "distribution": _by_distribution,
    "statistical": _by_cutoff,
    "combined": _combined,
}


def _index(given: Material, asked: Question) -> Index:
    if given.rows is not None:
        return hlm.index(given.scores, given.pairs, given.rows)
    return rci.METHODS[asked.rci](given.pairs, given.spread, asked)


def _between(scores: Scores, asked: Question) -> Answer:
    assert asked.post is not None
    visit = place_of(scores, "post", asked.post)
    told = tuple(group_anchor.between(scores, visit, asked))
    there, judged = int((scores.visit == visit).sum()), score_at(scores, visit)
    return Answer(scores, there, group_anchor.grouped(scores, judged), _asked_for(asked), None, None, told)


def _figures(given: Material, asked: Question) -> Parameters:
    about = given.spread
    spread = {"m_pre": about.m_pre, "sd_pre": about.sd_pre, "m_post": about.m_post, "sd_post": about.sd_post}
    return {**_asked_for(asked), **spread}


def _asked_for(asked: Question) -> Parameters:
    """What was asked, so that an answer can be read on its own."""
    by_index = asked.method in ("distribution", "combined") and not asked.by_points
    told: Parameters = {"method": asked.method, "better": asked.better}
    told |= {"rci": asked.rci} if by_index else {}
    told |= {"effect": asked.effect} if asked.method == "anchor" else {}
    told |= {name: value for name in ("pre", "post") if (value := getattr(asked, name)) is not None}
    told |= {name: value for name, value in asked.numbers().items() if name != "deterioration"}
    told |= {} if asked.least_worsening is None else {"deterioration": asked.least_worsening}
    deviates = asked.method in ("distribution", "statistical", "combined")
    return told | ({"critical_value": asked.critical_value} if deviates else {})


def _more(sides: cutoff.Sides) -> dict[str, Floats | Flags]:
    told: dict[str, Floats | Flags] = {} if sides.index is None else {"cs_indiv": sides.index}
    return told | {"clinical_pre": sides.clinical_before, "functional_post": sides.functional_after}


def _notes(asked: Question) -> tuple[str, ...]:
    return (RELATIVE,) if asked.by_slopes else ()
