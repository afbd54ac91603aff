"""Money: an amount and its currency, with the dollar value and the rate and date used where it was converted."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Absence(models.TextChoices):
    """Why a value is missing. Empty means "not known"; zero is a number and no absence."""

    NOT_DISCLOSED = "not-disclosed", _("Not disclosed")
    NOT_APPLICABLE = "not-applicable", _("Does not apply")


class Money(models.Model):
    """Columns of one amount of money. `amount_usd` is in current US dollars of the day of `usd_rate_on`."""

    amount = models.DecimalField(_("amount"), max_digits=20, decimal_places=2, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True, default="", help_text=_("ISO 4217 code: USD, CNY, KZT …"))
    amount_absence = models.CharField(_("why no amount"), max_length=14, choices=Absence.choices, blank=True, default="")
    amount_usd = models.DecimalField(_("amount in US dollars"), max_digits=20, decimal_places=2, null=True, blank=True)
    usd_rate = models.DecimalField(_("units for one US dollar"), max_digits=18, decimal_places=8, null=True, blank=True)
    usd_rate_on = models.DateField(_("date of the rate"), null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__isnull=False) & ~Q(currency="") & Q(amount_absence="")
                | Q(amount__isnull=True, currency="", amount_usd__isnull=True),
                name="%(class)s_amount_with_currency",
                violation_error_message=_("An amount needs its currency, and a currency its amount."),
            ),
            models.CheckConstraint(
                condition=Q(usd_rate__isnull=True, usd_rate_on__isnull=True)
                | Q(usd_rate__isnull=False, usd_rate__gt=0, usd_rate_on__isnull=False),
                name="%(class)s_rate_with_date",
                violation_error_message=_("A rate needs its date, and a date its rate."),
            ),
            models.CheckConstraint(
                condition=~Q(currency="USD") | Q(amount_usd__isnull=False, amount_usd=F("amount")),
                name="%(class)s_dollars_are_dollars",
                violation_error_message=_("An amount in US dollars is its own dollar value."),
            ),
        ]

    def save(self, *args, **kwargs) -> None:
        if self.currency == "USD":
            self.amount_usd = self.amount
        super().save(*args, **kwargs)

    def clean(self) -> None:
        super().clean()
        if self.currency == "USD":
            self.amount_usd = self.amount
