"""The ways in which a request can be refused, each in words that a person can act on.

Refusal
├── NotPermitted   this person may not do this (also said when the thing does not exist)
├── NotFound       a link or an id that leads nowhere; looks the same as NotPermitted to a visitor
├── Invalid        what was typed is impossible; carries one Problem for each field
├── NeedsConfirming  what was typed is unusual; carries what to ask the person
├── Conflict       somebody else changed the same record first
└── Unsafe         the settings would put patients at risk; nothing starts
"""

from dataclasses import dataclass


class Refusal(Exception):
    """A request that was understood and not carried out; nothing has been written."""


class NotPermitted(Refusal):
    """The person may not do this, or the thing does not exist: the two are told apart for nobody."""


class NotFound(Refusal):
    """The link or id leads nowhere."""


class Conflict(Refusal):
    """The record changed since it was shown; nothing was overwritten."""


class Unsafe(Refusal):
    """The settings are not safe to run with."""


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: the field it stands in and what is allowed there."""

    field: str
    message: str


class Invalid(Refusal):
    """Impossible input: every problem at once, so that a person can mend them together."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{p.field}: {p.message}" for p in problems))


class NeedsConfirming(Refusal):
    """Unusual input: allowed once the person has confirmed it by name."""

    def __init__(self, questions: list[Problem]) -> None:
        self.questions = tuple(questions)
        super().__init__("; ".join(f"{p.field}: {p.message}" for p in questions))
