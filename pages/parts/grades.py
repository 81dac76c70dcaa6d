"""What staging definitions ask about an episode beside its trials, each level explained in our own plain words."""

from models.words import Diagnosis, Severity

UNKNOWN = "not known"
SEVERITIES = {
    Severity.subsyndromal: "Subsyndromal: some symptoms, too few for a full episode",
    Severity.mild: "Mild: enough symptoms; work and home still managed, with effort",
    Severity.moderate: "Moderate: between mild and severe",
    Severity.severe: "Severe: nearly every symptom, marked; work and home hardly possible",
}
DIAGNOSES = {
    Diagnosis.MDD: "Major depressive disorder",
    Diagnosis.bipolar_I: "Bipolar I disorder",
    Diagnosis.bipolar_II: "Bipolar II disorder",
    Diagnosis.other: "Another diagnosis",
}
QUESTIONS = {
    "functional_impairment": "Impairment in daily life",
    "comorbid_anxiety": "Anxiety beside the depression",
    "personality_disorder": "Personality disorder",
    "psychosocial_stressor": "Stress from outside",
    "intensified_treatment": "More intensive care in this episode",
}
LEVELS: dict[str, dict[float, str]] = {
    "functional_impairment": {
        0: "None: daily life goes on as before",
        1: "Mild: everything gets done, at a cost",
        2: "Moderate: some of it no longer gets done",
        3: "Severe: work, household or looking after oneself has broken down",
    },
    "comorbid_anxiety": {
        0: "None: no anxiety beyond the depression itself",
        0.5: "Some symptoms: marked, but no anxiety disorder diagnosed",
        1: "A disorder: at least one anxiety disorder diagnosed",
    },
    "personality_disorder": {
        0: "None: nothing points to one",
        0.5: "Suspected: by clinical impression, not by interview",
        1: "Diagnosed: by a structured interview",
    },
    "psychosocial_stressor": {
        0: "None: no event or strain that keeps it going",
        1: "Present: for example bereavement, separation, job loss, conflict, debt",
    },
    "intensified_treatment": {
        0: "None: outpatient care only",
        1: "Day care: a day hospital or day programme",
        2: "Inpatient: admitted because of this episode",
    },
}
