"""What happened: every table of the database. Nothing here is judged."""

from models.records.access import (
    Credential,
    Invitation,
    Layout,
    PasswordReset,
    RecoveryCode,
    ResetRequest,
    SecondFactor,
    SecondStep,
    Throttle,
    Visit,
    VisitKind,
)
from models.records.alert import AlertNotice, Duty, DutyStep, EscalationStep
from models.records.amendment import Amended, EarlierVersion
from models.records.audit import AccessLog
from models.records.base import new_id
from models.records.beside_check_in import SafetyPlan, SessionProposal, Share, TeamNote
from models.records.check_in import (
    RATING,
    AnswerState,
    CheckIn,
    CheckInPlan,
    CheckInStatus,
    EntryMode,
    EntryWay,
    ItemAnswer,
    ReplacedAnswer,
    Score,
    ScoreStatus,
    asked_of_patient,
)
from models.records.emergency import EmergencyReason
from models.records.episode import Episode
from models.records.erasure import Erasure, ErasureGround, LegalHold
from models.records.event_note import EventKind, EventNote
from models.records.flag import FlagAnswer, FlagOutcome, FlagStatus, SafetyFlag
from models.records.instrument_use import InstrumentUse
from models.records.known_as import KnownAs, Named
from models.records.people import CareTeamMember, Clinic, ClinicCrisisText, ClinicStaffSteps, Person, PersonRole, Sex
from models.records.preference import Preference, Stance
from models.records.provider import ProviderIdentity, ProviderVisit
from models.records.reminder import ChannelKind, Reminder, ReminderChoice, ReminderStatus, StoppedBy
from models.records.review import Review
from models.records.saved_view import SavedView
from models.records.seal import LogHead, RowSeal
from models.records.standing import Standing
from models.records.trial import AdherenceSource, DoseStep, TreatmentSession, Trial
from models.words import Anchor, Diagnosis, Severity

__all__ = [
    "RATING",
    "AccessLog",
    "AdherenceSource",
    "AlertNotice",
    "Amended",
    "Anchor",
    "AnswerState",
    "CareTeamMember",
    "ChannelKind",
    "CheckIn",
    "CheckInPlan",
    "CheckInStatus",
    "Clinic",
    "ClinicCrisisText",
    "ClinicStaffSteps",
    "Credential",
    "Diagnosis",
    "DoseStep",
    "Duty",
    "DutyStep",
    "EarlierVersion",
    "EmergencyReason",
    "EntryMode",
    "EntryWay",
    "Episode",
    "Erasure",
    "ErasureGround",
    "EscalationStep",
    "EventKind",
    "EventNote",
    "FlagAnswer",
    "FlagOutcome",
    "FlagStatus",
    "InstrumentUse",
    "Invitation",
    "ItemAnswer",
    "KnownAs",
    "Layout",
    "LegalHold",
    "LogHead",
    "Named",
    "PasswordReset",
    "Person",
    "PersonRole",
    "Preference",
    "ProviderIdentity",
    "ProviderVisit",
    "RecoveryCode",
    "Reminder",
    "ReminderChoice",
    "ReminderStatus",
    "ReplacedAnswer",
    "ResetRequest",
    "Review",
    "RowSeal",
    "SafetyFlag",
    "SafetyPlan",
    "SavedView",
    "Score",
    "ScoreStatus",
    "SecondFactor",
    "SecondStep",
    "SessionProposal",
    "Severity",
    "Sex",
    "Share",
    "Stance",
    "Standing",
    "StoppedBy",
    "TeamNote",
    "Throttle",
    "TreatmentSession",
    "Trial",
    "Visit",
    "VisitKind",
    "asked_of_patient",
    "new_id",
]
