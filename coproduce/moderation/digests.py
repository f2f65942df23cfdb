from hashlib import blake2b

# Shorter texts are often the same: "I agree with this."
LEAST_LETTERS = 20


def digest(kind: str, body: str) -> str:
    """By this the same words are known when they come again; empty for a few words.

    The kind is in it: nothing may tie a barrier to a comment.
    """
    letters = "".join(filter(str.isalnum, body.casefold()))
    if len(letters) < LEAST_LETTERS:
        return ""
    return blake2b(f"{kind} {letters}".encode(), digest_size=16).hexdigest()
