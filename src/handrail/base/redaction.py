"""The one way the log can be changed: words taken out, with a trace left."""

from django.db import connection, transaction


@transaction.atomic
def redact_payload(event_id: int, *, keys: list[str]) -> None:
    """Blank the given payload fields of one event.

    The database permits this within the one transaction that declares it, and then only
    for the payload: who, when and what kind stay as they were.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('handrail.redacting', 'on', true)")
        cursor.execute(
            """
            UPDATE base_event SET payload = payload
                || (SELECT coalesce(jsonb_object_agg(k, '[redacted]'), '{}'::jsonb)
                    FROM unnest(%s::text[]) k WHERE payload ? k)
            WHERE id = %s
            """,
            [keys, event_id],
        )
        cursor.execute("SELECT set_config('handrail.redacting', '', true)")
