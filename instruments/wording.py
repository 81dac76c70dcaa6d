"""Wording that a clinic supplies, for the licence that it holds: validated against the definition, item by item."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from instruments.facts import Mark, Source
from instruments.instrument import Instrument
from instruments.item import Choice, Item
from instruments.reading import Table, lines_named, parse

if TYPE_CHECKING:
    from instruments.catalogue import Shelf

LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z]{2})?")
Labels = Mapping[float, str]


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of one instrument in one language. `choices` holds the answers by item."""

    id: str
    version: str
    language: str
    source: str  # where the clinic has the wording from, and under which licence
    stem: str | None
    recall: str | None
    items: Mapping[str, str]
    choices: Mapping[str, Labels]


def read_wording(text: str, file: str, shelf: "Shelf") -> Wording:
    """A wording, complete for its definition and with nothing besides. Raises DefinitionError: file, line, field."""
    with lines_named(text):
        table = Table(parse(text, file), file)
        instrument = _instrument(table, shelf)
        wording = Wording(
            id=instrument.id,
            version=instrument.version,
            language=_language(table, instrument),
            source=table.text("source"),
            stem=table.text("stem") if instrument.stems else table.maybe_text("stem"),
            recall=table.text("recall") if instrument.recall_texts else table.maybe_text("recall"),
            items=_items(table.table("items"), instrument),
            choices=_choices(table, instrument),
        )
        table.finish()
        return wording


def worded(instrument: Instrument, wording: Wording) -> Instrument:
    """The instrument with one more language."""
    lang = wording.language
    told = Source(f"supplied by the clinic: {wording.source}", Mark.own)
    return replace(
        instrument,
        stems=_more(instrument.stems, lang, wording.stem),
        recall_texts=_more(instrument.recall_texts, lang, wording.recall),
        items=tuple(_item(item, wording) for item in instrument.items),
        supplements=tuple(_item(item, wording) for item in instrument.supplements),
        provenance=MappingProxyType({**instrument.provenance, lang: told}),
    )


def _item(item: Item, wording: Wording) -> Item:
    if item.id not in wording.items:
        return item
    labels = wording.choices.get(item.id, {})
    choices = [Choice(c.value, _more(c.labels, wording.language, labels[c.value]), c.loinc) for c in item.choices or ()]
    texts = _more(item.texts, wording.language, wording.items[item.id])
    return replace(item, texts=texts, choices=tuple(choices) if item.choices else None)


def _more(texts: Mapping[str, str], lang: str, text: str | None) -> Mapping[str, str]:
    return texts if text is None else MappingProxyType({**texts, lang: text})


def _instrument(table: Table, shelf: "Shelf") -> Instrument:
    name = table.word("id", shelf)
    found = shelf.version(name, table.word("version", shelf.versions(name)))
    if found.licence.total_only:
        raise table.wrong(f"{name} takes a total only: no form of it may be shown (licence class E)", "id")
    return found


def _language(table: Table, instrument: Instrument) -> str:
    lang = table.text("language")
    if not LANGUAGE.fullmatch(lang):
        raise table.wrong("a language such as en, de or pt-BR expected", "language")
    if lang in instrument.languages:
        raise table.wrong(f"{instrument.id} is worded in {lang} already; allowed: another language", "language")
    return lang


def _items(table: Table, instrument: Instrument) -> Mapping[str, str]:
    """Every scored item; the unscored supplements may be left out."""
    needed = {item.id: table.text(item.id) for item in instrument.items}
    extra = {item.id: table.text(item.id) for item in instrument.supplements if table.has(item.id)}
    table.finish(list(instrument.by_id))
    return MappingProxyType(needed | extra)


def _choices(table: Table, instrument: Instrument) -> Mapping[str, Labels]:
    """The answers of each item: under its own id, or under the name that the definition gives to a set of answers."""
    asked = [item for item in (*instrument.items, *instrument.supplements) if item.choices]
    sets = table.named_tables("choices")
    found = {item.id: sets[name] for item in asked for name in (item.choice_set, item.id) if name in sets}
    allowed = sorted({name for item in asked for name in (item.choice_set, item.id)})
    if unknown := sorted(set(sets) - set(allowed)):
        raise sets[unknown[0]].wrong(f"unknown set of answers; allowed: {', '.join(allowed)}")
    for item in asked:
        if item.id not in found and item in instrument.items:
            raise table.wrong(
                f"missing; the answers of {item.id} expected, as {item.choice_set} or {item.id}", "choices"
            )
    return {name: _labels(one, instrument.item(name)) for name, one in found.items()}


def _labels(table: Table, item: Item) -> Labels:
    values = {f"{choice.value:g}": choice.value for choice in item.choices or ()}
    labels = {value: table.text(name) for name, value in values.items()}
    table.finish(list(values))
    return labels
