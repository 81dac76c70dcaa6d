"""What is sent to us has a size: nobody fills the disk or the memory of a clinic's server with one request."""

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Far above the longest form; files that are taken up have a limit of their own in .streamlit/config.toml.
MOST_BYTES = 2 * 1024 * 1024
STATIC, LONGEST_NAME = "/app/static/", 200  # Streamlit asks the disk for whatever name it is given
ELSEWHERE = "/_stcore/"


class TooLarge(Exception):
    """More was sent than was announced, or than any form of ours has."""


class Bounded:
    """Refuses what is too large by what it announces, and stops reading where it goes on beyond that."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
        elif scope["path"].startswith(STATIC) and len(scope["path"]) > LONGEST_NAME:
            await PlainTextResponse("Not found", status_code=404)(scope, receive, send)
        elif scope["path"].startswith(ELSEWHERE):
            await self.app(scope, receive, send)
        elif _announced(Headers(scope=scope)) > MOST_BYTES:
            await PlainTextResponse("Too large", status_code=413)(scope, receive, send)
        else:
            await self._counted(scope, receive, send)

    async def _counted(self, scope: Scope, receive: Receive, send: Send) -> None:
        read, has_begun = 0, False

        async def some() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > MOST_BYTES:
                raise TooLarge
            return message

        async def told(message: Message) -> None:
            nonlocal has_begun
            has_begun = True
            await send(message)

        try:
            await self.app(scope, some, told)
        except TooLarge:
            if has_begun:
                raise
            await PlainTextResponse("Too large", status_code=413)(scope, receive, send)


def _announced(headers: Headers) -> int:
    told = headers.get("content-length", "0")
    return int(told) if told.isdecimal() and len(told) < 19 else MOST_BYTES + 1
