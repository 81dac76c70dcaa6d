"""Runs one command and tells every refusal in a sentence, never in a traceback."""

import os
import sys
from collections.abc import Sequence
from typing import Any

from instruments.errors import InstrumentError
from models.commands.frame import BAD_INPUT, DONE, NOT_PERMITTED, say
from models.commands.table import commands
from models.errors import Conflict, Invalid, NeedsConfirming, NotFound, NotPermitted, Refusal, Unsafe

CODES: dict[type[Refusal], int] = {
    NotPermitted: NOT_PERMITTED,
    Unsafe: NOT_PERMITTED,
    NotFound: BAD_INPUT,
    Invalid: BAD_INPUT,
    NeedsConfirming: BAD_INPUT,
    Conflict: BAD_INPUT,
}
INTERRUPTED = 130
UNREACHABLE = ("OperationalError", "ArgumentError", "NoSuchModuleError")


def run(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code."""
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
    except (FileNotFoundError, IsADirectoryError, PermissionError) as refused:
        say(f"{refused.filename}: {refused.strerror}")
        return BAD_INPUT
    except BrokenPipeError:
        # Whoever read the output has seen enough; Python would complain once more when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as stopped:
        lines = _configuration_told(stopped)
        if not lines:
            raise
        say(*lines)
        return NOT_PERMITTED
    return DONE


def told(refused: Refusal) -> list[str]:
    """A refusal in lines: one for each thing that is wrong."""
    if isinstance(refused, Invalid):
        return [f"{problem.field}: {problem.message}" for problem in refused.problems]
    if isinstance(refused, NeedsConfirming):
        return [f"{question.field}: {question.message}" for question in refused.questions]
    return [str(refused)]


def _configuration_told(stopped: Exception) -> list[str]:
    """What is wrong with the settings or the database that they name; empty for anything else, which is a bug.

    Told apart by name, so that help need not load these libraries. A setting's value is not repeated: it may be a
    secret.
    """
    library, kind = type(stopped).__module__.split(".")[0], type(stopped).__name__
    if library == "pydantic_settings":
        return [f"Not done: {stopped}"]
    if getattr(stopped, "title", "") == "Settings":
        errors: Any = stopped
        wrong = errors.errors(include_url=False, include_input=False)
        return [f"Not done: FAIRTRIAL_{'_'.join(map(str, each['loc'])).upper()}: {each['msg']}" for each in wrong]
    if library == "sqlalchemy" and kind in UNREACHABLE:
        return ["Not done: the database does not answer; look at FAIRTRIAL_DATABASE_URL."]
    return []
