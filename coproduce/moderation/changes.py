"""What a mend changed, word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

# Words, and the breaks between lines.
TOKEN = re.compile(r"\n+|[^\s]+")
# Of both texts together, about 100 ms at the worst; of longer ones all counts as changed.
MOST_TOKENS = 6_000
# Of what stayed the same, so many words are shown on each side of a change.
CONTEXT = 12
CUT = "…"


@dataclass(frozen=True)
class Part:
    """Words that were `removed`, `added`, or stayed the `same`."""

    how: str
    words: str


def parts(old: str, new: str) -> list[Part]:
    """The words of both texts in order; long stretches that stayed the same are shortened."""
    found = list(_merged(TOKEN.findall(old), TOKEN.findall(new)))
    shown = []
    for number, (how, tokens) in enumerate(found):
        if how == "same":
            tokens = _shortened(tokens, is_first=number == 0, is_last=number == len(found) - 1)
        shown.append(Part(how, _joined(tokens)))
    return shown


def _merged(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, Sequence[str]]]:
    """What begins and ends both texts alike is set aside first: most mends change a few words."""
    start = _alike(old, new)
    end = _alike(old[start:][::-1], new[start:][::-1])
    yield from _known("same", old[:start])
    was, became = old[start : len(old) - end], new[start : len(new) - end]
    if len(was) + len(became) > MOST_TOKENS:
        yield from _known("removed", was)
        yield from _known("added", became)
    else:
        for _tag, i1, i2, j1, j2 in SequenceMatcher(None, was, became).get_opcodes():
            if was[i1:i2] == became[j1:j2]:
                yield from _known("same", was[i1:i2])
            else:
                yield from _known("removed", was[i1:i2])
                yield from _known("added", became[j1:j2])
    yield from _known("same", old[len(old) - end :])


def _known(how: str, tokens: Sequence[str]) -> Iterator[tuple[str, Sequence[str]]]:
    if tokens:
        yield how, tokens


def _alike(old: Sequence[str], new: Sequence[str]) -> int:
    count = 0
    for one, other in zip(old, new, strict=False):
        if one != other:
            break
        count += 1
    return count


def _shortened(tokens: Sequence[str], *, is_first: bool, is_last: bool) -> Sequence[str]:
    head = [] if is_first else tokens[:CONTEXT]
    tail = [] if is_last else tokens[-CONTEXT:]
    is_all = is_first and is_last  # only its spaces differ
    if is_all or len(tokens) <= len(head) + len(tail):
        return tokens
    return [*head, CUT, *tail]


def _joined(tokens: Sequence[str]) -> str:
    return re.sub(r" ?(\n+) ?", r"\1", " ".join(tokens))
