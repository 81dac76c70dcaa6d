"""A drug's class in words that a payer or a new colleague understands, beside the code that the formulary counts by."""

# The code is what definitions compare; where it is nobody's usual abbreviation, only the words are shown.
SPELLED = {
    "5HT1A": "5-HT1A partial agonist",
    "MT": "melatonin agonist and 5-HT2C antagonist",
    "MULTI": "multimodal serotonergic antidepressant",
    "NEUROSTEROID": "neuroactive steroid",
    "NMDA": "NMDA receptor antagonist",
    "NMDA/NDRI": "NMDA receptor antagonist with an NDRI",
    "SPARI": "serotonin partial agonist and reuptake inhibitor",
    "TCA-like": "antidepressant related to the tricyclics",
    "TIAN": "atypical tricyclic",
}
LONG = {
    "MAOI": "monoamine oxidase inhibitor",
    "NDRI": "noradrenaline and dopamine reuptake inhibitor",
    "NRI": "noradrenaline reuptake inhibitor",
    "NaSSA": "noradrenergic and specific serotonergic antidepressant",
    "RIMA": "reversible inhibitor of monoamine oxidase A",
    "SARI": "serotonin antagonist and reuptake inhibitor",
    "SGA": "second-generation antipsychotic",
    "SNRI": "serotonin and noradrenaline reuptake inhibitor",
    "SSRI": "selective serotonin reuptake inhibitor",
    "TCA": "tricyclic antidepressant",
}


def class_words(code: str) -> str:
    """The usual abbreviation where there is one, and words elsewhere."""
    return SPELLED.get(code, code.replace("_", " "))


def class_in_full(code: str) -> str:
    """The abbreviation with what it stands for."""
    return f"{code}, {LONG[code]}" if code in LONG else class_words(code)
