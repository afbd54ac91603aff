from __future__ import annotations

import datetime as dt
import sys
import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cooperation.models import SourceRelease, TradeLoad
from cooperation.trade import loading, uploads
from cooperation.trade.files import LoadProblem

Status = TradeLoad.Status


class Command(BaseCommand):
    help = (
        "Load trade files (UN Comtrade's CSV, SDMX-CSV or the registry's own; plain, .gz or .zip) as one release, in place of the"
        " release of the same code. Readers see the old rows until the new ones are complete. See docs/trade.md."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
        parser.add_argument("--release", metavar="CODE", help="Short name of the release, such as comtrade-2026-03.")
        parser.add_argument("--title", metavar="TEXT", help="Title in English; needed for a new release.")
        parser.add_argument("--publisher", metavar="TEXT", help="Who published the files; needed for a new release.")
        parser.add_argument("--licence", metavar="TEXT")
        parser.add_argument("--remark", metavar="TEXT")
        parser.add_argument("--kind", choices=SourceRelease.Kind.values)
        parser.add_argument(
            "--retrieved", type=dt.date.fromisoformat, metavar="YYYY-MM-DD", help="The day of the download; today by default."
        )
        parser.add_argument("--rank", type=int, help="Where releases state the same value, the lowest rank is shown first (50).")
        parser.add_argument("--revision", default="", metavar="HS2022", help="Revision of the HS where the files do not say it.")
        parser.add_argument("--mixed-revisions", action="store_true", help="Allow several revisions of the HS in one release.")
        parser.add_argument(
            "--selected-products", action="store_true", help="The files hold only some products: never add them up to all goods."
        )
        parser.add_argument("--max-errors", type=int, default=0, metavar="N", help="Load although up to N rows are rejected (0).")
        parser.add_argument("--rejected", type=Path, metavar="FILE", help="Where rejected rows are listed (CODE-rejected.csv).")
        parser.add_argument("--dry-run", action="store_true", help="Say what would change, and change nothing.")
        parser.add_argument("--again", action="store_true", help="Load even if the same files are loaded already.")
        parser.add_argument("--undo", metavar="CODE", help="Go back to the release before.")
        parser.add_argument(
            "--prune", nargs="?", const="", metavar="CODE", help="Delete rows of releases that are no longer shown."
        )
        parser.add_argument(
            "--waiting", action="store_true", help="Read the files that curators have uploaded; they are applied in the admin."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        self.is_terminal = bool(getattr(self.stdout, "isatty", lambda: False)()) and options["verbosity"] > 0
        self.verbosity = options["verbosity"]
        try:
            if options["undo"]:
                self.undo(options["undo"])
            elif options["prune"] is not None:
                self.prune(options["prune"])
            elif options["waiting"]:
                self.read_waiting()
            else:
                self.load(options)
        except LoadProblem as problem:
            raise CommandError(f"Nothing was changed. {problem}") from problem

    def load(self, options: dict[str, Any]) -> None:
        if not options["files"] or not options["release"]:
            raise CommandError("Name the files and the release: manage.py load_trade FILE… --release CODE.")
        load = TradeLoad.objects.create(
            code=options["release"],
            files=[str(path.resolve()) for path in options["files"]],
            description=description(options),
            options={name: options[name] for name in ("revision", "mixed_revisions", "max_errors", "again")},
            rejected_file=str(options["rejected"] or Path(f"{options['release']}-rejected.csv")),
        )
        self.began = time.monotonic()
        loading.stage(load, tell=self.show_progress)
        self.end_progress(load)
        if load.status == Status.READY:
            self.show_summary(load)
            if options["dry_run"]:
                loading.discard(load, "A dry run.")
                self.say("Dry run: nothing was changed.")
                return
            loading.publish(load)
        self.say(load.message)

    def read_waiting(self) -> None:
        for load in loading.waiting():
            self.began = time.monotonic()
            try:
                loading.stage(load, tell=self.show_progress)
            except Exception as error:  # the load says why it failed; the next one still waits
                self.stderr.write(f"{load.code}: {error}")
            uploads.clear(load)
            self.end_progress(load)
            self.say(f"{load.code}: {load.message}")

    def undo(self, code: str) -> None:
        left, shown = loading.undo(code)
        self.say(
            f"{left.reference} is no longer shown; "
            + (f"{shown.reference} is shown again." if shown else f"{code} had no release before it.")
        )

    def prune(self, code: str) -> None:
        pruned = loading.prune(code)
        names = ", ".join(release.reference for release in pruned)
        self.say(
            f"{sum(release.row_count for release in pruned):,} rows of {len(pruned)} releases were deleted{': ' if names else ''}{names}."
        )

    # Output

    def say(self, text: str) -> None:
        if self.verbosity:
            self.stdout.write(text)

    def show_progress(self, load: TradeLoad) -> None:
        if not self.is_terminal:
            return
        rate = load.rows_read / max(time.monotonic() - self.began, 0.001)
        bar = "#" * (load.progress * 30 // 100)
        sys.stdout.write(f"\r[{bar:<30}] {load.progress:3d} %  {load.rows_read:,} rows read, {rate:,.0f} a second ")
        sys.stdout.flush()

    def end_progress(self, load: TradeLoad) -> None:
        if self.is_terminal:
            sys.stdout.write("\n")

    def show_summary(self, load: TradeLoad) -> None:
        summary = load.summary
        self.say(f"{load.rows_read:,} rows read, {load.rows_kept:,} kept, {load.rows_rejected:,} rejected.")
        for reason, count in summary["left_out"].items():
            self.say(f"  left out: {count:,}: {reason}")
        for fault in summary["rejected"]:
            column = f", column {fault['column']}" if fault["column"] else ""
            self.say(f"  rejected: {fault['file']}, line {fault['line']:,}{column}: {fault['reason']}")
        if load.rows_rejected:
            self.say(f"  All rejected rows: {load.rejected_file}")
        for note in summary["notes"]:
            self.say(f"  note: {note}")
        self.say("  reporter  year        rows  (today)           million US dollars  (today)")
        for line in summary["difference"]:
            value, value_today = (round(float(line[name]) / 1e6) for name in ("value_usd", "value_usd_today"))
            self.say(
                f"  {line['reporter']:<8}  {line['year']}  {line['rows']:>10,}  {'(' + format(line['rows_today'], ',') + ')':<12}"
                f"  {value:>22,}  ({value_today:,})"
            )


def description(options: dict[str, Any]) -> dict[str, Any]:
    """What was said of the release; what was not is taken over from the release it replaces."""
    names = {
        "title_en": "title",
        "publisher": "publisher",
        "licence": "licence",
        "remark_en": "remark",
        "kind": "kind",
        "rank": "rank",
    }
    said = {name: options[option] for name, option in names.items() if options[option] not in (None, "")}
    if options["retrieved"]:
        said["retrieved_on"] = str(options["retrieved"])
    if options["selected_products"]:
        said["covers_all_products"] = False
    return said
