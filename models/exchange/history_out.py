"""A patient on record as a history document: what another program needs to come to the same judgement."""

from collections.abc import Iterator
from typing import Any

import orjson

from models.administered import Administered
from models.criteria.case import MEDICATION, DoseStep, Episode, Therapist, Trial
from models.criteria.outcome.scale import scale_facts
from models.exchange.assessment import plain
from models.exchange.history_shape import FORMAT
from models.history.export import ExportedRecord

Document = dict[str, Any]
GRADES = (
    "functional_impairment",
    "comorbid_anxiety",
    "personality_disorder",
    "psychosocial_stressor",
    "intensified_treatment",
)
USUAL_INSTRUMENT = "phq9"


def history_of(record: ExportedRecord) -> Document:
    """The document in plain values. Names of people, notes and flags are no part of the format."""
    case, person = record.case, record.person
    return {
        "format": FORMAT,
        "as_of": record.as_of,
        "patient": _known({"id": person.record_number, "born_on": person.born_on, "sex": person.sex}),
        "diagnosis": case.diagnosis,
        "episodes": [_episode(one, record) for one in case.episodes],
        "trials": [_trial(one, record) for one in case.trials],
        "measurements": [each for one in record.administrations for each in _measurements(one, record)],
    }


def written(document: Document, *, one_line: bool = False) -> bytes:
    """As JSON with a line end: one line, or indented for people."""
    return orjson.dumps(document, option=orjson.OPT_APPEND_NEWLINE | (0 if one_line else orjson.OPT_INDENT_2))


def _known(facts: Document) -> Document:
    """Without what nobody recorded."""
    return {name: plain(value) for name, value in facts.items() if value is not None and value != []}


def _episode(one: Episode, record: ExportedRecord) -> Document:
    named = ("number", "started_on", "ended_on", "severity", "psychotic", *GRADES)
    return _known({"id": record.name(one.id), **{name: getattr(one, name) for name in named}})


def _trial(one: Trial, record: ExportedRecord) -> Document:
    return _known(
        {
            "id": record.name(one.id),
            "episode": record.name(one.episode) if one.episode else None,
            "modality": one.modality,
            "role": one.role if one.modality == MEDICATION else None,
            "agent": one.agent,
            "augments": record.name(one.augments) if one.augments else None,
            "therapy": one.therapy,
            "format": one.format,
            "procedure": one.procedure,
            "placement": one.placement,
            "started_on": one.started_on,
            "ended_on": one.ended_on,
            "stop_reason": one.stop_reason,
            "ascertainment": one.ascertainment,
            "doses": [_dose(each) for each in one.doses],
            "adherence": one.adherence,
            "adherence_source": one.adherence_source,
            "serum_level_mmol_per_l": one.serum_level_mmol_per_l,
            "evidence_based": one.evidence_based,
            "evidence_reason": one.evidence_reason,
            "sessions": _sessions(one),
            "therapist": _therapist(one.therapist),
            "primary_instrument": one.primary_instrument if one.primary_instrument != USUAL_INSTRUMENT else None,
            "recalled_improvement": one.recalled_improvement,
        }
    )


def _dose(one: DoseStep) -> Document:
    return _known({"from": one.from_on, "mg_per_day": one.mg_per_day, "to": one.to_on})


def _sessions(one: Trial) -> list[Document] | Document | None:
    if one.attended_count is not None:
        return {"attended_count": one.attended_count}
    return [_known({"on": each.on, "attended": each.attended, "minutes": each.minutes}) for each in one.sessions]


def _therapist(one: Therapist | None) -> Document | None:
    if one is None:
        return None
    rating = one.competence_rating
    return _known({**one._asdict(), "competence_rating": _known(rating._asdict()) if rating else None})


def _measurements(one: Administered, record: ExportedRecord) -> Iterator[Document]:
    """The answers, where they give the scores on record; else each score, with its scale where it is not the first."""
    head = {"on": one.on, "instrument": one.instrument, "trial": record.name(one.trial_id) if one.trial_id else None}
    if one.follows:
        answers = {item: plain(value) for item, value in one.answers.items()}
        yield {**_known(head), "answers": answers, **_known({"not_applicable": one.not_applicable})}
        return
    first = first_scale(one.instrument)
    for scale, score in one.scores.items():
        yield _known({**head, "scale": scale if scale != first else None, "score": score})


def first_scale(instrument: str) -> str | None:
    """The scale that a score is of where none is named."""
    facts = scale_facts(instrument)
    return facts.scale if facts else None
