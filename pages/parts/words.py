"""Every sentence that a patient reads on our own account, in one place, in words for a reader of twelve."""

from datetime import date, datetime

WORDS: dict[str, dict[str, str]] = {
    "en": {
        # the check-in
        "place": "{number} of {total}",
        "answered_of": "{answered} of {total} answered",
        "saved": "✓ Saved {at}",
        "saved_skip": "Left out for now. You may still answer.",
        "saved_na": "✓ Saved {at}: does not apply to me",
        "back": "Back",
        "next": "Next",
        "skip": "Skip",
        "leave_out": "Leave out",
        "not_applicable": "Does not apply to me",
        "again": "You left this one out. Would you like to answer it now? You do not have to.",
        "again_list": "You left these out. Would you like to answer them now? You do not have to.",
        "days": "Number of days",
        "anchors": "{low} … {high}",
        "continue": "Continue",
        "as_list": "Show all questions as a list",
        "one_by_one": "Show one question at a time",
        # what went wrong
        "not_saved": "This answer was not saved. Please tap it again.",
        "not_sent": "Your answers were not sent. They are still kept. Please press Send again.",
        "not_read": "We cannot show the questions just now. What was shown as saved is safe.",
        "try_again": "Try again",
        "changed_elsewhere": "Some answers were changed in another window. Please look at them once more, then press Send.",
        "closed_elsewhere": "This check-in was sent or closed in another window. Nothing was changed here.",
        "refused": "This answer does not fit the question and was not saved.",
        # before sending
        "review_title": "Your answers",
        "review_words": "Not sent yet. {answered} of {total} answered. Tap a line to change it.",
        "review_none": "No answer",
        "review_na": "Does not apply to me",
        "send": "Send",
        # after sending
        "received": "Thank you. Received at {at} on {day}.",
        "read_by": "{who}",
        "closed_title": "This check-in has closed",
        "closed_words": "Its last day was {day}. The answers you gave are kept. The next check-in will ask you again.",
        "nothing_title": "Nothing to do now",
        "nothing_words": "No check-in is waiting for you.",
        "next_due": "Your next check-in is on {day}.",
        "go_home": "To my page",
        # seeing one's own line
        "see_own": "Would you like to see your own course?",
        "see_own_words": "Tell us the day you were born, so that nobody else who has this link can see it.",
        "day": "Day",
        "month": "Month",
        "year": "Year",
        "show_me": "Show me",
        "no_such_day": "There is no such day. Please look at the three numbers.",
        "wrong_day": "That is not the day we have. Please try again.",
        "too_many": "Too many tries. Your answers are safe. Please ask the clinic if you want to see your course.",
        "own_title": "Your own course",
        "own_score": "Your score is {score} of {top}. {direction}",
        "own_mean": "Your score is {score}, on a scale from {bottom} to {top}. {direction}",
        "own_band": "A score like this means {band} of {what}.",
        "lower": "Lower is better.",
        "higher": "Higher is better.",
        "own_since": "It was {score} when this treatment began.",
        "own_last": "Last time it was {score}.",
        "own_first": "This is the first one. Next time you will see here how it goes.",
        "own_unscored": "There were too few answers for a score this time. That is all right.",
        "own_same": "It has stayed the same since {since}.",
        "own_better": "It has moved {points} in the good direction since {since}.",
        "own_worse": "It has moved {points} in the hard direction since {since}. This can happen to anybody. Your team sees it, too.",
        "point": "1 point",
        "points": "{n} points",
        "since_start": "this treatment began",
        "since_last": "last time",
        "own_chart": "{name}: {n} scores from {first} to {last}. The first was {from_score}, the last is {to_score}. {direction}",
        "chart_score": "Score",
        "chart_day": "Day",
        "treatment_began": "treatment began",
        "no_course": "There are no scores yet. After your first check-in you will see your course here.",
        "one_score": "One score so far: {score} of {top} on {day}.",
        # the front page
        "hello": "Hello {name}",
        "due_title": "Your check-in is ready",
        "due_words": "{count} questions, about {about}. You can stop at any time; every answer is kept.",
        "due_until": "You can answer until {day}.",
        "begun_title": "Go on with your check-in",
        "begun_words": "{answered} of {total} answered. Go on where you stopped.",
        "minute": "1 minute",
        "minutes": "{n} minutes",
        "start": "Start",
        "go_on": "Go on",
        "received_title": "What you have sent",
        "received_line": "{day}: received",
        "received_none": "Nothing yet.",
        "more_course": "See all your scores",
        "trial_title": "What is being tried",
        "trial_none": "No treatment is written down here yet. Your clinic does that.",
        # a treatment in plain words
        "trial_since": "{name}, since {day}",
        "trial_from_to": "{name}, {first} to {last}",
        "fair_yes": "This treatment has had a fair trial: enough of it, for long enough.",
        "fair_running": "It is still too early to say. {progress}",
        "fair_running_on": "It will have had a fair trial on {day}, if it goes on as it is.",
        "fair_no": "This treatment did not get a fair trial: there was not enough of it, or not for long enough. That says nothing about you.",
        "fair_unknown": "We cannot say yet whether it has had a fair trial. Some facts are still missing in the record.",
        "done_weeks": "{observed} of {required} weeks are done.",
        "done_sessions": "{observed} of {required} sessions are done.",
        "helped": "It helps: your score is at least half better than when it began.",
        "helped_well": "It helps a lot: few signs of depression are left.",
        "helped_some": "It helps somewhat.",
        "helped_not": "It has not helped enough so far. Treatments can fail people; your team can try another one with you.",
        "helped_worse": "Things have been harder since it began. Please talk with your team about it.",
        "progress_title": "My scores",
        "progress_words": "You and your team see the same numbers.",
        "domain_symptoms": "How you feel",
        "domain_social_functioning": "Getting on with people and daily life",
        "domain_quality_of_life": "Quality of life",
        "domain_well_being": "Well-being",
        "domain_purpose": "Meaning and purpose",
        "domain_treatment_process": "About the treatment",
    }
}
# What a band of scores means in everyday words; the label of the instrument alone is for clinicians.
BANDS: dict[str, dict[str, str]] = {
    "en": {
        "minimal": "few signs",
        "mild": "some signs",
        "moderate": "clear signs",
        "moderately severe": "strong signs",
        "severe": "very strong signs",
    }
}
SIGNS_OF: dict[str, dict[str, str]] = {"en": {"phq9": "depression", "gad7": "anxiety"}}
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def word(key: str, language: str = "en", /, **values: object) -> str:
    """A sentence in the reader's language, in English where it is not there yet."""
    return WORDS.get(language, WORDS["en"]).get(key, WORDS["en"][key]).format(**values)


def band(instrument: str, name: str | None, language: str = "en") -> str | None:
    """A band in everyday words; None where we have none for this instrument."""
    if instrument not in SIGNS_OF["en"]:
        return None
    return BANDS.get(language, BANDS["en"]).get(name or "")


def signs_of(instrument: str, language: str = "en") -> str:
    """Of what the bands of an instrument are signs."""
    return SIGNS_OF.get(language, SIGNS_OF["en"])[instrument]


def counted(one: str, many: str, n: float, language: str = "en") -> str:
    """A number with its noun: one point, three points."""
    return word(one, language) if n == 1 else word(many, language, n=f"{n:g}")


def clock(instant: datetime) -> str:
    """The time of day as a clock shows it."""
    return f"{instant:%H:%M}"


def day(when: date, *, year: bool = False) -> str:
    """A day as people say it: Monday 23 November."""
    said = f"{DAYS[when.weekday()]} {when.day} {MONTHS[when.month - 1]}"
    return f"{said} {when.year}" if year else said


def short_day(when: date) -> str:
    """A day in a list: 23 November 2026."""
    return f"{when.day} {MONTHS[when.month - 1]} {when.year}"
