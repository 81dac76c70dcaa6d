"""Runs one command and tells every refusal in a sentence, never in a traceback."""

import os
import sys
from collections.abc import Sequence

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
