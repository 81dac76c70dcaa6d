"""A clinic's own words for a scale of which nothing may stand here: invented, and of the right shape."""

from pathlib import Path

from instruments import shelf


def invented(name: str, language: str = "en", said: str = "Invented") -> str:
    """A complete wording of an instrument of the shelf, with nothing of the real form in it."""
    one = shelf()[name]
    lines = [f'id = "{one.id}"', f'version = "{one.version}"', f'language = "{language}"', 'source = "for a test"']
    lines += [f'recall = "{said} period"'] if one.recall_texts else []
    lines += [f'stem = "{said} stem"'] if one.stems else []
    lines += ["[items]", *(f'{item.id} = "{said} {item.id}"' for item in one.items)]
    for choices in dict.fromkeys(item.choice_set for item in one.items if item.choices):
        item = next(each for each in one.items if each.choice_set == choices)
        lines += [f"[choices.{choices}]", *(f'{value:g} = "{said} {value:g}"' for value in item.values)]
    return "\n".join(lines)


def put_wording(folder: Path, name: str, language: str = "en", said: str = "Invented") -> Path:
    """The wording as a file in a folder of own instruments; returns the folder."""
    folder.mkdir(exist_ok=True)
    (folder / f"{name}-{language}.toml").write_text(invented(name, language, said), encoding="utf-8")
    return folder
