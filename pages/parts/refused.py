"""What an administrator's form did not take, by the names that stand beside the fields."""

from models.errors import Invalid

CALLED = {
    "step": "told as",
    "person_id": "who",
    "starts_on": "from",
    "ends_on": "up to and including",
    "alert_email": "the last address",
    "email": "e-mail",
    "password": "first password",
}


def words(refused: Invalid) -> str:
    """One sentence a problem; no name of a column is shown."""
    told = (f"{called(problem.field)}: {plainly(problem.message)}." for problem in refused.problems)
    return " ".join(["Nothing was changed.", *(one[:1].upper() + one[1:] for one in told)])


def called(field: str) -> str:
    return CALLED.get(field, field.replace("_", " "))


def plainly(message: str) -> str:
    """What the checking of types says of a field that was left empty is nobody's language."""
    return "please choose or type one" if message.startswith("Input should be") else message
