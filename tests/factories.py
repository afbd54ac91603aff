"""Minimal valid objects, published and with a source; a test sets what it is about."""

import datetime as dt

import factory
from django.utils import timezone

from cooperation import models

DAY = dt.date(2024, 5, 18)


def countries(*codes):
    """Countries of the vocabulary by code."""
    return list(models.Country.objects.filter(code__in=codes))


def sectors(*codes):
    """Sectors of the vocabulary by code."""
    return list(models.Sector.objects.filter(code__in=codes))


class CountryFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Country
        django_get_or_create = ("code",)

    code = "KZ"
    name_en = "Kazakhstan"
    role = models.Country.Role.CENTRAL_ASIA


class SectorFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Sector
        django_get_or_create = ("code",)

    code = "06"
    name_en = "Energy"


class IndicatorFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Indicator
        django_get_or_create = ("code",)

    code = "train-trips"
    name_en = "Train trips"
    unit = "trips"


class MechanismFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Mechanism
        django_get_or_create = ("code",)

    code = "c-c5"
    name_en = "China–Central Asia mechanism"


class ProductFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Product
        django_get_or_create = ("code",)

    code = "TOTAL"
    name_en = "All goods"
    level = models.Product.Level.TOTAL


class SourceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Source

    title = factory.Sequence(lambda n: f"Document of the test {n}")
    publisher = "Ministry of Tests"
    language = "en"
    kind = models.Source.Kind.OFFICIAL_DOCUMENT
    url = factory.Sequence(lambda n: f"https://source.example/{n}")


class ReleaseFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.SourceRelease

    code = factory.Sequence(lambda n: f"release-{n}")
    title_en = "Release of the test"
    publisher = "Office of Tests"
    kind = models.SourceRelease.Kind.DATASET


class RecordFactory(factory.django.DjangoModelFactory):
    """`citations=3` gives a record three sources, `citations=0` none."""

    class Meta:
        abstract = True
        skip_postgeneration_save = True

    title_en = factory.Sequence(lambda n: f"Record of the test {n}")
    state = models.State.PUBLISHED
    published_at = factory.LazyFunction(timezone.now)

    @factory.post_generation
    def citations(self, create, extracted):
        for _number in range(1 if extracted is None else extracted):
            self.citations.create(source=SourceFactory())


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

    indicator = factory.SubFactory(IndicatorFactory)
    value = 1
    unit = "trips"
    period_type = "year"
    period_start = dt.date(2024, 1, 1)
    period_end = dt.date(2024, 12, 31)


FACTORIES = {factory_class._meta.model: factory_class for factory_class in RecordFactory.__subclasses__()}
