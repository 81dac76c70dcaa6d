"""Was it a fair trial? One rule for each kind of treatment."""

from collections.abc import Mapping
from datetime import date

from models.criteria.adequacy.augmentation import judge_augmentation
from models.criteria.adequacy.combined import Combined, combined_treatments
from models.criteria.adequacy.medication import judge_monotherapy
from models.criteria.adequacy.neuromodulation import judge_neuromodulation
from models.criteria.adequacy.psychotherapy import judge_psychotherapy
from models.criteria.adequacy.result import Adequacy, Progress
from models.criteria.case import AUGMENTATION, NEUROMODULATION, PSYCHOTHERAPY, Case, Trial
from models.criteria.settings import DEFAULT, RuleSettings

__all__ = ["Adequacy", "Combined", "Progress", "combined_treatments", "judge_adequacy"]


def judge_adequacy(
    trial: Trial, case: Case, as_of: date, settings: RuleSettings = DEFAULT, known: Mapping[str, Adequacy] | None = None
) -> Adequacy:
    """The verdict on one trial as far as it had come on `as_of`; what happened later is not looked at.

    `known` are trials of the case that have been judged for this day and these settings, by their ids.
    """
    if trial.modality == PSYCHOTHERAPY:
        return judge_psychotherapy(trial, as_of, settings)
    if trial.modality == NEUROMODULATION:
        return judge_neuromodulation(trial, as_of, settings)
    if trial.role == AUGMENTATION:
        return judge_augmentation(trial, case, as_of, settings, known or {})
    return judge_monotherapy(trial, as_of, settings)
