"""Puts a change into the running program: into every function that was made from the changed code."""

import gc
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from types import CodeType, FunctionType, ModuleType

from tests.mutation.changes import Mutant

Key = tuple[str, str, int]  # file, qualified name, first line


def key_of(code: CodeType) -> Key:
    return code.co_filename, code.co_qualname, code.co_firstlineno


def codes_in(code: CodeType) -> Iterator[CodeType]:
    """A code object and all that are made inside it: functions, closures, comprehensions."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from codes_in(constant)


class Program:
    """The loaded program below a folder: its functions by their code, and its caches."""

    def __init__(self, root: str, folder: str) -> None:
        self.root, self.folder = root, f"{root}/{folder}/"
        self.look()

    def look(self) -> None:
        """Once more where tests have loaded what is loaded only when it is asked for."""
        self.functions: dict[Key, list[FunctionType]] = {}
        gc.collect()
        everything = gc.get_objects()
        for one in everything:
            if isinstance(one, FunctionType) and one.__code__.co_filename.startswith(self.folder):
                self.functions.setdefault(key_of(one.__code__), []).append(one)
        self.caches = [one for one in everything if _is_cache(one) and self._ours(one.__wrapped__)]
        kept = [one.func for one in everything if type(one).__name__ == "cached_property" and self._ours(one.func)]
        self.cached = {id(one.__code__) for one in [*kept, *(cache.__wrapped__ for cache in self.caches)]}

    def _ours(self, function: object) -> bool:
        code = getattr(function, "__code__", None)
        return code is not None and code.co_filename.startswith(self.root) and "site-packages" not in code.co_filename

    def forget(self) -> None:
        """Empties every cache of the project."""
        for cache in self.caches:
            cache.cache_clear()

    def put(self, mutant: Mutant, module: bool) -> None:
        """Changes functions in place; for what runs when a module is loaded, its values as well."""
        code = mutant.code()
        made = Counter(key_of(one) for one in codes_in(code))
        for one in codes_in(code):
            for function in self.functions.get(key_of(one), ()) if made[key_of(one)] == 1 else ():
                with suppress(ValueError):  # a closure that no longer needs what it holds; the next one is made anew
                    function.__code__ = one
        if module:
            _put_values(str(mutant.file), code)


def _is_cache(one: object) -> bool:
    return type(one).__name__ == "_lru_cache_wrapper"


def _put_values(file: str, code: CodeType) -> None:
    """Loads the changed module beside the old one, and gives its values to all who hold the old ones."""
    old = next(one for one in list(sys.modules.values()) if getattr(one, "__file__", None) == file)
    new = ModuleType(old.__name__)
    new.__dict__.update({name: value for name, value in vars(old).items() if name.startswith("__")})
    sys.modules[old.__name__] = new
    try:
        exec(code, vars(new))
    finally:
        sys.modules[old.__name__] = old
    for name, value in vars(new).items():
        before = vars(old).get(name)
        if isinstance(value, type) and value.__module__ == old.__name__ and isinstance(before, type):
            _put_class(before, value)
        elif isinstance(value, FunctionType) and isinstance(before, FunctionType):
            before.__defaults__, before.__kwdefaults__ = value.__defaults__, value.__kwdefaults__
        elif not name.startswith("__") and before is not None and not callable(value):
            _give(name, before, value)


def _put_class(old: type, new: type) -> None:
    for name, value in vars(new).items() if not hasattr(new, "__members__") else ():
        before = vars(old).get(name)
        if isinstance(value, FunctionType) and isinstance(before, FunctionType):
            before.__defaults__, before.__kwdefaults__ = value.__defaults__, value.__kwdefaults__
        elif not name.startswith("_") and not callable(value) and not hasattr(value, "__get__"):
            setattr(old, name, value)


def _give(name: str, before: object, value: object) -> None:
    for module in list(sys.modules.values()):
        held = getattr(module, "__dict__", {})
        if held.get(name) is before:
            held[name] = value
