"""The project's settings with addresses that fail on purpose, to look at the pages for that."""

from coproduce.settings import *  # noqa: F403 (the one place that may: it adds a single line)

ROOT_URLCONF = "tests.look.faulty_urls"
