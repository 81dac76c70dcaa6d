"""The small wrong changes that a test should notice, one at a time, in a file of the program.

Left alone, since they decide nothing: docstrings, sentences (any text with a space in it), annotations and names of
types, decorators. Left alone as well, since they cannot be changed in a running program: members of enumerations.
"""

import ast
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import CodeType
from typing import Any

COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt, ast.GtE),
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.LtE),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Div,
    ast.Mod: ast.Mult,
    ast.Pow: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
}
TYPES = {"int", "float", "str", "bytes", "bool", "list", "dict", "tuple", "set", "date", "datetime"}
Holder = ast.AST | list[Any]
Found = tuple[str, Holder, str | int, object]  # what is changed, and where it is put instead


@dataclass(frozen=True)
class Mutant:
    """One change. The id names file, function and change, and which of several: it holds when lines move."""

    id: str
    file: Path
    function: str  # the outermost function; empty for what runs when the module is loaded
    line: int
    source: str
    tree: ast.Module
    holder: Holder
    key: str | int
    new: object

    def code(self) -> CodeType:
        """The module compiled with this change; the tree is left as it was."""
        old = _put(self.holder, self.key, self.new)
        try:
            return compile(ast.fix_missing_locations(self.tree), str(self.file), "exec")
        finally:
            _put(self.holder, self.key, old)


def _put(holder: Holder, key: str | int, new: object) -> object:
    if isinstance(holder, list):
        old: object = holder[int(key)]
        holder[int(key)] = new
        return old
    old = getattr(holder, str(key))
    setattr(holder, str(key), new)
    return old


def mutants_of(file: Path, name: str) -> list[Mutant]:
    """Every change of a file that is called `name` in ids."""
    text = file.read_text(encoding="utf-8")
    tree, lines, seen, found = ast.parse(text), text.splitlines(), Counter[str](), []
    for function, node, (what, holder, key, new) in _walk(tree, tree, "body", "", in_function=False):
        base = f"{name} {function or 'module'} {what}"
        seen[base] += 1
        line = getattr(node, "lineno", 1)
        source = lines[line - 1].strip()
        found.append(Mutant(f"{base} #{seen[base]}", file, function, line, source, tree, holder, key, new))
    return found


def _walk(
    node: ast.AST, holder: Holder, key: str | int, name: str, in_function: bool
) -> Iterator[tuple[str, ast.AST, Found]]:
    if _left_alone(node):
        return
    for found in _changes(node, holder, key):
        yield (name if in_function else ""), node, found
    for field, value in ast.iter_fields(node):
        if field in ("annotation", "returns", "decorator_list", "type_params") or isinstance(node, ast.JoinedStr):
            continue
        if _is_enumeration(node) and field == "body":
            value = [one for one in value if not isinstance(one, ast.Assign)]
        inside, now = name, in_function
        if field == "body" and isinstance(node, ast.FunctionDef | ast.ClassDef) and not in_function:
            inside, now = f"{name}.{node.name}".lstrip("."), isinstance(node, ast.FunctionDef)
        for place, child in enumerate(value if isinstance(value, list) else [value]):
            if isinstance(child, ast.AST):
                at: tuple[Holder, str | int] = (value, place) if isinstance(value, list) else (node, field)
                yield from _walk(child, *at, inside, now)
    for part in node.values if isinstance(node, ast.JoinedStr) else []:
        if isinstance(part, ast.FormattedValue):
            yield from _walk(part.value, part, "value", name, in_function)


def _left_alone(node: ast.AST) -> bool:
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant)  # a docstring
    if isinstance(node, ast.If):
        return isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
    if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
        return True
    if isinstance(node, ast.Assign):  # another name for a type, as in `Answers = Mapping[str, float]`
        return isinstance(node.value, ast.Subscript) and isinstance(node.value.value, ast.Name) and _is_type(node)
    return isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr) and _names_a_type(node.left)


def _is_enumeration(node: ast.AST) -> bool:
    return isinstance(node, ast.ClassDef) and any("Enum" in ast.unparse(base) for base in node.bases)


def _is_type(node: ast.Assign) -> bool:
    target = node.targets[0]
    return isinstance(target, ast.Name) and target.id[0].isupper() and not target.id.isupper()


def _names_a_type(node: ast.AST) -> bool:
    if isinstance(node, ast.BinOp):
        return _names_a_type(node.left)
    return isinstance(node, ast.Name) and node.id in TYPES


def _changes(node: ast.AST, holder: Holder, key: str | int) -> Iterator[Found]:
    match node:
        case ast.Compare(ops=ops):
            for place, op in enumerate(ops):
                for other in COMPARISONS[type(op)]:
                    yield f"{type(op).__name__}→{other.__name__}", ops, place, other()
        case ast.BinOp(op=sign) | ast.AugAssign(op=sign) if type(sign) in ARITHMETIC:
            other_sign = ARITHMETIC[type(sign)]
            yield f"{type(sign).__name__}→{other_sign.__name__}", node, "op", other_sign()
        case ast.BoolOp(op=ast.And()):
            yield "and→or", node, "op", ast.Or()
        case ast.BoolOp(op=ast.Or()):
            yield "or→and", node, "op", ast.And()
        case ast.UnaryOp(op=sign_of, operand=operand):
            yield f"no {type(sign_of).__name__}", holder, key, operand
        case ast.Constant(value=value):
            yield from ((f"{value!r}→{new!r}", node, "value", new) for new in _constants(value))
        case _:
            yield from _steps(node, holder, key)


def _constants(value: object) -> list[object]:
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int | float):
        return [value + 1, value - 1]
    if isinstance(value, str):
        return [] if " " in value.strip() else [value + "~"]
    return [value + b"~"] if isinstance(value, bytes) else []


def _steps(node: ast.AST, holder: Holder, key: str | int) -> Iterator[Found]:
    """Changes of what is done next: which way, whether at all, and what comes back."""
    match node:
        case ast.Return(value=ast.expr() as value) if not (isinstance(value, ast.Constant) and value.value is None):
            yield "return→None", node, "value", _instead(value, None)
            if isinstance(value, ast.BoolOp | ast.Call):
                yield "return→not", node, "value", ast.copy_location(ast.UnaryOp(ast.Not(), value), value)
        case ast.If() | ast.IfExp():
            yield "if→True", node, "test", _instead(node.test, True)
            yield "if→False", node, "test", _instead(node.test, False)
        case ast.While():
            yield "while→False", node, "test", _instead(node.test, False)
        case ast.comprehension(ifs=ifs):
            for place, test in enumerate(ifs):
                yield "filter→True", ifs, place, _instead(test, True)
                yield "filter→False", ifs, place, _instead(test, False)
        case ast.Break():
            yield "break→continue", holder, key, ast.copy_location(ast.Continue(), node)
        case ast.Continue():
            yield "continue→break", holder, key, ast.copy_location(ast.Break(), node)
        case ast.Expr() | ast.Raise() | ast.AugAssign():
            yield f"{type(node).__name__} removed", holder, key, _left_out(node)
        case ast.Assign(targets=[ast.Attribute() | ast.Subscript()]):
            yield "Assign removed", holder, key, _left_out(node)


# What is taken out stays in the text, where it is never run: a function keeps the names that it shares with others.


def _instead(old: ast.expr, value: bool | None) -> ast.expr:
    return ast.copy_location(ast.IfExp(ast.Constant(False), old, ast.Constant(value)), old)


def _left_out(node: ast.stmt) -> ast.stmt:
    return ast.copy_location(ast.If(ast.Constant(False), [node], []), node)
