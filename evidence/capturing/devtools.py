"""Talking to Chromium over a pair of pipes (the DevTools protocol), without a library.

Messages are JSON, each ended by a zero byte. One thread asks and waits; nothing is
waited for beyond its seconds.
"""

from __future__ import annotations

import json
import os
import select
import time
from typing import Any

__all__ = ["BrowserFault", "DevTools"]

LARGEST_MESSAGE = 256 * 1024 * 1024
MOST_EVENTS = 10_000


class BrowserFault(Exception):
    """The browser is gone, silent, or says that something cannot be done."""


class DevTools:
    """A conversation with one browser. ``asking`` and ``hearing`` are descriptors."""

    def __init__(self, asking: int, hearing: int) -> None:
        self._asking = asking
        self._hearing = hearing
        self._buffer = bytearray()
        self._searched = 0
        self._number = 0
        self._answers: dict[int, dict[str, Any]] = {}
        self._events: list[dict[str, Any]] = []
        os.set_blocking(asking, False)

    def call(
        self,
        method: str,
        parameters: dict[str, Any] | None = None,
        *,
        session: str = "",
        seconds: float = 10,
    ) -> dict[str, Any]:
        """Ask for something and return the result."""
        until = time.monotonic() + seconds
        number = self._send(method, parameters or {}, session, until)
        while number not in self._answers:
            self._hear(until)
        answer = self._answers.pop(number)
        if "error" in answer:
            raise BrowserFault(f"{method}: {answer['error'].get('message', '')}")
        return dict(answer.get("result", {}))

    def heard(self, method: str, session: str) -> bool:
        """Say whether an event has come, and hear what is there without waiting."""
        until = time.monotonic()
        while self._is_readable(0):
            self._hear(until + 1)
        return any(
            event["method"] == method and event.get("sessionId") == session
            for event in self._events
        )

    def _send(
        self, method: str, parameters: dict[str, Any], session: str, until: float
    ) -> int:
        self._number += 1
        message: dict[str, Any] = {
            "id": self._number,
            "method": method,
            "params": parameters,
        }
        if session:
            message["sessionId"] = session
        data = json.dumps(message).encode() + b"\0"
        while data:
            left = until - time.monotonic()
            if left <= 0 or not select.select([], [self._asking], [], left)[1]:
                raise BrowserFault("the browser does not listen")
            try:
                data = data[os.write(self._asking, data) :]
            except BlockingIOError:
                continue
            except OSError as error:
                raise BrowserFault("the browser is gone") from error
        return self._number

    def _is_readable(self, seconds: float) -> bool:
        if self._buffer.find(0, self._searched) >= 0:
            return True
        return bool(select.select([self._hearing], [], [], max(0, seconds))[0])

    def _hear(self, until: float) -> None:
        """Take in one message."""
        while (end := self._buffer.find(0, self._searched)) < 0:
            self._searched = len(self._buffer)
            if not self._is_readable(until - time.monotonic()):
                raise BrowserFault("the browser does not answer in time")
            try:
                data = os.read(self._hearing, 1024 * 1024)
            except OSError as error:
                raise BrowserFault("the browser is gone") from error
            if not data:
                raise BrowserFault("the browser is gone")
            self._buffer += data
            if len(self._buffer) > LARGEST_MESSAGE:
                raise BrowserFault("the browser says too much")
        message = json.loads(self._buffer[:end])
        del self._buffer[: end + 1]
        self._searched = 0
        if "id" in message:
            self._answers[message["id"]] = message
            return
        if message["method"] == "Page.javascriptDialogOpening":
            # A dialog would hold up everything.
            self._send(
                "Page.handleJavaScriptDialog",
                {"accept": False},
                message.get("sessionId", ""),
                until,
            )
        elif len(self._events) < MOST_EVENTS:
            message.pop("params", None)
            self._events.append(message)
