"""After how long silence is told, a message tried again and a flag counted as long open: both sides of each time."""

from datetime import timedelta

import pytest

from models import history, recording
from models.access import system_actor
from models.clock import at
from tests.support.post import LATER, PostOffice
from tests.trust.conftest import Ward
from tests.trust.test_flags import NOW, a_round, close_the_other, flagged, in_production, notices, put

__all__ = ["in_production"]

SECOND = timedelta(seconds=1)


def trouble(ward: Ward, after: timedelta) -> str:
    with at(NOW + after):
        return str(history.alerting_trouble(ward.clinician))


def test_S10_a_message_has_waited_too_long_after_ten_minutes(sqlite_ward: Ward) -> None:
    put(sqlite_ward, "duty", "ada")
    close_the_other(sqlite_ward)
    flagged(sqlite_ward)
    assert "waiting" not in trouble(sqlite_ward, timedelta(minutes=10))
    assert "waiting for too long" in trouble(sqlite_ward, timedelta(minutes=10) + SECOND)


def test_S10_a_message_that_was_not_taken_is_tried_again_after_two_minutes(sqlite_ward: Ward) -> None:
    close_the_other(sqlite_ward)
    put(sqlite_ward, "duty", "ada")
    notice_id = notices(flagged(sqlite_ward))[0].id
    with PostOffice(mood=lambda _: LATER) as office:
        a_round(office)
    with at(NOW + timedelta(minutes=2) - SECOND):
        assert recording.claim_notice(system_actor(), notice_id) is None
    with at(NOW + timedelta(minutes=2)):
        assert recording.claim_notice(system_actor(), notice_id) is not None


def test_S10_silence_is_told_after_a_day_and_two_hours(sqlite_ward: Ward) -> None:
    close_the_other(sqlite_ward)
    put(sqlite_ward, "lead", "cleo")
    with PostOffice() as office:
        a_round(office)
    assert "nothing has looked" not in trouble(sqlite_ward, timedelta(hours=26) - SECOND)
    assert "nothing has looked after alerts" in trouble(sqlite_ward, timedelta(hours=26))


@pytest.mark.parametrize(("after", "counted"), [(timedelta(hours=24), 0), (timedelta(hours=24) + SECOND, 1)])
def test_S11_a_flag_is_long_open_after_a_day(sqlite_ward: Ward, after: timedelta, counted: int) -> None:
    close_the_other(sqlite_ward)
    flagged(sqlite_ward)
    with at(NOW + after):
        assert history.flag_figures(system_actor(), sqlite_ward.clinic_id).open_long == counted
