"""Whether a therapist counts as experienced in the therapy given; what is not recorded stays unknown."""

from functools import lru_cache

from models.criteria.case import Therapist
from models.criteria.rule import number, rules
from models.criteria.verdict import NO, UNKNOWN, Answer, Reason, answer, both, either

UNRECORDED = Therapist()


def experienced(therapist: Therapist) -> Answer:
    """The clinician's own statement decides; without it licence, formal training and practice together.

    Practice is shown by years, by supervised cases, or by a rating of competence: a low rating alone never tells
    against a therapist.
    """
    if therapist.experienced is not None:
        return answer(therapist.experienced)
    years, cases = therapist.years, therapist.supervised_cases
    practice = either(
        (
            answer(None if years is None else years >= number("psychotherapy.therapist.years")),
            answer(None if cases is None else cases >= number("psychotherapy.therapist.supervised_cases")),
            _rated(therapist),
        )
    )
    return both((answer(therapist.licensed), answer(therapist.formal_training), practice))


def _rated(therapist: Therapist) -> Answer:
    rating = therapist.competence_rating
    line = rules("psychotherapy").get(f"psychotherapy.therapist.rating.{rating.instrument}") if rating else None
    return UNKNOWN if rating is None or line is None else answer(rating.score >= line.number)


@lru_cache(maxsize=4096)
def therapist_reason(therapist: Therapist | None, source: str, mark: str) -> Reason:
    """Kept, since the same therapists come again."""
    found = experienced(therapist or UNRECORDED)
    change = {
        UNKNOWN: "record the therapist's training and experience",
        NO: "treatment with a therapist trained and experienced in this therapy",
    }.get(found)
    observed = None if found is UNKNOWN else found.value
    return Reason("experienced therapist", found, observed, "yes", "", source, mark, change)
