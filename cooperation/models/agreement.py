from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .dates import Partial, not_before, precision_agrees, precision_field
from .event import Event
from .money import Money
from .organisation import Organisation
from .record import Citation, Dependant, DependantManager, Record, RecordManager, RecordQuerySet


class AgreementQuerySet(RecordQuerySet):
    def with_party(self, organisation: Organisation) -> AgreementQuerySet:
        return self.filter(parties__organisation=organisation).distinct()


class Agreement(Record, Money):
    """A treaty, agreement, memorandum, statement, protocol or contract between China and the region's states or bodies.

    One record is one instrument. A package of many signed at once is a record of its own only where sources speak of it
    as one; its parts point to it with the relation "part of".
    """

    class Type(models.TextChoices):
        TREATY = "treaty", _("Treaty")
        INTERGOVERNMENTAL = "intergovernmental-agreement", _("Intergovernmental agreement")
        BORDER = "border-agreement", _("Border agreement")
        INVESTMENT_TREATY = "investment-treaty", _("Investment treaty")
        TAX_TREATY = "tax-treaty", _("Tax treaty")
        VISA = "visa-agreement", _("Visa agreement")
        CURRENCY_SWAP = "currency-swap", _("Currency swap agreement")
        JOINT_STATEMENT = "joint-statement", _("Joint statement")
        DECLARATION = "declaration", _("Declaration")
        ACTION_PLAN = "action-plan", _("Action plan")
        PROGRAMME = "programme", _("Cooperation programme")
        MEMORANDUM = "memorandum", _("Memorandum of understanding")
        PROTOCOL = "protocol", _("Protocol")
        CONTRACT = "contract", _("Contract")

    class Status(models.TextChoices):
        ANNOUNCED = "announced", pgettext_lazy("agreement status", "Announced")
        SIGNED = "signed", pgettext_lazy("agreement status", "Signed")
        IN_FORCE = "in-force", pgettext_lazy("agreement status", "In force")
        EXPIRED = "expired", pgettext_lazy("agreement status", "Expired")
        SUPERSEDED = "superseded", pgettext_lazy("agreement status", "Superseded")
        TERMINATED = "terminated", pgettext_lazy("agreement status", "Terminated")

    class AmountKind(models.TextChoices):
        TOTAL_COST = "total-cost", _("Total cost")
        LOAN = "loan", _("Loan")
        GRANT = "grant", _("Grant")
        EQUITY = "equity", _("Equity")
        CONTRACT = "contract", _("Contract value")
        INVESTMENT = "investment", _("Investment")
        CURRENCY_SWAP = "currency-swap", _("Currency swap line")

    prefix = "AGR"
    dependants = ("parties", "texts", "relations", "citations")

    type = models.CharField(_("type"), max_length=30, choices=Type.choices)
    status = models.CharField(_("status"), max_length=12, choices=Status.choices, default=Status.SIGNED)
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    signed_on_precision = precision_field(_("precision of the signature date"))
    signed_at_en = models.CharField(
        _("signed at"), max_length=120, blank=True, default="", help_text=_("The town, as it was called then.")
    )
    entered_into_force_on = models.DateField(_("entry into force"), null=True, blank=True)
    entered_into_force_on_precision = precision_field(_("precision of the entry into force"))
    expires_on = models.DateField(_("expires on"), null=True, blank=True)
    expires_on_precision = precision_field(_("precision of the expiry date"))
    event = models.ForeignKey(
        Event,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="agreements",
        verbose_name=_("event"),
        help_text=_("The summit, visit or meeting at which it was signed."),
    )
    amount_kind = models.CharField(_("kind of amount"), max_length=14, choices=AmountKind.choices, blank=True, default="")
    amount_note_en = models.CharField(_("note on the amount"), max_length=300, blank=True, default="")

    signed = Partial("signed_on")
    entered_into_force = Partial("entered_into_force_on")
    expires = Partial("expires_on")

    objects = RecordManager.from_queryset(AgreementQuerySet)()

    class Meta(Record.Meta):
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        constraints = [
            *Record.Meta.constraints,
            *Money.Meta.constraints,
            precision_agrees("signed_on"),
            precision_agrees("entered_into_force_on"),
            precision_agrees("expires_on"),
            not_before("entered_into_force_on", "signed_on"),
            not_before("expires_on", "signed_on"),
        ]
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["state", "signed_on", "reference"], name="agreement_by_signature"),
            models.Index(fields=["state", "type", "reference"], name="agreement_by_type"),
            models.Index(fields=["state", "status", "reference"], name="agreement_by_status"),
        ]

    def reference_prefix(self) -> str:
        return f"{self.prefix}-{self.signed_on.year if self.signed_on else 0:04d}"


class AgreementParty(Dependant):
    """An organisation that signed the agreement. The states stand in the record's countries."""

    record = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="parties", verbose_name=_("agreement"))
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="agreement_parties", verbose_name=_("organisation")
    )

    objects = DependantManager()

    class Meta(Dependant.Meta):
        verbose_name = _("party")
        verbose_name_plural = _("parties")
        constraints = [
            *Dependant.Meta.constraints,
            models.UniqueConstraint(fields=["record", "organisation"], name="agreementparty_organisation_once"),
        ]

    def __str__(self) -> str:
        return str(self.organisation)


class AgreementText(Dependant):
    """An address at which the text of the agreement stands."""

    record = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="texts", verbose_name=_("agreement"))
    url = models.URLField(_("address"), max_length=1500)
    language = models.CharField(_("language"), max_length=12, blank=True, default="")
    label_en = models.CharField(_("label"), max_length=200, blank=True, default="")

    objects = DependantManager()

    class Meta(Dependant.Meta):
        verbose_name = _("text of the agreement")
        verbose_name_plural = _("texts of the agreement")

    def __str__(self) -> str:
        return self.label_en or self.url


class AgreementRelation(Dependant):
    """How one agreement stands to another, read from `record` to `target`: record *amends* target."""

    class Type(models.TextChoices):
        SUPERSEDES = "supersedes", _("Supersedes")
        AMENDS = "amends", _("Amends")
        IMPLEMENTS = "implements", _("Implements")
        PART_OF = "part-of", _("Is part of")

    #: The same relation read from the target's side.
    INVERSE = {
        Type.SUPERSEDES: _("Superseded by"),
        Type.AMENDS: _("Amended by"),
        Type.IMPLEMENTS: _("Implemented by"),
        Type.PART_OF: _("Contains"),
    }

    record = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="relations", verbose_name=_("agreement"))
    type = models.CharField(_("relation"), max_length=10, choices=Type.choices)
    target = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="relations_in", verbose_name=_("other agreement"))

    objects = DependantManager()

    class Meta(Dependant.Meta):
        verbose_name = _("relation to another agreement")
        verbose_name_plural = _("relations to other agreements")
        constraints = [
            *Dependant.Meta.constraints,
            models.UniqueConstraint(fields=["record", "type", "target"], name="agreementrelation_once"),
            models.CheckConstraint(
                condition=~Q(record=F("target")),
                name="agreementrelation_not_to_itself",
                violation_error_message=_("An agreement has no relation to itself."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_type_display()} {self.target}"


class AgreementCitation(Citation):
    """A source of an agreement."""

    record = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="citations", verbose_name=_("agreement"))
