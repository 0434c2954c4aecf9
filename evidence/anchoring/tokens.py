"""Time-stamp tokens (RFC 3161, section 2.4.2): what they say, and whether to trust it.

The signature and the chain are checked by rfc3161-client, as of the time that the token
names. What that package leaves out is checked here: the hash algorithm of the imprint,
and the identity of the signing certificate (RFC 3161 demands it, ``openssl ts -verify``
checks it, and a token that an expert's own tool refuses would be worthless).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import new as new_hash
from hashlib import sha256
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from rfc3161_client import (
    TimeStampResponse,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from evidence.anchoring import der

__all__ = [
    "Stamp",
    "TokenInvalid",
    "TokenMalformed",
    "TokenTime",
    "TokenUntrusted",
    "TokenWrongImprint",
    "TokenWrongNonce",
    "Trust",
    "read_roots",
]

SHA256 = x509.ObjectIdentifier("2.16.840.1.101.3.4.2.1")

# The DER content of object identifiers (RFC 5035, RFC 5754, RFC 3370).
_SIGNING_CERTIFICATE = bytes.fromhex("2a864886f70d010910020c")
_SIGNING_CERTIFICATE_V2 = bytes.fromhex("2a864886f70d010910022f")
_HASHES = {
    bytes.fromhex("608648016503040201"): "sha256",
    bytes.fromhex("608648016503040202"): "sha384",
    bytes.fromhex("608648016503040203"): "sha512",
}


class TokenInvalid(Exception):
    """A token does not prove what it should. The subclasses say why."""


class TokenMalformed(TokenInvalid):
    """It cannot be read as an RFC 3161 response that grants a token."""


class TokenWrongImprint(TokenInvalid):
    """It is for other bytes, or for another kind of hash."""


class TokenWrongNonce(TokenInvalid):
    """It answers another request."""


class TokenUntrusted(TokenInvalid):
    """Its signature does not hold, or leads to no root that is trusted."""


class TokenTime(TokenInvalid):
    """It names a time at which it cannot have been made."""


@dataclass(frozen=True)
class Stamp:
    """What a token says once it is verified: that something existed at ``time``.

    ``token`` is the whole RFC 3161 response, as ``openssl ts -verify -in`` reads it.
    """

    token: bytes
    time: datetime
    serial_number: int
    signer: str


def read_roots(path: Path) -> list[x509.Certificate]:
    """Return the certificates of a PEM file; raises :class:`ValueError`.

    Besides roots it may hold intermediate ones, for an authority that sends none.
    """
    try:
        found = x509.load_pem_x509_certificates(path.read_bytes())
    except OSError as error:
        raise ValueError(f"{path} cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise ValueError(f"{path} holds no PEM certificates: {error}") from error
    if not any(certificate.issuer == certificate.subject for certificate in found):
        raise ValueError(f"{path} holds no root (a certificate signed by itself).")
    return found


class Trust:
    """The certificates that tokens are held against."""

    def __init__(self, certificates: Iterable[x509.Certificate]) -> None:
        known = list(dict.fromkeys(certificates))
        self.roots = [c for c in known if c.issuer == c.subject]
        self.intermediates = [c for c in known if c.issuer != c.subject]

    def as_pem(self) -> bytes:
        """Return all certificates as one PEM file."""
        known = (*self.roots, *self.intermediates)
        return b"".join(one.public_bytes(Encoding.PEM) for one in known)

    def verify(
        self,
        token: bytes,
        statement: bytes,
        *,
        not_before: datetime,
        not_after: datetime,
        nonce: int | None = None,
        tolerance: timedelta = timedelta(minutes=5),
    ) -> Stamp:
        """Return what ``token`` says about ``statement``; raises :class:`TokenInvalid`.

        Checked are: that it was granted; the imprint (SHA-256 of the statement); the
        signature; the chain to a root, as of the token's time, with the purpose of time
        stamping; the signing certificate's identity; the ``nonce``, if there is one;
        and a time within ``tolerance`` of the two bounds.
        """
        try:
            response = decode_timestamp_response(_in_order(token))
            if response.status != 0:
                reason = " ".join(response.status_string) or "no reason given"
                raise TokenMalformed(f"The response grants no token: {reason}.")
            info = response.tst_info
            imprint = info.message_imprint
            if imprint.hash_algorithm != SHA256:
                raise TokenWrongImprint("The imprint is not a SHA-256 hash.")
            if imprint.message != sha256(statement).digest():
                raise TokenWrongImprint("The token is for other bytes.")
            if nonce is not None and info.nonce != nonce:
                raise TokenWrongNonce("The token answers another request.")
            if not not_before - tolerance <= info.gen_time <= not_after + tolerance:
                raise TokenTime(
                    f"The token names {info.gen_time:%Y-%m-%d %H:%M:%S} UTC, which is "
                    "not when it can have been made."
                )
            self._verify_signature(response, sha256(statement).digest())
            signer = _signer(response)
            _check_identity(response, signer)
            return Stamp(
                token=token,
                time=info.gen_time,
                serial_number=info.serial_number,
                signer=signer.subject.rfc4514_string(),
            )
        except ValueError as error:
            raise TokenMalformed(f"The token cannot be read: {error}") from error

    def _verify_signature(self, response: TimeStampResponse, digest: bytes) -> None:
        if not self.roots:
            raise TokenUntrusted("No root is trusted.")
        verifier = VerifierBuilder(
            roots=list(self.roots), intermediates=list(self.intermediates)
        ).build()
        try:
            verifier.verify(response, digest)
        except VerificationError as error:
            raise TokenUntrusted(str(error)) from error


def _in_order(token: bytes) -> bytes:
    """Return the response with its certificates sorted, as DER wants them.

    Not every authority does that, and rfc3161-client reads nothing else. They are not
    part of what is signed.
    """
    parts = list(der.read(token))
    if len(parts) < 2:
        return token
    _content_type, content = parts[1]
    for part in content.first:
        if part.tag == 0xA0:
            ordered = b"".join(sorted(one.whole for one in part))
            return token.replace(part.content, ordered, 1)
    return token


def _signer(response: TimeStampResponse) -> x509.Certificate:
    """Return the certificate that the signature names, which must be in the token."""
    signers = list(response.signed_data.signer_infos)
    if len(signers) != 1:
        raise TokenUntrusted("The token has not exactly one signature.")
    named = [
        certificate
        for certificate in map(
            x509.load_der_x509_certificate, response.signed_data.certificates
        )
        if certificate.issuer == signers[0].issuer
        and certificate.serial_number == signers[0].serial_number
    ]
    if len(named) != 1:
        raise TokenUntrusted("The token does not hold the certificate that signed it.")
    return named[0]


def _check_identity(response: TimeStampResponse, signer: x509.Certificate) -> None:
    """Check that the signed attributes name the hash of the signer's certificate."""
    encoded = signer.public_bytes(Encoding.DER)
    found = False
    for name, value in _signed_attributes(response.time_stamp_token()):
        if name not in {_SIGNING_CERTIFICATE, _SIGNING_CERTIFICATE_V2}:
            continue
        # SigningCertificate → certs → the first ESSCertID, which is the signer's.
        parts = list(value.first.first)
        algorithm = "sha1" if name == _SIGNING_CERTIFICATE else "sha256"
        if parts and parts[0].tag == der.SEQUENCE:
            algorithm = _HASHES.get(parts.pop(0).first.content, "")
        if not parts or not algorithm:
            raise ValueError("the signing certificate is not named by a known hash")
        digest = new_hash(algorithm, encoded, usedforsecurity=False).digest()
        if digest != parts[0].content:
            raise TokenUntrusted("The signature names another certificate.")
        found = True
    if not found:
        raise TokenUntrusted("The signature does not name its certificate.")


def _signed_attributes(token: bytes) -> Iterator[tuple[bytes, der.Element]]:
    """Walk the signed attributes of a token: (object identifier, first value)."""
    _content_type, content = der.read(token)
    (signed_data,) = content
    *_before, signer_infos = signed_data
    (signer_info,) = signer_infos
    (attributes,) = (part for part in signer_info if part.tag == 0xA0)
    for attribute in attributes:
        name, values = attribute
        yield name.content, values.first
