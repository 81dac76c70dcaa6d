"""A change that the data or the settings leave undecided: where it fails and why."""


class NotComputable(ValueError):
    """What was asked cannot be computed. `place` is a setting or `time`, `score`, `group`; `row` counts rows from 0."""

    def __init__(self, place: str, message: str, row: int | None = None) -> None:
        super().__init__(f"{place}: {message}")
        self.place, self.message, self.row = place, message, row
