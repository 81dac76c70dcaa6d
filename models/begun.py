"""A form stays as it was begun: whoever has answered its first question goes on with the same ones."""

from collections.abc import Iterable, Mapping

from instruments import Instrument, shelf


def form(name: str, begun: Mapping[str, str] | None) -> Instrument:
    """The instrument in the version in which it was begun, else in its newest. KeyError where it has no definition."""
    version = (begun or {}).get(name)
    return shelf().version(name, version) if version in shelf().versions(name) else shelf()[name]


def defined(names: Iterable[str]) -> list[str]:
    """Those of the instruments that have a definition here; a clinic may have taken one of its own away."""
    return [name for name in names if name in shelf()]


def undefined(names: Iterable[str]) -> tuple[str, ...]:
    """The others, each once, by name."""
    return tuple(sorted({name for name in names if name not in shelf()}))
