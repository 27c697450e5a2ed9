"""A share file locked with a passphrase: AES-256-GCM under a key that scrypt makes of it.

RFC 7914 for the key, NIST SP 800-38D for the rest. Salt and nonce are new for every file, and the
first bytes are sealed with it, so that no byte of a locked file can be changed unnoticed.
"""

import hashlib
import secrets
from typing import TYPE_CHECKING, Final

from kicksense.errors import SourceError, UsageError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

LOCKED_MAGIC: Final = b"KICKSENSE-LOCKED-1\n"
"""Begins every locked file."""

FEWEST_LETTERS: Final = 8
"""A shorter passphrase is found by trying."""

_SALT_BYTES: Final = 16
_NONCE_BYTES: Final = 12
_TAG_BYTES: Final = 16
_KEY_BYTES: Final = 32
_COST: Final = 2**15
_BLOCKS: Final = 8
_MEMORY_BYTES: Final = 64 * 1024**2


class LockedFileError(SourceError):
    """A share file does not open with the passphrase that was given, or none was."""


def is_locked(content: bytes) -> bool:
    """Tell whether content is a locked share file."""
    return content.startswith(LOCKED_MAGIC)


def locked(content: bytes, passphrase: str) -> bytes:
    """Lock content.

    Parameters
    ----------
    content
        Any.
    passphrase
        Whoever has it can open the file.

    Raises
    ------
    UsageError
        If it is too short, or the package that locks is not installed.
    """
    if len(passphrase) < FEWEST_LETTERS:
        raise UsageError(
            f"The passphrase is too short; take {FEWEST_LETTERS} letters or more, several words "
            "for instance."
        )
    salt, nonce = secrets.token_bytes(_SALT_BYTES), secrets.token_bytes(_NONCE_BYTES)
    sealed = _cipher(passphrase, salt).encrypt(nonce, content, LOCKED_MAGIC)
    return LOCKED_MAGIC + salt + nonce + sealed


def unlocked(content: bytes, passphrase: str | None) -> bytes:
    """Open a locked file; other content is given as it is.

    Parameters
    ----------
    content
        Of a file from anybody.
    passphrase
        None where none is known.

    Raises
    ------
    LockedFileError
        If it is locked and does not open.
    UsageError
        If the package that opens it is not installed.
    """
    if not is_locked(content):
        return content
    if not passphrase:
        raise LockedFileError(
            "This share file is locked; give the passphrase that its sender has told you."
        )
    start = len(LOCKED_MAGIC)
    salt, rest = content[start : start + _SALT_BYTES], content[start + _SALT_BYTES :]
    nonce, sealed = rest[:_NONCE_BYTES], rest[_NONCE_BYTES:]
    if len(sealed) < _TAG_BYTES:
        raise LockedFileError("This share file is cut off; ask for it again.")
    cipher = _cipher(passphrase, salt)
    from cryptography.exceptions import InvalidTag  # noqa: PLC0415 - late: only for locked files

    try:
        return bytes(cipher.decrypt(nonce, sealed, LOCKED_MAGIC))
    except InvalidTag as error:
        raise LockedFileError(
            "The passphrase does not open this share file, or the file was changed on its way; "
            "type it again, or ask for the file again."
        ) from error


def _cipher(passphrase: str, salt: bytes) -> "AESGCM":
    key = hashlib.scrypt(
        passphrase.encode(),
        salt=salt,
        n=_COST,
        r=_BLOCKS,
        p=1,
        maxmem=_MEMORY_BYTES,
        dklen=_KEY_BYTES,
    )
    try:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 - late
    except ImportError as error:
        raise UsageError(
            "Locking a share file needs a package that is not installed; "
            "pip install 'kicksense[share]'."
        ) from error
    return AESGCM(key)
