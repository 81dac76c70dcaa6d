"""In which language a form is asked: the patient's own where it is complete in it, and never half of one."""

from collections.abc import Iterable

from instruments import Instrument, shelf

COMMON = "en"


def form_language(instrument: Instrument, wanted: str) -> str | None:
    """The language wanted, else English, each only where the whole form is worded in it; None where neither is."""
    return next((one for one in (wanted, COMMON) if one in instrument.languages), None)


def form_languages(names: Iterable[str], wanted: str) -> dict[str, str]:
    """The language of each form of a check-in; each form stands in one language from its first to its last word."""
    found = {name: form_language(shelf()[name], wanted) for name in names}
    return {name: language for name, language in found.items() if language is not None}


def unreadable(names: Iterable[str], wanted: str) -> list[str]:
    """The forms that nobody could read to this patient, each with the languages in which it is worded."""
    return [
        f"{one.abbreviation}: worded here in {', '.join(one.languages)} only, neither in {wanted} nor in English"
        for one in (shelf()[name] for name in names)
        if one.languages and form_language(one, wanted) is None
    ]
