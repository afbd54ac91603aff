from __future__ import annotations

from django.core.management.base import BaseCommand

from cooperation.search import index


class Command(BaseCommand):
    help = "Make the search index anew from the published records. Loading and publishing keep it; this mends it."

    def handle(self, *args, **options) -> None:
        count = index.rebuild()
        if options["verbosity"]:
            self.stdout.write(f"Records and sources in the search index: {count:,}.")
