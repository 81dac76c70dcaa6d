"""The WRITE door: permission, validation, scoring, alert, access log, ONE commit."""

import sys

from models.door import seal
from models.recording.account import (
    Reset,
    change_password,
    end_other_visits,
    end_visit,
    end_visits_of,
    offer_reset,
    reset_password,
)
from models.recording.alert import (
    DutyInput,
    ToTell,
    beat,
    claim_notice,
    end_duty,
    escalate_flag,
    set_alert_address,
    set_duty,
    set_escalation,
    set_staff_email,
    settle_notice,
)
from models.recording.arrival import ArrivalInput, TakenIn, take_in
from models.recording.check_in import Receipt, Saved, save_answer, send_check_in
from models.recording.correction import correct_measurement, withdraw_measurement
from models.recording.emergency import EmergencyInput, open_in_emergency
from models.recording.episode import amend_episode, open_episode
from models.recording.erasure import (
    carry_out_erasure,
    lift_hold,
    place_hold,
    request_erasure,
    set_retention,
    withdraw_erasure,
)
from models.recording.event_note import EventNoteInput, note_event, withdraw_event
from models.recording.flag import acknowledge_flag, close_flag
from models.recording.histories import (
    HistoriesTaken,
    HistoryInput,
    NamedEpisode,
    NamedTrial,
    PatientForms,
    PlacedMeasurement,
    take_administrations,
    take_histories,
)
from models.recording.inputs import (
    ClinicInput,
    CrisisInput,
    DoseInput,
    EpisodeInput,
    MeasurementInput,
    PatientInput,
    SessionInput,
    StaffInput,
    StepsInput,
    TrialInput,
)
from models.recording.instrument_use import end_use, state_use
from models.recording.kiosk import Handed, leave_kiosk, open_kiosk
from models.recording.language import choose_language
from models.recording.measurement import record_measurement
from models.recording.more_asked import ask_more
from models.recording.occasion import (
    Link,
    invite,
    issue_check_in,
    keep_schedule,
    open_due_check_in,
    revoke_links,
    set_plan,
)
from models.recording.past import record_past_trials
from models.recording.people import (
    add_clinic,
    add_patient,
    add_staff,
    add_staff_with_account,
    disable_person,
    join_team,
    leave_team,
    set_crisis_text,
    set_password,
    set_staff_steps,
)
from models.recording.preference import PreferenceInput, record_preference
from models.recording.rating import open_rating
from models.recording.reminder import (
    Claimed,
    claim_reminder,
    set_message_name,
    set_reminders,
    settle_reminder,
    stop_reminders,
)
from models.recording.review import mark_reviewed, undo_review
from models.recording.safety_plan import write_safety_plan
from models.recording.saved_view import ViewInput, delete_view, save_view
from models.recording.second_factor import (
    Enrolled,
    Enrolment,
    begin_second_factor,
    confirm_second_factor,
    drop_second_factor,
    remove_second_factor,
    renew_codes,
)
from models.recording.session_proposal import settle_session
from models.recording.share import SHAREABLE, ShareInput, offer_share, revoke_share
from models.recording.sittings import SittingInput, record_sittings
from models.recording.team_note import mark_note_read, write_note
from models.recording.trial import amend_trial, record_session, record_trial, take_back_session
from models.recording.visit import SignIn, confirm_birth_date, give_code, redeem_link, sign_in, sign_in_demo, sign_out
from models.records import (
    AdherenceSource,
    AnswerState,
    DutyStep,
    EntryWay,
    ErasureGround,
    EventKind,
    Layout,
    PersonRole,
    Sex,
    Stance,
)

__all__ = [
    "SHAREABLE",
    "AdherenceSource",
    "AnswerState",
    "ArrivalInput",
    "Claimed",
    "ClinicInput",
    "CrisisInput",
    "DoseInput",
    "DutyInput",
    "DutyStep",
    "EmergencyInput",
    "Enrolled",
    "Enrolment",
    "EntryWay",
    "EpisodeInput",
    "ErasureGround",
    "EventKind",
    "EventNoteInput",
    "Handed",
    "HistoriesTaken",
    "HistoryInput",
    "Layout",
    "Link",
    "MeasurementInput",
    "NamedEpisode",
    "NamedTrial",
    "PatientForms",
    "PatientInput",
    "PersonRole",
    "PlacedMeasurement",
    "PreferenceInput",
    "Receipt",
    "Reset",
    "Saved",
    "SessionInput",
    "Sex",
    "ShareInput",
    "SignIn",
    "SittingInput",
    "StaffInput",
    "Stance",
    "StepsInput",
    "TakenIn",
    "ToTell",
    "TrialInput",
    "ViewInput",
    "acknowledge_flag",
    "add_clinic",
    "add_patient",
    "add_staff",
    "add_staff_with_account",
    "amend_episode",
    "amend_trial",
    "ask_more",
    "beat",
    "begin_second_factor",
    "carry_out_erasure",
    "change_password",
    "choose_language",
    "claim_notice",
    "claim_reminder",
    "close_flag",
    "confirm_birth_date",
    "confirm_second_factor",
    "correct_measurement",
    "delete_view",
    "disable_person",
    "drop_second_factor",
    "end_duty",
    "end_other_visits",
    "end_use",
    "end_visit",
    "end_visits_of",
    "escalate_flag",
    "give_code",
    "invite",
    "issue_check_in",
    "join_team",
    "keep_schedule",
    "leave_kiosk",
    "leave_team",
    "lift_hold",
    "mark_note_read",
    "mark_reviewed",
    "note_event",
    "offer_reset",
    "offer_share",
    "open_due_check_in",
    "open_episode",
    "open_in_emergency",
    "open_kiosk",
    "open_rating",
    "place_hold",
    "record_measurement",
    "record_past_trials",
    "record_preference",
    "record_session",
    "record_sittings",
    "record_trial",
    "redeem_link",
    "remove_second_factor",
    "renew_codes",
    "request_erasure",
    "reset_password",
    "revoke_links",
    "revoke_share",
    "save_answer",
    "save_view",
    "send_check_in",
    "set_alert_address",
    "set_crisis_text",
    "set_duty",
    "set_escalation",
    "set_message_name",
    "set_password",
    "set_plan",
    "set_reminders",
    "set_retention",
    "set_staff_email",
    "set_staff_steps",
    "settle_notice",
    "settle_reminder",
    "settle_session",
    "sign_in",
    "sign_in_demo",
    "sign_out",
    "state_use",
    "stop_reminders",
    "take_administrations",
    "take_back_session",
    "take_histories",
    "take_in",
    "undo_review",
    "withdraw_erasure",
    "withdraw_event",
    "withdraw_measurement",
    "write_note",
    "write_safety_plan",
]

seal(sys.modules[__name__])
