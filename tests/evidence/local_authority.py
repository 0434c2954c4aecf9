"""A real time-stamping authority (RFC 3161) on this machine, run by ``openssl ts``."""

from __future__ import annotations

import subprocess
import threading
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

CONFIGURATION = """
[service]
serial = {folder}/serial
crypto_device = builtin
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = {digests}
accuracy = secs:1
ess_cert_id_chain = no
ess_cert_id_alg = {identity}
"""

TIME_STAMPING = ExtendedKeyUsageOID.TIME_STAMPING
YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Identity:
    """A private key and its certificate, and the file that holds both."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate
    path: Path


class CertificateAuthority:
    """Makes roots, intermediate authorities and signers of time stamps in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "serial").write_text("01\n")

    def root(self, name: str = "root") -> Identity:
        return self.issue(None, name, purpose=None)

    def issue(
        self,
        issuer: Identity | None,
        name: str,
        *,
        purpose: x509.ObjectIdentifier | None = TIME_STAMPING,
        critical: bool = True,
        begins: timedelta = -YEAR,
        ends: timedelta = YEAR,
    ) -> Identity:
        """Without ``purpose`` it is an authority, without ``issuer`` a root."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Test {name}")])
        now = datetime.now(UTC)
        usage = dict.fromkeys(
            ("content_commitment", "key_encipherment", "data_encipherment")
            + ("key_agreement", "crl_sign", "encipher_only", "decipher_only"),
            False,
        )
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(issuer.certificate.subject if issuer else subject)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now + begins)
            .not_valid_after(now + ends)
            .add_extension(x509.BasicConstraints(purpose is None, None), True)
            .add_extension(
                x509.KeyUsage(
                    digital_signature=purpose is not None,
                    key_cert_sign=purpose is None,
                    **usage,
                ),
                True,
            )
            .add_extension(
                x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False
            )
        )
        if purpose is not None:
            builder = builder.add_extension(x509.ExtendedKeyUsage([purpose]), critical)
        certificate = builder.sign(issuer.key if issuer else key, hashes.SHA256())
        path = self.folder / f"{name}.pem"
        private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        path.write_bytes(certificate.public_bytes(Encoding.PEM) + private)
        return Identity(key, certificate, path)

    def reply(
        self,
        query: bytes,
        signer: Identity,
        *,
        chain: Identity | None = None,
        digests: str = "sha256, sha512",
        identity: str = "sha256",
    ) -> bytes:
        """Answer a time-stamp query as ``signer``, with ``chain`` beside it.

        ``digests`` are those that it accepts; ``identity`` is the hash by which it
        names its certificate.
        """
        here = self.folder / f"{threading.get_ident()}"
        asked, configuration = here.with_suffix(".tsq"), here.with_suffix(".cnf")
        asked.write_bytes(query)
        configuration.write_text(
            CONFIGURATION.format(folder=self.folder, digests=digests, identity=identity)
        )
        return openssl(
            *("ts", "-reply", "-config", configuration, "-section", "service"),
            *("-queryfile", asked, "-inkey", signer.path, "-signer", signer.path),
            *(("-chain", chain.path) if chain else ()),
        )


def openssl(*arguments: str | Path, feed: bytes = b"") -> bytes:
    """Run ``openssl`` and return its output."""
    done = subprocess.run(
        ["openssl", *map(str, arguments)], input=feed, capture_output=True
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout
