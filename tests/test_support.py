"""The websocket visitor, tried on a page whose every effect is known."""

import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.server import free_port
from tests.support.websocket import Visitor, perform

SCRIPT = """
import streamlit as st

st.session_state.setdefault("pressed", 0)

@st.fragment
def item():
    answer = st.radio("Item 1", ["Not at all", "Several days"], index=None, key="q1")
    st.text(f"answered {answer}")

item()
if st.button("Next"):
    st.session_state.pressed += 1
if st.button("Twice", key="twice"):
    st.session_state.pressed += 2
    st.rerun()
st.text(f"pressed {st.session_state.pressed}")
if st.session_state.pressed == 1:
    st.warning("only after the first")
st.text(f"hello {st.text_input('Name')}")
st.text(f"cookie {st.context.cookies.get('who')}")
"""


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("small")
    (folder / "small.py").write_text(SCRIPT, encoding="utf-8")
    port = free_port()
    options = ["--server.port", str(port), "--server.address", "127.0.0.1", "--server.headless", "true"]
    options += ["--browser.gatherUsageStats", "false", "--server.fileWatcherType", "none"]
    command = [sys.executable, "-m", "streamlit", "run", "small.py", *options]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log)
    try:
        _wait(f"http://127.0.0.1:{port}/_stcore/health", folder / "log")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)


def _wait(address: str, log: Path) -> None:
    for _ in range(150):
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail(log.read_text())


def test_a_visitor_does_what_a_person_does(url: str) -> None:
    async def scene() -> None:
        async with Visitor(url, cookies={"who": "me"}) as visitor:
            receipt = await visitor.run()
            assert receipt.messages > 5
            assert visitor.buttons() == ["Next", "Twice"]
            assert "cookie me" in visitor.texts()

            await visitor.choose("q1", "Several days")
            assert "answered Several days" in visitor.texts()

            await visitor.press("Next")
            assert {"pressed 1", "only after the first", "answered Several days"} <= set(visitor.texts())

            await visitor.press("twice")
            assert "pressed 3" in visitor.texts()
            assert "only after the first" not in visitor.texts()

            await visitor.type("Name", "Bo")
            assert "hello Bo" in visitor.texts()
            with pytest.raises(LookupError, match="Item 2"):
                await visitor.choose("Item 2", "Not at all")

    perform(scene())


def test_a_visitor_can_be_impatient_and_be_cut_off(url: str) -> None:
    async def scene() -> None:
        async with Visitor(url) as visitor:
            await visitor.run()
            await visitor.press("Next", wait=False)
            await visitor.choose("Item 1", "Not at all", wait=False)
            await visitor.settle()
            assert "answered Not at all" in visitor.texts()
            assert not visitor.errors()
            visitor.abort()
        async with Visitor(url) as other:
            await other.run()
            assert "pressed 0" in other.texts()

    perform(scene())
