"""Copies of an installation from the command line: made while it runs, and brought back whole or not at all."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from models.commands.frame import DID_NOT_HOLD, counting, say

Replace = Annotated[bool, typer.Option("--replace", help="Put the copy in the place of everything that is there.")]
AsItIs = Annotated[
    bool, typer.Option("--as-it-is", help="Take a copy whose own seals are broken; verify names them afterwards.")
]

Upgrade = Annotated[bool, typer.Option("--upgrade", help="Take a copy of an older version, and bring it to this one.")]


def backup(out: Annotated[Path, typer.Argument(help="The file to write; one of that name is replaced.")]) -> None:
    """Write an encrypted copy of one moment of the database, while others go on working; prints its checksum."""
    from models.commands.verifying import require_current_schema
    from models.copies.making import make
    from models.database import session
    from models.sealing import log

    require_current_schema()
    made = make(out, counting("Lines"))
    out.with_name(f"{out.name}.sha256").write_text(f"{made.sha256}  {out.name}\n", "utf-8")
    with session(write=True) as db:
        db.add(log.own_entry("backup", {"sha256": made.sha256, "rows": made.rows}))
    print(f"{made.sha256}  {out}")
    say(f"{made.rows} rows. The copy cannot be read without FAIRTRIAL_SECRET_KEY: keep that somewhere else.")


def restore(
    source: Annotated[str, typer.Argument(metavar="IN", help="The copy; - reads standard input.")],
    replace: Replace = False,
    as_it_is: AsItIs = False,
    upgrade: Upgrade = False,
) -> None:
    """Bring a copy back, proved whole first; a database that is not empty is replaced only if that is said."""
    from models.copies.restoring import Unproved
    from models.copies.restoring import restore as bring_back

    name = "standard input" if source == "-" else source
    said = {"replace": replace, "as_it_is": as_it_is, "upgrade": upgrade}
    try:
        if source == "-":
            done = bring_back(sys.stdin.buffer, name, told=counting("Lines"), **said)
        else:
            _compare_checksum(Path(source))
            with Path(source).open("rb") as file:
                done = bring_back(file, name, told=counting("Lines"), **said)
    except Unproved as refused:
        say(str(refused), "Nothing was changed. To take it all the same: fairtrial restore --as-it-is")
        raise typer.Exit(DID_NOT_HOLD) from None
    print(f"{done.rows} rows are back, as they were at {done.made_at}.")
    for table, (key, *_) in done.kept.raised:
        if table != "erasure":
            print(f"kept open: {table} {key}")
    for person_id in done.kept.erased:
        print(f"erased again: {person_id}")
    for flag in done.kept.lost:
        say(f"safety_flag {flag} was open, and the copy does not know its patient: look after it by hand.")


def _compare_checksum(file: Path) -> None:
    """Raises Invalid where the checksum beside the copy is another one."""
    from models.copies.envelope import damaged
    from models.copies.making import sha256_of

    beside = file.with_name(f"{file.name}.sha256")
    if beside.is_file() and beside.read_text("utf-8", "replace").split()[:1] != [sha256_of(file)]:
        raise damaged(str(file), f"is not the file whose checksum is in {beside.name}")
