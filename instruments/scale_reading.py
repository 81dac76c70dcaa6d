"""Reading one score out of a definition file, with everything that is known about it."""

import math
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import chain

from instruments.algorithms import ALGORITHMS
from instruments.facts import OPERATORS, Figure, Mark, Norm, Response, Source, Threshold
from instruments.reading import Table
from instruments.scale import Band, Direction, Domain, Missing, Scale, Skip

METHODS = ("sum", "sum_of_maxima", "mean", "value", "percent_of_max", "lookup", "algorithm")
RULES = ("refuse", "prorate", "mean_of_answered", "not_applicable_excluded")
MARKS, DOMAINS, DIRECTIONS = tuple(Mark), tuple(Domain), tuple(Direction)
Defaults = Mapping[str, object]


def read_scale(table: Table, all_items: Sequence[str], defaults: Defaults) -> Scale:
    """`defaults` carries what the instrument says for all its scales: domain, direction, checked_on, validated."""
    method = table.word("method", METHODS)
    groups = table.word_lists("groups")
    items = tuple(all_items) if table.flag("all_items") else table.words("items") or tuple(chain(*groups))
    direction, domain, checked_on = defaults["direction"], defaults["domain"], defaults["checked_on"]
    when = checked_on if isinstance(checked_on, date) else None
    span = table.pair("range")
    if span is None:
        raise table.wrong("missing; two numbers expected, the lowest and the highest score", "range")
    scale = Scale(
        id=table.text("id"),
        name=table.maybe_text("name") or table.text("id").replace("_", " "),
        method=method,
        items=items,
        range=span,
        direction=Direction(table.word("direction", DIRECTIONS, str(direction) if direction else None)),
        domain=Domain(table.word("domain", DOMAINS, str(domain))),
        missing=_missing(table.maybe_table("missing"), len(items), len(all_items)),
        algorithm=table.word("algorithm", ALGORITHMS) if method == "algorithm" else None,
        of=table.text("of") if method == "lookup" else None,
        lookup=table.number_map("lookup"),
        transform=_transform(table.maybe_table("transform")),
        skip=_skip(table.maybe_table("skip")),
        counts=table.number_maps("counts"),
        negative=frozenset(table.words("negative")),
        groups=groups,
        either=table.word_lists("either"),
        not_asked=table.maybe_number("not_asked"),
        bands=tuple(_band(one) for one in table.tables("bands")),
        band_step=table.maybe_number("band_step") or 1,
        bands_source=_source(table.maybe_table("bands_source")),
        screen=table.flag("screen"),
        validated=table.flag("validated", default=bool(defaults["validated"])),
        remission=_threshold(table.maybe_table("remission")),
        response=_response(table.maybe_table("response")),
        reliable_change=_figure(table.maybe_table("reliable_change"), when),
        mcid=_figure(table.maybe_table("mcid"), when),
        mcid_patient_rated=_figure(table.maybe_table("mcid_patient_rated"), when),
        cutoffs=tuple(one for one in map(_threshold, table.tables("cutoffs")) if one),
        percentiles=table.number_map("percentiles"),
        reliability=tuple(one for one in (_figure(row, when) for row in table.tables("reliability")) if one),
        norms=tuple(_norm(one) for one in table.tables("norms")),
        jacobson_truax=_jacobson_truax(table.maybe_table("jacobson_truax")),
        source=_source(table.maybe_table("source")),
        note=table.maybe_text("note") or "",
        loinc=table.maybe_text("loinc"),
    )
    table.finish()
    return scale


def read_mark(table: Table) -> Mark | None:
    return Mark(table.word("mark", MARKS)) if table.has("mark") else None


def _missing(table: Table | None, count: int, on_form: int) -> Missing:
    """How many answers are needed: told as `max_missing`, `min_share` or `min_answered`; without a rule, all."""
    if table is None:
        return Missing("refuse", count)
    rule = table.word("rule", RULES)
    most, share, least = (table.maybe_number(key) for key in ("max_missing", "min_share", "min_answered"))
    told = [value for value in (most, share, least) if value is not None]
    if len(told) != (0 if rule == "refuse" else 1):
        wanted = "none of" if rule == "refuse" else "exactly one of"
        raise table.wrong(f"{wanted} max_missing, min_share, min_answered expected with {rule}")
    of_form = table.maybe_number("form_max_share")
    needed = count - most if most is not None else math.ceil(share * count - 1e-9) if share is not None else least
    missing = Missing(
        rule=rule,
        needed=max(1, int(needed)) if needed is not None else count,
        round_half_up=table.word("round", ("no", "half_up"), "no") == "half_up",
        form_needed=0 if of_form is None else on_form - math.floor(of_form * on_form + 1e-9),
        source=table.maybe_text("source") or "",
        mark=read_mark(table),
    )
    table.finish()
    return missing


def _transform(table: Table | None) -> tuple[float, float] | None:
    """(x - subtract) / divide * multiply, kept as one multiplication and one addition."""
    if table is None:
        return None
    subtract, divide = table.maybe_number("subtract") or 0, table.maybe_number("divide") or 1
    factor = (table.maybe_number("multiply") or 1) / divide
    table.finish()
    return factor, -subtract * factor


def _skip(table: Table | None) -> Skip | None:
    if table is None:
        return None
    when = Threshold(table.word("op", OPERATORS), table.number("value"))
    skip = Skip(table.text("item"), when, table.number("score"), table.maybe_text("source") or "", read_mark(table))
    table.finish()
    return skip


def _band(table: Table) -> Band:
    band = Band(table.number("low"), table.number("high"), table.text("name"))
    table.finish()
    return band


def _source(table: Table | None) -> Source | None:
    if table is None:
        return None
    source = Source(table.text("text"), Mark(table.word("mark", MARKS)))
    table.finish()
    return source


def _threshold(table: Table | None) -> Threshold | None:
    if table is None:
        return None
    threshold = Threshold(
        table.word("op", OPERATORS),
        table.number("value"),
        table.maybe_text("meaning") or "",
        table.maybe_text("source") or "",
        read_mark(table),
    )
    table.finish()
    return threshold


def _response(table: Table | None) -> Response | None:
    if table is None:
        return None
    response = Response(
        table.word("by", ("percent", "points", "threshold")),
        table.word("op", OPERATORS),
        table.number("value"),
        table.maybe_text("source") or "",
        read_mark(table),
    )
    table.finish()
    return response


def _figure(table: Table | None, checked_on: date | None) -> Figure | None:
    if table is None:
        return None
    figure = Figure(
        value=table.maybe_number("value"),
        unit=table.maybe_text("unit") or "points",
        source=table.text("source"),
        mark=Mark(table.word("mark", MARKS)),
        kind=table.maybe_text("kind") or "",
        note=table.maybe_text("note") or "",
        checked_on=table.maybe_date("checked_on") or checked_on,
    )
    if figure.value is None and not figure.note:
        raise table.wrong("missing; a number, or a note in its place, expected", "value")
    table.finish()
    return figure


def _norm(table: Table) -> Norm:
    norm = Norm(
        group=table.word("group", ("norm", "clinical")),
        mean=table.number("mean"),
        sd=table.maybe_number("sd"),
        source=table.text("source"),
        mark=Mark(table.word("mark", MARKS)),
        population=table.maybe_text("population") or "",
    )
    table.finish()
    return norm


def _jacobson_truax(table: Table | None) -> Mapping[str, float | str]:
    """Published change figures, and which of the scale's reliabilities they rest on."""
    if table is None:
        return {}
    found: dict[str, float | str] = {"reliability": table.text("reliability")}
    found |= {key: table.number(key) for key in ("reliable_change_95", "cutoff_c")}
    found["note"] = table.maybe_text("note") or ""
    table.finish()
    return found
