"""S01, S02, F25: what was kept by any door raises its flag and tells somebody, though all else fails at that moment."""

import json
import signal
import subprocess
import sys
from datetime import timedelta

import pytest

from models.clock import at, now
from models.reminding import Mail, alert
from models.settings import settings
from tests.support.patients import rows
from tests.support.post import SHUT, TAKES, PostOffice
from tests.support.source import ROOT
from tests.trust.conftest import Ward, broken
from tests.trust.test_flags import SENDER, close_the_other, put, told
from tests.trust.test_six_doors import DOORS, ITEM_9


def kept_and_killed(ward: Ward, door: str) -> None:
    asked = (ward.asked.patient_id, ward.asked.check_in_id, ward.asked.token)
    named = {
        "clinic": ward.clinic_id,
        "patient": ward.patient_id,
        "asked": asked,
        "clinician": ward.clinician.person_id,
    }
    program = [sys.executable, "-m", "tests.trust.killed_answer", door, json.dumps(named)]
    done = subprocess.run(program, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr


@pytest.mark.parametrize("door", DOORS)
def test_F25_a_process_that_is_killed_after_the_answer_and_no_mail_lose_neither_flag_nor_message(
    sqlite_ward: Ward, monkeypatch: pytest.MonkeyPatch, door: str
) -> None:
    monkeypatch.setenv("FAIRTRIAL_MODE", "production")
    settings.cache_clear()
    close_the_other(sqlite_ward)
    put(sqlite_ward, "duty", "ada")
    kept_and_killed(sqlite_ward, door)
    found = [each for (each,) in rows(ITEM_9, sqlite_ward.asked.patient_id)]
    assert (found.count("a flag"), found.count("a message")) == (1, 1)
    assert broken() == ""
    with PostOffice(mood=lambda _: SHUT) as office:
        assert not alert(Mail(office.url, SENDER, 5)).is_good
        assert told(office) == []
        office.mood = lambda _: TAKES
        with at(now() + timedelta(minutes=3)):
            assert alert(Mail(office.url, SENDER, 5)).is_good
        assert told(office) == ["ada"]
