"""Read marks with other people's tools, and make certificates to sign with."""

import io
import json
import shutil
import subprocess

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeAlias

import attrs
import c2pa

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from avatar_core.pictures import PictureFormat


SOURCE_TYPE = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
MEDIA_TYPES = {
    PictureFormat.JPEG: "image/jpeg",
    PictureFormat.PNG: "image/png",
    PictureFormat.WEBP: "image/webp",
}
_PEM = serialization.Encoding.PEM
_Key: TypeAlias = (
    ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey | rsa.RSAPrivateKey
)


def tags_of(data: bytes) -> dict[str, Any]:
    """Return what exiftool reads, such as "XMP-dc:Description"."""
    exiftool = shutil.which("exiftool")
    assert exiftool, "install exiftool (Debian, Ubuntu: libimage-exiftool-perl)"
    command = [exiftool, "-json", "-G1", "-n", "-a", "-"]
    done = subprocess.run(command, input=data, capture_output=True, check=True)  # noqa: S603 - found above
    [tags] = json.loads(done.stdout)
    assert "ExifTool:Error" not in tags
    assert "ExifTool:Warning" not in tags, tags["ExifTool:Warning"]
    return dict(tags)


def manifests_of(data: bytes, form: PictureFormat) -> dict[str, Any]:
    """Return what c2pa-python's reader reads."""
    with c2pa.Reader(MEDIA_TYPES[form], io.BytesIO(data)) as reader:
        return dict(json.loads(reader.json()))


def active_manifest(data: bytes, form: PictureFormat) -> dict[str, Any]:
    """Return the manifest that was added last; its signature must be valid."""
    read = manifests_of(data, form)
    # Nobody trusts the certificates of tests; anything else would be a fault.
    faults = {fault["code"] for fault in read["validation_status"]}
    assert (read["validation_state"], faults) == (
        "Valid",
        {"signingCredential.untrusted"},
    )
    return dict(read["manifests"][read["active_manifest"]])


@attrs.frozen
class Credentials:
    """A certificate with that of its issuer, and its key, in PEM."""

    certificate: bytes
    key: bytes

    def write(self, folder: Path) -> dict[str, Path]:
        """Write both files; return them by the names of the settings."""
        certificate, key = folder / "certificate.pem", folder / "key.pem"
        certificate.write_bytes(self.certificate)
        key.write_bytes(self.key)
        return {"c2pa_certificate": certificate, "c2pa_key": key}


def make_credentials(
    key: _Key | None = None, *, valid_for: timedelta = timedelta(days=90)
) -> Credentials:
    """Make a certificate as C2PA asks for, that of its issuer, and a key."""
    now = datetime.now(UTC)
    key = key or ec.generate_private_key(ec.SECP256R1())
    issuer_key = ec.generate_private_key(ec.SECP256R1())
    issuer, owner = (
        x509.Name(
            [
                x509.NameAttribute(NameOID.ORGANIZATION_NAME, name),
                x509.NameAttribute(NameOID.COMMON_NAME, name),
            ]
        )
        for name in ("An issuer", "The owner of a bot")
    )

    def built(name: x509.Name, public: Any, *, authority: bool) -> x509.Certificate:
        usage = {"digital_signature": True, "key_cert_sign": authority}
        others = (
            *("content_commitment", "key_encipherment", "data_encipherment"),
            *("key_agreement", "crl_sign", "encipher_only", "decipher_only"),
        )
        builder = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(issuer)
            .public_key(public)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=99))
            .not_valid_after(now + valid_for)
            .add_extension(x509.BasicConstraints(authority, None), critical=True)
            .add_extension(
                x509.KeyUsage(**usage, **dict.fromkeys(others, False)), critical=True
            )
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(
                    issuer_key.public_key()
                ),
                critical=False,
            )
        )
        if not authority:
            email = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION])
            builder = builder.add_extension(email, critical=False)
        return builder.sign(issuer_key, hashes.SHA256())

    own = built(owner, key.public_key(), authority=False)
    root = built(issuer, issuer_key.public_key(), authority=True)
    return Credentials(
        own.public_bytes(_PEM) + root.public_bytes(_PEM),
        key.private_bytes(
            _PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ),
    )
