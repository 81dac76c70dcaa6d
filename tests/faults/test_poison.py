"""F29: a row that no program of ours wrote takes one record out of sight, and no other."""

import pytest
import sqlalchemy as sa

from models import history
from tests.trust.conftest import Ward, past_the_doors


@pytest.mark.parametrize(
    "poison", ["UPDATE dose_step SET from_on = 'not-a-date'", "UPDATE score SET answered_on = 'not-a-date'"]
)
def test_F29_the_list_of_all_others_and_their_flags_stays(sqlite_ward: Ward, poison: str) -> None:
    ward = sqlite_ward
    ward.tap("q9", 2)
    with past_the_doors() as connection:
        connection.execute(sa.text(poison))
    rows = {row.patient_id: row for row in history.caseload(ward.clinician).rows}
    assert not rows[ward.patient_id].is_readable
    assert rows[ward.patient_id].flag_id, "its flag is still there"
    assert rows[ward.asked.patient_id].is_readable
    assert rows[ward.asked.patient_id].flag_tier == 2
    assert history.patient_view(ward.clinician, ward.asked.patient_id).flags
    with pytest.raises(ValueError):
        history.patient_view(ward.clinician, ward.patient_id)


def test_F29_words_that_there_are_not_are_refused_by_the_database_itself(sqlite_ward: Ward) -> None:
    with pytest.raises(sa.exc.IntegrityError), past_the_doors() as connection:
        connection.execute(sa.text("UPDATE trial SET role = 'no such word'"))
