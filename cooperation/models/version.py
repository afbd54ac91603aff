from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class VersionManager(models.Manager):
    def get_by_natural_key(self, reference: str, number: int) -> Version:
        return self.get(reference=reference, number=number)


class Version(models.Model):
    """One approved state of a record: its whole document, numbered and dated. Append-only.

    Kind and reference are text, since the history outlives its record.
    """

    kind = models.CharField(_("kind"), max_length=20)
    reference = models.CharField(_("reference"), max_length=20)
    number = models.PositiveIntegerField(_("number"))
    document = models.JSONField(_("document"))
    reason = models.CharField(_("reason"), max_length=400, blank=True, default="")
    approved_at = models.DateTimeField(_("approved at"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="versions_written", verbose_name=_("author")
    )
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="versions_reviewed", verbose_name=_("reviewer")
    )

    objects = VersionManager()

    class Meta:
        ordering = ["reference", "number"]
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        permissions = [
            ("publish_record", _("Can publish, return and withdraw records")),
            ("administer_registry", _("Can keep the vocabularies, the accounts and others' drafts")),
        ]
        constraints = [
            models.UniqueConstraint(fields=["reference", "number"], name="version_number_once"),
            models.CheckConstraint(
                condition=Q(author__isnull=True) | Q(reviewer__isnull=True) | ~Q(author=F("reviewer")),
                name="version_reviewed_by_another",
                violation_error_message=_("Nobody approves what they wrote themselves."),
            ),
        ]
        indexes = [models.Index(fields=["approved_at"], name="version_by_instant")]

    def __str__(self) -> str:
        return f"{self.reference} v{self.number}"

    def natural_key(self) -> tuple[str, int]:
        return (self.reference, self.number)

    def save(self, *args, **kwargs) -> None:
        if not self._state.adding:
            raise ValueError(f"{self} is history: a new state is a new version.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise ValueError(f"{self} is history: nothing is deleted from it.")
