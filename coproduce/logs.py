import logging
import re
import traceback
from typing import Any

TOKEN_PATHS = re.compile(r"(/(?:receipts|prove|follow)/)[^/\s'\"]+")


class DiscreetFormatter(logging.Formatter):
    """Keeps what readers wrote, and the tokens of their private links, out of every line.

    A database's message may quote the row it refused, so of an exception only its type and the
    places it passed are written.
    """

    def format(self, record: logging.LogRecord) -> str:
        return TOKEN_PATHS.sub(r"\1[token]", super().format(record))

    def formatException(self, ei: Any) -> str:
        kind, _, frames = ei
        return "".join([*traceback.format_tb(frames), kind.__name__])
