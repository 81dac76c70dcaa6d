"""What names a person, and free words, lie encrypted in the database and beside it, each for its column alone (P08)."""

import os
import signal
import subprocess
import sys
import tomllib
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from sqlalchemy.exc import IntegrityError, StatementError
from sqlmodel import SQLModel, select

from models import database as databases
from models import history, recording, vault
from models.access import system_actor
from models.clock import now
from models.copies.making import contents, make
from models.database import engine, ready, schema_of, session
from models.errors import Invalid, Unsafe
from models.records import AccessLog, Person, TeamNote
from models.records.base import Word
from models.records.locked import Locked, locked_rule
from models.sealing import rotating
from models.sealing.log import COVERED
from models.sealing.plain import Kind, shape_of
from models.settings import settings
from tests.conftest import SECRET
from tests.support.ciphertext import ComparesNoise
from tests.support.source import ROOT
from tests.trust.canaries import COURSE, PERSON, Aviary, aviary, aviary_template
from tests.trust.conftest import CANARY, Run, Ward, broken, past_the_doors

__all__ = ["aviary", "aviary_template"]
PEOPLE: sa.Table = Person.__table__  # type: ignore[attr-defined]
COLUMNS = {f"{t.name}.{c.name}": c for t in SQLModel.metadata.sorted_tables for c in t.columns}
PLAIN = tomllib.loads((ROOT / "models/records/plain.toml").read_text("utf-8"))["plain"]
NEW = "a new secret of the same installation, as long"
OLD = "FAIRTRIAL_OLD_SECRET_KEYS"


def new_secret(monkeypatch: pytest.MonkeyPatch, *, old: bool = True) -> None:
    before = settings().secret_key
    monkeypatch.setenv("FAIRTRIAL_SECRET_KEY", NEW)
    monkeypatch.setenv(OLD, f'["{before}"]') if old else monkeypatch.delenv(OLD, raising=False)
    settings.cache_clear()


def without_the_old(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(OLD)
    settings.cache_clear()


def stored(column: sa.Column[object]) -> list[str]:
    """The words of a column as they lie there."""
    with engine().connect() as connection:
        return [w for w in connection.execute(sa.select(sa.type_coerce(column, sa.Text))).scalars() if w is not None]


def wordy() -> set[str]:
    """The columns that may hold words: no keys, no references, and no words of a closed list."""
    kinds = {f"{t.name}.{n}": k for t in SQLModel.metadata.sorted_tables for n, k in shape_of(t).kinds.items()}
    words = {each for each, kind in kinds.items() if kind in (Kind.text, Kind.json)}
    free = {n for n, c in COLUMNS.items() if not (c.primary_key or c.foreign_keys or isinstance(c.type, Word))}
    return words & free - {n for n, c in COLUMNS.items() if isinstance(c.type, Locked)}


def test_p08_each_column_of_words_lies_encrypted_or_says_why_not() -> None:
    named = [column for each in PLAIN for column in each["columns"]]
    assert len(named) == len(set(named))
    assert set(named) == wordy()
    assert all(len(each["why"]) > 20 for each in PLAIN)


def test_each_encrypted_column_is_bound_to_its_own_place_and_the_database_refuses_plain_words() -> None:
    locked = {name: column.type for name, column in COLUMNS.items() if isinstance(column.type, Locked)}
    assert {"person.family_name", "person.born_on", "credential.user_name", "team_note.words"} <= set(locked)
    for name, kind in locked.items():
        assert kind.place == name
        rules = {str(c.sqltext) for c in COLUMNS[name].table.constraints if isinstance(c, sa.CheckConstraint)}
        assert locked_rule(COLUMNS[name].name) in rules, name


def test_p08_no_name_and_no_free_word_can_be_read_in_the_files_of_the_database(aviary: Aviary, data_dir: Path) -> None:
    hidden = [word for word in (*PERSON, *COURSE, "canary-hold-words") if word != "canaryagent"]
    recording.place_hold(system_actor(), aviary.patient, "canary-hold-words")
    files = [file for file in data_dir.rglob("*") if file.is_file()]
    assert any(file.name.endswith("-wal") and file.stat().st_size for file in files)
    for file in files:
        whole = file.read_bytes()
        assert [word for word in hidden if word.encode() in whole] == [], file.name
        assert b"canaryagent" in whole or file.name != "aviary.sqlite3"  # it looks at something


def test_the_database_refuses_a_name_that_nobody_encrypted(ward: Ward) -> None:
    with pytest.raises(IntegrityError), past_the_doors() as connection:
        connection.execute(sa.text("UPDATE person SET family_name = 'Plain'"))


def test_a_value_that_was_moved_to_another_column_is_refused_and_named(ward: Ward, run: Run) -> None:
    with past_the_doors() as connection:
        connection.execute(sa.text("UPDATE person SET given_name = family_name WHERE record_number IS NOT NULL"))
    with pytest.raises(Unsafe) as refused:
        history.patient_view(ward.clinician, ward.patient_id)
    code, out, err = run("verify")
    assert code == 1
    assert f"person {ward.patient_id}: was changed past the program" in out
    assert CANARY not in out + err + str(refused.value)


def test_p08_two_names_that_changed_places_are_refused_at_the_next_look_and_named(ward: Ward, run: Run) -> None:
    """The encryption binds a word to its column, and the seal binds it to its row."""
    other = recording.PatientInput(clinic_id=ward.clinic_id, record_number="3", given_name="Noor", family_name="Aziz")
    both = [ward.patient_id, recording.add_patient(system_actor(), other)]
    recording.join_team(system_actor(), both[1], str(ward.clinician.person_id))
    raw = sa.table("person", sa.column("id"), sa.column("family_name"), sa.column("given_name"))
    with past_the_doors() as connection:
        names = [connection.execute(sa.select(raw).where(raw.c.id == each)).one() for each in both]
        for one, there in zip(both, reversed(names), strict=True):
            moved = {"family_name": there.family_name, "given_name": there.given_name}
            connection.execute(sa.update(raw).where(raw.c.id == one).values(moved))
    for each in both:
        with pytest.raises(Unsafe, match="changed past the program"):
            history.patient_view(ward.clinician, each)
    readable = {row.patient_id: row.is_readable for row in history.caseload(ward.clinician).rows}
    assert readable == {both[0]: False, both[1]: False, ward.asked.patient_id: True}
    code, out, _ = run("verify")
    assert code == 1
    assert all(f"person {each}: was changed past the program" in out for each in both)


def turned(words: str) -> list[str]:
    """The words with one bit turned, at every place in turn."""
    return [
        words[:n] + chr(ord(c) ^ bit) + words[n + 1 :] for n, c in enumerate(words) for bit in (1, 2, 4, 8, 16, 32, 64)
    ]


def test_f18_each_bit_that_turns_over_in_an_encrypted_word_is_noticed() -> None:
    place = "person.family_name"
    for words in ("Li", "Lin", "Linh", CANARY):
        locked = vault.lock(words, place)
        assert vault.unlock(locked, place) == words
        for other in turned(locked):
            with pytest.raises(Unsafe) as refused:
                vault.unlock(other, place)
            assert words not in str(refused.value)
            assert locked[9:] not in str(refused.value)


def test_f18_a_bit_that_turned_over_in_the_database_is_named_by_verify(ward: Ward, run: Run) -> None:
    there = stored(PEOPLE.c.family_name)[0]
    with past_the_doors() as connection:
        raw = sa.table("person", sa.column("family_name"))
        other = there[:-1] + ("." if there[-1] == "=" else chr(ord(there[-1]) ^ 1))
        connection.execute(sa.update(raw).where(raw.c.family_name == there).values(family_name=other))
    assert "was changed past the program" in run("verify")[1]


def test_words_that_never_were_encrypted_are_not_shown_and_not_repeated() -> None:
    with pytest.raises(Unsafe) as refused:
        vault.unlock("Hartmann, Anna", "person.family_name")
    assert "Hartmann" not in str(refused.value)


def test_findable_words_lie_alike_others_never_do(ward: Ward) -> None:
    assert vault.lock("1", "person.record_number", findable=True) == vault.lock(
        "1", "person.record_number", findable=True
    )
    assert vault.lock("1", "a.b", findable=True)[9:] != vault.lock("1", "person.record_number", findable=True)[9:]
    families = stored(PEOPLE.c.family_name)
    assert len(families) == len(set(families))  # both patients have the same name


def test_too_many_words_are_refused_without_being_repeated(ward: Ward) -> None:
    with pytest.raises(StatementError) as refused, session(write=True) as db:
        db.add(TeamNote(patient_id=ward.patient_id, words=CANARY * 200, written_at=now()))
    assert "at most 1000 characters" in str(refused.value)
    assert CANARY not in str(refused.value)


def test_the_database_is_not_asked_to_compare_what_is_encrypted() -> None:
    for ask in (
        lambda: Person.family_name == "Osei",
        lambda: PEOPLE.c.given_name.like("A%"),
        lambda: PEOPLE.c.record_number < "2",
        lambda: PEOPLE.c.born_on == date(1980, 1, 1),
        lambda: PEOPLE.c.family_name.desc(),
    ):
        with pytest.raises(TypeError, match="is encrypted"):
            ask()


@pytest.mark.parametrize(
    "breach",
    [
        sa.select(PEOPLE.c.id).order_by(PEOPLE.c.family_name),
        sa.select(sa.func.lower(PEOPLE.c.family_name)),
        sa.select(PEOPLE.c.id).where(sa.func.length(PEOPLE.c.family_name) > 3),
        sa.select(PEOPLE.c.id).where(PEOPLE.c.language == PEOPLE.c.family_name),
        sa.select(sa.func.count()).group_by(PEOPLE.c.family_name),
        sa.select(PEOPLE.c.family_name).distinct(),
        sa.select(sa.func.row_number().over(order_by=PEOPLE.c.born_on)),
        sa.select(sa.func.max(PEOPLE.c.born_on)),
        select(Person).order_by(Person.family_name),
    ],
)
def test_a_statement_that_works_with_ciphertext_fails_wherever_a_test_sends_it(
    sqlite_database: str, breach: sa.Select[tuple[str]]
) -> None:
    with session() as db, pytest.raises(ComparesNoise, match="is encrypted"):
        db.execute(breach)


def test_p09_with_a_new_secret_everything_is_found_and_read(ward: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    recording.set_password(system_actor(), str(ward.clinician.person_id), "Osei", "a password long enough")
    new_secret(monkeypatch)
    assert history.patient_view(ward.clinician, ward.patient_id).header.name == f"Selam {CANARY}"
    assert history.find_patient(system_actor(ward.clinic_id), "1") is not None
    assert recording.sign_in("osei", "a password long enough").token
    with pytest.raises(Invalid, match="another patient"):
        person = recording.PatientInput(clinic_id=ward.clinic_id, record_number="1", given_name="A", family_name="B")
        recording.add_patient(system_actor(), person)


def test_p09_without_the_old_secret_nothing_is_shown_and_the_reason_is_said(
    ward: Ward, monkeypatch: pytest.MonkeyPatch, run: Run
) -> None:
    new_secret(monkeypatch, old=False)
    assert not ready().ok
    assert "which is not in the settings" in ready().reason
    with pytest.raises(Unsafe) as refused:
        history.patient_view(ward.clinician, ward.patient_id)
    assert OLD in str(refused.value)
    assert CANARY not in str(refused.value)
    code, out, err = run("rotate")
    assert (code, CANARY in out + err) == (3, False)


def test_p09_after_a_rotation_the_old_secret_is_needed_no_more(
    ward: Ward, monkeypatch: pytest.MonkeyPatch, run: Run
) -> None:
    ward.tap("q1")
    before = stored(PEOPLE.c.family_name)
    new_secret(monkeypatch)
    code, out, _ = run("rotate")
    assert code == 0, out
    assert "Sealed anew: 0 rows" not in out
    assert not set(before) & set(stored(PEOPLE.c.family_name))
    without_the_old(monkeypatch)
    assert ready().ok
    assert broken() == ""
    assert history.patient_view(ward.clinician, ward.patient_id).header.name == f"Selam {CANARY}"
    ward.tap("q2")
    assert broken() == ""
    assert run("rotate")[1].startswith("Sealed anew: 0 rows; encrypted anew: 0 values.")
    with session() as db:
        assert len(db.exec(select(AccessLog).where(AccessLog.act == COVERED)).all()) == 1


def test_p09_what_was_changed_past_the_program_is_not_sealed_anew(
    ward: Ward, monkeypatch: pytest.MonkeyPatch, run: Run
) -> None:
    with past_the_doors() as connection:
        connection.execute(sa.text("UPDATE person SET language = 'de' WHERE id = :id"), {"id": ward.patient_id})
    new_secret(monkeypatch)
    code, _, err = run("rotate")
    assert code == 1
    assert f"person {ward.patient_id}" in err
    assert f"person {ward.patient_id}: was changed past the program" in broken()


def test_p09_an_old_entry_that_was_changed_after_a_rotation_is_noticed_without_its_key(
    ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    new_secret(monkeypatch)
    rotating.rotate(engine())
    without_the_old(monkeypatch)
    with past_the_doors() as connection:
        connection.execute(sa.text("UPDATE access_log SET act = 'nothing' WHERE number = 2"))
    assert "were changed past the program" in broken()


def killed(what: str, after: int) -> bool:
    """Do it in a process that is killed at this statement; False where it was done before."""
    program = [sys.executable, "-m", "tests.trust.killed_work", what, str(after)]
    ended = subprocess.run(program, cwd=ROOT, env=os.environ.copy(), check=False)
    assert ended.returncode in (0, -signal.SIGKILL)
    return ended.returncode != 0


def test_p09_killed_at_any_statement_a_rotation_loses_nothing_and_goes_on(
    ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    new_secret(monkeypatch)
    for after in (3, 12, 40):
        assert killed("rotate", after)
        assert broken() == ""
        assert history.patient_view(ward.clinician, ward.patient_id).header.name == f"Selam {CANARY}"
    assert rotating.rotate(engine()).left == []
    without_the_old(monkeypatch)
    assert broken() == ""


def test_f14_what_lay_plainly_is_encrypted_by_the_migration_killed_at_any_statement(ward: Ward, database: str) -> None:
    recording.set_password(system_actor(), str(ward.clinician.person_id), "osei", "a password long enough")
    recording.place_hold(system_actor(), ward.patient_id, "a reason in plain words")
    before = stored(PEOPLE.c.family_name)
    command.downgrade(databases._alembic(database), "0016")
    assert CANARY in stored(PEOPLE.c.family_name)
    for after in (90,):
        assert killed("migrate", after)
        assert schema_of(database)[0] == "0016"
        assert CANARY in stored(PEOPLE.c.family_name)
    databases.migrate(database)
    assert CANARY not in stored(PEOPLE.c.family_name)
    assert len(stored(PEOPLE.c.family_name)) == len(before)
    assert history.patient_view(ward.clinician, ward.patient_id).header.name == f"Selam {CANARY}"
    assert recording.sign_in("osei", "a password long enough").token
    assert broken() == ""
    if database.startswith("sqlite"):
        folder = Path(engine().url.database or "").parent
        assert [f.name for f in folder.iterdir() if f.is_file() and CANARY.encode() in f.read_bytes()] == []


def test_a_row_that_was_changed_before_the_migration_still_shows_after_it(ward: Ward, database: str) -> None:
    command.downgrade(databases._alembic(database), "0016")
    with past_the_doors() as connection:
        connection.execute(sa.text("UPDATE person SET given_name = 'Other' WHERE id = :id"), {"id": ward.patient_id})
    databases.migrate(database)
    assert broken() == f"person {ward.patient_id}: was changed past the program"


def test_a_copy_holds_no_plain_words_even_for_whoever_has_its_key_and_comes_back_under_a_new_secret(
    ward: Ward, data_dir: Path, monkeypatch: pytest.MonkeyPatch, run: Run
) -> None:
    file = data_dir / "copy.bak"
    make(file)
    assert CANARY.encode() not in b"".join(contents(file))
    new_secret(monkeypatch, old=False)
    monkeypatch.setenv("FAIRTRIAL_DATABASE_URL", f"sqlite:///{data_dir / 'elsewhere.sqlite3'}")
    settings.cache_clear()
    code, _, err = run("restore", str(file))
    assert code == 2
    assert OLD in err
    monkeypatch.setenv(OLD, '["' + SECRET + '"]')
    settings.cache_clear()
    assert run("restore", str(file))[0] == 0
    assert run("rotate")[0] == 0
    without_the_old(monkeypatch)
    assert broken() == ""
    assert history.patient_view(ward.clinician, ward.patient_id).header.name == f"Selam {CANARY}"


def test_a_name_that_was_damaged_takes_nobody_else_out_of_sight(ward: Ward) -> None:
    raw = sa.table("person", sa.column("id"), sa.column("family_name"))
    other = vault.lock("Elsewhere", "person.given_name")
    with past_the_doors() as connection:
        connection.execute(sa.update(raw).where(raw.c.id == ward.patient_id).values(family_name=other))
    rows = {row.patient_id: row for row in history.caseload(ward.clinician).rows}
    assert len(rows) == 2
    assert (rows[ward.patient_id].name, rows[ward.patient_id].is_readable) == ("Selam —", False)
    assert rows[ward.asked.patient_id].name == f"Selam {CANARY}"
    assert [row.patient_id for row in history.caseload(ward.clinician, "canary").rows] == [ward.asked.patient_id]
