"""The real server over a handful of people, without the demo's stories: for tests of the way in."""

import subprocess
import sys
import time
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import httpx
from sqlmodel import Session

from models import database
from models.clock import now
from models.passwords import hash_password
from models.records import CheckIn, CheckInStatus, Clinic, ClinicCrisisText, Credential, Invitation, Person, PersonRole
from models.visits import token_hash
from tests.conftest import SECRET
from tests.support.server import ROOT, Server

COOKIE = "fairtrial_visit"
LINK = "an-open-link-that-only-this-test-knows-0001"
EXPIRED_LINK = "a-link-that-has-expired-0002"
REVOKED_LINK = "a-link-that-was-revoked-0003"
CANARY = "Zyxquist"
PASSWORD = "correct horse battery staple"
PRODUCTION = {"FAIRTRIAL_MODE": "production", "FAIRTRIAL_SECRET_KEY": SECRET}


@dataclass
class People:
    """Ids of the people who can sign in."""

    ids: dict[str, str] = field(default_factory=dict)


class Entrance(Server):
    """`uvicorn app:app`, or another application of the tests, over a small seeded database."""

    def __init__(self, data_dir: Path, *, target: str = "app:app", settings: dict[str, str] | None = None) -> None:
        super().__init__(data_dir, settings=settings)
        self.target = target
        self.settings.setdefault("FAIRTRIAL_DATABASE_URL", f"sqlite:///{data_dir / 'entrance.sqlite3'}")
        self.people = People()

    def start(self, timeout: float = 90) -> None:
        """Start a fresh process and wait by its log alone: the test's own request shall be its first."""
        with self.log.open("wb") as log:
            command = [sys.executable, "-m", "uvicorn", self.target, "--port", str(self.port)]
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=self.environment, stdout=log, stderr=log, start_new_session=True
            )
        end = time.monotonic() + timeout
        while b"Uvicorn running on" not in self.log.read_bytes():
            if self.process.poll() is not None or time.monotonic() > end:
                self.stop()
                raise RuntimeError(f"the server did not start:\n{self.log.read_text()[-3000:]}")
            time.sleep(0.05)

    def seed(self) -> None:
        """Two clinics' worth of nothing: one patient with an open check-in, one clinician, one administrator."""
        url = self.settings["FAIRTRIAL_DATABASE_URL"]
        database.migrate(url)
        with Session(database.engine_for(url)) as db:
            _seed(db, self.people)
            db.commit()

    def visitor(self, **headers: str) -> httpx.Client:
        """A browser without JavaScript."""
        return httpx.Client(base_url=self.url, headers={"Origin": self.url, **headers}, timeout=20)

    def signed_in(self, who: str, layout: str = "list") -> str:
        """The cookie of a new visit."""
        with self.visitor() as client:
            answer = client.post("/sign-in", data={"person": self.people.ids[who], "layout": layout})
            assert answer.status_code == 303, answer.text
            return client.cookies[COOKIE]


def _seed(db: Session, people: People) -> None:
    clinic = Clinic(name="Northside clinic", time_zone="Europe/London", answers_read="Read on the next working day.")
    db.add(clinic)
    db.flush()
    words = "Please reach a person at once."
    numbers = {"call_number": "116 123", "text_number": "85258", "emergency_number": "999"}
    db.add(ClinicCrisisText(clinic_id=clinic.id, language="en", message=words, **numbers))
    for role in PersonRole:
        record = "A-2041" if role is PersonRole.patient else None
        person = Person(
            clinic_id=clinic.id,
            role=role,
            given_name="Marta",
            family_name=f"{CANARY}-{role.value}",
            record_number=record,
            demo_story="Invented.",
            added_at=now(),
        )
        db.add(person)
        db.flush()
        people.ids[role.value] = person.id
    clinician = people.ids["clinician"]
    hashed = hash_password(PASSWORD, "dr.z")
    db.add(Credential(person_id=clinician, user_name="dr.z", password_hash=hashed, changed_at=now()))
    check_in = _check_in(people.ids["patient"])
    db.add(check_in)
    db.flush()
    day = timedelta(days=1)
    for token, until, revoked in ((LINK, day, None), (EXPIRED_LINK, -day, None), (REVOKED_LINK, day, now())):
        db.add(
            Invitation(
                token_hash=token_hash(token),
                check_in_id=check_in.id,
                made_at=now() - 2 * day,
                expires_at=now() + until,
                revoked_at=revoked,
            )
        )


def _check_in(patient_id: str) -> CheckIn:
    today = now().date()
    return CheckIn(
        patient_id=patient_id,
        occasion=today.isoformat(),
        instruments=["phq9"],
        status=CheckInStatus.due,
        due_on=today,
        closes_on=today + timedelta(days=6),
    )
