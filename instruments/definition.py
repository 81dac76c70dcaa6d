"""From a definition file to an instrument: every key read, nothing guessed, nothing left over."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from instruments.consistency import check
from instruments.facts import OPERATORS, Licence, Mark, Source
from instruments.instrument import Answers, Instrument, SafetyItem
from instruments.item import Choice, Item
from instruments.reading import Table, Texts, lines_named, parse, read_text
from instruments.scale import Domain
from instruments.scale_reading import DOMAINS, MARKS, read_mark, read_scale

RATERS = ("self", "clinician")
CLASSES = ("A", "B", "C", "D", "E")
ChoiceSets = Mapping[str, tuple[Choice, ...]]
Leads = Mapping[str, Texts]


def load_file(path: Path) -> Instrument:
    """One definition, checked. Raises DefinitionError naming file, line, field and what is allowed."""
    return load_text(read_text(path), path.name)


def load_text(text: str, file: str) -> Instrument:
    """As `load_file`, for the text of a definition that is called `file` in messages."""
    with lines_named(text):
        table = Table(parse(text, file), file)
        instrument = _read(table)
        table.finish()
        check(instrument, table.wrong)
        return instrument


def _read(table: Table) -> Instrument:
    checked_on = table.maybe_date("checked_on")
    domain = Domain(table.word("domain", DOMAINS))
    direction = table.maybe_text("direction")
    validated = table.flag("validated", default=True)
    sets = {name: _choice_set(one) for name, one in _choice_tables(table)}
    defaults = {"domain": domain.value, "direction": direction, "checked_on": checked_on, "validated": validated}
    leads = {name: _lead(one) for name, one in table.named_tables("leads").items()}
    items = tuple(item for one in table.tables("items") for item in _items(one, sets, leads))
    return Instrument(
        id=table.text("id"),
        abbreviation=table.text("abbreviation"),
        name=table.text("name"),
        version=table.text("version"),
        citation=table.text("citation"),
        domain=domain,
        secondary_domains=tuple(Domain(one) for one in table.words("secondary_domains")),
        rater=table.word("rater", RATERS),
        recall=table.text("recall"),
        minutes=table.number("minutes"),
        validated=validated,
        licence=_licence(table.table("licence")),
        stems=table.texts("stem"),
        recall_texts=table.texts("recall_text"),
        items=items,
        supplements=tuple(item for one in table.tables("supplements") for item in _items(one, sets, leads)),
        scales=tuple(read_scale(one, [item.id for item in items], defaults) for one in table.tables("scales")),
        safety=tuple(_safety(one) for one in table.tables("safety")),
        codes=table.texts("codes"),
        provenance=MappingProxyType({lang: _source(one) for lang, one in table.named_tables("provenance").items()}),
        scorer=_values,
        adaptation=table.maybe_text("adaptation") or "",
        note=table.maybe_text("note") or "",
        checked_on=checked_on,
        primary_id=table.maybe_text("primary") or "",
    )


def _values(instrument: Instrument, answers: Answers) -> dict[str, float | None]:
    """Loaded when first needed, so that reading the shelf needs no arrays."""
    from instruments.scoring import score_one

    return {name: score.value for name, score in score_one(instrument, answers).items()}


def _source(table: Table) -> Source:
    source = Source(table.text("text"), Mark(table.word("mark", MARKS)))
    table.finish()
    return source


def _licence(table: Table) -> Licence:
    cls = table.word("class", CLASSES)
    licence = Licence(
        cls=cls,
        name=table.text("name"),
        attribution=table.maybe_text("attribution") or "",
        terms=table.maybe_text("terms") or "",
        ship_text=table.flag("ship_text", default=cls in ("A", "B")),
        sources=tuple(_source(one) for one in table.tables("sources")),
        note=table.maybe_text("note") or "",
    )
    table.finish()
    return licence


def _choice_tables(table: Table) -> list[tuple[str, Table]]:
    return list(table.named_tables("choices").items())


def _choice_set(table: Table) -> tuple[Choice, ...]:
    """A set of answers: either each `answer` in full, or a ladder `from`..`to` whose ends carry words."""
    choices = tuple(_choice(one) for one in table.tables("answers")) if table.has("answers") else _ladder(table)
    table.finish()
    return choices


def _choice(table: Table) -> Choice:
    choice = Choice(table.number("value"), table.texts("label"), table.maybe_text("loinc"))
    table.finish()
    return choice


def _ladder(table: Table) -> tuple[Choice, ...]:
    low, high = int(table.number("from")), int(table.number("to"))
    ends = {"low": table.texts("low"), "high": table.texts("high")}
    shared = sorted(set(ends["low"]) & set(ends["high"]))
    steps = [(value, {low: "low", high: "high"}.get(value)) for value in range(low, high + 1)]
    return tuple(
        Choice(value, {lang: ends[end][lang] if end else str(value) for lang in shared}) for value, end in steps
    )


def _lead(table: Table) -> Texts:
    return MappingProxyType(table.all_texts())


def _items(table: Table, sets: ChoiceSets, leads: Leads) -> list[Item]:
    """One item by its `id`; or several that differ in nothing else, by their `ids`, where no wording is here."""
    item = _item(table, sets, leads)
    names = table.words("ids")
    if names and (item.texts or table.has("id") or table.has("short")):
        raise table.wrong("no id, short or text expected beside ids", "ids")
    table.finish()
    return [replace(item, id=name, short=name) for name in names] or [item]


def _item(table: Table, sets: ChoiceSets, leads: Leads) -> Item:
    number = table.pair("number")
    name = "" if table.has("ids") else table.text("id")
    return Item(
        id=name,
        texts=table.texts("text"),
        short=table.maybe_text("short") or name,
        choices=None if number else _choices(table, sets),
        choice_set=table.maybe_text("choices") or "",
        leads=leads[table.word("lead", leads)] if table.has("lead") else {},
        number=number,
        step=table.maybe_number("step") or 1,
        reverse=table.flag("reverse"),
        recode=table.number_map("recode"),
        not_applicable=table.flag("not_applicable"),
        not_answered=table.numbers("not_answered"),
        ask_if=table.maybe_text("ask_if"),
        loinc=table.maybe_text("loinc"),
    )


def _choices(table: Table, sets: ChoiceSets) -> tuple[Choice, ...]:
    """The named set of answers; `choice_loinc` gives this item its own codes for single answers."""
    own = table.texts("choice_loinc")
    choices = sets[table.word("choices", sets)]
    return tuple(Choice(one.value, one.labels, own.get(f"{one.value:g}", one.loinc)) for one in choices)


def _safety(table: Table) -> SafetyItem:
    of = "scale" if table.has("scale") else "item"
    rule = SafetyItem(
        item=table.text(of),
        op=table.word("op", OPERATORS),
        value=table.number("value"),
        flag=table.text("flag"),
        of=of,
        source=table.maybe_text("source") or "",
        mark=read_mark(table),
    )
    table.finish()
    return rule
