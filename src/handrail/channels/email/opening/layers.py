"""A mail's layers of protection taken off one by one; what is inside becomes the whole mail.

Only a mail that is protected as a whole is opened. Nothing that stood around the protected part is
kept beside what was in it, so a stranger's frame can't carry the secret words out (EFAIL).
"""

import re
from collections.abc import Sequence

import msgspec

from handrail.channels.email.opening import pgp, smime
from handrail.channels.email.opening.values import PGP, SMIME, Opened, Signature, Task
from handrail.channels.email.parsing import headers
from handrail.channels.email.parsing.structure import Part, pieces, tree

MOST_LAYERS = 4
CMS = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
BARE = re.compile(rb"\r?\n")
TEXT = b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
BEGIN, END = b"-----BEGIN PGP MESSAGE-----", b"-----END PGP MESSAGE-----"


class Layer(msgspec.Struct, frozen=True, kw_only=True):
    """One layer: what is below it, or nothing where no key fits."""

    below: bytes | None
    encrypted: str = ""
    signature: Signature | None = None


def peeled(task: Task) -> Opened:
    """All layers, from outside in. Raises Unparsable as reading does."""
    found, entity = Opened(), task.raw
    for _ in range(MOST_LAYERS):
        layer = _layer(tree(entity), task)
        if layer is None:
            break
        found = msgspec.structs.replace(
            found, encrypted=found.encrypted or layer.encrypted,
            signature=layer.signature or found.signature, is_locked=layer.below is None,
        )  # fmt: skip
        if layer.below is None:
            return msgspec.structs.replace(found, plain=None)
        entity = layer.below
        found = msgspec.structs.replace(found, plain=entity)
    if found.plain is None:
        return found
    return msgspec.structs.replace(
        found, plain=_whole(task.raw, found.plain, bool(found.encrypted))
    )


def _layer(root: Part, task: Task) -> Layer | None:
    if root.type == "multipart/signed":
        return _signed(root, task)
    if root.type == "multipart/encrypted":
        return _pgp(b"".join(part.decoded() for part in root.children[1:2]), task)
    if root.type in CMS:
        return _cms(root.decoded(), task)
    if root.type == "text/plain":
        text = root.decoded().strip()
        is_all = text.startswith(BEGIN) and text.endswith(END)
        layer = _pgp(text, task) if is_all else None
        if layer is not None and layer.below is not None:
            return msgspec.structs.replace(layer, below=TEXT + layer.below)
        return layer
    return None


def _signed(root: Part, task: Task) -> Layer | None:
    """The first part as its bytes stand, line ends as they are on the wire; two parts, no more."""
    parts = pieces(root)
    if len(parts) != 2:
        return None
    text, mark = BARE.sub(b"\r\n", parts[0]), root.children[1].decoded()
    if "pgp" in root.parameters.get("protocol", "").lower():
        return Layer(below=parts[0], signature=pgp.checked(text, mark, task.trusted))
    signed = smime.content_of(mark)
    if signed is None or "signer_infos" not in _fields(signed):
        return Layer(below=parts[0], signature=smime.UNREAD)
    return Layer(below=parts[0], signature=smime.checked(signed, text, task.trusted, task.at))


def _pgp(sealed: bytes, task: Task) -> Layer:
    done = pgp.decrypted(sealed, task.keys, task.trusted)
    below, signature = done if done is not None else (None, None)
    return Layer(below=below, encrypted=PGP, signature=signature)


def _cms(wrapped: bytes, task: Task) -> Layer | None:
    content = smime.content_of(wrapped)
    if content is None:
        return None
    if "signer_infos" not in _fields(content):
        return Layer(below=smime.decrypted(content, task.keys), encrypted=SMIME)
    text = smime.carried(content)
    if text is None:
        return None
    return Layer(below=text, signature=smime.checked(content, text, task.trusted, task.at))


def _fields(content: object) -> set[str]:
    return {field[0] for field in getattr(content, "_fields", ())}


def _whole(raw: bytes, entity: bytes, was_encrypted: bool) -> bytes:
    """The mail's own head over what was inside. Of a head inside only the subject counts, and only
    where it was encrypted: programs write "..." outside (RFC 9788)."""
    outer, _ = headers.split_head(raw)
    inner, body = headers.split_head(entity)
    hidden = [field for field in inner if was_encrypted and field[0] == "subject"]
    kept = [
        f for f in outer if not f[0].startswith("content-") and not (hidden and f[0] == "subject")
    ]
    about = [field for field in inner if field[0].startswith("content-")]
    return _head([*kept, *hidden, *about]) + b"\r\n" + body


def _head(fields: Sequence[tuple[str, bytes]]) -> bytes:
    return b"".join(name.encode() + b": " + value.strip() + b"\r\n" for name, value in fields)
