"""Unpacking what a server sent compressed, though we ask it not to."""

from __future__ import annotations

import zlib
from typing import IO

from evidence.capturing.exchange import CHUNK, Exchange, read_chunks
from evidence.capturing.faults import CaptureError, Reason
from evidence.capturing.fetching import Visit

__all__ = ["unpack"]


def unpack(exchange: Exchange, visit: Visit) -> IO[bytes]:
    """Return the payload without its content coding.

    A few kilobytes can unpack to gigabytes, so the result obeys the limit of a
    response. Codings that we cannot bound are refused.
    """
    codings = exchange.header("content-encoding").lower().replace("x-", "").split(",")
    codings = [name for coding in codings if (name := coding.strip())]
    if codings in ([], ["identity"]) or exchange.payload_length == 0:
        return exchange.payload
    if codings == ["gzip"]:
        return _inflate(exchange, visit, 16 + zlib.MAX_WBITS)
    if codings == ["deflate"]:
        # Some servers send the bare stream that the name suggests.
        try:
            return _inflate(exchange, visit, zlib.MAX_WBITS)
        except zlib.error:
            return _inflate(exchange, visit, -zlib.MAX_WBITS)
    raise CaptureError(Reason.ENCODING, ", ".join(codings))


def _inflate(exchange: Exchange, visit: Visit, window: int) -> IO[bytes]:
    limit = visit.limits.response_bytes
    unpacked = visit.open_file()
    stream = zlib.decompressobj(window)
    count = 0
    try:
        for piece in read_chunks(exchange.payload):
            while piece:
                data = stream.decompress(piece, CHUNK)
                count += len(data)
                if count > limit:
                    raise CaptureError(Reason.SIZE, exchange.url)
                unpacked.write(data)
                piece = stream.unconsumed_tail
                if stream.eof:
                    # Several members may follow one another.
                    piece = stream.unused_data
                    stream = zlib.decompressobj(window)
    except zlib.error as error:
        if window == zlib.MAX_WBITS and count == 0:
            raise
        raise CaptureError(Reason.ENCODING, exchange.url) from error
    return unpacked
