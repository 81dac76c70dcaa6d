"""A visitor without a browser: speaks Streamlit's websocket protocol to the real server, and sees every byte it sends.

    async with Visitor(url, cookies={"fairtrial": "…"}) as visitor:
        await visitor.run("check_in")
        await visitor.choose("Item 1", "Several days")
        await visitor.press("Next")
        assert "3 of 9" in visitor.text

Labels and keys both name a widget. `wait=False` sends without waiting for the answer, as an impatient thumb does;
`settle()` then reads until the server has fallen silent; `abort()` cuts the line as a tunnel does. An ordinary test
plays such a scene with `perform(scene())`.
"""

import asyncio
import time
from collections.abc import Coroutine, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self, TypeVar

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from tests.support.screen import DONE, Element, Page

T = TypeVar("T")


@dataclass
class Receipt:
    """How one run went: how long until its last message, how many messages and bytes."""

    seconds: float
    messages: int
    size: int


class Visitor:
    """One person's tab: a connection, the page it shows and the values typed into it."""

    def __init__(
        self, url: str, *, cookies: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
    ) -> None:
        self.url = url.rstrip("/")
        self.page = Page()
        self.values: dict[str, WidgetState] = {}
        self.closed = False
        self._headers = dict(headers or {})
        if cookies:
            self._headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
        self._query = ""
        self._line: ClientConnection | None = None
        self._running = 0

    async def __aenter__(self) -> Self:
        self._line = await connect(
            self.url.replace("http", "ws", 1) + "/_stcore/stream",
            subprotocols=["streamlit"],  # type: ignore[list-item]
            additional_headers=self._headers,
            origin=self.url,  # type: ignore[arg-type]
            max_size=None,
            max_queue=None,
            open_timeout=30,
            proxy=None,
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if not self.closed:
            await self._connection.close()

    # What a person does

    async def run(self, page: str = "", query: str = "", *, wait: bool = True) -> Receipt:
        """Open a page by the path in its address, as typing the address does; "" is the home page."""
        self._query = query
        message = BackMsg()
        message.rerun_script.query_string = query
        message.rerun_script.page_name = page
        return await self._send(message, wait)

    async def press(self, name: str, *, wait: bool = True) -> Receipt:
        """Press the button with this label or key."""
        button = self.find(name, "button", "download_button")
        return await self._rerun(button, WidgetState(id=button.proto.id, trigger_value=True), wait)

    async def choose(self, name: str, option: str, *, wait: bool = True) -> Receipt:
        """Choose an option of a radio, a segmented control or a select box by the words it shows."""
        widget = self.find(name, "radio", "button_group", "selectbox", "multiselect")
        if option not in widget.options:
            raise LookupError(f"{name!r} offers {widget.options}, not {option!r}")
        state = WidgetState(id=widget.proto.id)
        if widget.kind in ("radio", "selectbox"):
            state.string_value = option
        else:
            state.string_array_value.data.append(option)
        return await self._rerun(widget, state, wait)

    async def type(self, name: str, value: str | float | bool, *, wait: bool = True) -> Receipt:
        """Type into a text or number field, or tick a box."""
        widget = self.find(name, "text_input", "text_area", "number_input", "checkbox", "date_input")
        state = WidgetState(id=widget.proto.id)
        if isinstance(value, bool):
            state.bool_value = value
        elif isinstance(value, str) and widget.kind == "date_input":
            state.string_array_value.data.append(value)
        elif isinstance(value, str):
            state.string_value = value
        else:
            state.double_value = value
        return await self._rerun(widget, state, wait)

    def abort(self) -> None:
        """Cut the line without a goodbye, as a tunnel or an empty battery does."""
        self.closed = True
        self._connection.transport.abort()

    async def settle(self, quiet: float = 0.4, timeout: float = 30) -> None:
        """Read until every run has ended and the server has been silent for `quiet` seconds."""
        end = time.monotonic() + timeout
        while time.monotonic() < end:
            try:
                await self._hear(quiet)
            except TimeoutError:
                if self._running <= 0:
                    return
            except ConnectionClosed:
                self.closed = True
                return
        raise TimeoutError(f"the server had not fallen silent after {timeout} s")

    # What a person sees

    def elements(self, *kinds: str) -> list[Element]:
        """What is on the page from top to bottom; of these kinds, or of all."""
        return [each for each in self.page.elements if not kinds or each.kind in kinds]

    def texts(self) -> list[str]:
        """All words on the page, from top to bottom."""
        return [words for each in self.elements() for words in each.words]

    @property
    def text(self) -> str:
        return "\n".join(self.texts())

    def buttons(self) -> list[str]:
        """Labels of the buttons that can be pressed."""
        return [each.label for each in self.elements("button") if not each.proto.disabled]

    def errors(self) -> list[str]:
        """Exceptions that the page shows."""
        return [" ".join(each.words) for each in self.elements("exception")]

    def find(self, name: str, *kinds: str) -> Element:
        """The one widget with this key or label."""
        here = self.elements(*kinds)
        found = [each for each in here if each.key == name] or [each for each in here if each.label == name]
        if not found:
            there = [each.key or each.label for each in here]
            raise LookupError(f"no {' or '.join(kinds)} {name!r} on the page; there are {there}")
        return found[0]

    # How it is carried

    @property
    def _connection(self) -> ClientConnection:
        if self._line is None:
            raise RuntimeError("use a Visitor in `async with`")
        return self._line

    async def _rerun(self, widget: Element, state: WidgetState, wait: bool) -> Receipt:
        trigger = state.WhichOneof("value") == "trigger_value"
        if not trigger:
            self.values[state.id] = state
        message = BackMsg()
        message.rerun_script.query_string = self._query
        message.rerun_script.page_script_hash = self.page.script_hash
        message.rerun_script.fragment_id = widget.fragment
        message.rerun_script.widget_states.widgets.extend(self._states([state] if trigger else []))
        return await self._send(message, wait)

    def _states(self, extra: Iterable[WidgetState]) -> list[WidgetState]:
        # A browser sends the values of the widgets it shows, and forgets those of widgets that are gone.
        shown = {str(getattr(each.proto, "id", "")) for each in self.page.elements}
        self.values = {name: value for name, value in self.values.items() if name in shown}
        return [*self.values.values(), *extra]

    async def _send(self, message: BackMsg, wait: bool) -> Receipt:
        begun = time.perf_counter()
        await self._connection.send(message.SerializeToString())
        self._running += 1
        messages = size = 0
        while wait and self._running > 0:
            size += await self._hear(60)
            messages += 1
        return Receipt(time.perf_counter() - begun, messages, size)

    async def _hear(self, timeout: float) -> int:
        data = await asyncio.wait_for(self._connection.recv(decode=False), timeout)
        message = ForwardMsg.FromString(data)
        self.page.hear(message)
        if message.WhichOneof("type") == "script_finished" and message.script_finished in DONE:
            # Runs asked for while another was under way are answered by one run: the last one speaks for all.
            self._running = 0
        return len(data)


def perform(scene: Coroutine[Any, Any, T]) -> T:
    """Play a scene to its end from an ordinary test, in a thread of its own: the browser tests hold the loop."""
    with ThreadPoolExecutor(1) as stage:
        return stage.submit(asyncio.run, scene).result()
