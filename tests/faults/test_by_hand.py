"""B95, B96, L17: messages that no page of ours would send change nothing, and nobody else notices."""

import asyncio
import http.client
from urllib.parse import urlencode

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from tests.faults.conftest import Phone
from tests.support.patients import kept
from tests.support.websocket import Visitor, perform


@pytest.mark.parametrize("option", ["Every hour", "4", "-1", "", "<b>Nearly every day</b>", "\x00"])
def test_B95_a_choice_that_was_not_offered_is_not_kept(phone: Phone, option: str) -> None:
    async def scene() -> list[str]:
        async with Visitor(phone.server.url, cookies=phone.cookies) as visitor:
            await visitor.run("check-in")
            question = visitor.find(f"{phone.asked.check_in_id}:phq9:q1", "button_group")
            state = WidgetState(id=question.proto.id)
            state.string_array_value.data.append(option)
            await visitor._rerun(question, state, wait=False)
            await visitor.settle(0.2)
            return visitor.errors()

    perform(scene())
    assert kept(phone.asked) == {}
    assert "1 of 9" in phone.look()


@pytest.mark.parametrize("message", [b"\xff" * 1000, b"", b"\x0a\xff\xff\xff\xff\x0f", b"x" * 30_000_000], ids=len)
def test_B96_a_message_that_is_none_ends_at_most_its_own_line(phone: Phone, message: bytes) -> None:
    async def scene() -> str:
        cookie = "; ".join(f"{name}={value}" for name, value in phone.cookies.items())
        async with Visitor(phone.server.url, cookies=phone.cookies) as other:
            await other.run("check-in")
            async with connect(
                phone.server.url.replace("http", "ws", 1) + "/_stcore/stream",
                subprotocols=["streamlit"],  # type: ignore[list-item]
                additional_headers={"Cookie": cookie},
                origin=phone.server.url,  # type: ignore[arg-type]
                max_size=None,
                proxy=None,
            ) as line:
                try:
                    await line.send(message)
                    await asyncio.wait_for(line.recv(), 1)
                except (ConnectionClosed, TimeoutError):
                    pass
            await other.choose(f"{phone.asked.check_in_id}:phq9:q1", "Several days")
            return other.text

    assert "2 of 9" in perform(scene())
    assert phone.server.is_ready()
    assert kept(phone.asked) == {("phq9", "q1"): 1.0}


def test_L17_no_text_of_a_visitor_forges_a_line_of_the_servers_log(phone: Phone) -> None:
    line = http.client.HTTPConnection("127.0.0.1", phone.server.port, timeout=20)
    body = urlencode({"user_name": "ada\r\nINFO forged-entry\x1b[2J", "password": "x\nforged-entry"})
    kind = {"Content-Type": "application/x-www-form-urlencoded", "Origin": phone.server.url}
    line.request("POST", "/sign-in", body, kind)
    assert line.getresponse().read()
    line.request("GET", "/sign-in?next=%0d%0aforged-entry", headers={"User-Agent": "forged-entry"})
    assert line.getresponse().read()
    line.close()
    assert not any(
        each.startswith(("forged-entry", "INFO forged")) for each in phone.server.log.read_text().splitlines()
    )
