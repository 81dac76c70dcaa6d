"""Sets pages with Typst: the template is a file, the report its data, and no text of a record is read as markup."""

import json
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

import typst

HERE = Path(__file__).parent
# What the standard for accessible documents demands is checked by Typst itself, which refuses to make anything else.
ACCESSIBLE: Final = "ua-1"
PROBE = b'#set document(title: "letter")\n#set text(lang: "en", font: "Libertinus Serif")\n#sys.inputs.letter'


@cache
def template(name: str) -> bytes:
    return (HERE / f"{name}.typ").read_bytes()


def pdf(name: str, data: dict[str, Any], made_at: datetime, *, with_system_fonts: bool = False) -> bytes:
    """The pages as PDF/UA-1. Raises typst.TypstError where they would not be accessible."""
    made: Any = typst.compile(
        template(name),
        format="pdf",
        sys_inputs={"report": json.dumps(data, ensure_ascii=False)},
        pdf_standards=ACCESSIBLE,
        ignore_system_fonts=not with_system_fonts,
        timestamp=made_at.astimezone(UTC).replace(microsecond=0),
    )
    return bytes(made)


def pictures(name: str, data: dict[str, Any], dots_per_inch: float = 110) -> list[bytes]:
    """The same pages as pictures, to be looked at."""
    made: Any = typst.compile(
        template(name),
        format="png",
        ppi=dots_per_inch,
        sys_inputs={"report": json.dumps(data)},
        ignore_system_fonts=True,
    )
    return list(made) if isinstance(made, list) else [made]


def printable_with(letter: str, with_system_fonts: bool) -> bool:
    """Whether a font has this letter; Typst refuses an accessible document with a letter that none has."""
    try:
        typst.compile(
            PROBE,
            format="pdf",
            sys_inputs={"letter": letter},
            pdf_standards=ACCESSIBLE,
            ignore_system_fonts=not with_system_fonts,
        )
    except typst.TypstError:
        return False
    return True
