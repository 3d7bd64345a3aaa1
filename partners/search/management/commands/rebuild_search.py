"""`manage.py rebuild_search`: make again all that the search keeps beside the directory."""

import time
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection, transaction

from partners.models import Organisation
from partners.search.models import SearchDocument

# Organisations a transaction: whoever saves one of them meanwhile waits for no more than these.
AT_ONCE = 100


class Command(BaseCommand):
    help = (
        "Makes documents, words and areas of the search again, and has every web process build "
        "its index anew. Never needed after ordinary changes; safe at any time."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        started = time.perf_counter()
        ids = list(Organisation.objects.order_by("pk").values_list("pk", flat=True))
        for start in range(0, len(ids), AT_ONCE):
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SELECT search_rebuild(%s)", [ids[start : start + AT_ONCE]])
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT search_rebuild_words()")
        documents = SearchDocument.objects.count()
        self.stdout.write(f"documents={documents} seconds={time.perf_counter() - started:.1f}")
