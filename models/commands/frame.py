"""What every command shares: its exit codes, its plain help, and where its words go.

0 done · 1 the check did not hold · 2 bad input or usage · 3 not permitted, or settings that are not safe
Results go to standard output, messages to standard error.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import typer

DONE, DID_NOT_HOLD, BAD_INPUT, NOT_PERMITTED = 0, 1, 2, 3


def group(about: str) -> typer.Typer:
    """A set of commands with plain help, no completion scripts and no decorated tracebacks."""
    return typer.Typer(
        help=about,
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )


def say(*lines: str) -> None:
    """Tell the person at the keyboard something that is no result."""
    for line in lines:
        print(line, file=sys.stderr)


def name_of(file: Path) -> str:
    """What a file is called in messages; `-` is standard input."""
    return "standard input" if str(file) == "-" else file.name


@contextmanager
def opened(file: Path) -> Iterator[BinaryIO]:
    """The bytes of a file, or of standard input for `-`, which stays open."""
    if str(file) == "-":
        yield sys.stdin.buffer
        return
    with file.open("rb") as stream:
        yield stream


def counting(what: str) -> Callable[[int], None]:
    """A line that counts up where nobody knows the end; silent where nobody watches."""
    if not sys.stderr.isatty():
        return lambda done: None
    return lambda done: print(f"\r{what}: {done}", end="", file=sys.stderr, flush=True)


def progress(what: str, total: int) -> Callable[[int], None]:
    """A line that counts up while somebody watches; silent where nobody does."""
    if not sys.stderr.isatty():
        return lambda done: None

    def show(done: int) -> None:
        print(f"\r{what}: {done} of {total}", end="\n" if done >= total else "", file=sys.stderr, flush=True)

    return show
