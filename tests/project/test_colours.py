"""Contrast of every pair of colours that meet on a page, read from the stylesheet itself."""

import re
from pathlib import Path

import pytest
from django.conf import settings

CSS = (Path(settings.BASE_DIR) / "static/coproduce/site.css").read_text()
TOKENS = CSS[: CSS.index("/* 2.")]


def colours(text: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", text))


LIGHT, BY_PREFERENCE, BY_CHOICE = (
    colours(part) for part in re.split("@media screen (?:and .*)?{", TOKENS)
)
DARK = LIGHT | BY_PREFERENCE
MARKS = ["brick", "ochre", "moss", "sky", "violet", "plum"]
PAIRS = [
    ("ink", "paper", 12),
    ("ink", "sunk", 12),
    ("ink", "field", 12),
    ("ink", "mark", 7),
    ("muted", "paper", 7),
    ("muted", "sunk", 4.5),
    ("accent", "paper", 7),
    ("accent", "sunk", 7),
    ("accent", "mark", 4.5),
    ("on-accent", "accent", 7),
    ("on-band", "band", 7),
    ("error", "paper", 7),
    ("good", "paper", 7),
    ("edge", "paper", 3),
    ("edge", "field", 3),
    ("ring", "ring-edge", 3),
    ("ring", "band", 3),
    *[(mark, "paper", 3) for mark in MARKS],
]


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "paper", "least"), PAIRS)
def test_pair_contrast_is_enough(theme, ink, paper, least):
    assert contrast(theme[ink], theme[paper]) >= least


def test_night_is_the_same_by_preference_and_by_choice():
    assert len(BY_PREFERENCE) > 15
    assert BY_CHOICE == BY_PREFERENCE
