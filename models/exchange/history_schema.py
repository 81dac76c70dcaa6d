"""The JSON Schema of a history document: `python -m models.exchange.history_schema` prints it."""

import json

from models.exchange.history_shape import FORMAT, SHAPE


def schema() -> str:
    """As it is shipped in docs/fairtrial-history-1.schema.json."""
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": FORMAT}
    return json.dumps({**head, **SHAPE.json_schema()}, indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    print(schema(), end="")
