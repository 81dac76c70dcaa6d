"""Everything of one's own as a file for a computer: the history as other programs read it, and one's own words."""

from typing import Any

import orjson

from models.exchange.history_out import history_of
from models.history import OwnRecord

FORMAT = "fairtrial-own/1"


def own_document(own: OwnRecord) -> bytes:
    """The file, in lines that a person can read, too."""
    person = own.record.person
    document: dict[str, Any] = {
        "format": FORMAT,
        "name": f"{person.given_name} {person.family_name}",
        "record_number": person.record_number,
        "clinic": person.clinic_name,
        "history": history_of(own.record),
        "events": [{"on": each.happened_on, "kind": each.kind, "words": each.words} for each in own.events],
        "said": [
            {"about": each.about, "stance": each.stance, "words": each.words, "at": each.recorded_at}
            for each in own.preferences
        ],
        "notes_to_the_team": [
            {"at": each.written_at, "words": each.words, "read_at": each.read_at} for each in own.notes
        ],
        "safety_plan": own.safety_plan.words if own.safety_plan else None,
    }
    return orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_UTC_Z)
