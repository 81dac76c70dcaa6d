"""No code of the formulary's own is shown where a payer or a clinician reads a drug's class."""

from models.criteria.drug_class import LONG, SPELLED, class_in_full, class_words
from models.criteria.formulary import formulary


def test_each_class_is_words_or_an_abbreviation_that_is_spelled_out() -> None:
    codes = {drug.klass for drug in formulary()}
    capital = {code for code in codes if any(letter.isupper() for letter in code)}
    assert capital == {*LONG, *SPELLED}
    assert all(" " in class_in_full(code) for code in capital)


def test_vortioxetine_is_not_called_by_a_code() -> None:
    drug = formulary().find("vortioxetine")
    assert drug is not None
    assert class_words(drug.klass) == "multimodal serotonergic antidepressant"
    assert class_words("SSRI") == "SSRI"
    assert class_in_full("SSRI") == "SSRI, selective serotonin reuptake inhibitor"
    assert class_words("dopamine agonist") == "dopamine agonist"
