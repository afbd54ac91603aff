from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class SentForm(models.Model):
    """One form for a new row, once it was sent and saved; a second click with the same token finds the first one's row here.

    Kept for some days only: it tells two clicks apart, and is no record of who did what.
    """

    token = models.UUIDField(_("token"), unique=True)
    address = models.CharField(_("page of the row that it made"), max_length=200, blank=True, default="")
    sent_at = models.DateTimeField(_("sent at"), auto_now_add=True, db_index=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("form that was sent")
        verbose_name_plural = _("forms that were sent")

    def __str__(self) -> str:
        return str(self.token)
