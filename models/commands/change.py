"""`fairtrial change` tells of a data set who changed by more than chance, and whether it matters."""

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from models.commands.frame import name_of, opened, say

if TYPE_CHECKING:
    from models.criteria.change import Answer, Question
    from models.exchange.change_table import Columns

FORMATS = ("csv", "json")
Number = float | None


def change(
    file: Annotated[Path, typer.Argument(metavar="FILE.csv", help="One row a person and visit; - is standard input.")],
    outcome: Annotated[str, typer.Option(metavar="COLUMN", help="The column of the scores.")],
    better: Annotated[str, typer.Option(help="Which scores are the better ones: lower or higher.")],
    method: Annotated[str, typer.Option(help="percentage, anchor, distribution, statistical or combined.")],
    person: Annotated[str, typer.Option("--id", metavar="COLUMN", help="The column that tells people apart.")] = "id",
    time: Annotated[str, typer.Option(metavar="COLUMN", help="The column of the visits.")] = "time",
    pre: Annotated[str | None, typer.Option(metavar="VISIT", help="The visit before treatment.")] = None,
    post: Annotated[str | None, typer.Option(metavar="VISIT", help="The visit after it.")] = None,
    group: Annotated[str | None, typer.Option(metavar="COLUMN", help="The column of the groups.")] = None,
    rci: Annotated[str, typer.Option(help="Index of reliable change: JT, GLN, HLL, EN, NK, HA or HLM.")] = "JT",
    reliability: Annotated[Number, typer.Option(help="Of the instrument, 0 to 1.")] = None,
    reliability_post: Annotated[Number, typer.Option(help="NK: of the scores after, if another.")] = None,
    alpha: Annotated[float, typer.Option(help="Level of significance.")] = 0.05,
    improvement: Annotated[Number, typer.Option(help="Smallest share (0 to 1) or points that count.")] = None,
    deterioration: Annotated[Number, typer.Option(help="The same for the worse, if another.")] = None,
    cutoff: Annotated[str, typer.Option(help="a: leaves the ill, b: enters the well, c: between both.")] = "a",
    m_functional: Annotated[Number, typer.Option(help="Mean of people in general.")] = None,
    sd_functional: Annotated[Number, typer.Option(help="Their standard deviation.")] = None,
    cutoff_method: Annotated[str | None, typer.Option(help="JT, or HA for true scores; else as --rci.")] = None,
    effect: Annotated[str, typer.Option(help="anchor: individual, within groups, or between them.")] = "individual",
    form: Annotated[str, typer.Option("--format", help="csv or json.")] = "csv",
) -> None:
    """Judge change in a data set: percentage, anchor, reliable change, cut-offs, or combined."""
    from models.criteria.change import Question
    from models.exchange.change_report import as_csv, as_json
    from models.exchange.change_table import Columns

    asked = Question(
        method, better, pre, post, rci, reliability, reliability_post, alpha, improvement, deterioration,
        cutoff, m_functional, sd_functional, cutoff_method, effect,
    )  # fmt: skip
    columns = Columns(person, time, outcome, group)
    _check(asked, columns, form)
    answer = _answer(file, columns, asked)
    sys.stdout.buffer.write(as_json(answer) if form == "json" else as_csv(answer).encode())
    sys.stdout.buffer.flush()
    _tell(answer, asked)


def _check(asked: "Question", columns: "Columns", form: str) -> None:
    """Every impossible setting at once, before the file is opened."""
    from models.criteria.change import problems
    from models.errors import Invalid, Problem

    found = [Problem(_option(setting), message) for setting, message in problems(asked, columns.group is not None)]
    found += [Problem(repr(name[:40]), "named for two different columns") for name in columns.shared()]
    if form not in FORMATS:
        found.append(Problem("--format", f"unknown; allowed: {', '.join(FORMATS)}"))
    if found:
        raise Invalid(found)


def _answer(file: Path, columns: "Columns", asked: "Question") -> "Answer":
    from models.criteria.change import NotComputable, judge
    from models.errors import Invalid, Problem
    from models.exchange.change_table import in_file, read_scores

    name = name_of(file)
    tell = _rows_read if sys.stderr.isatty() else None
    with opened(file) as stream:
        scores = read_scores(stream, name, columns, tell)
    try:
        return judge(scores, asked)
    except NotComputable as refused:
        if refused.place in ("time", "score", "group"):
            raise in_file(refused, name, columns) from None
        raise Invalid([Problem(f"{name}: {_option(refused.place)}", refused.message)]) from None


def _rows_read(rows: int) -> None:
    say(f"{rows:,} rows read")


def _option(setting: str) -> str:
    return f"--{setting.replace('_', '-')}"


def _tell(answer: "Answer", asked: "Question") -> None:
    """Who is not in the result, and how it may not be read."""
    say(f"{answer.n_used} of {answer.n_original} people judged")
    reasons = Counter(why for _, why in answer.pairs.left_out) if answer.pairs else Counter[str]()
    say(*(f"{number} left out: {why}" for why, number in reasons.items()))
    if asked.by_points and asked.rci != "JT":
        say("--improvement is given: change is judged by points, --rci is not used")
    if asked.by_slopes and asked.pre is not None:
        say("HLM looks at every visit: --pre and --post are not used")
    say(*(answer.judged.notes if answer.judged else ()))
