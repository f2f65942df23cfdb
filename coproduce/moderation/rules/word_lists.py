"""The owner's word lists: one entry a line, a whole word or phrase, * at its end for "begins with".

Whatever the list and the text, a look takes a time that grows with the text alone: each word of
it goes down a tree of the entries, as far as an entry is long.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from coproduce.moderation.text import tidy_line

# Of a list, and of an entry, in characters.
LONGEST_LIST = 10_000
LONGEST_ENTRY = 100
# So many of the entries that a text has are named.
MOST_NAMED = 5

# What brings a text to the top where the owner has no list of their own: one entry a line, which
# a translator replaces by what people say in the other language.
DANGER = _(
    "suicid*\n"
    "kill myself\n"
    "killing myself\n"
    "kill himself\n"
    "kill herself\n"
    "kill themselves\n"
    "end my life\n"
    "ending my life\n"
    "take my own life\n"
    "want to die\n"
    "wants to die\n"
    "better off dead\n"
    "no reason to live\n"
    "overdos*\n"
    "self harm*\n"
    "selfharm*\n"
    "cut myself\n"
    "cutting myself\n"
    "hurt myself\n"
    "hurting myself\n"
    "hits me\n"
    "hit me\n"
    "hitting me\n"
    "beats me\n"
    "beat me\n"
    "beating me\n"
    "hurts me\n"
    "hurting me\n"
    "strangl*\n"
    "rape\n"
    "raped\n"
    "raping\n"
    "abuses me\n"
    "abused me\n"
    "abusing me\n"
    "being abused\n"
    "abusing him\n"
    "abusing her\n"
    "abusing them\n"
    "touched me\n"
    "afraid to go home\n"
    "scared to go home\n"
    "not safe at home\n"
    "child at risk\n"
    "children at risk\n"
    "child in danger\n"
    "children in danger\n"
    "my life is in danger"
)


@dataclass
class Branch:
    """Where entries with the same beginning part; `whole` and `begins` end entries here."""

    following: dict[str, "Branch"] = field(default_factory=dict)
    whole: dict[str, str] = field(default_factory=dict)
    begins: dict[str, str] = field(default_factory=dict)

    def ending_with(self, word: str) -> Iterator[str]:
        if word in self.whole:
            yield self.whole[word]
        if self.begins:
            for length in range(1, min(len(word), LONGEST_ENTRY) + 1):
                if word[:length] in self.begins:
                    yield self.begins[word[:length]]


def words_in(text: str) -> list[str]:
    """The words without case and what stands between them; accents count."""
    return re.findall(r"\w+", text.casefold())


def entries_of(words: str) -> list[str]:
    """The entries of a list as its owner typed it: tidied, each once."""
    lines = (tidy_line(line) for line in words.splitlines())
    return list(dict.fromkeys(line for line in lines if line))


def found_in(texts: Iterable[str], words: str) -> list[str]:
    """The entries of the list `words` that stand in these texts, the first few, as typed."""
    tree = _tree(words)
    found: dict[str, None] = {}
    for text in texts:
        spoken = words_in(text)
        for start in range(len(spoken)):
            found.update(dict.fromkeys(_entries_at(tree, spoken, start)))
            if len(found) >= MOST_NAMED:
                return list(found)[:MOST_NAMED]
    return list(found)


def _entries_at(tree: Branch, spoken: list[str], start: int) -> Iterator[str]:
    branch: Branch | None = tree
    for position in range(start, len(spoken)):
        if branch is None:
            return
        yield from branch.ending_with(spoken[position])
        branch = branch.following.get(spoken[position])


@lru_cache(maxsize=8)
def _tree(words: str) -> Branch:
    root = Branch()
    for entry in entries_of(words[:LONGEST_LIST]):
        parts = words_in(entry[:LONGEST_ENTRY])
        if not parts:
            continue
        branch = root
        for part in parts[:-1]:
            branch = branch.following.setdefault(part, Branch())
        # After a dot or a hyphen the star means whatever follows: 192.0.2.*
        is_beginning = entry.endswith("*") and entry[-2:-1].isalnum()
        (branch.begins if is_beginning else branch.whole).setdefault(parts[-1], entry)
    return root


def danger_words(words: str) -> str:
    """The owner's list of danger words, or ours where there is none."""
    return words if words.strip() else str(DANGER)


def why_not(words: str) -> str:
    """What is wrong with a list that an owner typed, in a sentence; empty if nothing is."""
    if len(words) > LONGEST_LIST:
        return gettext("A list may have %(most)s characters: this one has %(number)s") % {
            "most": f"{LONGEST_LIST:,}",
            "number": f"{len(words):,}",
        }
    for entry in entries_of(words):
        if len(entry) > LONGEST_ENTRY:
            sentence = gettext("Make “%(entry)s” shorter: an entry may have %(most)s characters")
            return sentence % {"entry": f"{entry[:30]}…", "most": LONGEST_ENTRY}
        if not words_in(entry):
            return gettext("“%(entry)s” has no letter or digit, so it would never be found") % {
                "entry": entry
            }
    return ""
