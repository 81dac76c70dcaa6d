"""What a visitor's screen shows, put together from the messages that Streamlit sends."""

from dataclasses import dataclass, field
from typing import Any

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

Path = tuple[int, ...]
DONE = (
    ForwardMsg.FINISHED_SUCCESSFULLY,
    ForwardMsg.FINISHED_WITH_COMPILE_ERROR,
    ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY,
)
# Kinds of element that speak to a person, and where their words are.
WORDS = {
    "text": ("body",),
    "markdown": ("body",),
    "heading": ("body",),
    "alert": ("title", "body"),
    "code": ("code_text",),
    "metric": ("label", "body", "delta"),
    "exception": ("type", "message"),
    "progress": ("text",),
    "toast": ("body",),
    "page_link": ("label",),
    "link_button": ("label",),
    "button": ("label",),
    "radio": ("label", "options"),
    "selectbox": ("label", "options"),
    "button_group": ("label",),
    "checkbox": ("label",),
    "text_input": ("label", "value"),
    "text_area": ("label", "value"),
    "number_input": ("label",),
    "date_input": ("label",),
    "html": ("body",),
}


@dataclass(frozen=True)
class Element:
    """One thing on the page: its kind, its protobuf message, where it stands and the fragment it belongs to."""

    path: Path
    kind: str
    proto: Any
    fragment: str
    run: str

    @property
    def label(self) -> str:
        return str(getattr(self.proto, "label", ""))

    @property
    def key(self) -> str:
        """The key that the page gave to this widget; empty without one."""
        parts = str(getattr(self.proto, "id", "")).split("-", 2)
        return parts[2] if len(parts) == 3 and parts[2] != "None" else ""

    @property
    def words(self) -> list[str]:
        """What a person would read here."""
        found: list[str] = []
        for name in WORDS.get(self.kind, ()):
            value = getattr(self.proto, name, "")
            found += [value] if isinstance(value, str) else [str(each) for each in value]
        if self.kind == "button_group":
            found += self.options
        return [each for each in found if each]

    @property
    def options(self) -> list[str]:
        """The choices that this widget offers, as they are shown."""
        return [each if isinstance(each, str) else each.content for each in getattr(self.proto, "options", [])]


@dataclass
class Page:
    """What is on the screen: the elements by their place, with what the last run left out removed."""

    nodes: dict[Path, Element] = field(default_factory=dict)
    script_hash: str = ""
    run: str = ""
    fragments: tuple[str, ...] = ()

    def hear(self, message: ForwardMsg) -> None:
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self.script_hash = message.new_session.page_script_hash
            self.run, self.fragments = message.metadata.run.script_run_id, tuple(message.metadata.run.fragment_ids)
        elif kind == "navigation":
            self.script_hash = message.navigation.page_script_hash
        elif kind == "delta":
            self._place(message)
        elif kind == "script_finished" and message.script_finished in DONE:
            self._sweep()

    def _place(self, message: ForwardMsg) -> None:
        path, delta = tuple(message.metadata.delta_path), message.delta
        run = message.metadata.run.script_run_id or self.run
        if delta.WhichOneof("type") == "add_block":
            kind, proto = delta.add_block.WhichOneof("type") or "block", delta.add_block
        elif delta.WhichOneof("type") == "new_element":
            kind = delta.new_element.WhichOneof("type") or "empty"
            proto = getattr(delta.new_element, kind, None)
            for below in [each for each in self.nodes if each[: len(path)] == path and each != path]:
                del self.nodes[below]
        else:
            return
        self.nodes[path] = Element(path, kind, proto, delta.fragment_id, run)

    def _sweep(self) -> None:
        """Drop what the finished run did not draw again; a fragment's run touches only what is the fragment's."""
        for path, node in list(self.nodes.items()):
            concerned = not self.fragments or node.fragment in self.fragments
            if concerned and node.run != self.run:
                del self.nodes[path]

    @property
    def elements(self) -> list[Element]:
        return [self.nodes[path] for path in sorted(self.nodes)]
