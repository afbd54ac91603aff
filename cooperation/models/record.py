"""What every public record has in common: identity, texts, filing, editorial state, dependants and citations."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .references import next_reference
from .searching import SearchableQuerySet
from .source import Source
from .text import LANGUAGE_TAGS, Localized, Name
from .vocabulary import Country, Sector

SLUG_LENGTH = 60


class State(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("editorial state", "Draft")
    IN_REVIEW = "in-review", pgettext_lazy("editorial state", "In review")
    PUBLISHED = "published", pgettext_lazy("editorial state", "Published")
    WITHDRAWN = "withdrawn", pgettext_lazy("editorial state", "Withdrawn")


class RecordQuerySet(SearchableQuerySet):
    def published(self) -> RecordQuerySet:
        """What the public sees. Every public surface begins here."""
        return self.filter(state=State.PUBLISHED)

    def in_countries(self, codes: list[str], *, match: str = "any") -> RecordQuerySet:
        """Records of any of the countries, or with `match="all"` of each of them ("between")."""
        if match == "all":
            matched = self
            for code in codes:
                matched = matched.filter(self._files_under("countries", country__code=code))
            return matched
        return self.filter(self._files_under("countries", country__code__in=codes))

    def in_sectors(self, codes: list[str]) -> RecordQuerySet:
        """Records of any of the sectors or, for a sector of the first level, of the ones below it."""
        return self.filter(
            self._files_under("sectors", sector__code__in=codes) | self._files_under("sectors", sector__parent__code__in=codes)
        )

    def _files_under(self, field: str, **conditions) -> Exists:
        through = getattr(self.model, field).through
        own_key = {f"{self.model._meta.model_name}_id": OuterRef("pk")}
        return Exists(through.objects.filter(**own_key, **conditions))


class RecordManager(models.Manager.from_queryset(RecordQuerySet)):  # type: ignore[misc]
    def get_by_natural_key(self, reference: str):
        return self.get(reference=reference)


class Record(models.Model):
    """A public record. Tables stay flat: each kind has all these columns itself."""

    #: First part of the reference, set by each kind.
    prefix = ""
    #: Related names of the rows that belong to the record and travel in its document, in document order.
    dependants: tuple[str, ...] = ()
    #: Names a citation may put into `field`, beside the record's own columns: dependants that carry facts.
    citable_groups: dict[str, str] = {}

    reference = models.CharField(_("reference"), max_length=20, unique=True, editable=False)
    title_en = models.CharField(_("title in English"), max_length=400)
    title_zh = models.CharField(
        _("title in Chinese"),
        max_length=400,
        blank=True,
        default="",
        help_text=_("The official name where a source gives it, otherwise a descriptive one."),
    )
    title_ru = models.CharField(
        _("title in Russian"),
        max_length=400,
        blank=True,
        default="",
        help_text=_("The official name where a source gives it, otherwise a descriptive one."),
    )
    summary_en = models.TextField(_("summary in English"), blank=True, default="", help_text=_("Two or three plain sentences."))
    summary_zh = models.TextField(_("summary in Chinese"), blank=True, default="")
    summary_ru = models.TextField(_("summary in Russian"), blank=True, default="")
    remarks_en = models.TextField(
        _("remarks"),
        blank=True,
        default="",
        help_text=_("What a reader should know beside the facts. A second value goes into a citation, not here."),
    )
    countries = models.ManyToManyField(Country, blank=True, related_name="%(class)ss", verbose_name=_("countries"))
    sectors = models.ManyToManyField(Sector, blank=True, related_name="%(class)ss", verbose_name=_("sectors"))

    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    published_at = models.DateTimeField(_("first published at"), null=True, blank=True, editable=False)
    withdrawn_reason = models.TextField(_("reason for withdrawal"), blank=True, default="")
    replaced_by = models.CharField(
        _("replaced by"), max_length=20, blank=True, default="", help_text=_("Reference of the record that took its place.")
    )
    version = models.PositiveIntegerField(_("version"), default=0, editable=False)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="%(class)ss_created",
        verbose_name=_("created by"),
    )
    edited_at = models.DateTimeField(_("edited at"), auto_now=True)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="%(class)ss_edited",
        verbose_name=_("edited by"),
    )

    title = Localized("title")
    summary = Localized("summary")

    objects = RecordManager()

    class Meta:
        abstract = True
        ordering = ["reference"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=State.PUBLISHED.value) | Q(published_at__isnull=False),
                name="%(class)s_published_has_instant",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.WITHDRAWN.value) | ~Q(withdrawn_reason=""),
                name="%(class)s_withdrawn_has_reason",
                violation_error_message=_("A withdrawn record says why it was withdrawn."),
            ),
            models.CheckConstraint(condition=~Q(title_en=""), name="%(class)s_has_title"),
        ]
        indexes = [
            models.Index(fields=["state", "title_en", "reference"], name="%(class)s_by_title"),
            models.Index(fields=["state", "published_at"], name="%(class)s_by_publication"),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.reference})" if self.reference else self.title

    def natural_key(self) -> tuple[str]:
        return (self.reference,)

    def save(self, *args, **kwargs) -> None:
        if not self.reference:
            self.reference = next_reference(type(self), self.reference_prefix())
        super().save(*args, **kwargs)

    def reference_prefix(self) -> str:
        return self.prefix

    @property
    def slug(self) -> str:
        """The readable end of the address. It may change with the title; the reference before it never does."""
        return slugify(self.title_en.replace("_", "-"))[:SLUG_LENGTH].rstrip("-")

    @property
    def names(self) -> list[Name]:
        """The titles in the other languages than the one shown, where known."""
        shown = self.title.language
        return [
            Name(LANGUAGE_TAGS[suffix], text)
            for suffix in ("en", "zh", "ru")
            if (text := getattr(self, f"title_{suffix}")) and LANGUAGE_TAGS[suffix] != shown
        ]

    @classmethod
    def citable_fields(cls) -> set[str]:
        """Names that `Citation.field` may hold: columns that carry facts, and groups of dependants.

        A group may be followed by a point and a key: `capacities.length`, `milestones.completed`.
        """
        editorial = {"state", "published_at", "withdrawn_reason", "replaced_by", "version", "reference", "remarks_en"}
        stamps = {"created_at", "created_by", "edited_at", "edited_by", "id"}
        columns = {field.name for field in cls._meta.get_fields() if field.concrete and not field.name.endswith("_precision")}
        return (columns - editorial - stamps) | set(cls.dependants) - {"citations"}


class Dependant(models.Model):
    """A row that belongs to one record, keeps its place in a list, and has no address of its own.

    Each concrete class has a `record` key to its kind. Its natural key is the record's reference and the position.
    """

    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects: models.Manager

    class Meta:
        abstract = True
        ordering = ["record", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["record", "position"], name="%(class)s_position_once"),
        ]

    def natural_key(self) -> tuple[str, int]:
        return (self.record.reference, self.position)  # type: ignore[attr-defined]

    def save(self, *args, **kwargs) -> None:
        if self._state.adding and not self.position:
            siblings = type(self)._default_manager.filter(record=self.record)  # type: ignore[attr-defined]
            last = siblings.aggregate(last=models.Max("position"))["last"]
            self.position = (last or 0) + 1
        super().save(*args, **kwargs)


class DependantManager(models.Manager):
    def get_by_natural_key(self, reference: str, position: int):
        return self.get(record__reference=reference, position=position)


class Citation(Dependant):
    """A source that a record stands on, or what one source says of one field.

    With `field` empty the source supports the record as a whole. With `value` set the citation is a *claim*: what this
    source states for the field, in machine form (ISO date, plain decimal) where there is one. Two claims with different
    values are a disagreement: both stay, and the one that the record itself follows has the rank "preferred".
    """

    class Rank(models.TextChoices):
        PREFERRED = "preferred", _("Preferred")
        NORMAL = "normal", _("Normal")
        DEPRECATED = "deprecated", _("Deprecated")

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="%(class)ss", verbose_name=_("source"))
    field = models.CharField(
        _("supports"),
        max_length=60,
        blank=True,
        default="",
        help_text=_("The field that this source supports, such as signed_on or capacities.length. Empty: the whole record."),
    )
    value = models.CharField(
        _("what it states"),
        max_length=400,
        blank=True,
        default="",
        help_text=_("The value in this source, where sources differ: 2023-11-10, 920, another name."),
    )
    rank = models.CharField(
        _("rank"),
        max_length=10,
        choices=Rank.choices,
        default=Rank.NORMAL,
        help_text=_("Preferred: the value that the record follows. Deprecated: known to be wrong, kept because it is quoted."),
    )
    locator = models.CharField(
        _("place in the source"), max_length=200, blank=True, default="", help_text=_("Page, article, table row or record number.")
    )
    words = models.TextField(_("words of the source"), blank=True, default="")
    retrieved_on = models.DateField(_("read on"), null=True, blank=True)
    remark_en = models.CharField(_("remark"), max_length=600, blank=True, default="")

    objects = DependantManager()

    class Meta(Dependant.Meta):
        abstract = True
        verbose_name = _("citation")
        verbose_name_plural = _("citations")
        constraints = [
            *Dependant.Meta.constraints,
            models.CheckConstraint(
                condition=Q(value="") | ~Q(field=""),
                name="%(class)s_claim_names_field",
                violation_error_message=_("A stated value needs the field that it is a value of."),
            ),
            models.UniqueConstraint(
                fields=["record", "field"],
                condition=Q(rank="preferred") & ~Q(value=""),
                name="%(class)s_one_preferred",
                violation_error_message=_("Only one claim about a field can be the preferred one."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} — {self.field}" if self.field else str(self.source)

    def clean(self) -> None:
        if not self.field or not self.record_id:  # type: ignore[attr-defined]
            return
        group, _dot, _key = self.field.partition(".")
        fields = type(self.record).citable_fields()  # type: ignore[attr-defined]
        if group not in fields:
            raise ValidationError(
                {
                    "field": _("“%(field)s” is not a field of this kind of record. Write one of: %(fields)s.")
                    % {"field": self.field, "fields": ", ".join(sorted(fields))}
                }
            )


class LocationManager(DependantManager):
    def named(self, name: str) -> models.QuerySet:
        """Places of that name in any of the three languages, in any case."""
        name = name.strip()
        return self.filter(Q(name_en__iexact=name) | Q(name_zh__iexact=name) | Q(name_ru__iexact=name))


class Location(Dependant):
    """A place of a record, with the precision that its source allows."""

    class Precision(models.TextChoices):
        SITE = "site", _("Site")
        CITY = "city", _("City")
        REGION = "region", _("Region")

    name_en = models.CharField(_("name in English"), max_length=200)
    name_zh = models.CharField(_("name in Chinese"), max_length=200, blank=True, default="")
    name_ru = models.CharField(_("name in Russian"), max_length=200, blank=True, default="")
    country = models.ForeignKey(Country, on_delete=models.PROTECT, related_name="%(class)ss", verbose_name=_("country"))
    latitude = models.FloatField(_("latitude"), null=True, blank=True, help_text=_("Decimal degrees, WGS84."))
    longitude = models.FloatField(_("longitude"), null=True, blank=True, help_text=_("Decimal degrees, WGS84."))
    precision = models.CharField(_("precision"), max_length=6, choices=Precision.choices, default=Precision.CITY)

    name = Localized("name")
    objects = LocationManager()

    class Meta(Dependant.Meta):
        abstract = True
        verbose_name = _("location")
        verbose_name_plural = _("locations")
        constraints = [
            *Dependant.Meta.constraints,
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__gte=-90,
                    latitude__lte=90,
                    longitude__gte=-180,
                    longitude__lte=180,
                ),
                name="%(class)s_on_the_globe",
                violation_error_message=_("Latitude lies within ±90 and longitude within ±180, or both are empty."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
