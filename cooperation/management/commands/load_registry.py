from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from cooperation.editorial.loading import LoadError, load


class Command(BaseCommand):
    help = "Load the registry's files. What is missing is added; what is there, a curator's edits included, is left alone."

    def add_arguments(self, parser) -> None:
        parser.add_argument("files", nargs="*", type=Path, help="Fixture files; by default all of fixtures/, in order of name.")

    def handle(self, *args, **options) -> None:
        files = options["files"] or sorted(Path(settings.FIXTURE_DIRS[0]).glob("*.json"))
        if not files:
            raise CommandError(f"There are no files in {settings.FIXTURE_DIRS[0]}.")
        try:
            summary = load(files, tell=self.tell if options["verbosity"] else lambda line: None)
        except LoadError as error:
            raise CommandError(f"Nothing was changed. {error}") from error
        if not options["verbosity"]:
            return
        for name in sorted(summary.added | summary.kept):
            self.stdout.write(f"  {name}: {summary.added[name]:,} added, {summary.kept[name]:,} already there")
        self.stdout.write(f"  Versions written: {summary.versions:,}. Trade totals made: {summary.totals:,}.")

    def tell(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
