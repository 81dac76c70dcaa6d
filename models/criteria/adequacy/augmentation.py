"""An adjunct had a fair trial when it was added, at its target dose and long enough, to a fair trial of a drug."""

from collections.abc import Mapping
from datetime import date

from models.criteria.adequacy.medication import Further, judge_dosing, judge_monotherapy, terms, without_minimum
from models.criteria.adequacy.result import Adequacy
from models.criteria.case import AUGMENTATION, MEDICATION, Case, Trial
from models.criteria.formulary import Drug, formulary
from models.criteria.rule import rule
from models.criteria.settings import RuleSettings
from models.criteria.verdict import NO, UNKNOWN, YES, Answer, Reason
from models.criteria.wording import amount


def judge_augmentation(
    trial: Trial, case: Case, as_of: date, settings: RuleSettings, known: Mapping[str, Adequacy]
) -> Adequacy:
    drug = formulary().find(trial.agent)
    minimum = drug.target_minimum() if drug else None
    name = f"canmat_2023_target/{amount(settings.augmentation_weeks)}wk"
    if drug is None or minimum is None:
        return without_minimum(trial, drug, as_of, settings, name)
    needed = terms(minimum, settings.augmentation_weeks, "adequacy.augmentation_weeks")
    further = (base_criterion(trial, case, as_of, settings, known), *level_criteria(trial, drug))
    return judge_dosing(trial, drug, needed, as_of, settings, name, further)


def base_criterion(
    trial: Trial, case: Case, as_of: date, settings: RuleSettings, known: Mapping[str, Adequacy]
) -> Further:
    """Whether the treatment that was added to had itself a fair trial."""
    base = case.trial_by_id.get(trial.augments) if trial.augments else None
    if base is None or base.modality != MEDICATION or base.role == AUGMENTATION:
        return Further(_base(trial, UNKNOWN, "record to which antidepressant trial this was added"), "")
    found = known.get(base.id) or judge_monotherapy(base, as_of, settings)
    held = found.verdict.answer
    change = None if held is YES else f"an adequate trial of {base.agent or 'the antidepressant'} underneath"
    return Further(_base(trial, held, change), found.shortfall, found.adequate_on)


def _base(trial: Trial, held: Answer, change: str | None) -> Reason:
    source = "our own setting: an adjunct is judged on top of an adequate antidepressant trial"
    return Reason("added to an adequate antidepressant", held, trial.augments, None, "trial", source, "policy", change)


def level_criteria(trial: Trial, drug: Drug) -> tuple[Further, ...]:
    """For lithium: the serum level must have reached the lower end of the target."""
    if not drug.needs_level:
        return ()
    low, level = rule("adequacy.lithium_level_low"), trial.serum_level_mmol_per_l
    held, change = YES, None
    if level is None:
        held, change = UNKNOWN, "record the serum level"
    elif level < low.number:
        held, change = NO, f"a serum level of {amount(low.number)} mmol/L or more"
    reason = Reason("serum level", held, level, low.number, low.unit, low.source, low.mark, change)
    return (Further(reason, "inadequate-dose"),)
