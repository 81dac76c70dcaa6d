"""Which addresses people may be led to: the pages of the application, and no other place."""

import re
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

# address -> (file beside the shell, title, whose page it is)
PAGES = {
    "": ("patient/home.py", "Home", "patient"),
    "check-in": ("patient/check_in.py", "Check-in", "patient"),
    "progress": ("patient/progress.py", "My progress", "patient"),
    "looks": ("patient/looks.py", "Who has looked", "patient"),
    "caseload": ("clinician/caseload.py", "Caseload", "clinician"),
    "cohort": ("clinician/cohort.py", "Cohort", "clinician"),
    "patient": ("clinician/patient.py", "Patient", "clinician"),
    "trial": ("clinician/trial.py", "Trial", "clinician"),
    "past": ("clinician/past.py", "Past trials", "clinician"),
    "episode": ("clinician/episode.py", "Episode", "clinician"),
    "enter": ("clinician/enter.py", "Enter a check-in", "clinician"),
    "together": ("clinician/together.py", "Together", "clinician"),
    "rate": ("clinician/rate.py", "Rating", "clinician"),
    "new-patient": ("clinician/new_patient.py", "New patient", "clinician"),
    "people": ("admin/people.py", "People", "admin"),
    "access-log": ("admin/access_log.py", "Log", "admin"),
    "instruments": ("admin/instruments.py", "Instruments", "admin"),
}
HANDLE = re.compile(r"[A-Za-z0-9_-]{1,64}")


def safe_next(wanted: str | None) -> str:
    """The page to go to after signing in; the front page unless it is one of ours, asked for by plain handles."""
    try:
        parts = urlsplit(wanted or "/")
    except ValueError:  # brackets that are no address
        return "/"
    path = parts.path.removeprefix("/")
    if parts.scheme or parts.netloc or not parts.path.startswith("/") or path not in PAGES:
        return "/"
    query = [
        (name, value) for name, value in parse_qsl(parts.query) if HANDLE.fullmatch(name) and HANDLE.fullmatch(value)
    ]
    return parts.path + ("?" + urlencode(query) if query else "")


def sign_in_for(wanted: str) -> str:
    """The sign-in page's address, which remembers where the person wanted to go."""
    after = safe_next(wanted)
    return "/sign-in" if after == "/" else "/sign-in?next=" + quote(after, safe="")
