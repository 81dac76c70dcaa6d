"""Keeps the catalogues in step with the English sentences, as `make words`; translators use any tool for gettext."""

import sys
from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from models.clock import now
from models.crisis import default_crisis_text
from models.exchange.report import said
from models.languages import Sentence
from models.languages.catalogue import HERE, TEMPLATE, placeholders, read
from pages.parts import words

PROJECT, LICENCE = "Fairtrial", "Apache-2.0"


def sources() -> Iterator[tuple[str, Sentence]]:
    """Every English sentence that a patient reads, by its name."""
    yield from words.sentences().items()
    yield from said.sentences().items()
    yield "crisis.message", default_crisis_text().message


def template(since: datetime) -> Catalog:
    """What there is to be worded; the name of a sentence is its context."""
    made = Catalog(project=PROJECT, charset="utf-8", creation_date=since, revision_date=since)
    made.header_comment = (
        f"# Every sentence that a patient reads in {PROJECT}. {LICENCE}. Made by `make words`: do not edit."
    )
    for key, english in sources():
        filled = placeholders(english if isinstance(english, str) else english[1])
        made.add(english, context=key, flags=("python-brace-format",) if filled else ())
    return made


def written(catalogue: Catalog) -> bytes:
    """As translators' tools write it."""
    out = BytesIO()
    write_po(out, catalogue, width=120, sort_output=False, omit_header=False)
    return out.getvalue()


def renew(folder: Path = HERE) -> list[str]:
    """Write the template, and into each catalogue what has come, has changed or has gone; says what is to be worded."""
    asked = template(read(TEMPLATE).creation_date if TEMPLATE.exists() and TEMPLATE.stat().st_size else now())
    (folder / TEMPLATE.name).write_bytes(written(asked))
    said = []
    for file in sorted(folder.glob("*.po")):
        there = read(file)
        there.update(asked, no_fuzzy_matching=True, update_header_comment=False, keep_user_comments=True)
        there.obsolete.clear()
        file.write_bytes(written(there))
        waiting = [str(each.context) for each in there if each.id and not (each.string and all(each.string))]
        said.append(f"{file.stem}: {len(waiting)} to be worded{': ' if waiting else ''}{', '.join(waiting)}")
    return said


if __name__ == "__main__":
    sys.stdout.write("\n".join(renew()) + "\n")
