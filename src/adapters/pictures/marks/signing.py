"""Sign pictures with C2PA, so that anybody can check where they come from.

c2pa-python is an extra of its own (src/pyproject.toml), imported when it is needed.
"""

import io
import json

from datetime import UTC, datetime
from typing import Any, Final

import attrs
import structlog

from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from PIL import Image

from avatar_core.pictures import Origin, PictureFormat

from .xmp import SOURCE_TYPE


log = structlog.get_logger()

_MEDIA_TYPES: Final = {
    PictureFormat.JPEG: "image/jpeg",
    PictureFormat.PNG: "image/png",
    PictureFormat.WEBP: "image/webp",
}
_CURVES: Final = {"secp256r1": "es256", "secp384r1": "es384", "secp521r1": "es512"}
#: No thumbnail of the picture is stored in it, and nothing is fetched for it.
_SETTINGS: Final = {
    "version": 1,
    "builder": {"thumbnail": {"enabled": False}},
    "verify": {"remote_manifest_fetch": False, "ocsp_fetch": False},
}
_PARENT: Final = "delivered"
_SAMPLE_ORIGIN: Final = Origin(model="sample", made_at=datetime(2026, 1, 1, tzinfo=UTC))


@attrs.frozen
class PictureFile:
    """A picture's file."""

    data: bytes = attrs.field(repr=False)
    form: PictureFormat


class SigningError(Exception):
    """Pictures cannot be signed; the text says why."""


class Signer:
    """Signs pictures with the owner's certificate."""

    def __init__(self, certificate: bytes, key: bytes) -> None:
        """Take a certificate with its chain and the private key, both in PEM.

        Raises:
            SigningError: They cannot be used, or c2pa-python is not installed.
        """
        try:
            import c2pa  # noqa: PLC0415 - an extra
        except ImportError:
            raise SigningError("the package c2pa-python is not installed") from None
        self._c2pa: Any = c2pa
        try:
            signer = c2pa.C2paSignerInfo(_algorithm(key), certificate, key, None)
            self._signer: Any = c2pa.Signer.from_info(signer)
            self._context: Any = c2pa.Context.from_dict(_SETTINGS)
        except c2pa.C2paError as error:
            raise _refused(error) from None
        self.sign(_sample(), _SAMPLE_ORIGIN, None)

    def sign(
        self, file: PictureFile, origin: Origin, parent: PictureFile | None
    ) -> PictureFile:
        """Return the file signed; *parent* is it as delivered, if that has manifests.

        Raises:
            SigningError: The certificate has expired, for example.
        """
        try:
            return self._signed(file, origin, parent)
        except self._c2pa.C2paError as error:
            if parent is None:
                raise _refused(error) from None
        log.warning("pictures.manifest_unreadable", model=origin.model)
        return self.sign(file, origin, None)

    def _signed(
        self, file: PictureFile, origin: Origin, parent: PictureFile | None
    ) -> PictureFile:
        signed = io.BytesIO()
        manifest = json.dumps(_manifest(origin, opened=parent is not None))
        with self._c2pa.Builder(manifest, self._context) as builder:
            if parent is not None:
                ingredient = {"relationship": "parentOf", "label": _PARENT}
                builder.add_ingredient(
                    json.dumps(ingredient),
                    _MEDIA_TYPES[parent.form],
                    io.BytesIO(parent.data),
                )
            builder.sign(
                self._signer, _MEDIA_TYPES[file.form], io.BytesIO(file.data), signed
            )
        return attrs.evolve(file, data=signed.getvalue())


def _refused(error: Exception) -> SigningError:
    return SigningError(" ".join(str(error).split()))


def _sample() -> PictureFile:
    """Return a tiny picture, to try the certificate with."""
    file = io.BytesIO()
    Image.new("RGB", (1, 1)).save(file, "PNG")
    return PictureFile(file.getvalue(), PictureFormat.PNG)


def _algorithm(key: bytes) -> str:
    """Return C2PA's name of the algorithm that a private key signs with."""
    try:
        private = load_pem_private_key(key, password=None)
    except (ValueError, TypeError):
        raise SigningError("the key is no unencrypted private key in PEM") from None
    match private:
        case ec.EllipticCurvePrivateKey() if private.curve.name in _CURVES:
            return _CURVES[private.curve.name]
        case ed25519.Ed25519PrivateKey():
            return "ed25519"
        case rsa.RSAPrivateKey():
            return "ps256"
    raise SigningError("the key is of a kind that C2PA does not know")


def _manifest(origin: Origin, *, opened: bool) -> dict[str, Any]:
    """Return the claim: made by AI, by which model, and when."""
    action: dict[str, Any] = {
        "action": "c2pa.created",
        "when": origin.made_at.isoformat(timespec="seconds"),
        "softwareAgent": {"name": origin.model},
        "digitalSourceType": SOURCE_TYPE,
    }
    if opened:
        action["action"] = "c2pa.opened"
        action["parameters"] = {"ingredientIds": [_PARENT]}
    return {
        "claim_generator_info": [{"name": "avatar-bot"}],
        "assertions": [{"label": "c2pa.actions.v2", "data": {"actions": [action]}}],
    }
