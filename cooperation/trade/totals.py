"""Totals: sums of trade rows made once a load, so that charts, facets and counts never scan the raw table.

Two tables of sums. `TradeTotal` keeps each period; `TradeYear` adds the periods of a year up, which leaves few enough rows to
count and draw from on every request. Each sum says whether it may be added to others:

- `in_chapters`: of the levels (chapter, heading, subheading) at which a release states a chapter in a period, the coarsest one;
- `in_total`: the stated total of all goods; where a release states none but covers all products, the chapters instead.

A publisher's own groups and the sections are never added to anything.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection, transaction
from django.db.models import Min, Sum

from cooperation.models import Country, SourceRelease, TradeRecord, TradeTotal, TradeYear

#: What makes two rows of the same level comparable: the cell in which a chapter may be stated at several levels.
CELL = "release_id, reporter_id, partner_id, direction, period_type, period_start, period_end"

FIT_TO_PRODUCT = """
UPDATE cooperation_traderecord SET
    level = (SELECT level FROM cooperation_product p WHERE p.id = product_id),
    chapter = (SELECT chapter FROM cooperation_product p WHERE p.id = product_id),
    sector_id = (SELECT sector_id FROM cooperation_product p WHERE p.id = product_id)
WHERE release_id = %s AND EXISTS (
    SELECT 1 FROM cooperation_product p
    WHERE p.id = cooperation_traderecord.product_id AND (
        p.level <> cooperation_traderecord.level
        OR p.chapter <> cooperation_traderecord.chapter
        OR p.sector_id {differs} cooperation_traderecord.sector_id
    )
)
"""

MAKE_TOTALS = f"""
INSERT INTO cooperation_tradetotal ({CELL}, level, chapter, sector_id, value_usd, row_count, in_chapters, in_total)
SELECT {CELL}, level, chapter, sector_id, value_usd, row_count, in_chapters,
    CASE WHEN level = 'total' THEN %s
         WHEN MAX(CASE WHEN level = 'total' THEN 1 ELSE 0 END) OVER (PARTITION BY {CELL}) = 1 THEN %s
         ELSE in_chapters AND %s END
FROM (
    SELECT sums.*, fineness > 0 AND fineness = MIN(CASE WHEN fineness > 0 THEN fineness END) OVER (PARTITION BY {CELL}, chapter)
        AS in_chapters
    FROM (
        SELECT {CELL}, level, chapter, sector_id,
            CASE level WHEN 'chapter' THEN 1 WHEN 'heading' THEN 2 WHEN 'subheading' THEN 3 ELSE 0 END AS fineness,
            ROUND(SUM(value_usd), 2) AS value_usd, COUNT(*) AS row_count
        FROM cooperation_traderecord
        WHERE release_id = %s AND reporter_id = %s AND partner_id = %s
        GROUP BY {CELL}, level, chapter, sector_id
    ) sums
) marked
ORDER BY {CELL}, chapter, level
"""

YEAR = {
    "sqlite": "CAST(SUBSTR({0}, 1, 4) AS INTEGER)",
    "postgresql": "CAST(EXTRACT(YEAR FROM {0}) AS INTEGER)",
}

MAKE_YEARS = """
INSERT INTO cooperation_tradeyear (
    release_id, reporter_id, partner_id, direction, period_type, level, chapter, sector_id, in_chapters, in_total,
    first_year, last_year, value_usd, row_count, periods
)
SELECT release_id, reporter_id, partner_id, direction, period_type, level, chapter, sector_id, in_chapters, in_total,
    {first} AS first_year, {last} AS last_year, ROUND(SUM(value_usd), 2), SUM(row_count), COUNT(DISTINCT period_start)
FROM cooperation_tradetotal
WHERE release_id = %s
GROUP BY release_id, reporter_id, partner_id, direction, period_type, level, chapter, sector_id, in_chapters, in_total,
    {first}, {last}
ORDER BY release_id, reporter_id, partner_id, direction, first_year, chapter, level
"""


@transaction.atomic
def rebuild(releases: Iterable[SourceRelease], *, fit: bool = True) -> int:
    """Make the totals of the releases anew and return how many rows they have. Also states each release's row count.

    `fit` first brings level, chapter and sector of the rows in line with their products: needed after fixtures, which are
    stored as they are, and after a product has moved to another sector.
    """
    made = 0
    for release in releases:
        TradeTotal.objects.filter(release=release).delete()
        TradeYear.objects.filter(release=release).delete()
        if fit:
            with connection.cursor() as cursor:
                cursor.execute(
                    FIT_TO_PRODUCT.format(differs="IS NOT" if connection.vendor == "sqlite" else "IS DISTINCT FROM"), [release.pk]
                )
        made += make_in_parts(release)
    return made


def make_in_parts(release: SourceRelease) -> int:
    """Make the totals of a release that has none, one reporter and partner at a time: no write lock lasts long."""
    years = MAKE_YEARS.format(
        first=YEAR[connection.vendor].format("period_start"), last=YEAR[connection.vendor].format("period_end")
    )
    made = 0
    for reporter, partner in pairs(release):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(MAKE_TOTALS, [True, False, release.covers_all_products, release.pk, reporter, partner])
            made += max(cursor.rowcount, 0)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(years, [release.pk])
    release.row_count = TradeTotal.objects.filter(release=release).aggregate(rows=Sum("row_count"))["rows"] or 0
    release.save(update_fields=["row_count"])
    return made


def pairs(release: SourceRelease) -> list[tuple[int, int]]:
    """Who reports trade with whom in a release, by one step into the index for each pair instead of a walk along it."""
    found = []
    for reporter in Country.objects.values_list("pk", flat=True).order_by("pk"):
        rows = TradeRecord.objects.order_by().filter(release=release, reporter=reporter)
        partner = 0
        while (partner := rows.filter(partner__gt=partner).aggregate(first=Min("partner"))["first"]) is not None:
            found.append((reporter, partner))
    return found
