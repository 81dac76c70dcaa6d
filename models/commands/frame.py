"""What every command shares: its exit codes, where its words go, and how a refusal is told.

0 done · 1 the check did not hold · 2 bad input or usage · 3 not permitted, or settings that are not safe
Results go to standard output, messages to standard error. A refusal is a sentence and never a traceback.
"""

import os
import sys
from collections.abc import Callable, Sequence

import typer

from instruments.errors import InstrumentError
from models.errors import Conflict, Invalid, NeedsConfirming, NotFound, NotPermitted, Refusal, Unsafe

DONE, DID_NOT_HOLD, BAD_INPUT, NOT_PERMITTED = 0, 1, 2, 3
CODES: dict[type[Refusal], int] = {
    NotPermitted: NOT_PERMITTED,
    Unsafe: NOT_PERMITTED,
    NotFound: BAD_INPUT,
    Invalid: BAD_INPUT,
    NeedsConfirming: BAD_INPUT,
    Conflict: BAD_INPUT,
}
INTERRUPTED = 130


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


def run(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code."""
    from models.commands.table import commands

    try:
        commands()(args=arguments, prog_name="fairtrial")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else DONE
    except Refusal as refused:
        say(*told(refused))
        return CODES.get(type(refused), BAD_INPUT)
    except InstrumentError as refused:
        say(str(refused))
        return BAD_INPUT
    except ValueError as refused:
        if not type(refused).__module__.startswith("pydantic"):
            raise
        say(*_settings_told(refused))
        return NOT_PERMITTED
    except (FileNotFoundError, IsADirectoryError, PermissionError) as refused:
        say(f"{refused.filename}: {refused.strerror}")
        return BAD_INPUT
    except BrokenPipeError:
        # Whoever read the output has seen enough; Python would complain once more when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except KeyboardInterrupt:
        return INTERRUPTED
    return DONE


def told(refused: Refusal) -> list[str]:
    """A refusal in lines: one for each thing that is wrong."""
    if isinstance(refused, Invalid):
        return [f"{problem.field}: {problem.message}" for problem in refused.problems]
    if isinstance(refused, NeedsConfirming):
        return [f"{question.field}: {question.message}" for question in refused.questions]
    return [str(refused)]


def _settings_told(refused: ValueError) -> list[str]:
    """What is wrong with a setting of the environment; its value is not repeated: it may be a secret."""
    errors = getattr(refused, "errors", None)
    if errors is None:
        return [f"Not done: {refused}"]
    return [
        f"Not done: FAIRTRIAL_{'_'.join(str(part) for part in error['loc']).upper()}: {error['msg']}"
        for error in errors(include_url=False, include_input=False)
    ]


def say(*lines: str) -> None:
    """Tell the person at the keyboard something that is no result."""
    for line in lines:
        print(line, file=sys.stderr)


def progress(what: str, total: int) -> Callable[[int], None]:
    """A line that counts up while somebody watches; silent where nobody does."""
    if not sys.stderr.isatty():
        return lambda done: None

    def show(done: int) -> None:
        print(f"\r{what}: {done} of {total}", end="\n" if done >= total else "", file=sys.stderr, flush=True)

    return show
