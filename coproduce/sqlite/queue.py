from collections import deque
from threading import Lock


class Queue:
    """A lock that threads get in the order in which they asked for it."""

    def __init__(self) -> None:
        self._changing = Lock()
        self._is_taken = False
        self._waiting: deque[Lock] = deque()

    def enter(self, timeout: float) -> bool:
        """Wait for one's turn, `timeout` seconds at most; returns whether it came."""
        with self._changing:
            if not self._is_taken:
                self._is_taken = True
                return True
            turn = Lock()
            turn.acquire()
            self._waiting.append(turn)
        if turn.acquire(timeout=timeout):
            return True
        with self._changing:
            # It may have come in this very moment.
            if turn.acquire(blocking=False):
                return True
            self._waiting.remove(turn)
            return False

    def leave(self) -> None:
        with self._changing:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._is_taken = False
