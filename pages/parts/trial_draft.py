"""What stands in the form of a trial right now, as the input for the door and as a trial to judge in advance."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from models.criteria.case import DoseStep, Therapist, TreatmentSession, Trial
from models.criteria.therapies import therapies
from models.errors import Invalid, Problem
from models.recording import TrialInput
from models.words import Ascertainment, Modality, Role

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Draft:
    """The fields as they were typed; nothing is checked here."""

    fields: dict[str, Any]
    doses: Sequence[Row] = ()
    sessions: Sequence[Row] = ()
    unread: Sequence[str] = ()  # what was typed among the sessions and could not be read as one

    def for_door(self) -> TrialInput:
        """The input as the door takes it; raises Invalid with a problem for each field that is not as it must be."""
        if missing := self.missing():
            raise Invalid(missing)
        doses = [{k: v for k, v in row.items() if v is not None} for row in self.filled_doses()]
        sessions = [{k: v for k, v in row.items() if v is not None} for row in self.filled_sessions()]
        return TrialInput.of(**self.fields, doses=doses, sessions=sessions)

    def missing(self) -> list[Problem]:
        """What has to be said before anything else can be checked, each with its field."""
        get = self.fields.get
        name = {Modality.medication: "agent", Modality.psychotherapy: "therapy", Modality.neuromodulation: "procedure"}
        needed = {"started_on": "say on which day it began", "ascertainment": "say how the facts are known"}
        needed[name[get("modality") or Modality.medication]] = "say what was given"
        if get("modality") is Modality.medication:
            needed["role"] = "say whether it is given alone, with another one, or to augment one"
        found = [Problem(field, message) for field, message in needed.items() if get(field) is None]
        for place, row in enumerate(self.filled_doses()):
            if row.get("mg_per_day") is None:
                found.append(Problem(f"doses.{place}.mg_per_day", "say how much a day"))
        return [*found, *(Problem("sessions", message) for message in self.unread)]

    def filled_doses(self) -> list[dict[str, Any]]:
        """The rows in which something stands; the first step begins with the trial unless it says otherwise."""
        rows = [dict(row) for row in self.doses if any(value is not None for value in row.values())]
        if rows and rows[0].get("from_on") is None:
            rows[0]["from_on"] = self.fields.get("started_on")
        return rows

    def filled_sessions(self) -> list[dict[str, Any]]:
        return [dict(row) for row in self.sessions]

    def to_judge(self, trial_id: str) -> Trial | None:
        """A trial as the criteria see it, as far as the form is filled in; None while the basics are missing."""
        modality, started_on = self.fields.get("modality"), self.fields.get("started_on")
        if modality is None or started_on is None:
            return None
        get = self.fields.get
        return Trial(
            id=trial_id,
            episode=get("episode_id"),
            modality=Modality(modality),
            started_on=started_on,
            ended_on=get("ended_on"),
            role=get("role") or Role.monotherapy,
            agent=get("agent"),
            augments=get("augments_id"),
            ascertainment=get("ascertainment") or Ascertainment.prospective,
            doses=tuple(
                DoseStep(row["from_on"], row["mg_per_day"], row.get("to_on"))
                for row in sorted(self.filled_doses(), key=lambda row: row["from_on"] or date.max)
                if row["from_on"] is not None and row.get("mg_per_day") is not None
            ),
            adherence=get("adherence"),
            therapy=get("therapy"),
            format=get("format"),
            evidence_based=get("is_evidence_based"),
            evidence_reason=get("evidence_reason"),
            sessions=tuple(
                TreatmentSession(row["held_on"], bool(row["attended"]), row.get("minutes"))
                for row in self.filled_sessions()
            ),
            attended_count=get("attended_count"),
            therapist=Therapist(
                get("therapist_experienced"),
                get("therapist_licensed"),
                get("therapist_formal_training"),
                get("therapist_years"),
                get("therapist_supervised_cases"),
            ),
            procedure=get("procedure"),
            placement=get("placement"),
            serum_level_mmol_per_l=get("serum_level_mmol_per_l"),
        )


def recorded_fields(trial: Trial, note: str | None) -> dict[str, Any]:
    """A recorded trial as the fields of the door, without its doses and sessions."""
    therapist = trial.therapist or Therapist()
    rating = therapist.competence_rating
    return {
        "episode_id": trial.episode,
        "modality": trial.modality,
        "started_on": trial.started_on,
        "ended_on": trial.ended_on,
        "stop_reason": trial.stop_reason,
        "ascertainment": trial.ascertainment,
        "primary_instrument": trial.primary_instrument,
        "recalled_improvement": trial.recalled_improvement,
        "note": note,
        "agent": trial.agent,
        "role": trial.role if trial.modality is Modality.medication else None,
        "augments_id": trial.augments,
        "adherence": trial.adherence,
        "adherence_source": trial.adherence_source,
        "serum_level_mmol_per_l": trial.serum_level_mmol_per_l,
        "therapy": listed.id if (listed := therapies().find(trial.therapy)) else trial.therapy,
        "format": trial.format,
        "is_evidence_based": trial.evidence_based,
        "evidence_reason": trial.evidence_reason,
        "attended_count": trial.attended_count,
        "therapist_experienced": therapist.experienced,
        "therapist_licensed": therapist.licensed,
        "therapist_formal_training": therapist.formal_training,
        "therapist_years": therapist.years,
        "therapist_supervised_cases": therapist.supervised_cases,
        "therapist_rated_with": rating.instrument if rating else None,
        "therapist_rating": rating.score if rating else None,
        "procedure": trial.procedure,
        "placement": trial.placement,
    }


def recorded_input(trial: Trial, note: str | None, **changes: Any) -> TrialInput:
    """A recorded trial as the input of the door, doses and sessions included, with some fields changed."""
    return TrialInput.of(
        **(recorded_fields(trial, note) | changes),
        doses=dose_inputs(trial.doses),
        sessions=session_inputs(trial.sessions),
    )


def dose_inputs(doses: Sequence[DoseStep]) -> list[dict[str, Any]]:
    """Recorded steps as rows of the table."""
    return [{"from_on": one.from_on, "mg_per_day": one.mg_per_day, "to_on": one.to_on} for one in doses]


def session_inputs(sessions: Sequence[TreatmentSession]) -> list[dict[str, Any]]:
    """Recorded sessions as rows of the table."""
    return [{"held_on": one.on, "attended": one.attended, "minutes": one.minutes} for one in sessions]
