"""What the words and letters on a patient's page stand for, for those who have no pointer to ask with."""

import streamlit as st

from instruments import shelf
from models.history import PatientView
from pages.parts import pieces
from pages.parts.verdict import full_name, treatment

WORDS = {
    "adequate": "enough of it for long enough, under the rule that each verdict names; it does not mean that it helped",
    "response": "at least half of the way from the score at the trial's start to the best score is done",
    "partial response": "better, and less than half of the way; no response is less than that",
    "remission": "a score so low that hardly any symptom is left; the line is the scale's own",
    "so far, yet": "the trial has not had its time, or no score has come since it had",
    "reliable change": "more than the scale's own error of measurement",
    "met, not met": "what a published definition of treatment resistance asks for is there, or is not",
    "draws no line": "the definition gives a score or a stage and does not say from where on depression is resistant",
    "unknown": "something is not in the record; it is never a hidden no",
    "the diamond": "the day on which a trial became adequate; hollow where it is still to come",
}


def show(view: PatientView) -> None:
    """Words first, then the abbreviations that this very page uses."""
    with st.expander("What the words and letters mean"):
        lines = {**WORDS, **abbreviations(view)}
        rows = [pieces.row("fact", pieces.words(word, "strong"), pieces.words(said)) for word, said in lines.items()]
        pieces.show(*rows)


def abbreviations(view: PatientView) -> dict[str, str]:
    """The instruments that were asked and the treatments that have a longer name."""
    asked = {point.instrument for point in view.scores}
    scales = {shelf()[each].abbreviation: shelf()[each].name for each in sorted(asked)}
    tried = {treatment(one.trial): full_name(one.trial) for one in view.judgement.trials}
    return {short: long for short, long in {**scales, **tried}.items() if short != long}
