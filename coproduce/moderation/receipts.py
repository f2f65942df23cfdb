"""Receipts: the code and the link by which a writer, and nobody else, comes back."""

import hashlib
import re
from base64 import b32encode

from django.core import signing
from django.utils.crypto import salted_hmac

from coproduce.moderation.models import Submission

LINK_SECONDS = 3600
SALT = "coproduce.receipts"
# Crockford's base 32: no letter that can be taken for a digit.
ALPHABET = bytes.maketrans(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", b"0123456789ABCDEFGHJKMNPQRSTVWXYZ")
LOOK_ALIKES = str.maketrans("OIL", "011")


def code_for(form_key: str) -> str:
    """The receipt's code, 80 bits derived from the form key, as XXXX-XXXX-XXXX-XXXX."""
    digest = salted_hmac(SALT, form_key, algorithm="sha256").digest()[:10]
    letters = b32encode(digest).translate(ALPHABET).decode()
    return "-".join(letters[start : start + 4] for start in range(0, 16, 4))


def hash_code(code: str) -> str:
    """What is stored of a code. Case, spaces, hyphens and O for 0 make no difference."""
    letters = re.sub(r"[^0-9A-Z]", "", code.upper()).translate(LOOK_ALIKES)
    return hashlib.sha256(letters.encode()).hexdigest()


def find(code: str) -> Submission | None:
    return Submission.objects.filter(code_hash=hash_code(code)).first()


def token_for(submission: Submission) -> str:
    return signing.dumps(submission.pk, salt=SALT)


def from_token(token: str) -> Submission | None:
    """The submission of a receipt's link; None when the link is forged or over an hour old."""
    try:
        pk = signing.loads(token, salt=SALT, max_age=LINK_SECONDS)
    except signing.BadSignature:
        return None
    return Submission.objects.filter(pk=pk).first()
