"""The project's own source, read without running it."""

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


@dataclass(frozen=True)
class Source:
    """One Python file: its module name, its syntax tree, what it imports and what it calls."""

    path: Path

    @property
    def name(self) -> str:
        """The path as a reader knows it, from the project's root."""
        return self.path.relative_to(ROOT).as_posix()

    @property
    def module(self) -> str:
        parts = self.path.relative_to(ROOT).with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.path.read_text(encoding="utf-8"), filename=self.name)

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        return tuple(ast.walk(self.tree))

    @cached_property
    def imports(self) -> frozenset[str]:
        """Every module this file imports, wherever in the file; of `from a import b`, both `a` and `a.b`."""
        found: set[str] = set()
        for node in self.nodes:
            if isinstance(node, ast.Import):
                found |= {each.name for each in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found |= {node.module, *(f"{node.module}.{each.name}" for each in node.names)}
            elif isinstance(node, ast.ImportFrom):
                package = self.module.split(".") if self.path.name == "__init__.py" else self.module.split(".")[:-1]
                base = ".".join([*package[: len(package) - node.level + 1], *([node.module] if node.module else [])])
                found |= {base, *(f"{base}.{each.name}" for each in node.names)}
        return frozenset(found)

    def imports_from(self, package: str) -> set[str]:
        return {each for each in self.imports if each == package or each.startswith(f"{package}.")}

    @cached_property
    def calls(self) -> tuple[ast.Call, ...]:
        return tuple(node for node in self.nodes if isinstance(node, ast.Call))

    def at(self, node: ast.AST) -> str:
        return f"{self.name}:{getattr(node, 'lineno', 0)}"


def called(call: ast.Call) -> str:
    """The last word of what is called: `st.radio(…)` is `radio`."""
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


def argument(call: ast.Call, name: str) -> ast.expr | None:
    return next((each.value for each in call.keywords if each.arg == name), None)


def is_constant(node: ast.expr | None, value: object) -> bool:
    return isinstance(node, ast.Constant) and node.value is value


def room(folder: str) -> list[Source]:
    """All Python files of a room; none where the room is not built yet, but never none where it is."""
    here = ROOT / folder
    files = [here] if here.is_file() else sorted(here.rglob("*.py"))
    assert files or not here.exists() or not any(here.iterdir()), f"{folder} exists and has no Python file"
    return [Source(path) for path in files]


def statements(source: Source) -> Iterator[ast.stmt]:
    """The file's own statements after its docstring and its imports."""
    for position, node in enumerate(source.tree.body):
        is_docstring = position == 0 and isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        if not is_docstring and not isinstance(node, ast.Import | ast.ImportFrom):
            yield node


def tracked() -> list[Path]:
    """The files that belong to the project: those git knows, or all that are not ignored by habit."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode == 0 and listed.stdout:
        return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]
    skipped = {".venv", ".git", "__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache"}
    return [path for path in ROOT.rglob("*") if path.is_file() and not skipped & set(path.parts)]
