"""nginx counts in seconds of the clock, so some tests begin with one."""

import time

# After which a page must be asked for again, wherever in a second it was kept.
OLD = 2.05


def await_next_second():
    time.sleep(1.02 - time.time() % 1)
