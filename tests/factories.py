"""Minimal valid objects; a test sets what it is about."""

import datetime as dt

import factory
from django.utils import timezone

from cooperation import models

DAY = dt.date(2024, 5, 18)


class RecordFactory(factory.django.DjangoModelFactory):
    class Meta:
        abstract = True

    title_en = factory.Sequence(lambda n: f"Record of the test {n}")
    state = models.State.PUBLISHED
    published_at = factory.LazyFunction(timezone.now)


class AgreementFactory(RecordFactory):
    class Meta:
        model = models.Agreement

    type = "memorandum"
    signed_on = DAY
    signed_on_precision = "day"


class ProjectFactory(RecordFactory):
    class Meta:
        model = models.Project

    status = "announced"


class ProgrammeFactory(RecordFactory):
    class Meta:
        model = models.Programme

    type = "scholarship"


class EventFactory(RecordFactory):
    class Meta:
        model = models.Event

    type = "forum"


class OrganisationFactory(RecordFactory):
    class Meta:
        model = models.Organisation

    type = "ministry"


class FigureFactory(RecordFactory):
    class Meta:
        model = models.Figure

    indicator = factory.LazyFunction(lambda: models.Indicator.objects.first())
    value = 1
    unit = "trains"
    period_type = "year"
    period_start = dt.date(2024, 1, 1)
    period_end = dt.date(2024, 12, 31)


FACTORIES = {factory_class._meta.model: factory_class for factory_class in RecordFactory.__subclasses__()}
