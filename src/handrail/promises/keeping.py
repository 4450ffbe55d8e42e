"""Writing promises down. A new ticket brings three at once, so they go in as one cheap statement."""

from collections.abc import Sequence

import msgspec
from django.db import connection

from handrail.base.together import create, gathers
from handrail.promises.models import Promise

COLUMNS = tuple(
    field.column or field.attname
    for field in Promise._meta.concrete_fields
    if not field.primary_key
)
NAMES = ", ".join(f'"{name}"' for name in COLUMNS)
# Rows keep their order: numbers are drawn one after the other as the recordset is read.
INSERT = f"""
INSERT INTO promises_promise ({NAMES})
SELECT {NAMES} FROM jsonb_populate_recordset(NULL::promises_promise, %s::jsonb)
RETURNING id
"""  # noqa: S608 - the model's own columns


def insert(rows: Sequence[Promise]) -> None:
    """Write new promises and give them their numbers."""
    if not rows:
        return
    if gathers():
        for row in rows:
            create(row)
        return
    values = [{name: getattr(row, name) for name in COLUMNS} for row in rows]
    with connection.cursor() as cursor:
        cursor.execute(INSERT, [msgspec.json.encode(values).decode()])
        numbers = cursor.fetchall()
    for row, (number,) in zip(rows, numbers, strict=True):
        row.pk, row._state.adding, row._state.db = number, False, connection.alias
