"""The controlled vocabularies: what records are filed under."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .text import Localized


class CodedManager(models.Manager):
    """Finds a vocabulary row by its code, which is its natural key."""

    def get_by_natural_key(self, code: str):
        return self.get(code=code)


class Coded(models.Model):
    """A row of a vocabulary: a code that never changes and a name in three languages."""

    code = models.CharField(_("code"), max_length=60, unique=True)
    name_en = models.CharField(_("name in English"), max_length=300)
    name_zh = models.CharField(_("name in Chinese"), max_length=300, blank=True, default="")
    name_ru = models.CharField(_("name in Russian"), max_length=300, blank=True, default="")

    name = Localized("name")
    objects = CodedManager()

    class Meta:
        abstract = True
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str]:
        return (self.code,)


class CountryQuerySet(models.QuerySet):
    def partners(self) -> CountryQuerySet:
        """The five Central Asian states, in the registry's order."""
        return self.filter(role=Country.Role.CENTRAL_ASIA)

    def states(self) -> CountryQuerySet:
        return self.exclude(role=Country.Role.GROUP)


class Country(Coded):
    """A state or, with the role "group", a set of states for which some publisher gives one value.

    `code` is ISO 3166-1 alpha-2; `C5` stands for the five Central Asian states together.
    """

    class Role(models.TextChoices):
        CHINA = "china", _("China")
        CENTRAL_ASIA = "central-asia", _("Central Asia")
        OTHER = "other", _("Other country")
        GROUP = "group", _("Group of countries")

    official_name_en = models.CharField(_("official name in English"), max_length=200, blank=True, default="")
    official_name_zh = models.CharField(_("official name in Chinese"), max_length=200, blank=True, default="")
    official_name_ru = models.CharField(_("official name in Russian"), max_length=200, blank=True, default="")
    role = models.CharField(_("role"), max_length=20, choices=Role.choices, default=Role.OTHER)
    position = models.PositiveSmallIntegerField(_("position"), default=100, help_text=_("Order in filters and charts."))
    alpha3 = models.CharField(_("alpha-3 code"), max_length=3, blank=True, default="")
    m49 = models.CharField(_("UN M49 code"), max_length=3, blank=True, default="")
    capital_en = models.CharField(_("capital in English"), max_length=100, blank=True, default="")
    capital_zh = models.CharField(_("capital in Chinese"), max_length=100, blank=True, default="")
    capital_ru = models.CharField(_("capital in Russian"), max_length=100, blank=True, default="")
    latitude = models.FloatField(_("latitude of the capital"), null=True, blank=True)
    longitude = models.FloatField(_("longitude of the capital"), null=True, blank=True)

    official_name = Localized("official_name")
    capital = Localized("capital")
    objects = CodedManager.from_queryset(CountryQuerySet)()

    class Meta:
        ordering = ["position", "code"]
        verbose_name = _("country")
        verbose_name_plural = _("countries")


class SectorQuerySet(models.QuerySet):
    def top(self) -> SectorQuerySet:
        return self.filter(parent=None)


class Sector(Coded):
    """A field of cooperation, on two levels: `06` Energy and `06.05` Solar power.

    `dac_codes` maps it to the purpose codes of the OECD Development Assistance Committee, as
    `[{"code": "23230", "name": "Solar energy for centralised grids"}]`.
    """

    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("wider sector")
    )
    description_en = models.TextField(_("description in English"), blank=True, default="")
    description_zh = models.TextField(_("description in Chinese"), blank=True, default="")
    description_ru = models.TextField(_("description in Russian"), blank=True, default="")
    dac_codes = models.JSONField(_("DAC purpose codes"), default=list, blank=True)

    description = Localized("description")
    objects = CodedManager.from_queryset(SectorQuerySet)()

    class Meta:
        ordering = ["code"]
        verbose_name = _("sector")
        verbose_name_plural = _("sectors")
        constraints = [
            models.CheckConstraint(
                condition=Q(code__regex=r"^[0-9]{2}(\.[0-9]{2})?$"),
                name="sector_code_two_levels",
                violation_error_message=_("A sector's code is two digits, or two, a point and two more."),
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True, code__regex=r"^[0-9]{2}$")
                | Q(parent__isnull=False, code__regex=r"^[0-9]{2}\.[0-9]{2}$"),
                name="sector_parent_by_level",
                violation_error_message=_("A sector of the second level has a parent, one of the first has none."),
            ),
        ]


class Indicator(Coded):
    """What a measured value measures: a figure, a project's capacity or a programme's measure."""

    unit = models.CharField(_("usual unit"), max_length=60, blank=True, default="")
    description_en = models.TextField(_("description in English"), blank=True, default="")

    class Meta:
        ordering = ["code"]
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")


class Mechanism(Coded):
    """A standing format of meetings, such as the China–Central Asia mechanism."""

    class Meta:
        ordering = ["code"]
        verbose_name = _("mechanism")
        verbose_name_plural = _("mechanisms")


class Product(Coded):
    """A product of the Harmonized System, all goods together (`TOTAL`), or a group that a publisher made.

    Codes are text: `010121` is not a number. `chapter` repeats the first two digits, so that totals need no substring.
    """

    class Level(models.TextChoices):
        TOTAL = "total", _("All goods")
        SECTION = "section", _("Section")
        CHAPTER = "chapter", _("Chapter")
        HEADING = "heading", _("Heading")
        SUBHEADING = "subheading", _("Subheading")
        GROUP = "group", _("Publisher's own group")

    level = models.CharField(_("level"), max_length=12, choices=Level.choices)
    chapter = models.CharField(_("HS chapter"), max_length=2, blank=True, default="", db_index=True)
    section = models.CharField(_("HS section"), max_length=5, blank=True, default="")
    sector = models.ForeignKey(
        Sector, on_delete=models.PROTECT, null=True, blank=True, related_name="products", verbose_name=_("sector")
    )

    class Meta:
        ordering = ["code"]
        verbose_name = _("product")
        verbose_name_plural = _("products")
