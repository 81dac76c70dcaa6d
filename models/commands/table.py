"""The list of commands, in the order in which `fairtrial --help` shows them."""

import typer

from models.commands import assess, change, database, exchange, frame, instruments, people, serving


def commands() -> typer.Typer:
    """Every command of this version."""
    app = frame.group("Has every treatment had a fair trial? Treatment trials in depression, judged with reasons.")
    app.command()(serving.demo)
    app.command()(serving.serve)
    app.command()(database.migrate)
    app.command()(database.verify)
    app.command()(database.refresh)
    instruments.register(app)
    app.command()(change.change)
    app.command()(assess.assess)
    app.add_typer(exchange.imports(), name="import")
    app.add_typer(people.clinics(), name="clinic")
    app.add_typer(people.users(), name="user")
    app.command()(people.invite)
    return app
