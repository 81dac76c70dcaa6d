"""The rules of this building, held against its source: where each thing may stand, and what may never be written."""

import ast
import graphlib
import importlib
import inspect
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.source import ROOT, Source, argument, called, is_constant, room, statements

PRODUCT = [*room("app.py"), *room("pages"), *room("models"), *room("instruments")]
CRITERIA = room("models/criteria")
PAGES = [*room("app.py"), *room("pages")]
PEOPLES_PAGES = [
    source
    for who in ("patient", "clinician", "admin")
    for source in room(f"pages/{who}")
    if source.path.name != "__init__.py"
]

# From the top to the ground; a room may use its own floor and those below.
FLOORS = ("app", "pages", "models", "instruments")
MODEL_FLOORS: dict[str, int] = {
    "__main__": 4,
    "commands": 4,
    "demo": 4,
    "exchange": 4,
    "reminding": 4,
    "recording": 3,
    "history": 3,
    "records": 1,
    "settings": 1,
    "keys": 1,
    "vault": 1,
    "clock": 1,
    "errors": 0,
    "words": 0,
}
MIDDLE = 2  # access, database, criteria and whatever else stands between the doors and the records


def ids(source: Source) -> str:
    return source.name


def sorry(breaches: list[str]) -> None:
    assert not breaches, "\n" + "\n".join(breaches)


def test_the_house_stands() -> None:
    """The searches below look at something."""
    assert {source.name.split("/")[0] for source in PRODUCT} >= {"models", "instruments"}
    assert CRITERIA


# 1. The arrows


def floor(module: str) -> int:
    return FLOORS.index(module.split(".")[0])


@pytest.mark.parametrize("source", PRODUCT, ids=ids)
def test_no_arrow_goes_up(source: Source) -> None:
    for imported in source.imports:
        if imported.split(".")[0] in FLOORS:
            assert floor(imported) >= floor(source.module), f"{source.name} imports {imported}"


def model_floor(module: str) -> int:
    parts = module.split(".")
    return MODEL_FLOORS.get(parts[1], MIDDLE) if len(parts) > 1 else 0


@pytest.mark.parametrize("source", room("models"), ids=ids)
def test_no_arrow_goes_up_within_models(source: Source) -> None:
    for imported in source.imports_from("models"):
        room_of_it = (ROOT / Path(*imported.split(".")[:2])).with_suffix("")
        if room_of_it.is_dir() or room_of_it.with_suffix(".py").is_file():
            assert model_floor(imported) <= model_floor(source.module), f"{source.name} imports {imported}"


def test_no_circle() -> None:
    modules = {source.module for source in PRODUCT}
    arrows = {source.module: _arrows(source) & modules for source in PRODUCT}
    try:
        graphlib.TopologicalSorter(arrows).prepare()
    except graphlib.CycleError as error:
        pytest.fail(" → ".join(error.args[1]))


def _arrows(source: Source) -> set[str]:
    """What a file imports; naming a file inside its own package is no arrow to the package's front door."""
    own = source.module.split(".")
    packages = {".".join(own[:length]) for length in range(1, len(own) + 1)}
    return set(source.imports - packages)


@pytest.mark.parametrize("source", CRITERIA, ids=ids)
def test_criteria_use_nothing_of_models_but_its_words(source: Source) -> None:
    others = (
        source.imports_from("models") - source.imports_from("models.criteria") - source.imports_from("models.words")
    )
    sorry([f"{source.name} imports {each}" for each in others - {"models"}])


# 2. Who may use which library


@pytest.mark.parametrize("source", PRODUCT, ids=ids)
def test_each_library_stays_in_its_rooms(source: Source) -> None:
    homes = {
        "streamlit": ("app.py", "pages/"),
        "altair": ("pages/parts/", "models/exchange/"),
        "sqlmodel": ("models/",),
        "sqlalchemy": ("models/",),
        "alembic": ("models/",),
        "psycopg": ("models/",),
    }
    for library, rooms in homes.items():
        if source.imports_from(library):
            assert source.name.startswith(rooms), f"{source.name} imports {library}"


# 3. Pages


FLAT = [Source(path) for path in sorted((ROOT / "pages").glob("*.py")) if path.name != "shell.py"]


@pytest.mark.parametrize("source", FLAT, ids=ids)
def test_no_page_lies_flat(source: Source) -> None:
    """Streamlit may serve a file that lies flat in `pages/` to anybody who types its name: run so, it draws nothing."""
    for node in statements(source):
        assert isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Assign | ast.AnnAssign), (
            f"{source.at(node)}: only shell.py may do something when run; move a page to its people's folder"
        )
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value:
            assert "st" not in {each.id for each in ast.walk(node.value) if isinstance(each, ast.Name)}, source.at(node)


@pytest.mark.parametrize("source", PEOPLES_PAGES, ids=ids)
def test_a_page_begins_with_its_gate(source: Source) -> None:
    first = next(statements(source), None)
    call = first.value if isinstance(first, ast.Expr | ast.Assign | ast.AnnAssign) else None
    wanted = f"{source.name} must begin with gate.require(Permission.…)"
    assert isinstance(call, ast.Call), wanted
    assert ast.unparse(call.func) == "gate.require", wanted
    assert call.args, wanted
    assert ast.unparse(call.args[0]).startswith("Permission."), wanted


@pytest.mark.parametrize("source", PAGES, ids=ids)
def test_pages_know_no_table(source: Source) -> None:
    assert not source.imports_from("models.records"), f"{source.name} reaches round the doors"
    assert not {each for each in source.imports_from("models.database") if each.endswith((".session", ".engine"))}


@pytest.mark.parametrize("source", PAGES, ids=ids)
def test_no_answer_is_chosen_beforehand(source: Source) -> None:
    """A radio without `index=` starts on its first option: "not at all" for somebody who has said nothing."""
    for call in source.calls:
        if called(call) == "radio":
            assert argument(call, "index") is not None, f"{source.at(call)}: st.radio without index="
            assert not is_constant(argument(call, "index"), 0), f"{source.at(call)}: st.radio with index=0"


@pytest.mark.parametrize("source", PAGES, ids=ids)
def test_no_patient_is_kept_in_a_cache(source: Source) -> None:
    if source.name.startswith("pages/parts/theme"):
        return
    used = [source.at(node) for node in source.nodes if isinstance(node, ast.Attribute) and node.attr == "cache_data"]
    assert not used
    assert not source.imports_from("streamlit.cache_data")


@pytest.mark.parametrize("source", PAGES, ids=ids)
def test_no_file_is_served_without_a_visit(source: Source) -> None:
    """Streamlit serves a download button's file to anybody who has its address; use a route that asks who it is."""
    sorry([source.at(call) for call in source.calls if called(call) == "download_button"])


# 4. Criteria follow from their arguments alone


@pytest.mark.parametrize("source", CRITERIA, ids=ids)
def test_criteria_read_no_clock_database_or_environment(source: Source) -> None:
    for library in ("os", "time", "random", "secrets", "sqlite3", "sqlmodel", "sqlalchemy", "socket", "subprocess"):
        assert not source.imports_from(library), f"{source.name} imports {library}"
    for node in source.nodes:
        if isinstance(node, ast.Attribute):
            assert node.attr not in ("today", "now", "utcnow", "environ", "getenv"), source.at(node)


# Numbers that no paper gave us: file, number and why it may stand in the code.
PLAIN_NUMBERS: dict[tuple[str, float], str] = {
    ("models/criteria/formulary.py", 4096): "how many spellings of a drug are remembered",
}


@pytest.mark.parametrize("source", CRITERIA, ids=ids)
def test_no_clinical_number_in_a_comparison(source: Source) -> None:
    for node in source.nodes:
        if isinstance(node, ast.Compare):
            bare = {number for number in _numbers_in(node) if (source.name, number) not in PLAIN_NUMBERS}
            assert not bare, f"{source.at(node)}: {ast.unparse(node)}: give the number a name in rules/*.toml"


def _numbers_in(comparison: ast.Compare) -> Iterator[float]:
    """The numbers that something is compared with; nothing, one and two of something are no clinical numbers."""
    sides = (comparison.left, *comparison.comparators)
    counts = any(isinstance(each, ast.Call) and called(each) == "len" for each in sides)
    for side in sides:
        number = side.operand if isinstance(side, ast.UnaryOp) else side
        is_number = isinstance(number, ast.Constant) and type(number.value) in (int, float)
        if is_number and number.value not in (0, 1) and not (counts and number.value == 2):
            yield number.value


RULES = sorted((ROOT / "models/criteria/rules").rglob("*.toml"))


def test_there_are_rules() -> None:
    assert RULES or not any((ROOT / "models/criteria/rules").glob("*"))


@pytest.mark.parametrize("path", RULES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_clinical_number_has_its_five_fields(path: Path) -> None:
    """Definitions of resistance and payers' policies included; their place in the list is no clinical number."""
    document = tomllib.loads(path.read_text(encoding="utf-8"))
    if path.parent.name in ("definitions", "payers"):
        assert isinstance(document.pop("order"), int)
    for name, fields in _numbers("", document, frozenset(), document.get("columns", {})):
        missing = {"unit", "source", "mark", "checked_on"} - fields
        assert not missing, f"{path.name}: {name} lacks {', '.join(sorted(missing))}"


def _numbers(
    name: str, entry: Any, above: frozenset[str], columns: dict[str, Any]
) -> Iterator[tuple[str, frozenset[str]]]:
    """Each number with the fields beside it, above it, or of the column it stands in."""
    if isinstance(entry, dict):
        here = above | {key for key, value in entry.items() if not isinstance(value, dict | list)}
        for key, value in entry.items():
            yield from _numbers(f"{name}.{key}".strip("."), value, here | columns.get(key, {}).keys(), columns)
    elif isinstance(entry, list):
        for position, value in enumerate(entry):
            yield from _numbers(f"{name}[{position}]", value, above, columns)
    elif isinstance(entry, int | float) and not isinstance(entry, bool):
        yield name, above


# 7, 12. Records


@pytest.mark.parametrize("source", room("models/records"), ids=ids)
def test_records_keep_their_annotations(source: Source) -> None:
    assert "__future__.annotations" not in source.imports, "relationships between tables break"


# 9. Doors


@pytest.mark.parametrize("package", ["models.recording", "models.history"])
def test_every_door_has_a_permission(package: str) -> None:
    folder = ROOT / package.replace(".", "/")
    if not (folder / "__init__.py").exists():
        pytest.skip(f"{package} is not built yet")
    registry = importlib.import_module("models.door").REGISTRY
    door = importlib.import_module(package)
    names = getattr(door, "__all__", [name for name in vars(door) if not name.startswith("_")])
    functions = [thing for thing in (getattr(door, name) for name in names) if inspect.isfunction(thing)]
    assert functions, f"{package} offers nothing"
    sorry([f"{f.__module__}.{f.__name__}" for f in functions if f"{f.__module__}.{f.__name__}" not in registry])


@pytest.mark.parametrize("source", [*room("models/recording"), *room("models/history")], ids=ids)
def test_a_door_asks_nothing_of_the_screen(source: Source) -> None:
    assert not source.imports_from("streamlit"), "Streamlit may abandon a write at any of its own calls"


# 10. What may never be written


@pytest.mark.parametrize("source", PRODUCT, ids=ids)
def test_nothing_is_unpickled_or_evaluated(source: Source) -> None:
    for library in ("pickle", "cPickle", "dill", "cloudpickle", "shelve", "marshal", "joblib"):
        assert not source.imports_from(library), f"{source.name} imports {library}"
    named = [call for call in source.calls if isinstance(call.func, ast.Name)]
    sorry([source.at(call) for call in named if called(call) in ("eval", "exec", "compile", "__import__")])
    sorry([source.at(call) for call in source.calls if called(call) in ("read_pickle", "to_pickle", "from_pickle")])


# Links in the same tab and the style sheet can't be had otherwise; what a person typed is escaped there.
HTML_IS_MADE_IN = ("pages/parts/say.py", "pages/parts/theme.py", "pages/parts/pieces.py")


@pytest.mark.parametrize("source", PRODUCT, ids=ids)
def test_nothing_a_person_typed_becomes_html(source: Source) -> None:
    for node in source.nodes:
        if isinstance(node, ast.keyword):
            assert node.arg not in ("unsafe_allow_html", "unsafe_allow_javascript"), source.at(node.value)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "st":
            assert node.attr != "iframe", source.at(node)
            assert node.attr != "html" or source.name in HTML_IS_MADE_IN, source.at(node)
    assert not source.imports_from("streamlit.components")


# Their pieces are constants of the program: a pragma and a constraint take no bound parameter.
SQL_OF_CONSTANTS = {
    ("models/database.py", "_set_pragmas"),
    ("models/records/base.py", "one_of"),
    ("migrations/versions/0017_encrypted.py", "_rewrite"),
    ("migrations/versions/0019_how_a_flag_ended.py", "_rewrite"),
}
SQL_CALLS = ("text", "exec_driver_sql", "execute", "executescript", "literal_column")


@pytest.mark.parametrize("source", [*room("models"), *room("migrations")], ids=ids)
def test_no_sql_is_made_of_strings(source: Source) -> None:
    functions = [node for node in source.nodes if isinstance(node, ast.FunctionDef)]
    excused = {
        id(node) for each in functions if (source.name, each.name) in SQL_OF_CONSTANTS for node in ast.walk(each)
    }
    for call in source.calls:
        if called(call) in SQL_CALLS and call.args and id(call) not in excused:
            assert not _is_made_of_pieces(call.args[0]), source.at(call)


def _is_made_of_pieces(node: ast.expr) -> bool:
    if isinstance(node, ast.JoinedStr):
        return any(isinstance(part, ast.FormattedValue) for part in node.values)
    if isinstance(node, ast.BinOp):
        return isinstance(node.op, ast.Mod | ast.Add)
    return isinstance(node, ast.Call) and called(node) in ("format", "join", "replace")


@pytest.mark.parametrize("source", PRODUCT, ids=ids)
def test_no_error_is_swallowed_unseen(source: Source) -> None:
    """Streamlit ends a run with a BaseException: caught, it would go on as if nothing had happened."""
    for node in source.nodes:
        if isinstance(node, ast.ExceptHandler):
            assert node.type is not None, f"{source.at(node)}: bare except"
            assert "BaseException" not in ast.unparse(node.type), source.at(node)
