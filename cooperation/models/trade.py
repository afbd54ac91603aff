"""Trade values: bulk statistics, loaded a release at a time and never edited row by row."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .dates import Partial, precision_agrees, precision_field
from .periods import Period, PeriodType
from .source import Source
from .text import Localized
from .vocabulary import Country, Product, Sector


class SourceReleaseQuerySet(models.QuerySet):
    def current(self) -> SourceReleaseQuerySet:
        return self.filter(is_current=True)


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
    code = models.SlugField(_("code"), max_length=60, unique=True, help_text=_("Short name used by the loader, such as comtrade-2026-03."))
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
    is_current = models.BooleanField(_("current"), default=True)
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
        constraints = [precision_agrees("published_on")]

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

    EXPORT = "export", _("Export")
    IMPORT = "import", _("Import")
    TOTAL = "total", _("Exports and imports")


class Direction(models.TextChoices):
    """The flow as China sees it, whoever reports it."""

    EXPORT = "export", _("From China")
    IMPORT = "import", _("To China")
    TOTAL = "total", _("Both directions")


class TradeRecordQuerySet(models.QuerySet):
    def published(self) -> TradeRecordQuerySet:
        """Rows of current releases: what the public sees."""
        return self.filter(release__is_current=True)


class TradeRecord(models.Model):
    """One trade value as one release states it: reporter, partner, flow, period, product, US dollars of the day.

    Rows come and go with their release; they have no editorial state and no history of their own.
    """

    class Valuation(models.TextChoices):
        CIF = "CIF", _("CIF (cost, insurance and freight)")
        FOB = "FOB", _("FOB (free on board)")

    class Status(models.TextChoices):
        FINAL = "final", _("Final")
        PROVISIONAL = "provisional", _("Provisional")
        PARTIAL = "partial", _("Incomplete")
        ESTIMATED = "estimated", _("Estimated")

    release = models.ForeignKey(SourceRelease, on_delete=models.CASCADE, related_name="records", verbose_name=_("release"))
    reporter = models.ForeignKey(Country, on_delete=models.PROTECT, related_name="trade_reported", verbose_name=_("reporter"))
    partner = models.ForeignKey(Country, on_delete=models.PROTECT, related_name="trade_partnered", verbose_name=_("partner"))
    flow = models.CharField(_("flow"), max_length=6, choices=Flow.choices)
    direction = models.CharField(_("direction"), max_length=6, choices=Direction.choices)
    period_type = models.CharField(_("kind of period"), max_length=8, choices=PeriodType.choices)
    period_start = models.DateField(_("period from"))
    period_end = models.DateField(_("period to"))
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="trade", verbose_name=_("product"))
    revision = models.CharField(_("HS revision"), max_length=6, blank=True, default="")
    value_usd = models.DecimalField(_("value in US dollars"), max_digits=18, decimal_places=2)
    quantity = models.DecimalField(_("quantity"), max_digits=20, decimal_places=3, null=True, blank=True)
    unit = models.CharField(_("unit of quantity"), max_length=30, blank=True, default="")
    valuation = models.CharField(_("valuation"), max_length=3, choices=Valuation.choices, blank=True, default="")
    status = models.CharField(_("status"), max_length=12, choices=Status.choices, default=Status.FINAL)
    change_pct = models.DecimalField(
        _("change on the year, per cent"), max_digits=10, decimal_places=2, null=True, blank=True
    )
    source = models.ForeignKey(
        Source,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="trade_records",
        verbose_name=_("source"),
        help_text=_("The page that states this row, where the release gathers several."),
    )
    remark_en = models.CharField(_("remark"), max_length=600, blank=True, default="")

    objects = TradeRecordQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("trade value")
        verbose_name_plural = _("trade values")
        constraints = [
            models.UniqueConstraint(
                fields=["release", "reporter", "partner", "flow", "period_start", "period_end", "product"],
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
            models.Index(fields=["product", "period_start"], name="traderecord_by_product"),
            models.Index(fields=["partner", "period_start"], name="traderecord_by_partner"),
            models.Index(fields=["period_start", "id"], name="traderecord_by_period"),
            models.Index(fields=["value_usd", "id"], name="traderecord_by_value"),
        ]

    def __str__(self) -> str:
        return f"{self.reporter_id} {self.direction} {self.partner_id} {self.period} {self.product_id}"

    @property
    def period(self) -> Period:
        return Period(self.period_type, self.period_start, self.period_end)


class TradeTotal(models.Model):
    """A sum of trade rows, made when a release is loaded, so that charts, facets and counts never scan the raw table.

    `chapter` is empty for rows that state all goods at once; those are never added to the chapters.
    """

    release = models.ForeignKey(SourceRelease, on_delete=models.CASCADE, related_name="totals", verbose_name=_("release"))
    reporter = models.ForeignKey(Country, on_delete=models.PROTECT, related_name="totals_reported", verbose_name=_("reporter"))
    partner = models.ForeignKey(Country, on_delete=models.PROTECT, related_name="totals_partnered", verbose_name=_("partner"))
    direction = models.CharField(_("direction"), max_length=6, choices=Direction.choices)
    period_type = models.CharField(_("kind of period"), max_length=8, choices=PeriodType.choices)
    period_start = models.DateField(_("period from"))
    period_end = models.DateField(_("period to"))
    level = models.CharField(_("level"), max_length=12, choices=Product.Level.choices)
    chapter = models.CharField(_("HS chapter"), max_length=2, blank=True, default="")
    sector = models.ForeignKey(
        Sector, on_delete=models.PROTECT, null=True, blank=True, related_name="trade_totals", verbose_name=_("sector")
    )
    value_usd = models.DecimalField(_("value in US dollars"), max_digits=20, decimal_places=2)
    row_count = models.PositiveIntegerField(_("rows"))

    class Meta:
        ordering = ["release", "period_start", "pk"]
        verbose_name = _("trade total")
        verbose_name_plural = _("trade totals")
        indexes = [models.Index(fields=["partner", "direction", "period_start"], name="tradetotal_by_partner")]

    def __str__(self) -> str:
        return f"{self.direction} {self.period_start:%Y} {self.chapter or 'TOTAL'}"
