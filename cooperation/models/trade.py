"""Trade values: bulk statistics, loaded a release at a time and never edited row by row."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .dates import Partial, precision_agrees, precision_field
from .periods import Period, PeriodType
from .source import Source
from .text import Localized
from .vocabulary import Country, Product, Sector


class SourceReleaseQuerySet(models.QuerySet):
    def current(self) -> SourceReleaseQuerySet:
        return self.filter(is_current=True)

    def revision(self) -> str:
        """A word that changes whenever what the public sees of trade changes: which releases are current."""
        return "-".join(str(pk) for pk in self.current().order_by("pk").values_list("pk", flat=True))


class SourceReleaseManager(models.Manager.from_queryset(SourceReleaseQuerySet)):  # type: ignore[misc]
    def get_by_natural_key(self, reference: str) -> SourceRelease:
        return self.get(reference=reference)


class SourceRelease(models.Model):
    """What one publisher stated at one time: the provenance of all trade rows that came with it."""

    class Kind(models.TextChoices):
        DATASET = "dataset", _("Dataset")
        OFFICIAL_STATISTICS = "official-statistics", _("Official statistics")
        PRESS = "press", _("Statistics as reported in the press")

    reference = models.CharField(_("reference"), max_length=20, unique=True, editable=False)
    code = models.SlugField(_("code"), max_length=60, help_text=_("Short name used by the loader, such as comtrade-2026-03."))
    title_en = models.CharField(_("title in English"), max_length=300)
    title_zh = models.CharField(_("title in Chinese"), max_length=300, blank=True, default="")
    title_ru = models.CharField(_("title in Russian"), max_length=300, blank=True, default="")
    publisher = models.CharField(_("publisher"), max_length=200)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    licence = models.CharField(_("licence"), max_length=300, blank=True, default="")
    source = models.ForeignKey(
        Source, on_delete=models.PROTECT, null=True, blank=True, related_name="trade_releases", verbose_name=_("source")
    )
    published_on = models.DateField(_("published on"), null=True, blank=True)
    published_on_precision = precision_field(_("precision of the publication date"))
    retrieved_on = models.DateField(_("retrieved on"), null=True, blank=True)
    checksum = models.CharField(_("checksum"), max_length=64, blank=True, default="", help_text=_("SHA-256 of what was loaded."))
    rank = models.PositiveSmallIntegerField(
        _("rank"), default=50, help_text=_("Where releases state the same value, the lowest rank is shown first.")
    )
    is_current = models.BooleanField(_("current"), default=True, help_text=_("The public sees its rows."))
    is_complete = models.BooleanField(
        _("loaded to the end"), default=True, help_text=_("No while rows are still being put in, or where a load broke off.")
    )
    covers_all_products = models.BooleanField(
        _("covers all products"),
        default=False,
        help_text=_("The products of a period add up to all goods. No where only selected products were published."),
    )
    replaces = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="replaced_by",
        verbose_name=_("replaces"),
        help_text=_("The earlier state of this release, kept so that the load can be undone."),
    )
    row_count = models.PositiveIntegerField(_("rows"), default=0, editable=False)
    remark_en = models.TextField(_("remark"), blank=True, default="")
    created_at = models.DateTimeField(_("loaded at"), auto_now_add=True)

    title = Localized("title")
    published = Partial("published_on")
    objects = SourceReleaseManager()

    class Meta:
        ordering = ["rank", "reference"]
        verbose_name = _("trade release")
        verbose_name_plural = _("trade releases")
        constraints = [
            precision_agrees("published_on"),
            models.UniqueConstraint(
                fields=["code"],
                condition=Q(is_current=True),
                name="sourcerelease_one_current_a_code",
                violation_error_message=_("There is a current release of this code already."),
            ),
            models.CheckConstraint(
                condition=Q(is_current=False) | Q(is_complete=True),
                name="sourcerelease_current_is_complete",
                violation_error_message=_("A release is shown once it is loaded to the end."),
            ),
        ]
        indexes = [models.Index(fields=["code", "-created_at"], name="sourcerelease_history")]

    def __str__(self) -> str:
        return self.title

    def natural_key(self) -> tuple[str]:
        return (self.reference,)

    def save(self, *args, **kwargs) -> None:
        if not self.reference:
            from .references import next_reference

            self.reference = next_reference(type(self), "REL")
        super().save(*args, **kwargs)


class Flow(models.TextChoices):
    """The flow as the reporter states it."""

    EXPORT = "export", pgettext_lazy("trade", "Export")
    IMPORT = "import", pgettext_lazy("trade", "Import")
    TOTAL = "total", pgettext_lazy("trade", "Exports and imports")


class Direction(models.TextChoices):
    """The flow as China sees it, whoever reports it."""

    EXPORT = "export", _("From China")
    IMPORT = "import", _("To China")
    TOTAL = "total", _("Both directions")


class TradeRecordQuerySet(models.QuerySet):
    def published(self) -> TradeRecordQuerySet:
        """Rows of current releases: what the public sees."""
        return self.filter(release__is_current=True)


class TradeRecordManager(models.Manager.from_queryset(TradeRecordQuerySet)):  # type: ignore[misc]
    def get_by_natural_key(self, release, reporter, partner, flow, start, end, product) -> TradeRecord:
        return self.get(
            release__reference=release,
            reporter__code=reporter,
            partner__code=partner,
            flow=flow,
            period_start=start,
            period_end=end,
            product__code=product,
        )


class TradeRecord(models.Model):
    """One trade value as one release states it: reporter, partner, flow, period, product, US dollars of the day.

    Rows come and go with their release; they have no editorial state and no history of their own.
    `level`, `chapter` and `sector` repeat what `product` says, so that pages and totals over millions of rows need no join.
    A code may be stated at several levels (27, 2709, 270900, TOTAL): rows are listed one by one, and only totals add them up.
    """

    class Valuation(models.TextChoices):
        CIF = "CIF", _("CIF (cost, insurance and freight)")
        FOB = "FOB", _("FOB (free on board)")

    class Status(models.TextChoices):
        FINAL = "final", _("Final")
        PROVISIONAL = "provisional", _("Provisional")
        PARTIAL = "partial", _("Incomplete")
        ESTIMATED = "estimated", _("Estimated")

    # Each index costs a tenth of the load rate. Keys to vocabularies have none of their own: `traderecord_once_a_release`
    # begins with them, and they have so few values that the planner can try each.
    release = models.ForeignKey(
        SourceRelease, on_delete=models.CASCADE, related_name="records", verbose_name=_("release"), db_index=False
    )
    reporter = models.ForeignKey(
        Country, on_delete=models.PROTECT, related_name="trade_reported", verbose_name=_("reporter"), db_index=False
    )
    partner = models.ForeignKey(
        Country, on_delete=models.PROTECT, related_name="trade_partnered", verbose_name=_("partner"), db_index=False
    )
    flow = models.CharField(_("flow"), max_length=6, choices=Flow.choices)
    direction = models.CharField(_("direction"), max_length=6, choices=Direction.choices)
    period_type = models.CharField(_("kind of period"), max_length=8, choices=PeriodType.choices)
    period_start = models.DateField(_("period from"))
    period_end = models.DateField(_("period to"))
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="trade", verbose_name=_("product"), db_index=False)
    level = models.CharField(_("level"), max_length=12, choices=Product.Level.choices, editable=False, default="")
    chapter = models.CharField(_("HS chapter"), max_length=2, editable=False, blank=True, default="")
    sector = models.ForeignKey(
        Sector,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="trade_records",
        verbose_name=_("sector"),
        db_index=False,
    )
    revision = models.CharField(_("HS revision"), max_length=6, blank=True, default="")
    value_usd = models.DecimalField(_("value in US dollars"), max_digits=18, decimal_places=2)
    quantity = models.DecimalField(_("quantity"), max_digits=20, decimal_places=3, null=True, blank=True)
    unit = models.CharField(_("unit of quantity"), max_length=30, blank=True, default="")
    is_quantity_estimated = models.BooleanField(_("quantity estimated"), default=False)
    valuation = models.CharField(_("valuation"), max_length=3, choices=Valuation.choices, blank=True, default="")
    status = models.CharField(_("status"), max_length=12, choices=Status.choices, default=Status.FINAL)
    change_pct = models.DecimalField(_("change on the year, per cent"), max_digits=10, decimal_places=2, null=True, blank=True)
    source = models.ForeignKey(
        Source,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="trade_records",
        verbose_name=_("source"),
        db_index=False,
        help_text=_("The page that states this row, where the release gathers several."),
    )
    remark_en = models.CharField(_("remark"), max_length=600, blank=True, default="")

    objects = TradeRecordManager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("trade value")
        verbose_name_plural = _("trade values")
        constraints = [
            # Also serves each filter that leaves few rows (a product, a chapter, one partner's imports): the leading columns
            # are asked for as lists. `direction` stands for `flow`, since the reporter is known; `chapter` follows the product.
            models.UniqueConstraint(
                fields=["release", "reporter", "partner", "direction", "chapter", "product", "period_start", "period_end"],
                name="traderecord_once_a_release",
            ),
            models.CheckConstraint(
                condition=Q(period_end__gte=F("period_start")),
                name="traderecord_period_ordered",
            ),
            models.CheckConstraint(condition=Q(value_usd__gte=0), name="traderecord_value_not_negative"),
            models.CheckConstraint(condition=~Q(reporter=F("partner")), name="traderecord_two_sides"),
        ]
        indexes = [
            # The two orders that pages offer, walked from any key on (keyset pages, at any depth). The columns after `id` are the
            # broad filters: rows that do not match, or are not current, are passed over without reading the table.
            models.Index(
                fields=["period_start", "id", "release", "reporter", "partner", "direction", "chapter"],
                name="traderecord_by_period",
            ),
            models.Index(
                fields=["value_usd", "id", "release", "reporter", "partner", "direction", "chapter"],
                name="traderecord_by_value",
            ),
            # Which sources are cited by trade rows. Empty for bulk releases, which have one source for all.
            models.Index(fields=["source"], name="traderecord_source", condition=Q(source__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.reporter_id} {self.direction} {self.partner_id} {self.period} {self.product_id}"

    def save(self, *args, **kwargs) -> None:
        self.level, self.chapter, self.sector_id = self.product.level, self.product.chapter, self.product.sector_id
        super().save(*args, **kwargs)

    def natural_key(self) -> tuple[str, ...]:
        return (
            self.release.reference,
            self.reporter.code,
            self.partner.code,
            self.flow,
            self.period_start.isoformat(),
            self.period_end.isoformat(),
            self.product.code,
        )

    @property
    def period(self) -> Period:
        return Period(self.period_type, self.period_start, self.period_end)


class SumQuerySet(models.QuerySet):
    def published(self) -> SumQuerySet:
        return self.filter(release__is_current=True)

    def all_goods(self) -> SumQuerySet:
        """Rows that may be added up to all goods: the stated total where there is one, else the chapters."""
        return self.filter(in_total=True)

    def by_chapter(self) -> SumQuerySet:
        """Rows that may be added up over chapters or sectors: each chapter once, at the coarsest level that states it."""
        return self.filter(in_chapters=True)


class TradeSum(models.Model):
    """What the two tables of sums share. Made by `trade.totals`, never edited.

    `row_count` adds up to the number of records over any rows. `value_usd` adds up only within one level of one release, or
    through `all_goods()` and `by_chapter()`: the same trade may be stated as a total, by chapter and by product.
    """

    direction = models.CharField(_("direction"), max_length=6, choices=Direction.choices)
    period_type = models.CharField(_("kind of period"), max_length=8, choices=PeriodType.choices)
    level = models.CharField(_("level"), max_length=12, choices=Product.Level.choices)
    chapter = models.CharField(
        _("HS chapter"), max_length=2, blank=True, default="", help_text=_("Empty where all goods, a section or a group is stated.")
    )
    value_usd = models.DecimalField(_("value in US dollars"), max_digits=20, decimal_places=2)
    row_count = models.PositiveIntegerField(_("rows"))
    in_total = models.BooleanField(_("counts towards all goods"), default=False)
    in_chapters = models.BooleanField(_("counts towards its chapter"), default=False)

    objects = SumQuerySet.as_manager()

    class Meta:
        abstract = True


class TradeTotal(TradeSum):
    """Trade records of one release, reporter, partner, direction, period, level, chapter and sector, added up.

    Serves charts by month and filters by date. Made when a release is loaded, so that no page scans the raw table.
    """

    release = models.ForeignKey(
        SourceRelease, on_delete=models.CASCADE, related_name="totals", verbose_name=_("release"), db_index=False
    )
    reporter = models.ForeignKey(
        Country, on_delete=models.PROTECT, related_name="totals_reported", verbose_name=_("reporter"), db_index=False
    )
    partner = models.ForeignKey(
        Country, on_delete=models.PROTECT, related_name="totals_partnered", verbose_name=_("partner"), db_index=False
    )
    sector = models.ForeignKey(
        Sector, on_delete=models.PROTECT, null=True, related_name="trade_totals", verbose_name=_("sector"), db_index=False
    )
    period_start = models.DateField(_("period from"))
    period_end = models.DateField(_("period to"))

    class Meta:
        ordering = ["release", "period_start", "pk"]
        verbose_name = _("trade total")
        verbose_name_plural = _("trade totals")
        indexes = [
            # One chapter or sector over time; also finds a release's own rows when it is replaced.
            models.Index(
                fields=["release", "reporter", "partner", "direction", "chapter", "period_start"], name="tradetotal_by_chapter"
            ),
            # All goods over time.
            models.Index(fields=["partner", "direction", "period_start"], name="tradetotal_all_goods", condition=Q(in_total=True)),
        ]

    def __str__(self) -> str:
        return f"{self.direction} {self.period_start:%Y-%m} {self.chapter or 'TOTAL'}"


class TradeYear(TradeSum):
    """The totals once more by year, which makes them some tens of thousands of rows: for counts, facets and charts by year.

    `first_year` and `last_year` differ only for ranges of days that cross a year's end. Yearly and monthly rows stand beside
    each other, told apart by `period_type`; `periods` says how many months (or quarters …) the row adds up.
    """

    release = models.ForeignKey(
        SourceRelease, on_delete=models.CASCADE, related_name="years", verbose_name=_("release"), db_index=False
    )
    reporter = models.ForeignKey(
        Country, on_delete=models.PROTECT, related_name="years_reported", verbose_name=_("reporter"), db_index=False
    )
    partner = models.ForeignKey(
        Country, on_delete=models.PROTECT, related_name="years_partnered", verbose_name=_("partner"), db_index=False
    )
    sector = models.ForeignKey(
        Sector, on_delete=models.PROTECT, null=True, related_name="trade_years", verbose_name=_("sector"), db_index=False
    )
    first_year = models.PositiveSmallIntegerField(_("year from"))
    last_year = models.PositiveSmallIntegerField(_("year to"))
    periods = models.PositiveSmallIntegerField(_("periods"), help_text=_("Months, quarters or years that are added up here."))

    class Meta:
        ordering = ["release", "first_year", "pk"]
        verbose_name = _("trade of a year")
        verbose_name_plural = _("trade by year")
        indexes = [
            models.Index(fields=["release", "chapter"], name="tradeyear_by_chapter"),
            models.Index(fields=["partner", "direction", "first_year"], name="tradeyear_all_goods", condition=Q(in_total=True)),
        ]

    def __str__(self) -> str:
        return f"{self.direction} {self.first_year} {self.chapter or 'TOTAL'}"


class TradeLoadQuerySet(models.QuerySet):
    def under_way(self) -> TradeLoadQuerySet:
        return self.filter(status__in=[TradeLoad.Status.WAITING, TradeLoad.Status.READING])


class TradeLoad(models.Model):
    """One request to load a release: what was asked, how far it is, what it would change, who asked.

    A process that works on it says so in `heartbeat_at`. Where that grows old the process has ended (the machine was restarted)
    and the load can be started again: it begins anew, and what was left half done is cleared away.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        READING = "reading", _("Being read")
        READY = "ready", _("Read; waits to be applied")
        APPLIED = "applied", _("Applied")
        UNCHANGED = "unchanged", _("Nothing to do: loaded already")
        FAILED = "failed", _("Failed; nothing was changed")
        DISCARDED = "discarded", _("Discarded")
        UNDONE = "undone", _("Applied, later undone")

    code = models.SlugField(_("code of the release"), max_length=60)
    description = models.JSONField(_("description of the release"), default=dict, blank=True)
    options = models.JSONField(_("options"), default=dict, blank=True)
    files = models.JSONField(_("files"), default=list)
    checksum = models.CharField(_("checksum"), max_length=64, blank=True, default="")
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.WAITING)
    progress = models.PositiveSmallIntegerField(_("progress, per cent"), default=0)
    rows_read = models.PositiveIntegerField(_("rows read"), default=0)
    rows_kept = models.PositiveIntegerField(_("rows kept"), default=0)
    rows_rejected = models.PositiveIntegerField(_("rows rejected"), default=0)
    message = models.TextField(_("message"), blank=True, default="")
    summary = models.JSONField(_("what it changes"), default=dict, blank=True)
    rejected_file = models.CharField(_("file of rejected rows"), max_length=500, blank=True, default="")
    release = models.ForeignKey(
        SourceRelease, on_delete=models.SET_NULL, null=True, blank=True, related_name="loads", verbose_name=_("release")
    )
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="trade_loads",
        verbose_name=_("requested by"),
    )
    created_at = models.DateTimeField(_("requested at"), auto_now_add=True)
    heartbeat_at = models.DateTimeField(_("last sign of life"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)

    objects = TradeLoadQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("trade load")
        verbose_name_plural = _("trade loads")
        constraints = [
            models.CheckConstraint(condition=Q(progress__lte=100), name="tradeload_progress_in_range"),
        ]

    def __str__(self) -> str:
        return f"{self.code} ({self.get_status_display()})"

    #: A load says that it lives at each batch, which is a second or two of work.
    SILENCE = dt.timedelta(minutes=2)

    @property
    def is_alive(self) -> bool:
        """Some process is at work on it."""
        return (
            self.status == self.Status.READING
            and self.heartbeat_at is not None
            and timezone.now() - self.heartbeat_at < self.SILENCE
        )

    @property
    def is_broken_off(self) -> bool:
        return self.status == self.Status.READING and not self.is_alive
