"""The database of an installation: its schema, whether what it says still holds, and the caseload's cache."""

import typer

from models.commands.frame import DID_NOT_HOLD, progress

MOST_TOLD = 20


def migrate() -> None:
    """Bring the database to the schema of this version."""
    from models import database
    from models.own_instruments import with_own_instruments
    from models.recording.standing import fill
    from models.settings import settings

    has, wanted = database.schema_of(settings().url)
    if has == wanted:
        print(f"The schema is current ({wanted}).")
        return
    with_own_instruments()
    database.migrate()
    with database.session(write=True) as db:
        fill(db)
    print(f"The schema is now {wanted}; it was {has or 'empty'}.")


def verify() -> None:
    """Check schema, constraints, the seal of every row, the log's chain, every score and the caseload's cache.

    Names what does not hold by ids alone.
    """
    from models.commands.verifying import held
    from models.own_instruments import with_own_instruments

    with_own_instruments()
    broken = 0
    for result in held():
        print(f"{'holds' if result.holds else 'DOES NOT HOLD'}: {result.what}")
        for line in result.breaches:
            print(f"  {line}")
        broken += not result.holds
    if broken:
        raise typer.Exit(DID_NOT_HOLD)


def rotate() -> None:
    """Encrypt and seal everything anew under the secret in use; stopped at any moment, it goes on later.

    Put the new secret into FAIRTRIAL_SECRET_KEY and the one of before into FAIRTRIAL_OLD_SECRET_KEYS first. Needs no
    standstill. When it is done, the older secrets are needed for copies made with them, and for nothing else.
    """
    from models.commands.frame import counting, say
    from models.commands.verifying import require_current_schema
    from models.database import engine
    from models.sealing import rotating

    require_current_schema()
    done = rotating.rotate(engine(), counting("Rows"))
    print(f"Sealed anew: {done.seals} rows; encrypted anew: {done.words} values.")
    if done.left:
        say(*(f"left as it is, since it is not as it was sealed: {row}" for row in done.left[:MOST_TOLD]))
        say(f"Left: {len(done.left)} rows. Keep the older secrets, run: fairtrial verify.")
        raise typer.Exit(DID_NOT_HOLD)
    print("Nothing here needs an older secret any more; copies that were made with one do.")


def refresh() -> None:
    """Make the caseload's cache again from the records."""
    from sqlmodel import func, select

    from models.commands.verifying import require_current_schema
    from models.database import session
    from models.recording.standing import rebuild
    from models.records import Person, PersonRole

    require_current_schema()
    with session(write=True) as db:
        total = db.exec(select(func.count()).select_from(Person).where(Person.role == PersonRole.patient)).one()
        done = rebuild(db, progress("Patients", total))
    print(f"The caseload follows from the records again: {done} patients.")
