"""How much one person's programs may ask in a minute.

Counting every request in the database would cost a commit each. So a process takes its requests
there twenty at a time: the limit holds over all processes and nodes, and one request in twenty pays.
A person who asks through many processes may be stopped up to twenty a process early.
"""

from datetime import datetime, timedelta
from threading import Lock

from handrail.base import limits

MINUTE = timedelta(minutes=1)
LEASE = 20
STOPPED = -1


class Pace:
    """The requests this process may still let pass, by person, in the present minute."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._minute: datetime | None = None
        self._left: dict[int, int] = {}

    def allows(self, person_id: int, *, at: datetime, most: int) -> bool:
        """Whether one more request of this person fits under `most` a minute."""
        left = self._spend(person_id, at)
        if left:
            return left != STOPPED
        lease = min(LEASE, most)
        counted = limits.count(f"api:{person_id}", at=at, every=MINUTE, more=lease)
        granted = min(lease, most - counted + lease)
        with self._lock:
            self._left[person_id] = granted - 1 if granted > 0 else STOPPED
        return granted > 0

    def _spend(self, person_id: int, at: datetime) -> int:
        """What was left before this request; 0 when the database has to be asked."""
        minute = at.replace(second=0, microsecond=0)
        with self._lock:
            if self._minute != minute:
                self._minute = minute
                self._left.clear()
            left = self._left.get(person_id, 0)
            if left > 0:
                self._left[person_id] = left - 1
            return left


pace = Pace()
