"""The command line of Fairtrial: `fairtrial`, and the same as `python -m models`."""

from models.commands.entry import run


def main() -> None:
    """Run the command that the arguments name and leave with its exit code."""
    raise SystemExit(run())


if __name__ == "__main__":
    main()
