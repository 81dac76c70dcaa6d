"""The clinician's pages as Streamlit runs them, without a browser: who is signed in, what is shown, what is tapped."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from models import database as databases
from models import recording
from models.settings import settings
from pages import visit
from tests.conftest import SECRET
from tests.pages.ward import NOW, Ward, build
from tests.support.source import ROOT

ROOMS = {"people": "admin", "instruments": "admin", "access_log": "admin"}
SHELL = ROOT / "pages" / "shell.py"


@pytest.fixture(scope="session")
def ward_template(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Ward]:
    """A database with the two clinics in it, to be copied."""
    folder = tmp_path_factory.mktemp("ward")
    file = folder / "ward.sqlite3"
    url = f"sqlite:///{file}"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FAIRTRIAL_MODE", "demo")
        patch.setenv("FAIRTRIAL_DATA_DIR", str(folder))
        patch.setenv("FAIRTRIAL_SECRET_KEY", SECRET)
        patch.setenv("FAIRTRIAL_DATABASE_URL", url)
        settings.cache_clear()
        databases.migrate(url)
        people = build()
        databases.engine_for(url).dispose()
    settings.cache_clear()
    return file, people


@pytest.fixture
def ward(
    ward_template: tuple[Path, Ward], data_dir: Path, own_settings: None, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Ward]:
    """The two clinics in a database of this test's own; the clock stands still."""
    template, people = ward_template
    file = data_dir / "ward.sqlite3"
    shutil.copyfile(template, file)
    url = f"sqlite:///{file}"
    monkeypatch.setenv("FAIRTRIAL_DATABASE_URL", url)
    monkeypatch.setenv("FAIRTRIAL_CLOCK", NOW.isoformat())
    settings.cache_clear()
    yield people
    databases.engine_for(url).dispose()


class Desk:
    """One screen with somebody in front of it."""

    def __init__(self, at: AppTest) -> None:
        self.at = at

    @property
    def words(self) -> str:
        """Everything that can be read, HTML as it was sent."""
        kinds = ("text", "markdown", "header", "subheader", "warning", "info", "error", "html", "code")
        found = [str(each.value if kind != "html" else each.proto.body) for kind in kinds for each in self.at.get(kind)]
        labels = [each.label for kind in ("button", "expander") for each in self.at.get(kind)]
        links = [each.proto.label for each in self.at.get("page_link")]
        return "\n".join([*found, *labels, *links])

    def button(self, label: str) -> Any:
        found = [each for each in self.at.button if label in each.label]
        assert len(found) == 1, f"{label!r}: {[each.label for each in self.at.button]}"
        return found[0]

    def tap(self, label: str) -> "Desk":
        self.button(label).click()
        return self.run()

    def run(self) -> "Desk":
        for box in self.at.selectbox:  # AppTest cannot type what is not among the options
            if box.value is not None and box.format_func(box.value) not in box.options:
                box.options = [*box.options, box.format_func(box.value)]
        self.at.run(timeout=30)
        assert not self.at.exception, self.at.exception
        return self

    def field(self, kind: str, label: str) -> Any:
        found = [each for each in self.at.get(kind) if each.label == label]
        assert len(found) == 1, f"{label!r}: {[each.label for each in self.at.get(kind)]}"
        return found[0]

    def chart(self) -> dict[str, Any]:
        """The drawing as it was sent."""
        import json

        spec: dict[str, Any] = json.loads(self.at.get("vega_lite_chart")[0].proto.spec)
        return spec


Open = Callable[..., Desk]


@pytest.fixture
def open_desk(ward: Ward, monkeypatch: pytest.MonkeyPatch) -> Open:
    """`open_desk("rivera", "patient", id=…)`: sign in as somebody (None: nobody) and open a page."""

    def opened(who: str | None, page: str, **query: str) -> Desk:
        secret = recording.sign_in_demo(ward[who]).token if who else None
        monkeypatch.setattr(visit, "cookie_of", lambda cookies: secret)
        at = AppTest.from_file(str(SHELL), default_timeout=30)
        if "_" in page:
            at.run()  # only then is a page known whose address is not its file's name
        at.switch_page(f"{ROOMS.get(page, 'clinician')}/{page}.py")
        for name, value in query.items():
            at.query_params[name] = value
        return Desk(at).run()

    return opened
