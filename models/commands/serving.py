"""Serving: the demo with its invented people, or the installation's own database."""

import json
import os
import signal
import socket
import subprocess
import sys
from typing import Annotated, NoReturn

import typer

from models.commands.frame import BAD_INPUT, say

Port = Annotated[int, typer.Option(min=1, max=65535, help="The port to listen on.")]
Host = Annotated[str, typer.Option(help="The address to listen on; a proxy with TLS belongs in front of any but this.")]
STANDARD_PORT = 8501
HERE = "127.0.0.1"


def demo(port: Port = STANDARD_PORT, host: Host = HERE) -> None:
    """Make a demo with invented people, if there is none yet, and serve it."""
    _refuse_a_taken_port(host, port)
    os.environ["FAIRTRIAL_MODE"] = "demo"
    from models.settings import Settings, settings

    if "base_url" not in Settings().model_fields_set:
        os.environ["FAIRTRIAL_BASE_URL"] = f"http://localhost:{port}"
    settings.cache_clear()
    from models.database import migrate
    from models.demo import make_if_none

    migrate()
    make_if_none(tell=say)
    _serve(host, port)


def serve(port: Port = STANDARD_PORT, host: Host = HERE) -> None:
    """Serve the database that FAIRTRIAL_DATABASE_URL names; by default a SQLite file in the data folder."""
    from models.database import ready
    from models.errors import Unsafe
    from models.settings import settings

    settings().check()
    now = ready()
    if not now.ok:
        raise Unsafe(f"Not started: {now.reason}.")
    _refuse_a_taken_port(host, port)
    _serve(host, port)


def _refuse_a_taken_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as refused:
            say(f"--port {port}: cannot be used on {host} ({refused.strerror}); choose another with --port")
            raise typer.Exit(BAD_INPUT) from None


def _serve(host: str, port: int) -> NoReturn:
    from models.database import ROOT

    name = "localhost" if host in (HERE, "0.0.0.0", "::") else host  # noqa: S104 # nosec B104
    print(f"Fairtrial is at http://{name}:{port} (Ctrl-C ends it)", flush=True)
    command = [sys.executable, "-m", "streamlit", "run", "app.py"]
    command += ["--server.port", str(port), "--server.address", host]
    environment = _environment()
    os.chdir(ROOT)  # where .streamlit/config.toml lies
    if os.name == "posix":
        # The server takes this process over: whoever stops the one has stopped the other.
        os.execve(sys.executable, command, environment)  # noqa: S606
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    raise SystemExit(subprocess.call(command, env=environment))  # noqa: S603


def _environment() -> dict[str, str]:
    """The environment with every setting that was made, a `.env` file's included, and no path that is relative."""
    from models.settings import settings

    rules = settings()
    chosen = rules.model_dump(mode="json", include=rules.model_fields_set)
    chosen |= {
        "data_dir": str(rules.data_dir.resolve()),
        "database_url": _absolute(rules.url),
        "mode": rules.mode.value,
    }
    words = {name: value if isinstance(value, str) else json.dumps(value) for name, value in chosen.items()}
    return os.environ | {f"FAIRTRIAL_{name.upper()}": value for name, value in words.items()}


def _absolute(url: str) -> str:
    from pathlib import Path

    from sqlalchemy import make_url

    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite" or not parsed.database or parsed.database == ":memory:":
        return url
    return parsed.set(database=str(Path(parsed.database).resolve())).render_as_string(hide_password=False)
