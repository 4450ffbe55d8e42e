"""Months of the log, made before they are needed."""

from datetime import date
from itertools import pairwise

from django.db import connection

MONTHS_AHEAD = 3


def months(start: date, count: int) -> list[tuple[date, date]]:
    """`count` months from that of `start` on, each as (first day, first day of the next)."""
    firsts = []
    year, month = start.year, start.month
    for _ in range(count + 1):
        firsts.append(date(year, month, 1))
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return list(pairwise(firsts))


def make(start: date, count: int = MONTHS_AHEAD + 1) -> None:
    """Make the partitions for `count` months from `start` on; those that exist stay as they are.

    Events outside every month go to a default partition, so nothing is ever refused.
    """
    with connection.cursor() as cursor:
        for first, after in months(start, count):
            cursor.execute("SELECT base_event_make_month(%s, %s)", [first, after])


def missing(start: date, count: int = MONTHS_AHEAD + 1) -> list[str]:
    """The months from `start` on that have no partition of their own."""
    wanted = [f"base_event_{first:%Y_%m}" for first, _ in months(start, count)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relname = ANY(%s)", [wanted])
        there = {row[0] for row in cursor.fetchall()}
    return [name for name in wanted if name not in there]
