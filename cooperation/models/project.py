from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .agreement import Agreement
from .dates import Partial, precision_agrees, precision_field
from .money import Money
from .organisation import Organisation
from .record import Citation, Dependant, DependantManager, Location, Record, RecordManager, RecordQuerySet
from .vocabulary import Indicator

#: Most points that one route may have; beyond it a page would carry a survey, not a sketch.
ROUTE_POINTS_MAX = 2_000


class ProjectQuerySet(RecordQuerySet):
    def countable(self) -> ProjectQuerySet:
        """Records whose money a total over these may count: neither cancelled nor suspended, nor the umbrella over others, nor a
        part of another of them. The one place of this rule."""
        counted = self.exclude(status__in=(Project.Status.CANCELLED, Project.Status.SUSPENDED)).filter(is_umbrella=False)
        wholes = counted.order_by().values("pk")
        return counted.exclude(parent__in=wholes).exclude(parent__parent__in=wholes)

    def dollars(self, *by: str, **only: Any) -> QuerySet:
        """Dollar values of the countable records added up, one row for each kind of amount, which are never added to each other.

        Lines of one project may speak of the same money, so of each kind its largest line counts. `by` names further columns of
        the finance line, such as `year` or `record__status`; `only` narrows the lines, as to one lender. Each row has `kind`,
        `usd` and `projects`.
        """
        beside = Finance.objects.filter(record=OuterRef("record"), kind=OuterRef("kind"), **only)
        larger = beside.filter(
            Q(amount_usd__gt=OuterRef("amount_usd")) | Q(amount_usd=OuterRef("amount_usd"), position__lt=OuterRef("position"))
        )
        lines = Finance.objects.filter(record__in=self.countable().order_by().values("pk"), amount_usd__isnull=False, **only)
        largest = lines.filter(~Exists(larger)).order_by()
        return largest.values(*by, "kind").annotate(usd=Sum("amount_usd"), projects=Count("record"))


class Project(Record):
    """A physical or industrial undertaking with a place: a railway, a power station, a factory, a mine."""

    class Status(models.TextChoices):
        ANNOUNCED = "announced", pgettext_lazy("project status", "Announced")
        AGREED = "agreed", pgettext_lazy("project status", "Agreed")
        FINANCING = "financing", pgettext_lazy("project status", "Financing arranged")
        UNDER_CONSTRUCTION = "under-construction", pgettext_lazy("project status", "Under construction")
        OPERATIONAL = "operational", pgettext_lazy("project status", "Operational")
        COMPLETED = "completed", pgettext_lazy("project status", "Completed")
        SUSPENDED = "suspended", pgettext_lazy("project status", "Suspended")
        CANCELLED = "cancelled", pgettext_lazy("project status", "Cancelled")

    class RoutePrecision(models.TextChoices):
        APPROXIMATE = "approximate", _("Straight lines between known places")
        SURVEYED = "surveyed", _("Follows the line on the ground")

    prefix = "PRJ"
    dependants = ("locations", "participations", "finance", "capacities", "milestones", "citations")

    status = models.CharField(_("status"), max_length=20, choices=Status.choices)
    status_as_of = models.DateField(_("status as of"), null=True, blank=True)
    status_as_of_precision = precision_field(_("precision of the status date"))
    is_umbrella = models.BooleanField(
        _("umbrella record"), default=False, help_text=_("A whole whose parts are records of their own; left out of totals.")
    )
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="parts", verbose_name=_("part of project")
    )
    agreements = models.ManyToManyField(
        Agreement, blank=True, related_name="projects", verbose_name=_("agreements that it carries out")
    )
    route = models.JSONField(
        _("route"), null=True, blank=True, help_text=_("A list of [longitude, latitude] pairs in decimal degrees, from end to end.")
    )
    route_precision = models.CharField(
        _("precision of the route"), max_length=12, choices=RoutePrecision.choices, blank=True, default=""
    )

    status_date = Partial("status_as_of")

    objects = RecordManager.from_queryset(ProjectQuerySet)()

    class Meta(Record.Meta):
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        constraints = [
            *Record.Meta.constraints,
            precision_agrees("status_as_of"),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("pk")),
                name="project_not_its_own_parent",
                violation_error_message=_("A project is not a part of itself."),
            ),
            models.CheckConstraint(
                condition=Q(route__isnull=True, route_precision="") | Q(route__isnull=False) & ~Q(route_precision=""),
                name="project_route_with_precision",
                violation_error_message=_("A route needs its precision, and a precision its route."),
            ),
        ]
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["state", "status", "reference"], name="project_by_status"),
            models.Index(fields=["state", "status_as_of", "reference"], name="project_by_status_date"),
        ]

    @property
    def milestones_ordered(self) -> list[Milestone]:
        """Milestones as they came or are to come; those without a date last."""
        return sorted(self.milestones.all(), key=lambda row: (row.occurred_on is None, str(row.occurred), row.position))

    def clean(self) -> None:
        super().clean()
        if self.route is not None:
            validate_route(self.route)


def validate_route(route: object) -> None:
    """Raises ValidationError unless `route` is a list of two or more [longitude, latitude] pairs on the globe."""
    if not isinstance(route, list) or not 2 <= len(route) <= ROUTE_POINTS_MAX:
        raise ValidationError({"route": _("A route is a list of 2 to %(most)d points.") % {"most": ROUTE_POINTS_MAX}})
    for number, point in enumerate(route, start=1):
        is_pair = isinstance(point, list) and len(point) == 2 and all(isinstance(degrees, int | float) for degrees in point)
        if not is_pair or not (-180 <= point[0] <= 180 and -90 <= point[1] <= 90):
            raise ValidationError({"route": _("Point %(number)d is not a pair of longitude and latitude.") % {"number": number}})


class ProjectLocation(Location):
    """A place of a project."""

    record = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="locations", verbose_name=_("project"))


class Participation(Dependant):
    """An organisation's part in a project."""

    class Role(models.TextChoices):
        OWNER = "owner", _("Owner")
        DEVELOPER = "developer", _("Developer")
        INVESTOR = "investor", _("Investor")
        FINANCIER = "financier", _("Financier")
        CONTRACTOR = "contractor", _("Contractor")
        SUPPLIER = "supplier", _("Supplier")
        OPERATOR = "operator", _("Operator")
        OFFTAKER = "offtaker", _("Offtaker")

    record = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="participations", verbose_name=_("project"))
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="participations", verbose_name=_("organisation")
    )
    role = models.CharField(_("role"), max_length=12, choices=Role.choices)

    objects = DependantManager()

    class Meta(Dependant.Meta):
        verbose_name = _("participation")
        verbose_name_plural = _("participations")
        constraints = [
            *Dependant.Meta.constraints,
            models.UniqueConstraint(fields=["record", "organisation", "role"], name="participation_once"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} — {self.get_role_display()}"


class Finance(Dependant, Money):
    """One line of a project's money: a loan, a grant, an investment, or the cost as a whole."""

    class Kind(models.TextChoices):
        TOTAL_COST = "total-cost", _("Total cost")
        LOAN = "loan", _("Loan")
        GRANT = "grant", _("Grant")
        EQUITY = "equity", _("Equity")
        INVESTMENT = "investment", _("Investment")
        CONTRACT = "contract", _("Contract value")

    record = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="finance", verbose_name=_("project"))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    lender = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="loans", verbose_name=_("lender or giver")
    )
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    note_en = models.CharField(_("note"), max_length=300, blank=True, default="")

    objects = DependantManager()

    class Meta(Dependant.Meta):
        verbose_name = _("finance line")
        verbose_name_plural = _("finance lines")
        constraints = [
            *Dependant.Meta.constraints,
            *Money.Meta.constraints,
            models.CheckConstraint(
                condition=Q(year__isnull=True) | Q(year__gte=1949, year__lte=2100),
                name="finance_year_sane",
                violation_error_message=_("The year lies within 1949–2100."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.currency} {self.amount or ''}".strip()


class Capacity(Dependant):
    """A measured size of a project: megawatts, kilometres, tonnes a year; as built or as planned."""

    record = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="capacities", verbose_name=_("project"))
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="capacities", verbose_name=_("indicator"))
    value = models.DecimalField(_("value"), max_digits=24, decimal_places=6)
    unit = models.CharField(_("unit"), max_length=60)
    is_planned = models.BooleanField(_("planned"), default=False)
    note_en = models.CharField(_("note"), max_length=300, blank=True, default="")

    objects = DependantManager()

    class Meta(Dependant.Meta):
        verbose_name = _("capacity")
        verbose_name_plural = _("capacities")

    def __str__(self) -> str:
        return f"{self.indicator}: {self.value.normalize():f} {self.unit}"


class Milestone(Dependant):
    """A step of a project, planned or reached. Its evidence is a citation of `milestones.<kind>`."""

    class Kind(models.TextChoices):
        ANNOUNCED = "announced", pgettext_lazy("milestone", "Announced")
        AGREED = "agreed", pgettext_lazy("milestone", "Agreed")
        FINANCING = "financing", pgettext_lazy("milestone", "Financing arranged")
        CONSTRUCTION_START = "construction-start", pgettext_lazy("milestone", "Construction begun")
        COMMISSIONED = "commissioned", pgettext_lazy("milestone", "Commissioned")
        COMPLETED = "completed", pgettext_lazy("milestone", "Completed")
        SUSPENDED = "suspended", pgettext_lazy("milestone", "Suspended")
        CANCELLED = "cancelled", pgettext_lazy("milestone", "Cancelled")

    class Basis(models.TextChoices):
        PLANNED = "planned", pgettext_lazy("planned or actual", "Planned")
        ACTUAL = "actual", pgettext_lazy("planned or actual", "Actual")

    record = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="milestones", verbose_name=_("project"))
    kind = models.CharField(_("step"), max_length=20, choices=Kind.choices)
    basis = models.CharField(_("planned or actual"), max_length=8, choices=Basis.choices, default=Basis.ACTUAL)
    occurred_on = models.DateField(_("date"), null=True, blank=True)
    occurred_on_precision = precision_field(_("precision of the date"))
    note_en = models.CharField(_("note"), max_length=300, blank=True, default="")

    occurred = Partial("occurred_on")
    objects = DependantManager()

    class Meta(Dependant.Meta):
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        constraints = [*Dependant.Meta.constraints, precision_agrees("occurred_on")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.occurred}".strip()


class ProjectCitation(Citation):
    """A source of a project."""

    record = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="citations", verbose_name=_("project"))
