import csv
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from barriers.models import Barrier, Tag
from coproduce.moderation.models import Status
from tests.factories import create_barrier, create_moderator, create_tag

pytestmark = pytest.mark.django_db

COLUMNS = [
    "id",
    "url",
    "title",
    "body",
    "tags",
    "themes",
    "role",
    "area",
    "may_quote",
    "status",
    "recognitions",
    "voice_of",
    "submitted_at",
    "approved_at",
    "source",
]


@pytest.fixture
def export(tmp_path):
    """A function that runs the command with these options and returns the file's bytes."""

    def run(*options):
        path = tmp_path / "barriers.csv"
        said = StringIO()
        call_command("export_barriers", "--format", "csv", "--output", path, *options, stdout=said)
        rows = len(list(csv.reader(StringIO(path.read_text("utf-8-sig"), newline="")))) - 1
        assert said.getvalue() == f"{rows} barriers written to {path}\n"
        return path.read_bytes()

    return run


def rows_of(content):
    text = StringIO(content.decode("utf-8-sig"), newline="")
    return list(csv.DictReader(text, strict=True))


def titles(content):
    return [row["title"] for row in rows_of(content)]


def at(day, hour=12):
    return datetime(2026, 5, day, hour, tzinfo=UTC)


def test_columns_are_those_agreed(export):
    assert export() == ("\ufeff" + ",".join(COLUMNS) + "\r\n").encode()


def test_row_holds_the_words_with_their_tags(export):
    tags = tuple(Tag.objects.filter(slug__in=["jargon", "rushed-timetables", "tokenism"]))
    barrier = create_barrier(title="Late", body="It is late.", tags=tags)

    (row,) = rows_of(export())

    assert list(row.values())[:6] == [
        barrier.public_id,
        f"http://127.0.0.1:8000/barriers/{barrier.public_id}/",
        "Late",
        "It is late.",
        "Jargon; Rushed timetables; Tokenism",
        "Access and time; Trust and safety",
    ]


def test_row_holds_the_answers_and_the_times(export):
    voice = create_barrier(title="First")
    barrier = create_barrier(
        role="councillor", area="childrens-services", may_quote=True, submitted_at=at(1)
    )
    changes = {"recognitions": 3, "voice_of": voice, "published_at": at(2, 23)}
    Barrier.objects.filter(pk=barrier.pk).update(**changes)

    assert list(rows_of(export())[1].values())[6:] == [
        "Councillor",
        "Children’s services",
        "yes",
        "approved",
        "3",
        voice.public_id,
        "2026-05-01T12:00:00+00:00",
        "2026-05-02T23:00:00+00:00",
        "web",
    ]


def test_row_of_the_words_alone_is_empty_elsewhere(export):
    create_barrier(body="Words.", status=Status.PENDING, submitted_at=at(1))

    row = rows_of(export())[0]

    assert {name: cell for name, cell in row.items() if name not in {"id", "url"}} == {
        **dict.fromkeys(COLUMNS[2:], ""),
        "body": "Words.",
        "may_quote": "no",
        "status": "pending",
        "recognitions": "0",
        "submitted_at": "2026-05-01T12:00:00+00:00",
        "source": "web",
    }


def test_file_is_one_that_spreadsheets_read(export):
    create_barrier(title='A "b", c', body="One\n\ntwo; “three”\té")

    content = export()

    assert content[:3] == b"\xef\xbb\xbf"
    assert content.count(b"\r\n") == 2
    assert b',"A ""b"", c","One\n\ntwo; \xe2\x80\x9cthree\xe2\x80\x9d\t\xc3\xa9",' in content
    assert rows_of(content)[0]["body"] == "One\n\ntwo; “three”\té"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_no_cell_runs_as_a_formula(export, start):
    formula = f"{start}HYPERLINK(1)"
    tag = create_tag(formula)
    create_barrier(title=formula, body=formula, tags=(tag,))
    create_barrier(title=f"a{start}b", body=f"a{start}b")

    first, second = rows_of(export())

    assert [first[name] for name in ("title", "body", "tags")] == [f"'{formula}"] * 3
    assert [second[name] for name in ("title", "body")] == [f"a{start}b"] * 2


def test_examples_and_withdrawn_ones_are_left_out(export):
    for status in Status:
        create_barrier(title=status.value, status=status)
    create_barrier(title="Example", is_sample=True)

    assert titles(export()) == ["pending", "approved", "declined", "spam"]
    assert titles(export("--status", "approved")) == ["approved"]


def test_words_of_the_withdrawn_are_nowhere_in_the_file(export):
    create_barrier(body="Taken back.", status=Status.WITHDRAWN)
    create_barrier(body="Still here.")

    content = export()

    assert (b"Still here." in content, b"Taken back." in content) == (True, False)


def test_several_statuses_add_up(export):
    for status in Status:
        create_barrier(title=status.value, status=status)

    content = export("--status", "approved", "--status", "pending")

    assert titles(content) == ["pending", "approved"]


def test_several_tags_narrow_down(export):
    jargon, tokenism = Tag.objects.get(slug="jargon"), Tag.objects.get(slug="tokenism")
    create_barrier(title="Both", tags=(jargon, tokenism))
    create_barrier(title="One", tags=(jargon,))
    create_barrier(title="None")

    assert titles(export("--tag", "jargon")) == ["Both", "One"]
    assert titles(export("--tag", "jargon", "--tag", "tokenism")) == ["Both"]


def test_retired_tag_can_still_be_exported(export):
    tag = create_tag(status="retired")
    create_barrier(title="Bears it", tags=(tag,))
    create_barrier(title="Does not")

    assert titles(export("--tag", tag.slug)) == ["Bears it"]


@pytest.mark.parametrize(
    ("options", "found"),
    [
        (["--since", "2026-05-02"], ["2", "3"]),
        (["--until", "2026-05-02"], ["1", "2"]),
        (["--since", "2026-05-02", "--until", "2026-05-02"], ["2"]),
        (["--since", "2026-05-04"], []),
        (["--since", "2026-05-03", "--until", "2026-05-01"], []),
    ],
)
def test_since_and_until_are_days_that_count(export, options, found):
    for day in (1, 2, 3):
        # 23:30 in London is still that day.
        create_barrier(title=str(day), submitted_at=at(day, 22) + timedelta(minutes=30))

    assert titles(export(*options)) == found


def test_options_combine(export):
    tag = Tag.objects.get(slug="jargon")
    for title, day, status in (("a", 1, "approved"), ("b", 2, "approved"), ("c", 2, "spam")):
        create_barrier(title=title, tags=(tag,), status=status, submitted_at=at(day))
    create_barrier(title="d", submitted_at=at(2))

    content = export("--tag", "jargon", "--status", "approved", "--since", "2026-05-02")

    assert titles(content) == ["b"]


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (["--tag", "nothing", "--tag", "jargon"], "There is no tag nothing."),
        (["--since", "yesterday"], "invalid fromisoformat value: 'yesterday'"),
        (["--until", "2026-02-30"], "invalid fromisoformat value: '2026-02-30'"),
        (["--status", "withdrawn"], "invalid choice: 'withdrawn'"),
        (["--format", "pdf"], "invalid choice: 'pdf'"),
    ],
)
def test_bad_option_is_said_and_leaves_the_old_file(tmp_path, options, why):
    path = tmp_path / "barriers.csv"
    path.write_text("yesterday's")

    with pytest.raises(CommandError, match=why):
        call_command("export_barriers", "--format", "csv", "--output", path, *options)

    assert path.read_text() == "yesterday's"


def test_furthest_days_are_no_obstacle(export):
    create_barrier(title="One")

    assert titles(export("--since", "0001-01-01", "--until", "9999-12-31")) == ["One"]


@pytest.mark.parametrize(
    ("name", "why"),
    [(".", "Is a directory."), ("missing/barriers.csv", "No such file or directory.")],
)
def test_output_that_cannot_be_written_is_said(tmp_path, name, why):
    path = tmp_path / "here" / name
    (tmp_path / "here").mkdir()

    with pytest.raises(CommandError) as caught:
        call_command("export_barriers", "--format", "csv", "--output", path)

    assert str(caught.value) == f"{path} cannot be written: {why}"
    assert [found.name for found in tmp_path.rglob("*")] == ["here"]


def test_format_and_output_are_needed():
    with pytest.raises(CommandError, match="--output"):
        call_command("export_barriers", "--format", "csv")


def test_3000_barriers_take_a_handful_of_queries(export):
    call_command("sample_data", posts=0, comments=0, barriers=3000)

    with CaptureQueriesContext(connection) as captured:
        content = export()

    assert len(rows_of(content)) == 3000
    # Two chunks, each with its tags and their themes.
    assert len(captured) <= 6


def test_order_is_that_of_arrival(export):
    for title in ("b", "a", "c"):
        create_barrier(title=title)

    assert titles(export()) == ["b", "a", "c"]


def test_admin_and_command_write_the_same(export, client):
    barriers = [create_barrier(title=title, tags=(create_tag(),)) for title in ("=a", "b")]
    client.force_login(create_moderator())

    chosen = {"action": "export_csv", "_selected_action": [one.pk for one in barriers]}
    response = client.post("/admin/barriers/barrier/", chosen)

    assert b"".join(response.streaming_content) == export()


def test_file_is_for_its_owner_alone_and_no_link_is_followed_away(tmp_path):
    path = tmp_path / "kept" / "barriers.csv"
    path.parent.mkdir()
    link = tmp_path / "link.csv"
    link.symlink_to(path)

    call_command("export_barriers", format="csv", output=link)

    assert link.is_symlink()
    assert path.stat().st_mode & 0o777 == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["barriers.csv"]
