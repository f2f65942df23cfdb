"""Every page's HTML, the style sheets and the pictures, by the Nu Html Checker: no error, no
warning that is not explained here."""

import json
import re
import subprocess
from collections import defaultdict

import pytest
from django.conf import settings

from tests.look.answers import every_answer

ROOT = settings.BASE_DIR
JAR = ROOT / "tests/validator/node_modules/vnu-jar/build/dist/vnu.jar"
STATIC = ROOT / "static" / "coproduce"
# (files, what it says): why it is right as it is.
EXPLAINED = {
    (
        ".*",
        "Article lacks heading",
    ): "A barrier needs no title, and its words are no heading; it is an article in a list",
    (
        "site.css",
        "Property “field-sizing” doesn't exist",
    ): "It does, in css-ui-4; browsers that do not know it keep the rows that they are given",
}


@pytest.mark.django_db
def test_html_css_and_svg_are_valid(client, settings, tmp_path):
    for state, response in every_answer(client, settings):
        (tmp_path / f"{state.name}.html").write_bytes(response.content)
    for path in STATIC.iterdir():
        if path.suffix in {".css", ".svg"}:
            (tmp_path / path.name).write_bytes(path.read_bytes())

    found = messages(tmp_path)

    unexplained = [each for each in found if not is_explained(*each)]
    assert not unexplained, summary(unexplained)
    unused = [each for each in EXPLAINED if not any(matches(*each, *one) for one in found)]
    assert unused == []


def messages(folder):
    """Everything that is said of the files in the folder: (file, kind and message)."""
    options = ["--format", "json", "--exit-zero-always", "--also-check-css", "--also-check-svg"]
    # One thread of its own collector is enough for it, on a machine that others use as well.
    command = ["java", "-XX:+UseSerialGC", "-jar", JAR, *options, folder]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return [
        (
            each.get("url", "").rpartition("/")[2],
            f"{each.get('subType', each['type'])}: {each['message']} [{each.get('extract', '')}]",
        )
        for each in json.loads(done.stderr)["messages"]
    ]


def summary(found):
    """One line for each thing that is said, with the first file and how many there are."""
    files = defaultdict(list)
    for file, message in found:
        files[re.sub("“.*?”", "", message.split(" [")[0])].append(f"{file}: {message}")
    return "\n".join(f"{len(each)} times, as in {each[0]}" for each in files.values())


def is_explained(file, message):
    return any(matches(*each, file, message) for each in EXPLAINED)


def matches(files, words, file, message):
    return bool(re.fullmatch(files, file)) and words in message
