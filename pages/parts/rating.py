"""A rating item by item: every anchor in full, nothing chosen beforehand, each tap kept before the next."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import streamlit as st

from instruments import Instrument, Item, score_one, shelf
from models import history, recording
from models.criteria.wording import plural
from models.errors import Conflict, Invalid, NotPermitted
from models.history import CheckInView, PatientView, ScorePoint, ShelfLine
from models.recording import AnswerState
from pages.parts import estimates, gate, number, pieces, say, trouble
from pages.parts.plain import clock, score

NOTICE = "rating-notice"
MOST_NAMED = 5
NOT_SAVED = "This rating was not saved. Please tap it again."


@dataclass(frozen=True)
class Sheet:
    """Which rating is on the screen: whose, with what, and of which day."""

    patient_id: str
    instrument: str
    day: date
    time_zone: str

    @property
    def about(self) -> Instrument:
        return shelf()[self.instrument]

    def key(self, item: str = "") -> str:
        """The name of a field, or (without an item) of the rating's id."""
        return f"rate:{self.patient_id}:{self.day}:{self.instrument}:{item}"


def chosen(scales: Mapping[str, ShelfLine], wanted: str) -> str | None:
    """The scale to use: those that can be rated here item by item come first, then the totals of other forms."""
    ids = sorted(scales, key=lambda name: (_order(scales[name]), scales[name].abbreviation.casefold()))
    return st.selectbox(
        "Scale",
        ids,
        index=ids.index(wanted) if wanted in ids else None,
        format_func=lambda name: _name(scales[name]),
        placeholder="choose a scale",
        key="rate-instrument",
        width=560,
    )


def is_staffs(scale: ShelfLine) -> bool:
    """Whether staff records it: what clinicians rate, and forms that patients fill in on the clinic's own paper."""
    return scale.rater == "clinician" or not scale.may_be_asked


def _order(scale: ShelfLine) -> int:
    return 2 if scale.is_off else 0 if scale.may_be_asked else 1


def _name(scale: ShelfLine) -> str:
    way = ("item by item", "total from paper", "off: no use stated")[_order(scale)]
    return f"{scale.abbreviation}: {scale.name} ({way})"


def show(instrument: Instrument, view: PatientView) -> None:
    """Today's rating: its items while it is open, its scores once it is sent."""
    sheet = Sheet(view.header.id, instrument.id, view.as_of, view.header.time_zone)
    today = f"{sheet.day.isoformat()}/{instrument.id}"
    there = [line for line in view.check_ins if line.is_rating and line.occasion.endswith(today)]
    if there and there[0].received_at is not None:
        received = clock(there[0].received_at, sheet.time_zone)
        _receipt(instrument, received, [each for each in view.scores if each.check_in_id == there[0].id])
        return
    if there:
        st.session_state[sheet.key()] = there[0].id
    _form(sheet)


def _receipt(instrument: Instrument, received: str, scores: list[ScorePoint]) -> None:
    with st.container(key="card-good-rating"):
        st.markdown(f"**{say.literal(f'{instrument.abbreviation} received {received}')}**")
        for each in scores:
            scale = instrument.scale(each.scale)
            said = f"{score(each.value)} · {each.band}" if each.band else score(each.value)
            if each.value is None:
                said = f"cannot be scored: {each.answered} of {len(scale.items)} items rated"
            pieces.show(pieces.row("line", pieces.words(f"{scale.name}:"), pieces.words(said, "strong")))
            if scale is instrument.primary and each.value is not None:
                say.text(estimates.sentence(instrument, each.value), key=f"quiet-estimate-{scale.id}")
        say.text(
            "The next one can be made tomorrow. A mistake in this one is corrected below.", key="quiet-rating-sent"
        )


# The items


@st.fragment
def _form(sheet: Sheet) -> None:
    with trouble.caught():
        actor = gate.present()
        if actor is None:
            st.rerun()
        rating_id = st.session_state.get(sheet.key())
        view = history.open_check_in(actor, rating_id) if rating_id else None
        if view is not None and (view.received_at is not None or view.is_closed):
            st.rerun()
        _items(sheet, view)


def _items(sheet: Sheet, view: CheckInView | None) -> None:
    instrument, given = sheet.about, _given(view)
    asked = [item for item in instrument.items if instrument.asks(item, given)]
    with st.container(key="rating"):
        _head(sheet, view, f"{len(set(given) & {item.id for item in asked})} of {len(asked)} rated")
        for item in asked:
            _item(sheet, item, view)
        _send(sheet, view, given, asked)


def _given(view: CheckInView | None) -> dict[str, float | None]:
    answers = view.answers.items() if view else ()
    return {item: each.value for (_, item), each in answers if each.value is not None}


def _head(sheet: Sheet, view: CheckInView | None, progress: str) -> None:
    instrument = sheet.about
    with st.container(key="rating-head"):
        if view is not None and view.needs_person:
            with st.container(key="card-danger-rating"):
                say.text("● A safety flag is open because of this rating. It stands on the patient’s page.")
        if notice := st.session_state.pop(NOTICE, None):
            st.warning(notice)
        period = instrument.recall_text(_language(instrument)) if instrument.recall_texts else instrument.recall
        say.text(f"{period} · {progress} · an item that was not assessed stays empty", key="quiet-rating")


def _language(instrument: Instrument) -> str:
    return instrument.languages[0]


def _item(sheet: Sheet, item: Item, view: CheckInView | None) -> None:
    language, key = _language(sheet.about), sheet.key(item.id)
    given = view.answers.get((sheet.instrument, item.id)) if view else None
    kept = given.value if given else None
    if item.number is not None:
        kept = number.shown(item, kept)
    differs = st.session_state.get(key) not in (None, kept)
    if st.session_state.get(key) != kept:
        st.session_state[key] = kept
    with st.container(key=f"card-rate-{item.id}"):
        if lead := item.lead(language):
            say.text(lead, key=f"quiet-lead-{item.id}")
        _field(sheet, item, key, language)
        with st.container(key=f"rated-{item.id}", horizontal=True, vertical_alignment="center"):
            if differs:
                say.text("Shown is what the record holds. Tap again if it should be another rating.")
            elif view is not None and given is not None and kept is not None:
                say.text(f"✓ saved {view.local(given.saved_at):%H:%M}", key=f"saved-{item.id}")
                st.button("Take back", key=f"clear-{item.id}", type="tertiary", on_click=clear, args=(sheet, item.id))
            else:
                say.text("not assessed", key=f"quiet-{item.id}")


def _field(sheet: Sheet, item: Item, key: str, language: str) -> None:
    label = say.literal(item.text(language))
    if item.choices is None:
        st.number_input(label, value=None, **number.field(item), key=key, on_change=take, args=(sheet, item.id))
        return
    anchors = {each.value: say.literal(f"{each.value:g}  {each.label(language)}") for each in item.choices}
    st.radio(
        label,
        list(anchors),
        index=None,
        format_func=anchors.__getitem__,
        key=key,
        on_change=take,
        args=(sheet, item.id),
    )


def _send(sheet: Sheet, view: CheckInView | None, given: dict[str, float | None], asked: list[Item]) -> None:
    instrument = sheet.about
    missing = [item.short for item in asked if item.id not in given]
    if missing and given:
        lost = [instrument.scale(name).name for name, one in score_one(instrument, given).items() if one.value is None]
        without = f" Without them there is no score for: {', '.join(lost)}." if lost else ""
        names = f": {', '.join(missing)}" if len(missing) <= MOST_NAMED else ""
        say.text(f"{plural(len(missing), 'item')} not assessed{names}.{without}", key="quiet-missing-items")
    st.button(
        f"Send the {say.literal(instrument.abbreviation)}",
        key="send-rating",
        type="primary",
        disabled=not given,
        on_click=send,
        args=(sheet, view.row_version if view else 0),
    )
    if instrument.licence.attribution:
        say.text(instrument.licence.attribution, key="quiet-attribution")


# What a tap does: the value is read first, then one door after the other is called.


def take(sheet: Sheet, item: str) -> None:
    """Keep the rating of one item; the first one opens the rating."""
    value = st.session_state.get(sheet.key(item))
    if value is None:
        _keep(sheet, item, AnswerState.skipped, None)
    else:
        _keep(sheet, item, AnswerState.answered, number.meant(value))


def clear(sheet: Sheet, item: str) -> None:
    """Say that an item was not assessed after all."""
    st.session_state[sheet.key(item)] = None
    _keep(sheet, item, AnswerState.skipped, None)


def _keep(sheet: Sheet, item: str, state: AnswerState, value: float | None) -> None:
    actor = gate.present()
    if actor is None:  # the visit has ended; the page says so at once
        return
    try:
        rating_id = recording.open_rating(actor, sheet.patient_id, sheet.instrument)
        st.session_state[sheet.key()] = rating_id
        recording.save_answer(actor, rating_id, sheet.instrument, item, state, value)
    except (Conflict, Invalid) as refused:
        st.session_state[NOTICE] = str(refused)
    except NotPermitted:
        raise
    except Exception as problem:  # noqa: BLE001 - whatever it was, the rater must hear that nothing was saved
        trouble.note(problem)
        st.session_state[NOTICE] = NOT_SAVED


def send(sheet: Sheet, seen_version: int) -> None:
    """Send the rating as it was seen; sending twice is the same as once."""
    actor, rating_id = gate.present(), st.session_state.get(sheet.key())
    if actor is None or rating_id is None:
        return
    try:
        recording.send_check_in(actor, rating_id, seen_version)
    except Conflict as refused:
        st.session_state[NOTICE] = str(refused)
