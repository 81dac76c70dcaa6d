"""Reminders from the command line: one round of what is due, for a timer of the system."""

from typing import Annotated

import typer

from models.commands.frame import DID_NOT_HOLD, NOT_PERMITTED, counting, say


def remind() -> None:
    """Open what schedules ask for and send the reminders that are due, once each; prints what became of them."""
    from models.commands.verifying import require_current_schema
    from models.reminding import Mail
    from models.reminding import remind as a_round
    from models.settings import settings

    rules = settings()
    rules.check()
    require_current_schema()
    channel = Mail(rules.smtp_url, rules.sender) if rules.smtp_url else None
    summary = a_round(channel, counting("Reminders"))
    print(*summary.lines(), sep="\n")
    if channel is None and summary.waiting:
        say("Not sent: FAIRTRIAL_SMTP_URL names no mail server. Nothing was claimed; what is due waits.")
        raise typer.Exit(NOT_PERMITTED)
    if summary.unreachable:
        say(f"Not sent: {summary.unreachable}. What is due waits for the next round.")
    if not summary.is_good:
        raise typer.Exit(DID_NOT_HOLD)


def alerts(
    figures: Annotated[bool, typer.Option("--figures", help="Print how flags were handled, by clinic.")] = False,
) -> None:
    """Pass on safety flags that nobody has taken on, and send what is due; once a day prove that messages go out."""
    from models.commands.verifying import require_current_schema
    from models.reminding import Mail, alert
    from models.settings import settings

    rules = settings()
    rules.check()
    require_current_schema()
    if figures:
        _print_figures()
        return
    summary = alert(Mail(rules.smtp_url, rules.sender) if rules.smtp_url else None)
    print(*summary.lines(), sep="\n")
    if summary.unreachable:
        say(f"Not sent: {summary.unreachable}. What is due waits, and is tried again.")
    if not summary.is_good:
        raise typer.Exit(DID_NOT_HOLD)


def _print_figures() -> None:
    from dataclasses import asdict

    from models import history
    from models.access import system_actor

    for clinic in history.clinics(system_actor()):
        figures = asdict(history.flag_figures(system_actor(clinic.id), clinic.id))
        ways = {f"closed_{way}": count for way, count in figures.pop("closed").items()}
        for name, value in (figures | ways).items():
            print(clinic.name, name, "-" if value is None else f"{value:g}", sep="\t")
