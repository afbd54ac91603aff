from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from cooperation.editorial.loading import LoadError, load

#: Most references that the summary names one by one.
NAMED_MAX = 20


class Command(BaseCommand):
    help = (
        "Load the registry's files. What is missing is added, what nobody has touched follows its file,"
        " and what a curator has changed is left alone. An error changes nothing."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("files", nargs="*", type=Path, help="Fixture files; by default all of fixtures/, in order of name.")
        parser.add_argument("--check", action="store_true", help="Say what would be done, and change nothing.")

    def handle(self, *args, **options) -> None:
        files = options["files"] or sorted(Path(settings.FIXTURE_DIRS[0]).glob("*.json"))
        if not files:
            raise CommandError(f"There are no files in {settings.FIXTURE_DIRS[0]}.")
        is_quiet = not options["verbosity"]
        shows_bar = self.stdout.isatty() and not is_quiet
        try:
            summary = load(
                files,
                check=options["check"],
                tell=(lambda line: None) if is_quiet else self.tell,
                step=self.step if shows_bar else (lambda done, of: None),
            )
        except LoadError as error:
            raise CommandError(f"Nothing was changed. {error}") from error
        if is_quiet:
            return
        if summary.edited:
            names = ", ".join(summary.edited[:NAMED_MAX]) + (" …" if len(summary.edited) > NAMED_MAX else "")
            self.tell(f"Changed here since they were loaded, and left so: {len(summary.edited):,} ({names}).")
        self.tell(
            f"Versions written: {summary.versions:,}. Trade totals made: {summary.totals:,}."
            f" Records put into the search index: {summary.searchable:,}."
        )
        if options["check"]:
            self.tell("This was a check: nothing was changed.")

    def tell(self, line: str) -> None:
        self.stdout.write(f"\r{line:<60}" if self.stdout.isatty() else line)
        self.stdout.flush()

    def step(self, done: int, of: int) -> None:
        if done % 20 and done != of:
            return
        filled = 30 * done // of
        self.stdout.write(f"\r[{'#' * filled}{'.' * (30 - filled)}] {done:,} of {of:,}", ending="")
        self.stdout.flush()
