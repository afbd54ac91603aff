"""Loading a release: staged beside the one that the public sees, then exchanged for it in one short transaction.

    stage(load)    read the files into a release that is not current, make its totals, compare it with today's
    publish(load)  exchange it for today's release
    discard(load)  take it away again
    undo(code)     go back to the release before
    prune(code)    delete the rows of releases that are no longer shown

Until `publish` nothing that the public sees has changed. A load that breaks off is started again from the beginning.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Q, Sum
from django.utils import timezone

from cooperation.models import Product, SourceRelease, TradeLoad, TradeRecord, TradeTotal, TradeYear

from . import totals
from .files import LoadProblem, TradeFile, checksum
from .reading import REPORT_MAX, Reading, Report, Tally
from .rows import Checker
from .staging import bulk_settings, stage_for

DELETE_AT_ONCE = 20_000
#: What may be said of a release when it is loaded; what is not said is taken over from the release it replaces.
DESCRIPTION = (
    "title_en",
    "title_zh",
    "title_ru",
    "publisher",
    "kind",
    "licence",
    "retrieved_on",
    "rank",
    "remark_en",
    "covers_all_products",
)

Status = TradeLoad.Status
Tell = Callable[[TradeLoad], None]


def silent(load: TradeLoad) -> None:
    pass


def stage(load: TradeLoad, *, tell: Tell = silent) -> None:
    """Read the files of a load into a release of their own. Raises LoadProblem with everything as it was."""
    tally = Tally()
    release = None
    try:
        claim(load)
        load.checksum = checksum(Path(path) for path in load.files)
        today = current(load.code)
        if today and today.checksum == load.checksum and not load.options.get("again"):
            finish(load, Status.UNCHANGED, f"These files are loaded already, as {today.reference}. Nothing was done.")
            return
        release = new_release(load, today)
        created = fill(load, release, tally, tell)
    except BaseException as error:
        if release:
            remove(release)
        message = str(error) if isinstance(error, LoadProblem) else f"Broken off: {error.__class__.__name__}: {error}"[:2000]
        finish(load, Status.FAILED, message, tally)
        raise
    load.summary = {
        **tally_summary(tally),
        "difference": difference(release, today),
        "new_products": [product.code for product in created],
    }
    load.release = release
    finish(load, Status.READY, f"{tally.kept:,} rows are ready.", tally)


def claim(load: TradeLoad) -> None:
    """Mark the load as being worked on, and clear away what broke off before it. One load of a code at a time."""
    others = TradeLoad.objects.filter(code=load.code).exclude(pk=load.pk)
    with transaction.atomic():
        if any(other.is_alive for other in others.filter(status=Status.READING).select_for_update()):
            raise LoadProblem(f"Another load of {load.code} is at work. Wait until it has ended.")
        load.status, load.progress, load.heartbeat_at = Status.READING, 0, timezone.now()
        load.save()
    for other in others.filter(status__in=[Status.READING, Status.READY]):
        discard(other, "Another load of this release took its place.")
    for leftover in SourceRelease.objects.filter(code=load.code, is_complete=False):
        remove(leftover)


def new_release(load: TradeLoad, today: SourceRelease | None) -> SourceRelease:
    description = (
        {name: getattr(today, name) for name in DESCRIPTION} if today else {"covers_all_products": True, "kind": "dataset"}
    )
    description |= {name: value for name, value in load.description.items() if value not in ("", None)}
    if not description.get("title_en") or not description.get("publisher"):
        raise LoadProblem(f"{load.code} is a new release: say its title and publisher (--title, --publisher).")
    return SourceRelease.objects.create(
        code=load.code,
        checksum=load.checksum,
        is_current=False,
        is_complete=False,
        source=today.source if today else None,
        **{"retrieved_on": timezone.localdate(), **description},
    )


def fill(load: TradeLoad, release: SourceRelease, tally: Tally, tell: Tell) -> list[Product]:
    """Read the files into the release and make its totals. Returns the products met for the first time."""
    checker = Checker(revision=load.options.get("revision", ""), allow_mixed=load.options.get("mixed_revisions", False))
    max_errors = load.options.get("max_errors", 0)
    report = Report(Path(load.rejected_file) if load.rejected_file else None, tally)
    stage_rows = stage_for(release)
    paths = [Path(path) for path in load.files]
    size = sum(path.stat().st_size for path in paths) or 1
    done = 0
    created: list[Product] = []
    try:
        with bulk_settings():
            for path in paths:
                with TradeFile(path) as file:
                    reading = Reading(file, checker, tally, report, stage_rows.encode)
                    for batch in reading.batches():
                        if tally.rejected > REPORT_MAX:
                            break
                        # Beyond the limit nothing is stored any more, but the rest is still checked for the report.
                        if tally.rejected <= max_errors:
                            created += store_products(checker)
                            reading.finish_products()
                            tally.kept += stage_rows.write(batch, report.add)
                        beat(load, tally, 95 * (done + file.position) // size, tell)
                done += path.stat().st_size
            if tally.rejected > max_errors:
                raise LoadProblem(too_many(tally, max_errors, load.rejected_file))
            if not tally.kept:
                raise LoadProblem(f"No row of these files is trade that the registry keeps. {left_out_words(tally)}".strip())
            totals.make_in_parts(release)
    except BaseException:
        remove_rows(release)
        remove_products(created)
        raise
    finally:
        report.close()
    release.is_complete = True
    release.save(update_fields=["is_complete"])
    beat(load, tally, 100, tell)
    return created


def too_many(tally: Tally, max_errors: int, rejected_file: str) -> str:
    first = tally.first_rejections[0]
    where = f"{first['file']}, line {first['line']:,}" + (f", column {first['column']}" if first["column"] else "")
    reason = first["reason"].rstrip(".")
    count = f"More than {REPORT_MAX:,}" if tally.rejected > REPORT_MAX else f"{tally.rejected:,}"
    report = f" They are listed in {rejected_file}." if rejected_file else ""
    return f"{count} rows are rejected, {max_errors:,} are allowed (--max-errors). The first: {where}: {reason}.{report}"


def left_out_words(tally: Tally) -> str:
    return " ".join(f"Left out: {reason} ({count:,})." for reason, count in tally.left_out.most_common())


def store_products(checker: Checker) -> list[Product]:
    """Save the products that the last batch met for the first time, and the names it brought."""
    created = list(checker.new.values())
    if created:
        Product.objects.bulk_create(created, batch_size=500)
    if checker.named:
        Product.objects.bulk_update(checker.named, ["name_en"], batch_size=200)
    if created or checker.named:
        checker.stored()
    return created


def remove_products(created: Iterable[Product]) -> None:
    """Take back the products of a load that is not shown, unless another release has come to use them meanwhile."""
    new = {product.pk for product in created}
    if not new:
        return
    unused = sorted(new - set(TradeRecord.objects.order_by().values_list("product", flat=True).distinct()))
    for start in range(0, len(unused), 500):
        Product.objects.filter(pk__in=unused[start : start + 500])._raw_delete("default")


def beat(load: TradeLoad, tally: Tally, progress: int, tell: Tell) -> None:
    load.progress = min(int(progress), 100)
    load.rows_read, load.rows_kept, load.rows_rejected = tally.read, tally.kept, tally.rejected
    load.heartbeat_at = timezone.now()
    load.save(update_fields=["progress", "rows_read", "rows_kept", "rows_rejected", "heartbeat_at"])
    tell(load)


def finish(load: TradeLoad, status: str, message: str, tally: Tally | None = None) -> None:
    load.status, load.message, load.finished_at = status, message, timezone.now()
    if tally:
        load.rows_read, load.rows_kept, load.rows_rejected = tally.read, tally.kept, tally.rejected
        load.summary = {**load.summary, **tally_summary(tally)}
    load.save()


def tally_summary(tally: Tally) -> dict[str, Any]:
    return {"left_out": dict(tally.left_out.most_common()), "rejected": tally.first_rejections, "notes": tally.notes}


# Exchange


def publish(load: TradeLoad) -> SourceRelease:
    """Show the staged release instead of today's. Readers see the one or the other, never a part."""
    with transaction.atomic():
        load.refresh_from_db()
        release = load.release
        if load.status != Status.READY or release is None or not release.is_complete:
            raise LoadProblem(f"This load cannot be applied: {load.get_status_display()}.")
        today = SourceRelease.objects.select_for_update().filter(code=load.code, is_current=True).first()
        if today:
            today.is_current = False
            today.save(update_fields=["is_current"])
        release.replaces, release.is_current = today, True
        release.save(update_fields=["replaces", "is_current"])
        finish(load, Status.APPLIED, f"{release.reference} is shown now" + (f" instead of {today.reference}." if today else "."))
    return release


def discard(load: TradeLoad, message: str = "Discarded.") -> None:
    """Take a staged or broken-off load away."""
    if load.release and not load.release.is_current:
        release, load.release = load.release, None
        finish(load, Status.DISCARDED, message)
        remove(release)
        remove_products(Product.objects.filter(code__in=load.summary.get("new_products", [])))
        return
    finish(load, Status.DISCARDED, message)


def undo(code: str) -> tuple[SourceRelease, SourceRelease | None]:
    """Go back to the release before. Returns the one taken out of view and the one shown again."""
    with transaction.atomic():
        today = SourceRelease.objects.select_for_update().filter(code=code, is_current=True).first()
        if today is None:
            raise LoadProblem(f"There is no current release {code}.")
        if not TradeLoad.objects.filter(release=today, status=Status.APPLIED).exists():
            raise LoadProblem(f"{today.reference} ({code}) was not made by a load, or what it replaced has been pruned.")
        before = today.replaces
        today.is_current = False
        today.save(update_fields=["is_current"])
        if before:
            before.is_current = True
            before.save(update_fields=["is_current"])
        TradeLoad.objects.filter(release=today, status=Status.APPLIED).update(status=Status.UNDONE)
    return today, before


def prune(code: str = "") -> list[SourceRelease]:
    """Delete releases that are not shown, with their rows. Those that wait to be applied stay."""
    waiting = TradeLoad.objects.filter(status__in=[Status.READING, Status.READY]).exclude(release=None).values("release")
    releases = SourceRelease.objects.filter(is_current=False, is_complete=True).exclude(pk__in=waiting)
    if code:
        releases = releases.filter(code=code)
    pruned = list(releases)
    for release in pruned:
        remove(release)
    return pruned


def current(code: str) -> SourceRelease | None:
    return SourceRelease.objects.current().filter(code=code).first()


def remove(release: SourceRelease) -> None:
    """Delete a release that is not shown, in steps short enough for others to write in between."""
    if release.is_current:
        raise ValueError(f"{release.reference} is shown to the public.")
    remove_rows(release)
    TradeTotal.objects.filter(release=release)._raw_delete("default")
    TradeYear.objects.filter(release=release)._raw_delete("default")
    release.delete()


def remove_rows(release: SourceRelease) -> None:
    some = TradeRecord.objects.order_by().filter(release=release).values("pk")[:DELETE_AT_ONCE]
    while TradeRecord.objects.filter(pk__in=some)._raw_delete("default"):
        pass


# Comparison


def difference(release: SourceRelease, today: SourceRelease | None) -> list[dict[str, Any]]:
    """Rows and value by reporter and year, in the new release and in today's; both where a year is only in one of them."""
    new, old = by_reporter_and_year(release), by_reporter_and_year(today) if today else {}
    lines = []
    for reporter, year in sorted(new.keys() | old.keys()):
        rows, value = new.get((reporter, year), (0, 0))
        rows_today, value_today = old.get((reporter, year), (0, 0))
        lines.append(
            {
                "reporter": reporter,
                "year": year,
                "rows": rows,
                "rows_today": rows_today,
                "value_usd": str(value),
                "value_usd_today": str(value_today),
            }
        )
    return lines


def by_reporter_and_year(release: SourceRelease) -> dict[tuple[str, int], tuple[int, Any]]:
    rows = (
        TradeYear.objects.filter(release=release)
        .order_by()
        .values_list("reporter__code", "first_year")
        .annotate(
            rows=Sum("row_count"),
            value=Sum("value_usd", filter=Q(in_chapters=True)),
            all_goods=Sum("value_usd", filter=Q(in_total=True)),
        )
    )
    return {(reporter, year): (count, all_goods or value or 0) for reporter, year, count, value, all_goods in rows}


def waiting() -> Iterator[TradeLoad]:
    """Loads that curators have asked for, oldest first, until there are none; each goes to one process only."""
    queue = TradeLoad.objects.filter(status=Status.WAITING).order_by("pk")
    while load := queue.first():
        if queue.filter(pk=load.pk).update(status=Status.READING, heartbeat_at=timezone.now()):
            load.refresh_from_db()
            yield load


def wait_again(load: TradeLoad) -> None:
    """Put a load that broke off, or was never taken up, back into the queue."""
    with transaction.atomic():
        load = TradeLoad.objects.select_for_update().get(pk=load.pk)
        if not (load.is_broken_off or load.status == Status.WAITING):
            raise LoadProblem(f"This load cannot be started again: {load.get_status_display()}.")
        load.status, load.progress, load.heartbeat_at = Status.WAITING, 0, None
        load.save()
