"""Clients that break every rule: malformed handshakes, frames, messages and endings, from a seed; and how they attack.

An attack is what one connection sends. Each is well-formed up to where it is not, since what is refused at the first
byte tests nothing behind it.
"""

import asyncio
import json
import random
import socket
import struct
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple
from urllib.parse import quote, quote_from_bytes

from consumers.gateway.limits import Limits
from sweepcast.frames import FEED_PATH

TEXT, BINARY, CONTINUATION, CLOSE, PING, PONG = 1, 2, 0, 8, 9, 10
FIN, RSV1, RSV2, RSV3 = 0x80, 0x40, 0x20, 0x10
WHOLE = Limits().client_message_bytes
"""The largest message that the gateway takes."""
HEARD = Limits().messages_per_minute
"""So many frames of one connection are looked at; what it says beyond that is not counted."""
ANSWER_SECONDS = 60.0
"""After this the gateway is taken to hang."""


class Attack(NamedTuple):
    """What one connection does.

    Attributes:
        name: the kind of attack.
        request: the handshake.
        payload: what follows it.
        frames: how many frames, or handshakes, of it are malformed or a flood.
        cut: whether the client is gone at once, instead of waiting until the gateway ends the connection.
        deaf: whether it reads nothing before it has sent everything.
        patient: whether it sends the payload only once the handshake has been answered.
    """

    name: str
    request: bytes
    payload: bytes
    frames: int
    cut: bool = False
    deaf: bool = False
    patient: bool = False


# Frames.


def frame(opcode: int, payload: bytes, rng: random.Random, *, flags: int = FIN, masked: bool = True) -> bytes:
    """Return a client's frame, well-formed if the arguments are."""
    return header(opcode, len(payload), flags=flags, masked=masked) + (
        _masked(payload, rng.randbytes(4)) if masked else payload
    )


def header(opcode: int, length: int, *, flags: int = FIN, masked: bool = True, size: int | None = None) -> bytes:
    """Return the beginning of a frame; `size` writes the length in 2 or 8 bytes where it need not be."""
    bit = 0x80 if masked else 0
    size = size if size is not None else 0 if length < 126 else 2 if length < 65536 else 8
    first = bytes([flags | opcode])
    if size == 0:
        return first + bytes([bit | length])
    return first + bytes([bit | (126 if size == 2 else 127)]) + struct.pack("!H" if size == 2 else "!Q", length)


def _masked(payload: bytes, key: bytes) -> bytes:
    pad = (key * (len(payload) // 4 + 1))[: len(payload)]
    number = int.from_bytes(payload, "big") ^ int.from_bytes(pad, "big")
    return key + number.to_bytes(len(payload), "big")


def farewell(rng: random.Random) -> bytes:
    """Return a close frame as it should be."""
    return frame(CLOSE, struct.pack("!H", 1000), rng)


# Messages that are no requests.


def some_json(rng: random.Random) -> bytes:
    """Return JSON, or nearly, that may look like a request and is none, or one that asks for too much."""
    return rng.choice(_MESSAGES)(rng)[:WHOLE]


def _bad_utf8(rng: random.Random) -> bytes:
    return b'{"type": "delay", "seconds": 1, "id": "%b"}' % rng.choice(
        [b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xf8\x88\x80\x80\x80", b"\xc0\xaf", rng.randbytes(rng.randrange(1, 40))]
    )


def _noise(rng: random.Random) -> bytes:
    return bytes(rng.choices(b'{}[]":,0123456789.eE+-\\utfnl \n\x00\x7f', k=rng.randrange(200)))


def _torn(rng: random.Random) -> bytes:
    whole = _request(rng)
    return whole[: rng.randrange(len(whole))]


def _deep(rng: random.Random) -> bytes:
    depth = rng.randrange(1, WHOLE)
    opening, closing = rng.choice([(b"[", b"]"), (b'{"a":', b"}")])
    place = rng.choice([b"%b", b'{"type": "filter", "filter": %b}', b'{"x": %b}', b'{"type": %b}', b'{"id": %b}'])
    return place % (opening * (depth // len(opening)) + rng.choice([b"", b"1" + closing * (depth // len(opening))]))


def _huge_number(rng: random.Random) -> bytes:
    number = rng.choice(
        ["1e999999999", "-1e400", "NaN", "Infinity", "-Infinity", "9" * rng.randrange(1, 4000), "1e-999999", "-0",
         "0." + "0" * 3000 + "1", "00", "0x10", "1e", "600.0000000001", str(2**64), str(-(2**63) - 1), "true", "null"]
    )  # fmt: skip
    return b'{"type": "delay", "seconds": %b}' % number.encode()


def _wrong_shape(rng: random.Random) -> bytes:
    odd: list[object] = [None, True, 0, -1, 2**70, "", "x" * 2000, "\ud800", "\x00", [], {}, [[]], {"": ""}, 1.5, ["a"]]
    types = ["filter", "delay", "ack", "hello", "FILTER", "", 7, None, "sweepcast.turn", "filter\x00"]
    names = ["type", "id", "filter", "seconds", "cursor", "kinds", "", "__proto__", "request"]
    shape = {"type": rng.choice(types)} | {rng.choice(names): rng.choice(odd) for _ in range(rng.randrange(5))}
    return json.dumps(shape).encode("utf-8", "surrogatepass")


def _request(rng: random.Random) -> bytes:
    """Return a request as it might be, or one that names far too much or nothing that there is."""
    ids = [rng.choice(["milestone", "la-la-land", "nobody", "golden-globes-2017"]) for _ in range(rng.randrange(4))]
    ids += [f"work-{each}" for each in range(rng.choice([0, 0, 0, 300]))]
    chosen = {rng.choice(["kinds", "works", "people", "categories", "ceremonies"]): ids}
    return json.dumps(
        rng.choice(
            [
                {"type": "filter", "id": str(rng.random()), "filter": chosen},
                {"type": "filter", "filter": {}},
                {"type": "delay", "seconds": rng.choice([0, 0.001, 601, -1])},
                {"type": "ack", "cursor": rng.choice(["", "x", "A" * 4000, "AAAA", "k8QQAAECAwQFBgcICQoLDA0OD5ECwg"])},
            ]
        )
    ).encode()


def _nothing(_: random.Random) -> bytes:
    return b""


def _repeated_names(rng: random.Random) -> bytes:
    return b"{" + b'"type": "filter", ' * rng.randrange(2, 200) + b'"filter": {}}'


_MESSAGES: tuple[Callable[[random.Random], bytes], ...] = (
    _bad_utf8, _noise, _torn, _deep, _huge_number, _wrong_shape, _request, _nothing, _repeated_names,
)  # fmt: skip


# Attacks on an open connection.


def _messages(rng: random.Random) -> Attack:
    """Send messages that are no requests, one after the other; some have bad UTF-8, which ends it."""
    count = rng.randrange(1, 16)
    payload = b"".join(frame(rng.choice([TEXT, TEXT, TEXT, BINARY]), some_json(rng), rng) for _ in range(count))
    return Attack("messages", handshake(), payload + farewell(rng), count)


def _control_flood(rng: random.Random) -> Attack:
    count = rng.randrange(20, 200)
    flood = b"".join(frame(rng.choice([PING, PONG]), rng.randbytes(rng.choice([0, 1, 125])), rng) for _ in range(count))
    return Attack("control flood", handshake(), flood + farewell(rng), min(count, HEARD), deaf=rng.random() < 0.5)


def _fragments(rng: random.Random) -> Attack:
    """Send a message in fragments, some of them empty, with control frames between them."""
    count = rng.choice([2, 10, 50, 5000])
    parts = [frame(TEXT, b'{"type"', rng, flags=0)]
    parts += [frame(CONTINUATION, rng.choice([b"", b" "]), rng, flags=0) for _ in range(count - 2)]
    if rng.random() < 0.5:
        parts.insert(1, frame(PING, b"between", rng))
    if rng.random() < 0.8:
        parts.append(frame(CONTINUATION, b":1}", rng))
    return Attack("fragments", handshake(), b"".join(parts) + farewell(rng), min(count, HEARD))


def _out_of_turn(rng: random.Random) -> Attack:
    """Go on with what was not begun, or begin anew what was not finished."""
    order = rng.choice([[CONTINUATION], [TEXT, TEXT], [BINARY, TEXT], [CONTINUATION, CONTINUATION]])
    payload = b"".join(frame(opcode, b"{", rng, flags=0) for opcode in order)
    return Attack("fragments out of turn", handshake(), payload, len(order))


def _bad_opcode(rng: random.Random) -> Attack:
    payload = frame(rng.choice([3, 4, 5, 6, 7, 11, 12, 13, 14, 15]), b"{}", rng)
    return Attack("bad opcode", handshake(), payload, 1)


def _reserved_bits(rng: random.Random) -> Attack:
    flags = FIN | rng.choice([RSV1, RSV2, RSV3, RSV1 | RSV2 | RSV3])
    return Attack("reserved bits", handshake(), frame(rng.choice([TEXT, PING, CLOSE]), b"{}", rng, flags=flags), 1)


def _unmasked(rng: random.Random) -> Attack:
    return Attack("unmasked", handshake(), frame(TEXT, b'{"type": "delay", "seconds": 0}', rng, masked=False), 1)


def _bad_control(rng: random.Random) -> Attack:
    """Send a control frame that is too long, in fragments, or a close frame that says nonsense."""
    payload = rng.choice(
        [
            frame(PING, b"x" * 126, rng),
            frame(PING, b"x", rng, flags=0),
            frame(CLOSE, b"\x03", rng),
            frame(CLOSE, struct.pack("!H", rng.choice([0, 999, 1004, 1005, 1006, 1015, 2999, 65535])), rng),
            frame(CLOSE, struct.pack("!H", 1000) + b"\xff\xfe", rng),
            frame(CLOSE, struct.pack("!H", 1000) + b"x" * 124, rng),
        ]
    )
    return Attack("bad control frame", handshake(), payload, 1)


def _wrong_length(rng: random.Random) -> Attack:
    """Announce more than is allowed, more than there is, or write a length in too many bytes."""
    announced = rng.choice([WHOLE + 1, 2**31, 2**32 + 1, 2**62, 2**63 - 1, 2**63, 2**64 - 1])
    long_way = header(TEXT, 2, size=rng.choice([2, 8])) + _masked(b"{}", rng.randbytes(4)) + farewell(rng)
    too_much = header(TEXT, announced, size=8) + rng.randbytes(20)
    return rng.choice(
        [
            Attack("wrong length", handshake(), long_way, 1),
            Attack("wrong length", handshake(), too_much, 1),
            Attack("too large", handshake(), frame(TEXT, b" " * (WHOLE + rng.randrange(1, 5000)), rng), 1),
        ]
    )


def _half(rng: random.Random) -> Attack:
    """Be gone amid a frame."""
    whole = frame(TEXT, some_json(rng) + b" ", rng)
    return Attack("half a frame", handshake(), whole[: rng.randrange(1, len(whole))], 1, cut=True)


def _raw_noise(rng: random.Random) -> Attack:
    # It may begin a frame, whose end the gateway then waits for.
    return Attack("noise", handshake(), rng.randbytes(rng.randrange(1, 3000)), 1, cut=True)


# Attacks at the door.


def handshake(path: str = FEED_PATH, *extra: str) -> bytes:
    """Return a handshake as it should be, but perhaps for its path and further header lines."""
    lines = [
        f"GET {path} HTTP/1.1", "Host: feed", "Upgrade: websocket", "Connection: Upgrade",
        "Sec-WebSocket-Key: c3dlZXBjYXN0LWZ1enouLg==", "Sec-WebSocket-Version: 13", *extra, "", "",
    ]  # fmt: skip
    return "\r\n".join(lines).encode("utf-8", "surrogateescape")


def _bad_handshake(rng: random.Random) -> Attack:
    good = handshake()
    lines = good.split(b"\r\n")
    request = rng.choice(
        [
            good.replace(b"GET", rng.choice([b"POST", b"get", b"", b"G\x00T", b"CONNECT"])),
            good.replace(b"HTTP/1.1", rng.choice([b"HTTP/1.0", b"HTTP/2", b"", b"HTTP/1.1 x", b"\xff"])),
            good.replace(b"13", rng.choice([b"8", b"", b"-1", b"9" * 4000, b"13, 13"])),
            good.replace(b"c3dlZXBjYXN0LWZ1enouLg==", rng.choice([b"", b"x", b"\xff\xfe", b"A" * 4000, b"c3dl"])),
            good.replace(b"Upgrade: websocket", rng.choice([b"Upgrade: h2c", b"X: y", b"Upgrade", b": ", b" : x"])),
            b"\r\n".join(lines[: rng.randrange(1, len(lines) - 2)]) + b"\r\n\r\n",
            b"\r\n".join(lines[:-2]) + b"\r\nX: " + b"x" * rng.choice([9000, 100_000]) + b"\r\n\r\n",
            b"\r\n".join(lines[:-2]) + b"\r\nX: y" * 1000 + b"\r\n\r\n",
            b"\r\n".join(lines[:-2]) + b"\r\nContent-Length: 99999999999999999999\r\n\r\n",
            b"\r\n".join(lines[:-2]) + b"\r\nTransfer-Encoding: chunked\r\n\r\n",
            b"\r\n".join(lines[:-2]) + b"\r\nSec-WebSocket-Extensions: permessage-deflate; =;;\r\n\r\n",
            b"\r\n".join(lines[:-2]) + b"\r\nSec-WebSocket-Protocol: ,,\x80\r\n\r\n",
            b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + rng.randbytes(500),
            rng.randbytes(rng.randrange(1, 2000)) + b"\r\n\r\n",
            b"\n" * 3000,
        ]
    )
    # Some of these are let in, as they may be; they say goodbye then.
    return Attack("bad handshake", request, farewell(rng), 1, cut=not request.endswith(b"\r\n\r\n"))


def _half_handshake(rng: random.Random) -> Attack:
    good = handshake()
    return Attack("half a handshake", good[: rng.randrange(len(good))], b"", 1, cut=True)


def _bad_query(rng: random.Random) -> Attack:
    value = rng.choice(
        [
            "", "%", "%zz", "%00", "%ff%fe", "\udcff", "a" * 6000, "..%2f..%2fetc", "%F0%9F%8E%AC", "'--", "1e999",
            "nan", "-1", "99999999999999999999", "inf", "0x10", quote_from_bytes(rng.randbytes(60)),
            quote("{" * 500), "a+b", "%0d%0aX:%20y",
        ]
    )  # fmt: skip
    names = ["ceremony", "kind", "work", "person", "category", "delay", "cursor", "subscriber", "token", "x", "", "%ff"]
    shape = rng.choice(
        [
            "&".join(f"{rng.choice(names)}={value}" for _ in range(rng.randrange(1, 4))),
            "&".join(f"work=work-{each}" for each in range(rng.choice([50, 400]))),
            "&" * 3000,
            "?" * 100,
            f"cursor={quote_from_bytes(rng.randbytes(40))}",
            f"{rng.choice(names)}",
            "=" * 50,
        ]
    )
    return Attack("bad query", handshake(f"{FEED_PATH}?{shape}"), farewell(rng), 1)


_ATTACKS: tuple[tuple[Callable[[random.Random], Attack], int], ...] = (
    (_messages, 30),
    (_control_flood, 3),
    (_fragments, 4),
    (_out_of_turn, 6),
    (_bad_opcode, 6),
    (_reserved_bits, 6),
    (_unmasked, 6),
    (_bad_control, 6),
    (_wrong_length, 6),
    (_half, 6),
    (_raw_noise, 6),
    (_bad_handshake, 12),
    (_half_handshake, 4),
    (_bad_query, 12),
)


def chance(seed: int) -> random.Random:
    """Return what chooses, the same for the same seed."""
    return random.Random(seed)  # noqa: S311  # no secret


def attacks(seed: int, frames: int) -> Iterator[Attack]:
    """Yield attacks of all kinds that have at least so many malformed frames together; the same for the same seed."""
    rng = chance(seed)
    kinds, weights = zip(*_ATTACKS, strict=True)
    while frames > 0:
        attack = rng.choices(kinds, weights)[0](rng)
        frames -= attack.frames
        yield attack._replace(patient=rng.random() < 0.6)


# How they are carried out.


async def carry_out(attack: Attack, address: tuple[str, int]) -> None:
    """Do it over a connection of its own, and return when the gateway has ended that.

    Raises:
        TimeoutError: the gateway does not end it.
    """
    async with asyncio.timeout(ANSWER_SECONDS):
        reader, writer = await asyncio.open_connection(*address)
        try:
            writer.write(attack.request)
            if attack.patient and not attack.cut:
                await reader.readuntil(b"\r\n\r\n")
            writer.write(attack.payload)
            if attack.cut:
                return
            if attack.deaf:
                await writer.drain()
            while await reader.read(65536):
                pass
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            # Of those that are gone at once, half say so in order, half are torn off.
            _leave(writer, abruptly=attack.cut and len(attack.payload) % 2 == 1)


def _leave(writer: asyncio.StreamWriter, *, abruptly: bool) -> None:
    if abruptly:
        sock = writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.close()


async def carry_out_all(all_of_them: Iterable[Attack], address: tuple[str, int], at_once: int = 8) -> int:
    """Carry out attacks, some at a time; return how many malformed frames they had.

    Raises:
        TimeoutError: the gateway did not end one of them; the message says which.
    """
    rest, sent = iter(all_of_them), 0

    async def one_after_the_other() -> None:
        nonlocal sent
        for attack in rest:
            try:
                await carry_out(attack, address)
            except TimeoutError:
                raise TimeoutError(f"the gateway leaves a connection open after: {attack}") from None
            sent += attack.frames

    async with asyncio.TaskGroup() as group:
        for _ in range(at_once):
            group.create_task(one_after_the_other())
    return sent
