"""How a REDCap project names what we have: one event, each instrument a form that repeats, each item a field."""

from instruments import Instrument, Item
from models.exchange.form_columns import answer_column, total_column

RECORD, EVENT, REPEATS, INSTANCE = (
    "record_id",
    "redcap_event_name",
    "redcap_repeat_instrument",
    "redcap_repeat_instance",
)
HEAD = (RECORD, EVENT, REPEATS, INSTANCE)
EVENT_NAME = "check_ins_arm_1"
NOT_APPLICABLE = "NA"  # a missing-data code that the project has to know
COMPLETE = 2  # how REDCap writes that a form is complete


def day_field(instrument: str) -> str:
    return f"{instrument}_on"


def trial_field(instrument: str) -> str:
    return f"{instrument}_trial"


def complete_field(instrument: str) -> str:
    return f"{instrument}_complete"


def fields_of(instrument: Instrument) -> list[str]:
    """Every field of an instrument's form, in its order; the last says that it is complete."""
    return [
        day_field(instrument.id),
        trial_field(instrument.id),
        *(answer_column(instrument.id, item) for item in instrument.by_id),
        *(total_column(instrument, scale.id) for scale in instrument.scales),
        complete_field(instrument.id),
    ]


def worded(instrument: Instrument, item: Item) -> str:
    """The question, where its licence lets it be passed on in English; else what it is about."""
    if instrument.licence.total_only or "en" not in item.texts:
        return item.short or item.id
    return item.text()
