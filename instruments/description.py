"""An instrument told as plain values, for other programs: what `fairtrial instruments` prints."""

from dataclasses import asdict
from typing import TypeAlias

from instruments.change_figures import change_figures
from instruments.crosswalk import LABEL, Crosswalk, from_measure
from instruments.facts import Figure, Response, Source, Threshold
from instruments.instrument import Instrument
from instruments.item import Item
from instruments.scale import Scale

Json: TypeAlias = "str | float | bool | list[Json] | dict[str, Json] | None"
# The licence of LOINC asks that this travels with its codes.
LOINC = (
    "This material contains content from LOINC (https://loinc.org). LOINC is copyright Regenstrief Institute, Inc. and "
    "the Logical Observation Identifiers Names and Codes (LOINC) Committee and is available at no cost under the "
    "license at https://loinc.org/license."
)


def describe(instrument: Instrument) -> dict[str, Json]:
    """Everything that another program may want to know, text by language included."""
    licence = instrument.licence
    return {
        "id": instrument.id,
        "abbreviation": instrument.abbreviation,
        "name": instrument.name,
        "version": instrument.version,
        "citation": instrument.citation,
        "domain": instrument.domain.value,
        "secondary_domains": [domain.value for domain in instrument.secondary_domains],
        "rater": instrument.rater,
        "recall": instrument.recall,
        "minutes": instrument.minutes,
        "validated": instrument.validated,
        "adaptation": instrument.adaptation or None,
        "note": instrument.note or None,
        "licence": {
            "class": licence.cls,
            "name": licence.name,
            "attribution": licence.attribution,
            "terms": licence.terms or None,
            "text_shipped": licence.ship_text,
            "needs_statement": licence.needs_statement,
            "needs_wording": licence.needs_wording,
            "total_only": licence.total_only,
            "sources": [_source(source) for source in licence.sources],
        },
        "languages": list(instrument.languages),
        "loinc": dict(instrument.codes),
        "loinc_notice": LOINC if _has_codes(instrument) else None,
        "stem": dict(instrument.stems) or None,
        "recall_text": dict(instrument.recall_texts) or None,
        "items": [_item(item) for item in instrument.items],
        "supplements": [_item(item) for item in instrument.supplements],
        "primary": instrument.primary.id,
        "scales": [_scale(scale) for scale in instrument.scales],
        "safety": [
            {rule.of: rule.item, "op": rule.op, "value": rule.value, "flag": rule.flag} for rule in instrument.safety
        ],
        "crosswalks": [_crosswalk(table) for table in from_measure(instrument.id)],
    }


def _has_codes(instrument: Instrument) -> bool:
    codes = [one.loinc for one in instrument.by_id.values()] + [one.loinc for one in instrument.scales]
    return bool(instrument.codes) or any(codes)


def _item(item: Item) -> Json:
    choices: Json = None
    if item.choices is not None:
        choices = [{"value": one.value, "label": dict(one.labels), "loinc": one.loinc} for one in item.choices]
    return {
        "id": item.id,
        "text": dict(item.texts),
        "lead": dict(item.leads) or None,
        "short": item.short,
        "choices": choices,
        "number": {"min": item.number[0], "max": item.number[1], "step": item.step} if item.number else None,
        "reverse": item.reverse,
        "recode": {f"{value:g}": counts for value, counts in item.recode.items()} or None,
        "not_applicable": item.not_applicable,
        "not_answered_values": list(item.not_answered),
        "ask_if": item.ask_if,
        "loinc": item.loinc,
    }


def _scale(scale: Scale) -> Json:
    return {
        "id": scale.id,
        "name": scale.name,
        "method": scale.method,
        "algorithm": scale.algorithm,
        "of": scale.of,
        "items": list(scale.items),
        "domain": scale.domain.value,
        "range": list(scale.range),
        "direction": scale.direction.value,
        "lookup": {f"{score:g}": meaning for score, meaning in scale.lookup.items()} or None,
        "negative": [name for name in scale.items if name in scale.negative] or None,
        "groups": [list(group) for group in scale.groups] or None,
        "screen": scale.screen,
        "validated": scale.validated,
        "missing": {"rule": scale.missing.rule, "answers_needed": scale.missing.needed},
        "bands": [{"low": band.low, "high": band.high, "name": band.name} for band in scale.bands],
        "band_lines": list(scale.band_lines),
        "remission": _threshold(scale.remission),
        "response": _response(scale.response),
        "cutoffs": [_threshold(cutoff) for cutoff in scale.cutoffs],
        "reliable_change": _figure(scale.reliable_change),
        "mcid": _figure(scale.mcid),
        "mcid_patient_rated": _figure(scale.mcid_patient_rated),
        "reliability": [_figure(figure) for figure in scale.reliability],
        "norms": [
            {"group": norm.group, "mean": norm.mean, "sd": norm.sd, "source": norm.source, "mark": norm.mark.value}
            for norm in scale.norms
        ],
        "change_figures": _change_figures(scale),
        "loinc": scale.loinc,
        "note": scale.note or None,
    }


def _crosswalk(table: Crosswalk) -> Json:
    """A table to another measure. Whatever it gives is an estimate, and each row says so by its span."""
    return {
        "to": table.measures[1],
        "label": LABEL,
        "source": table.source,
        "mark": table.mark.value,
        "rows": [
            {"from": [here.low, here.high], "estimated": there.value, "low": there.low, "high": there.high}
            for here, there in table.rows
        ],
    }


def _change_figures(scale: Scale) -> Json:
    """Reliable change and cut-offs as they follow from the published norms, by the reliability that is named."""
    found = change_figures(scale)
    return None if found is None else asdict(found)


def _source(source: Source) -> Json:
    return {"text": source.text, "mark": source.mark.value}


def _threshold(threshold: Threshold | None) -> Json:
    if threshold is None:
        return None
    return {"op": threshold.op, "value": threshold.value, "meaning": threshold.meaning or None}


def _response(response: Response | None) -> Json:
    return None if response is None else {"by": response.by, "op": response.op, "value": response.value}


def _figure(figure: Figure | None) -> Json:
    if figure is None:
        return None
    return {
        "value": figure.value,
        "unit": figure.unit,
        "kind": figure.kind or None,
        "note": figure.note or None,
        "source": figure.source,
        "mark": figure.mark.value,
        "checked_on": figure.checked_on.isoformat() if figure.checked_on else None,
    }
