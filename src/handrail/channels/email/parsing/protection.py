"""Whether a mail is signed or encrypted, by its structure. Checking needs keys, and is not done here."""

from handrail.channels.email.parsing.mail import Protection
from handrail.channels.email.parsing.structure import Part, leaves

CMS = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})


def find(root: Part, text: str) -> Protection | None:
    """S/MIME (RFC 8551), PGP/MIME (RFC 3156), or PGP armour within the text."""
    return _by_structure(root) or _by_armour(text)


def _by_structure(root: Part) -> Protection | None:
    todo = [root]
    while todo:
        part = todo.pop()
        if (found := _of_part(part)) is not None:
            return found
        todo.extend(child for child in part.children if child.type.startswith("multipart/"))
    return next((found for leaf in leaves(root) if (found := _of_part(leaf))), None)


def _of_part(part: Part) -> Protection | None:
    protocol = part.parameters.get("protocol", "").lower()
    if part.type == "multipart/signed":
        scheme = "PGP" if "pgp" in protocol else "S/MIME"
        return Protection(scheme=scheme, signed=True, encrypted=False)
    if part.type == "multipart/encrypted":
        return Protection(scheme="PGP", signed=False, encrypted=True)
    if part.type in CMS:
        signed = part.parameters.get("smime-type", "").lower() == "signed-data"
        return Protection(scheme="S/MIME", signed=signed, encrypted=not signed)
    return None


def _by_armour(text: str) -> Protection | None:
    if "-----BEGIN PGP MESSAGE-----" in text:
        return Protection(scheme="PGP", signed=False, encrypted=True)
    if "-----BEGIN PGP SIGNED MESSAGE-----" in text:
        return Protection(scheme="PGP", signed=True, encrypted=False)
    return None
