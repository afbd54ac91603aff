from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .dates import Partial, precision_agrees, precision_field
from .searching import SearchableQuerySet


class SourceQuerySet(SearchableQuerySet):
    def cited(self) -> SourceQuerySet:
        """Sources that at least one published record, or a current trade release, stands on."""
        from .record import Citation, State
        from .trade import SourceRelease, TradeRecord

        cited = Q(pk__in=SourceRelease.objects.current().values("source"))
        cited |= Q(pk__in=TradeRecord.objects.filter(release__is_current=True, source__isnull=False).values("source"))
        for citation in Citation.__subclasses__():
            cited |= Q(pk__in=citation.objects.filter(record__state=State.PUBLISHED).values("source"))  # type: ignore[attr-defined]
        return self.filter(cited)


class SourceManager(models.Manager.from_queryset(SourceQuerySet)):  # type: ignore[misc]
    def get_by_natural_key(self, reference: str) -> Source:
        return self.get(reference=reference)


class Source(models.Model):
    """One document that was read: a page, a gazette, a data table. Not the body that published it."""

    class Kind(models.TextChoices):
        OFFICIAL_DOCUMENT = "official-document", _("Official document")
        OFFICIAL_STATISTICS = "official-statistics", _("Official statistics")
        OFFICIAL_NEWS = "official-news", _("Official news")
        NEWS = "news", _("News")
        DATASET = "dataset", _("Dataset")
        ACADEMIC = "academic", _("Academic work")
        COMPANY = "company", _("Company's own page")
        ENCYCLOPEDIA = "encyclopedia", _("Encyclopedia")

    reference = models.CharField(_("reference"), max_length=20, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=600, help_text=_("As the page prints it, in its own language."))
    publisher = models.CharField(_("publisher"), max_length=200)
    language = models.CharField(_("language"), max_length=12, help_text=_("Two-letter code of the language of the text."))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    published_on = models.DateField(_("published on"), null=True, blank=True)
    published_on_precision = precision_field(_("precision of the publication date"))
    retrieved_on = models.DateField(_("retrieved on"), null=True, blank=True, help_text=_("The day on which it was last read."))
    url = models.URLField(_("address"), max_length=1500, unique=True)
    archived_url = models.URLField(_("archived address"), max_length=1500, blank=True, default="")
    content_hash = models.CharField(
        _("content hash"), max_length=64, blank=True, default="", help_text=_("SHA-256 of the text read.")
    )
    licence = models.CharField(_("licence"), max_length=200, blank=True, default="")
    is_copy = models.BooleanField(
        _("is a copy"), default=False, help_text=_("The page that was read is another host's copy of the publisher's text.")
    )
    remark_en = models.TextField(_("remark"), blank=True, default="")
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    published = Partial("published_on")
    #: A source has no readable end of its address: titles come in twenty-six languages.
    slug = ""
    objects = SourceManager()

    class Meta:
        ordering = ["reference"]
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        constraints = [
            precision_agrees("published_on"),
            models.CheckConstraint(
                condition=Q(url__startswith="https://") | Q(url__startswith="http://"),
                name="source_url_is_web",
                violation_error_message=_("The address begins with http:// or https://."),
            ),
        ]
        indexes = [
            models.Index(fields=["publisher", "reference"], name="source_publisher"),
            models.Index(fields=["published_on", "reference"], name="source_published_on"),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.publisher})"

    def natural_key(self) -> tuple[str]:
        return (self.reference,)

    def save(self, *args, **kwargs) -> None:
        if not self.reference:
            from .references import next_reference

            self.reference = next_reference(type(self), "SRC", digits=5)
        super().save(*args, **kwargs)
