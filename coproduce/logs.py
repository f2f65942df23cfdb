import logging
import re

TOKEN_PATHS = re.compile(r"(/receipts/)[^/\s'\"]+")


class RedactTokens(logging.Filter):
    """Takes the tokens of private links out of every line that is logged."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = TOKEN_PATHS.sub(r"\1[token]", record.getMessage())
        record.args = None
        return True
