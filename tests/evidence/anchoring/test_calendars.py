"""OpenTimestamps: proofs that are promised, kept, upgraded, and read without a net."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from opentimestamps.core.notary import BitcoinBlockHeaderAttestation, PendingAttestation
from opentimestamps.core.op import OpAppend, OpSHA256
from opentimestamps.core.timestamp import Timestamp

from evidence.anchoring.calendars import (
    Calendar,
    HttpCalendar,
    MemoryCalendar,
    get_calendars,
    submit,
    upgrade,
)
from evidence.anchoring.exchange import Unreachable
from evidence.anchoring.ots import OtsFile, OtsInvalid, read_timestamp
from tests.evidence.local_calendar import LocalCalendar, written

DIGEST = sha256(b"What was known on this day.").digest()
# The first example of github.com/opentimestamps/opentimestamps-client, and the Merkle
# root of the Bitcoin block that it leads to.
HELLO = Path(__file__).parent / "data" / "hello-world.txt.ots"
BLOCK = (358391, "8a1b66ecb7cbd07d8139a7e7d7f2c41aab1f5009b8364aaf61d03ad245e47e00")


Kind = tuple[Calendar, LocalCalendar | MemoryCalendar]


@pytest.fixture
def local() -> Iterator[LocalCalendar]:
    calendar = LocalCalendar()
    yield calendar
    calendar.server.close()


@pytest.fixture(params=["http", "memory"])
def kind(
    request: pytest.FixtureRequest, local: LocalCalendar
) -> tuple[Calendar, object]:
    """A calendar, and what makes it mine: the two kinds keep the same promises."""
    if request.param == "http":
        return HttpCalendar(local.url), local
    memory = MemoryCalendar()
    return memory, memory


def test_proof_of_the_wide_world_is_read() -> None:
    data = HELLO.read_bytes()
    proof = OtsFile.read(data, sha256(b"Hello World!\n").digest())
    assert proof.blocks == [BLOCK]
    assert proof.promises == []
    assert proof.write() == data


def test_submission_gives_a_promise_that_can_be_kept_as_a_file(kind: Kind) -> None:
    calendar, _chain = kind
    proof = submit(DIGEST, calendar)
    assert [url for url, _commitment in proof.promises] == [calendar.url]
    assert proof.blocks == []
    assert OtsFile.read(proof.write(), DIGEST).promises == proof.promises


def test_promise_is_not_upgraded_before_it_is_kept(kind: Kind) -> None:
    calendar, _chain = kind
    proof = submit(DIGEST, calendar)
    before = proof.write()
    assert not upgrade(proof, [calendar])
    assert proof.write() == before


def test_kept_promise_leads_to_a_block(kind: Kind) -> None:
    calendar, chain = kind
    proof = submit(DIGEST, calendar)
    submit(sha256(b"another").digest(), calendar)
    chain.mine(900_000)
    assert upgrade(proof, [calendar])
    read = OtsFile.read(proof.write(), DIGEST)
    assert [height for height, _root in read.blocks] == [900_000]
    if isinstance(chain, LocalCalendar):
        assert read.blocks[0][1] == chain.blocks[900_000][::-1].hex()
    assert not upgrade(read, [calendar]), "nothing new can be gained"


def test_digest_is_sent_as_the_protocol_wants_it(local: LocalCalendar) -> None:
    proof = submit(DIGEST, HttpCalendar(f"{local.url}/"))
    upgrade(proof, [HttpCalendar(local.url)])
    (post, get) = local.server.requests
    assert (post[0], post[1], post[3]) == ("POST", "/digest", DIGEST)
    assert post[2]["accept"] == "application/vnd.opentimestamps.v1"
    ((_url, commitment),) = proof.promises
    assert (get[0], get[1]) == ("GET", f"/timestamp/{commitment.hex()}")


def test_proofs_of_two_calendars_are_kept_in_one_file(local: LocalCalendar) -> None:
    memory = MemoryCalendar()
    proof = submit(DIGEST, memory)
    proof.merge(submit(DIGEST, HttpCalendar(local.url)))
    assert len(proof.promises) == 2
    local.mine(900_001)
    memory.answers = False
    assert upgrade(proof, [memory, HttpCalendar(local.url)])
    assert [height for height, _root in proof.blocks] == [900_001]


def test_proofs_of_two_hashes_cannot_be_merged() -> None:
    memory = MemoryCalendar()
    with pytest.raises(OtsInvalid):
        submit(DIGEST, memory).merge(submit(sha256(b"").digest(), memory))


def test_silent_calendar_is_told(kind: Kind) -> None:
    calendar, chain = kind
    proof = submit(DIGEST, calendar)
    if isinstance(chain, LocalCalendar):
        chain.server.answer = lambda *_request: (503, b"")
    else:
        chain.answers = False
    with pytest.raises(Unreachable):
        upgrade(proof, [calendar])
    with pytest.raises(Unreachable):
        submit(DIGEST, calendar)


def test_calendar_that_the_settings_do_not_name_is_never_asked(
    local: LocalCalendar,
) -> None:
    proof = submit(DIGEST, HttpCalendar(local.url))
    local.server.requests.clear()
    assert not upgrade(proof, [MemoryCalendar("https://other.example.org")])
    assert local.server.requests == []


def test_promise_under_another_name_is_refused(local: LocalCalendar) -> None:
    local.url = "https://elsewhere.example.org"
    with pytest.raises(OtsInvalid, match="promises nothing under its own name"):
        submit(DIGEST, HttpCalendar(local.server.url))


def to_block(begin: bytes) -> bytes:
    timestamp = Timestamp(begin)
    timestamp.ops.add(OpSHA256()).attestations.add(BitcoinBlockHeaderAttestation(1))
    return written(timestamp)


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"<html>Closed</html>",
        b"\xf1\x04salt",
        to_block(DIGEST) + b"more",
        to_block(DIGEST)[:-1],
        b"\x08" * 5000,
    ],
)
def test_answer_that_cannot_be_read_is_refused(
    local: LocalCalendar, answer: bytes
) -> None:
    proof = submit(DIGEST, HttpCalendar(local.url))
    before = proof.write()
    local.server.answer = lambda *_request: (200, answer)
    with pytest.raises(OtsInvalid):
        submit(DIGEST, HttpCalendar(local.url))
    with pytest.raises(OtsInvalid):
        upgrade(proof, [HttpCalendar(local.url)])
    assert proof.write() == before


def test_answer_without_end_is_cut_off(local: LocalCalendar) -> None:
    local.server.answer = lambda *_request: (200, b"\x08" * 20_000)
    with pytest.raises(Unreachable, match="more than 10000 bytes"):
        submit(DIGEST, HttpCalendar(local.url))


def test_block_is_attested_by_a_root_of_32_bytes_only() -> None:
    timestamp = Timestamp(DIGEST)
    longer = timestamp.ops.add(OpAppend(b"no root"))
    longer.attestations.add(BitcoinBlockHeaderAttestation(1))
    longer.attestations.add(PendingAttestation("https://calendar.example.org"))
    assert OtsFile(timestamp).blocks == []


def test_proof_of_another_file_is_refused() -> None:
    data = submit(DIGEST, MemoryCalendar()).write()
    with pytest.raises(OtsInvalid, match="another file"):
        OtsFile.read(data, sha256(b"another").digest())


def test_proof_that_ends_nowhere_is_refused() -> None:
    timestamp = Timestamp(DIGEST)
    longer = timestamp.ops.add(OpAppend(b"no root"))
    longer.attestations.add(BitcoinBlockHeaderAttestation(1))
    with pytest.raises(OtsInvalid, match="ends in no promise and no block"):
        OtsFile.read(OtsFile(timestamp).write(), DIGEST)


def test_steps_that_begin_elsewhere_are_refused() -> None:
    proof = submit(DIGEST, MemoryCalendar())
    other = sha256(b"another").digest()
    with pytest.raises(OtsInvalid, match="do not begin within"):
        proof.add(read_timestamp(to_block(other), other))


def _flip(data: bytearray, chance: random.Random) -> bytearray:
    data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return data


def _cut(data: bytearray, chance: random.Random) -> bytearray:
    return data[: chance.randrange(len(data))]


@pytest.mark.filterwarnings("ignore:OpReverse:PendingDeprecationWarning")
@pytest.mark.parametrize("harm", [_flip, _cut])
def test_harmed_proof_is_refused_or_no_longer_leads_to_the_block(
    harm: Callable[[bytearray, random.Random], bytearray],
) -> None:
    data = HELLO.read_bytes()
    digest = sha256(b"Hello World!\n").digest()
    chance = random.Random(358391)
    for _turn in range(400):
        try:
            proof = OtsFile.read(bytes(harm(bytearray(data), chance)), digest)
        except OtsInvalid:
            continue
        assert BLOCK not in proof.blocks


def test_settings_name_the_calendars(settings: object) -> None:
    settings.OPENTIMESTAMPS_CALENDARS = ["https://a.example.org", "https://b.example"]
    assert [calendar.url for calendar in get_calendars()] == [
        "https://a.example.org",
        "https://b.example",
    ]
