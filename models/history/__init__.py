"""The READ door: gather, judge, freeze into values; permission and access log inside."""

import sys

from models.administration import Given
from models.door import seal
from models.history.access_log import Kind, LogFilter, LogLine, LogPage, access_log, access_log_file
from models.history.access_report import Look, looks_of
from models.history.account import AccountView, VisitLine, is_reset_open, own_account, resets_waiting, visits_of
from models.history.alert import (
    DutyLine,
    DutyView,
    FlagFigures,
    FlagForMe,
    alerting_trouble,
    alerts_waiting,
    duty_of,
    flag_figures,
    flags_for_me,
)
from models.history.beside import EventView, PreferenceView
from models.history.caseload import Caseload, CaseloadRow, caseload
from models.history.check_in import CheckInLine, CheckInView, GivenAnswer, check_ins_of, open_check_in
from models.history.cohort import Cohort, cohort
from models.history.damaged import RestOfRecord, rest_of_record
from models.history.emergency import Emergency, emergencies_of, find_for_emergency
from models.history.episode import EpisodeRecord, episode_records
from models.history.erasure import ErasureLine, ErasureView, HoldLine, RetentionLine, erasures_of
from models.history.everything import Everything, everything_about
from models.history.export import (
    ExportedPerson,
    ExportedRecord,
    OwnRecord,
    export_records,
    own_export,
    patients_to_export,
)
from models.history.flag import FlagAnswerView, FlagView, Told, flags_now
from models.history.hand_over import hand_over_to
from models.history.items import ItemCourse, item_course
from models.history.log_state import LogState, log_state
from models.history.patient import (
    Amendment,
    ItemPoint,
    PatientHeader,
    PatientView,
    ScorePoint,
    own_view,
    patient_view,
)
from models.history.people import PatientLine, StaffLine, clinics, crisis_of, find_patient, staff, staff_steps_of
from models.history.reminder import (
    LetterHead,
    ReminderLine,
    ReminderView,
    Work,
    letter_head,
    reminders_of,
    stop_offer,
    work_waiting,
)
from models.history.report import ReportRecord, own_report_record, report_record
from models.history.saved_view import KeptView, saved_views
from models.history.shared import SharedView, open_shared
from models.history.shelf import ShelfLine, shelf_of
from models.history.told import NoteView, PlanView, ProposalView, ShareView, own_safety_plan, shares_of
from models.history.visit import DemoPerson, LinkState, actor_of, crisis_for, demo_people, link_state
from models.words import Need

__all__ = [
    "AccountView",
    "Amendment",
    "Caseload",
    "CaseloadRow",
    "CheckInLine",
    "CheckInView",
    "Cohort",
    "DemoPerson",
    "DutyLine",
    "DutyView",
    "Emergency",
    "EpisodeRecord",
    "ErasureLine",
    "ErasureView",
    "EventView",
    "Everything",
    "ExportedPerson",
    "ExportedRecord",
    "FlagAnswerView",
    "FlagFigures",
    "FlagForMe",
    "FlagView",
    "Given",
    "GivenAnswer",
    "HoldLine",
    "ItemCourse",
    "ItemPoint",
    "KeptView",
    "Kind",
    "LetterHead",
    "LinkState",
    "LogFilter",
    "LogLine",
    "LogPage",
    "LogState",
    "Look",
    "Need",
    "NoteView",
    "OwnRecord",
    "PatientHeader",
    "PatientLine",
    "PatientView",
    "PlanView",
    "PreferenceView",
    "ProposalView",
    "ReminderLine",
    "ReminderView",
    "ReportRecord",
    "RestOfRecord",
    "RetentionLine",
    "ScorePoint",
    "ShareView",
    "SharedView",
    "ShelfLine",
    "StaffLine",
    "Told",
    "VisitLine",
    "Work",
    "access_log",
    "access_log_file",
    "actor_of",
    "alerting_trouble",
    "alerts_waiting",
    "caseload",
    "check_ins_of",
    "clinics",
    "cohort",
    "crisis_for",
    "crisis_of",
    "demo_people",
    "duty_of",
    "emergencies_of",
    "episode_records",
    "erasures_of",
    "everything_about",
    "export_records",
    "find_for_emergency",
    "find_patient",
    "flag_figures",
    "flags_for_me",
    "flags_now",
    "hand_over_to",
    "is_reset_open",
    "item_course",
    "letter_head",
    "link_state",
    "log_state",
    "looks_of",
    "open_check_in",
    "open_shared",
    "own_account",
    "own_export",
    "own_report_record",
    "own_safety_plan",
    "own_view",
    "patient_view",
    "patients_to_export",
    "reminders_of",
    "report_record",
    "resets_waiting",
    "rest_of_record",
    "saved_views",
    "shares_of",
    "shelf_of",
    "staff",
    "staff_steps_of",
    "stop_offer",
    "visits_of",
    "work_waiting",
]

seal(sys.modules[__name__])
