"""Workbooks that Excel encrypts with a password of its own, and opens without asking for one.

Whoever protects the structure of an .xls, or marks a workbook as read-only, gets a file that is
encrypted with ``VelvetSweatshop`` [MS-OFFCRYPTO] 2.3.5, 2.3.6: nothing in it is secret, and nobody
who sends it knows of a password. What comes out is as little trusted as what went in.

The library is only given ciphers, keys and records: the XML that describes the encryption is read
here, for its own parser would take a DOCTYPE.
"""

from __future__ import annotations

import base64
import binascii
import io
import struct
from typing import TYPE_CHECKING

from xltool.errors import RefusedError
from xltool.spreadsheets.refusals import require
from xltool.spreadsheets.safe_xml import find_elements

if TYPE_CHECKING:
    from collections.abc import Mapping

PASSWORD = "VelvetSweatshop"  # noqa: S105 - known to everybody
_AGILE, _STANDARD = (4, 4), {(2, 2), (3, 2), (4, 2)}  # versions (2.3.4.5, 2.3.4.10)
_INFO = "EncryptionInfo"
_MOST_SPINS = 1_000_000
"""Rounds of hashing that are believed; Excel writes 100,000."""
_HASHES = frozenset({"SHA1", "SHA256", "SHA384", "SHA512"})
_AES = 0x6600  # of an algorithm's number, what says that it is AES (2.3.2)


def decrypt_package(info: bytes, package: bytes) -> bytes | None:
    """Return the package of an encrypted .xlsx; None where it has another password.

    ``info`` and ``package`` are the streams that describe the encryption and hold the package.
    Raises XL-105 at a DOCTYPE.
    """
    try:
        version = struct.unpack_from("<HH", info)
        if version == _AGILE:
            return _decrypt_agile(info[8:], package)
        return _decrypt_standard(info, package) if version in _STANDARD else None
    except RefusedError as error:
        if error.rule == "XL-102":
            return None
        raise
    except Exception:  # noqa: BLE001 - crooked numbers make ciphers raise all kinds of errors
        return None


def decrypt_xls(data: bytes) -> bytes | None:
    """Return an encrypted .xls in plain, with its envelope; None where it has another password."""
    target = io.BytesIO()
    try:
        from msoffcrypto.format.xls97 import Xls97File  # noqa: PLC0415 - few files need it

        file = Xls97File(io.BytesIO(data))
        file.load_key(password=PASSWORD)
        file.decrypt(target)
    except Exception:  # noqa: BLE001 - a wrong password or crooked records, in errors of all kinds
        return None
    return target.getvalue()


def _decrypt_agile(xml: bytes, package: bytes) -> bytes | None:
    """Decrypt a package as Office does since 2010 (2.3.4.10 to 2.3.4.15)."""
    from msoffcrypto.method.ecma376_agile import ECMA376Agile  # noqa: PLC0415 - few files need it

    found = find_elements(xml, _INFO, "keyData", "encryptedKey")
    data = next(own for tag, own in found if tag == "keyData")
    key = next(own for tag, own in found if tag == "encryptedKey" and "spinCount" in own)
    spins = int(key["spinCount"])
    require(0 <= spins <= _MOST_SPINS and {data["hashAlgorithm"], key["hashAlgorithm"]} <= _HASHES)
    known = ECMA376Agile.verify_password(
        PASSWORD, _bytes(key, "saltValue"), key["hashAlgorithm"],
        _bytes(key, "encryptedVerifierHashInput"), _bytes(key, "encryptedVerifierHashValue"),
        spins, int(key["keyBits"]),
    )  # fmt: skip
    if not known:
        return None
    secret = ECMA376Agile.makekey_from_password(
        PASSWORD, _bytes(key, "saltValue"), key["hashAlgorithm"], _bytes(key, "encryptedKeyValue"),
        spins, int(key["keyBits"]),
    )  # fmt: skip
    cipher = ECMA376Agile.decrypt(
        secret, _bytes(data, "saltValue"), data["hashAlgorithm"], io.BytesIO(package)
    )
    return bytes(cipher)


def _bytes(attributes: Mapping[str, str], name: str) -> bytes:
    try:
        return base64.b64decode(attributes[name], validate=True)
    except binascii.Error:
        raise ValueError from None


def _decrypt_standard(info: bytes, package: bytes) -> bytes | None:
    """Decrypt a package as Office 2007 does (2.3.4.5 to 2.3.4.9)."""
    from msoffcrypto.method.ecma376_standard import ECMA376Standard  # noqa: PLC0415 - few files

    size = struct.unpack_from("<L", info, 8)[0]
    _, _, cipher, digest, bits, provider = struct.unpack_from("<6L", info, 12)
    require(cipher & _AES == _AES and bits in {128, 192, 256})
    salt_size, salt, verifier = struct.unpack_from("<L16s16s", info, 12 + size)
    hashed = info[12 + size + 40 : 12 + size + 72]
    key = ECMA376Standard.makekey_from_password(
        PASSWORD, cipher, digest, provider, bits, salt_size, salt
    )
    if not ECMA376Standard.verifykey(key, verifier, hashed):
        return None
    return bytes(ECMA376Standard.decrypt(key, io.BytesIO(package)))
