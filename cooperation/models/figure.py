from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .dates import Partial, precision_agrees, precision_field
from .periods import Period, PeriodType
from .record import Citation, Record, RecordManager
from .vocabulary import Indicator


class Figure(Record):
    """One measured value that is not a trade value: train trips, travellers, tonnes, a stock of investment."""

    prefix = "FIG"
    dependants = ("citations",)

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="figures", verbose_name=_("indicator"))
    value = models.DecimalField(_("value"), max_digits=24, decimal_places=6)
    unit = models.CharField(_("unit"), max_length=60)
    qualifier_en = models.CharField(
        _("qualifier"), max_length=60, blank=True, default="", help_text=_("As the source hedges it: over, about, nearly.")
    )
    period_type = models.CharField(_("kind of period"), max_length=8, choices=PeriodType.choices)
    period_start = models.DateField(_("period from"))
    period_end = models.DateField(_("period to"))
    as_of = models.DateField(_("as of"), null=True, blank=True)
    as_of_precision = precision_field(_("precision of that date"))
    change_pct = models.DecimalField(_("change on the year, per cent"), max_digits=10, decimal_places=2, null=True, blank=True)

    as_of_date = Partial("as_of")

    objects = RecordManager()

    class Meta(Record.Meta):
        verbose_name = _("figure")
        verbose_name_plural = _("figures")
        constraints = [
            *Record.Meta.constraints,
            precision_agrees("as_of"),
            models.CheckConstraint(
                condition=Q(period_end__gte=F("period_start")),
                name="figure_period_ordered",
                violation_error_message=_("The period ends before it begins."),
            ),
        ]
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["state", "indicator", "period_start"], name="figure_by_indicator"),
            models.Index(fields=["state", "period_start", "reference"], name="figure_by_period"),
        ]

    @property
    def period(self) -> Period:
        return Period(self.period_type, self.period_start, self.period_end)


class FigureCitation(Citation):
    """A source of a figure."""

    record = models.ForeignKey(Figure, on_delete=models.CASCADE, related_name="citations", verbose_name=_("figure"))
