"""Time-stamping authorities: what is asked, and which tokens are refused, and why."""

from __future__ import annotations

import random
import subprocess
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.x509.oid import ExtendedKeyUsageOID

from evidence.anchoring import der
from evidence.anchoring.tokens import (
    Stamp,
    TokenInvalid,
    TokenMalformed,
    TokenTime,
    TokenUntrusted,
    TokenWrongImprint,
    TokenWrongNonce,
    Trust,
)
from tests.evidence.local_authority import Identity, openssl
from tests.evidence.witnesses import Tsa

STATEMENT = b"What was known on this day."
TST_INFO = "1.2.840.113549.1.9.16.1.4"
DAY = timedelta(days=1)


def query(folder: Path, *options: str, statement: bytes = STATEMENT) -> bytes:
    """A query as openssl makes it: its own nonce, certificate asked for."""
    path = folder / "statement"
    path.write_bytes(statement)
    return openssl("ts", "-query", "-data", path, *(options or ("-sha256", "-cert")))


def verify(
    token: bytes, root: Identity, *beside: Identity, statement: bytes = STATEMENT
) -> Stamp:
    trust = Trust([root.certificate, *(one.certificate for one in beside)])
    now = datetime.now(UTC)
    return trust.verify(token, statement, not_before=now, not_after=now)


def openssl_accepts(token: bytes, root: Identity, folder: Path) -> bool:
    """Whether the tool that an expert has says the same."""
    path = folder / "token.tsr"
    path.write_bytes(token)
    done = subprocess.run(
        ["openssl", "ts", "-verify", "-in", path, "-CAfile", root.path]
        + ["-digest", sha256(STATEMENT).hexdigest()],
        capture_output=True,
    )
    return done.returncode == 0


def test_token_is_verified_and_says_when(tsa: Tsa) -> None:
    before = datetime.now(UTC).replace(microsecond=0)
    stamp = tsa.client().stamp(STATEMENT)
    assert before <= stamp.time <= datetime.now(UTC)
    assert stamp.signer == "CN=Test signer"
    assert verify(stamp.token, tsa.root) == stamp


def test_request_tells_the_hash_alone_and_asks_for_nonce_and_certificate(
    tsa: Tsa, tmp_path: Path
) -> None:
    tsa.client().stamp(STATEMENT)
    ((method, path, headers, body),) = tsa.server.requests
    assert (method, path) == ("POST", "/tsa")
    assert headers["content-type"] == "application/timestamp-query"
    assert STATEMENT not in body
    assert sha256(STATEMENT).digest() in body
    (tmp_path / "query").write_bytes(body)
    said = openssl("ts", "-query", "-in", tmp_path / "query", "-text").decode()
    assert "Hash Algorithm: sha256" in said
    assert "Certificate required: yes" in said
    assert "Nonce: 0x" in said


def test_two_requests_differ_in_their_nonce(tsa: Tsa) -> None:
    tsa.client().stamp(STATEMENT)
    tsa.client().stamp(STATEMENT)
    first, second = (body for *_rest, body in tsa.server.requests)
    assert first != second


def test_what_openssl_accepts_is_accepted(tsa: Tsa, tmp_path: Path) -> None:
    token = tsa.client().stamp(STATEMENT).token
    assert openssl_accepts(token, tsa.root, tmp_path)


def test_token_for_another_statement_is_refused(tsa: Tsa) -> None:
    token = tsa.client().stamp(b"Another day.").token
    with pytest.raises(TokenWrongImprint):
        verify(token, tsa.root)


def test_swapped_answer_is_refused(tsa: Tsa, tmp_path: Path) -> None:
    other = tsa.ca.reply(query(tmp_path, statement=b"Another."), tsa.signer)
    tsa.server.answer = lambda *_request: (200, other)
    with pytest.raises(TokenWrongImprint):
        tsa.client().stamp(STATEMENT)


def test_answer_to_an_earlier_request_is_refused(tsa: Tsa) -> None:
    earlier = tsa.client().stamp(STATEMENT).token
    tsa.server.answer = lambda *_request: (200, earlier)
    with pytest.raises(TokenWrongNonce):
        tsa.client().stamp(STATEMENT)


def test_answer_without_nonce_is_refused(tsa: Tsa, tmp_path: Path) -> None:
    asked = query(tmp_path, "-sha256", "-cert", "-no_nonce")
    token = tsa.ca.reply(asked, tsa.signer)
    tsa.server.answer = lambda *_request: (200, token)
    with pytest.raises(TokenWrongNonce):
        tsa.client().stamp(STATEMENT)


def test_other_hash_than_sha256_is_refused(tsa: Tsa, tmp_path: Path) -> None:
    token = tsa.ca.reply(query(tmp_path, "-sha512", "-cert"), tsa.signer)
    with pytest.raises(TokenWrongImprint, match="SHA-256"):
        verify(token, tsa.root)


def test_token_of_an_unknown_root_is_refused(tsa: Tsa) -> None:
    token = tsa.client().stamp(STATEMENT).token
    with pytest.raises(TokenUntrusted):
        verify(token, tsa.ca.root("stranger"))


def test_root_of_the_same_name_with_another_key_is_refused(tsa: Tsa) -> None:
    token = tsa.client().stamp(STATEMENT).token
    own = tsa.root.path.read_bytes()
    impostor = tsa.ca.root("root")
    tsa.root.path.write_bytes(own)
    assert impostor.certificate.subject == tsa.root.certificate.subject
    with pytest.raises(TokenUntrusted):
        verify(token, impostor)


def test_nothing_is_trusted_without_a_root(tsa: Tsa) -> None:
    token = tsa.client().stamp(STATEMENT).token
    now = datetime.now(UTC)
    with pytest.raises(TokenUntrusted):
        Trust([]).verify(token, STATEMENT, not_before=now, not_after=now)


def test_expired_signer_is_refused(tsa: Tsa, tmp_path: Path) -> None:
    expired = tsa.ca.issue(tsa.root, "expired", ends=-DAY)
    token = tsa.ca.reply(query(tmp_path), expired)
    with pytest.raises(TokenUntrusted, match="expired"):
        verify(token, tsa.root)


def test_signer_whose_time_has_not_come_is_refused(tsa: Tsa, tmp_path: Path) -> None:
    early = tsa.ca.issue(tsa.root, "early", begins=DAY, ends=2 * DAY)
    token = tsa.ca.reply(query(tmp_path), early)
    with pytest.raises(TokenUntrusted, match="not yet valid"):
        verify(token, tsa.root)


@pytest.mark.parametrize("name", ["a", "below-with-a-long-name"])
def test_certificate_between_may_come_with_the_token(
    tsa: Tsa, tmp_path: Path, name: str
) -> None:
    # DER wants the certificates sorted; that of the shorter one comes first. openssl,
    # as some authorities do, sends the signer's first whatever its length.
    between = tsa.ca.issue(tsa.root, "between", purpose=None)
    signer = tsa.ca.issue(between, name)
    token = tsa.ca.reply(query(tmp_path), signer, chain=between)
    assert verify(token, tsa.root).signer == f"CN=Test {name}"


def test_certificate_between_may_stand_beside_the_root(
    tsa: Tsa, tmp_path: Path
) -> None:
    between = tsa.ca.issue(tsa.root, "between", purpose=None)
    token = tsa.ca.reply(query(tmp_path), tsa.ca.issue(between, "below"))
    assert verify(token, tsa.root, between)
    with pytest.raises(TokenUntrusted):
        verify(token, tsa.root)
    with pytest.raises(TokenUntrusted):
        verify(token, tsa.ca.root("stranger"), between)


def test_answer_without_certificate_is_refused(tsa: Tsa, tmp_path: Path) -> None:
    token = tsa.ca.reply(query(tmp_path, "-sha256"), tsa.signer)
    with pytest.raises(TokenUntrusted):
        verify(token, tsa.root)


def test_older_form_of_the_certificate_identity_is_accepted(
    tsa: Tsa, tmp_path: Path
) -> None:
    token = tsa.ca.reply(query(tmp_path), tsa.signer, identity="sha1")
    assert verify(token, tsa.root)


def forge(content: bytes, signer: Identity, folder: Path, *options: str) -> bytes:
    """Sign a token's content by hand, as an authority that keeps no rules could."""
    (folder / "content").write_bytes(content)
    token = openssl(
        *("cms", "-sign", "-binary", "-nodetach", "-econtent_type", TST_INFO),
        *("-signer", signer.path, "-inkey", signer.path, "-in", folder / "content"),
        *("-outform", "DER", *options),
    )
    body = bytes.fromhex("3003020100") + token
    return b"\x30\x82" + len(body).to_bytes(2, "big") + body


def content_of(token: bytes) -> bytes:
    """What a token signs."""
    _status, signed = der.read(token)
    _type, wrapped = signed
    _version, _algorithms, encapsulated, *_rest = wrapped.first
    _kind, octets = encapsulated
    return octets.first.content


@pytest.fixture
def content(tsa: Tsa) -> bytes:
    return content_of(tsa.client().stamp(STATEMENT).token)


def test_forging_by_the_rules_makes_a_good_token(
    tsa: Tsa, content: bytes, tmp_path: Path
) -> None:
    assert verify(forge(content, tsa.signer, tmp_path, "-cades"), tsa.root)


def test_signature_that_names_no_certificate_is_refused(
    tsa: Tsa, content: bytes, tmp_path: Path
) -> None:
    token = forge(content, tsa.signer, tmp_path)
    assert not openssl_accepts(token, tsa.root, tmp_path)
    with pytest.raises(TokenUntrusted, match="does not name its certificate"):
        verify(token, tsa.root)


def test_signer_for_mail_is_refused(tsa: Tsa, content: bytes, tmp_path: Path) -> None:
    purpose = ExtendedKeyUsageOID.EMAIL_PROTECTION
    mail = tsa.ca.issue(tsa.root, "mail", purpose=purpose)
    with pytest.raises(TokenUntrusted):
        verify(forge(content, mail, tmp_path, "-cades"), tsa.root)


def test_purpose_that_is_not_critical_is_refused(
    tsa: Tsa, content: bytes, tmp_path: Path
) -> None:
    lax = tsa.ca.issue(tsa.root, "lax", critical=False)
    with pytest.raises(TokenUntrusted):
        verify(forge(content, lax, tmp_path, "-cades"), tsa.root)


def test_second_signature_is_refused(tsa: Tsa, content: bytes, tmp_path: Path) -> None:
    second = tsa.ca.issue(tsa.root, "second")
    also = ("-signer", str(second.path), "-inkey", str(second.path))
    with pytest.raises(TokenInvalid):
        verify(forge(content, tsa.signer, tmp_path, "-cades", *also), tsa.root)


def test_altered_content_is_refused(tsa: Tsa) -> None:
    token = tsa.client().stamp(STATEMENT).token
    content = content_of(token)
    # The same day, one year earlier.
    year = f"{datetime.now(UTC):%Y}".encode()
    earlier = str(int(year) - 1).encode()
    altered = token.replace(content, content.replace(year, earlier, 1))
    assert altered != token
    with pytest.raises(TokenTime):
        verify(altered, tsa.root)
    then = datetime.now(UTC) - timedelta(days=366)
    with pytest.raises(TokenUntrusted):
        Trust([tsa.root.certificate]).verify(
            altered, STATEMENT, not_before=then, not_after=datetime.now(UTC)
        )


def test_nothing_that_openssl_refuses_is_accepted(tsa: Tsa, tmp_path: Path) -> None:
    token = tsa.client().stamp(STATEMENT).token
    chance = random.Random(3161)
    refused = 0
    for _turn in range(250):
        altered = bytearray(token)
        altered[chance.randrange(len(token))] ^= 1 << chance.randrange(8)
        try:
            verify(bytes(altered), tsa.root)
        except TokenInvalid:
            refused += 1
        else:
            assert openssl_accepts(bytes(altered), tsa.root, tmp_path), altered.hex()
    assert refused > 200


@pytest.mark.parametrize("part", [0.0, 0.3, 0.6, 0.99])
def test_cut_answer_is_refused(tsa: Tsa, part: float) -> None:
    token = tsa.client().stamp(STATEMENT).token
    with pytest.raises(TokenMalformed):
        verify(token[: int(len(token) * part)], tsa.root)


@pytest.mark.parametrize("answer", [b"", b"<html>Closed</html>", b"\x30\x80\x00"])
def test_answer_that_is_no_token_is_refused(tsa: Tsa, answer: bytes) -> None:
    tsa.server.answer = lambda *_request: (200, answer)
    with pytest.raises(TokenMalformed):
        tsa.client().stamp(STATEMENT)


def test_refusal_of_the_authority_is_told(tsa: Tsa) -> None:
    tsa.server.answer = lambda _method, _path, asked: (
        200,
        tsa.ca.reply(asked, tsa.signer, digests="sha512"),
    )
    with pytest.raises(TokenMalformed, match="grants no token: .*not supported"):
        tsa.client().stamp(STATEMENT)


@pytest.mark.parametrize("hours", [-24, 24])
def test_time_far_from_ours_is_refused(tsa: Tsa, hours: int) -> None:
    there = tsa.client(now=lambda: datetime.now(UTC) + timedelta(hours=hours))
    with pytest.raises(TokenTime):
        there.stamp(STATEMENT)


def test_clock_that_is_a_little_off_is_borne(tsa: Tsa) -> None:
    there = tsa.client(now=lambda: datetime.now(UTC) + timedelta(minutes=4))
    assert there.stamp(STATEMENT)
