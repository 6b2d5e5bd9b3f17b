"""What the database's planner knows of the tables: how many rows they have, and how they are spread.

PostgreSQL looks again only some time after a load, and meanwhile may hold a full table for an empty one. Then it reads
three tables in nested loops, whole: a list by source was seen to take 71 seconds for 150 events.
"""

from __future__ import annotations

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connections

from . import keys


def refresh(using: str = DEFAULT_DB_ALIAS) -> None:
    """Let PostgreSQL count the archive's tables anew, within the transaction of the load. Others need no such thing."""
    connection = connections[using]
    if connection.vendor != "postgresql":
        return
    labels = {model._meta.app_label for model in keys.kinds().values()} | {"records"}
    models = [model for label in labels for model in apps.get_app_config(label).get_models(include_auto_created=True)]
    tables = sorted({connection.ops.quote_name(model._meta.db_table) for model in models})
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {', '.join(tables)}")
