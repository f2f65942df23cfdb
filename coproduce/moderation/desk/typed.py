"""What a moderator types in a letter's own forms."""


def wrong(words: str, most: int, *, none: str, too_long: str) -> str:
    """`none` where there are no words, `too_long` for more than `most` characters, else empty."""
    if not words:
        return none
    return too_long if len(words) > most else ""
