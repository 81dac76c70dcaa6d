"""The list of commands, in the order in which `fairtrial --help` shows them."""

import typer

from models.commands import (
    assess,
    change,
    copying,
    database,
    erasing,
    exchange,
    exporting,
    frame,
    instruments,
    people,
    reminding,
    report,
    serving,
)


def commands() -> typer.Typer:
    """Every command of this version."""
    app = frame.group("Has every treatment had a fair trial? Treatment trials in depression, judged with reasons.")
    app.command()(serving.demo)
    app.command()(serving.serve)
    app.command()(database.migrate)
    app.command()(database.verify)
    app.command()(database.refresh)
    app.command()(database.rotate)
    app.command()(copying.backup)
    app.command()(copying.restore)
    instruments.register(app)
    app.command()(change.change)
    app.command()(assess.assess)
    app.add_typer(exchange.imports(), name="import")
    app.add_typer(exporting.exports(), name="export")
    app.command()(report.report)
    app.add_typer(people.clinics(), name="clinic")
    app.add_typer(people.users(), name="user")
    app.add_typer(erasing.erasures(), name="erase")
    app.command()(people.invite)
    app.command()(reminding.remind)
    app.command()(reminding.alerts)
    return app
