"""The log holds no word of a reader, no token, no password."""

import logging

from coproduce.logs import DiscreetFormatter

FORMATTER = DiscreetFormatter("%(levelname)s %(message)s")


def line(message, *arguments, exc_info=None):
    record = logging.LogRecord("django", logging.ERROR, "", 0, message, arguments, exc_info)
    return FORMATTER.format(record)


def test_token_of_a_receipt_is_not_logged():
    assert line("%s: %s", "Error", "/receipts/MQ:1x:abc/withdraw/") == (
        "ERROR Error: /receipts/[token]/withdraw/"
    )


def test_exception_is_logged_by_its_type_and_place_alone():
    row = ("Failing", "row")
    try:
        raise ValueError(" ".join(row))
    except ValueError as error:
        logged = line("Failed", exc_info=(type(error), error, error.__traceback__))

    assert logged.startswith("ERROR Failed\n")
    assert logged.endswith("ValueError")
    assert "test_exception_is_logged_by_its_type_and_place_alone" in logged
    assert "Failing row" not in logged
