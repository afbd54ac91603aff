"""Each constraint of the database is broken once, behind the back of every form, and refuses."""

import datetime as dt

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.db import IntegrityError, connection, models, transaction
from django.db.models import CheckConstraint, F, UniqueConstraint

from cooperation.models import (
    Agreement,
    AgreementRelation,
    AgreementText,
    Citation,
    Organisation,
    SearchName,
    SearchPosting,
    TradeLoad,
    Version,
)
from tests import factories

pytestmark = pytest.mark.django_db

DAY = dt.date(2024, 5, 18)
BEFORE = dt.date(2001, 1, 1)

CONSTRAINTS = [
    (model, constraint) for model in apps.get_app_config("cooperation").get_models() for constraint in model._meta.constraints
]
CHECKS = [(model, constraint.name) for model, constraint in CONSTRAINTS if isinstance(constraint, CheckConstraint)]
UNIQUES = [(model, constraint) for model, constraint in CONSTRAINTS if isinstance(constraint, UniqueConstraint)]

#: Values that break a check, by its name without the model's; several ways where the rule has several sides.
BREAKS = {
    "published_has_instant": [{"state": "published", "published_at": None}],
    "withdrawn_has_reason": [{"state": "withdrawn", "withdrawn_reason": ""}],
    "has_title": [{"title_en": ""}],
    "not_its_own_parent": [{"parent": F("pk")}],
    "claim_names_field": [{"value": "920", "field": ""}],
    "on_the_globe": [
        {"latitude": 90.5, "longitude": 0},
        {"latitude": -91, "longitude": 0},
        {"latitude": 0, "longitude": 181},
        {"latitude": 0, "longitude": -180.5},
        {"latitude": 41.3, "longitude": None},
    ],
    "amount_with_currency": [
        {"amount": 5, "currency": "", "amount_absence": ""},
        {"amount": None, "currency": "CNY", "amount_usd": None},
        {"amount": 5, "currency": "CNY", "amount_absence": "not-disclosed"},
    ],
    "rate_with_date": [
        {"usd_rate": 7, "usd_rate_on": None},
        {"usd_rate": None, "usd_rate_on": DAY},
        {"usd_rate": 0, "usd_rate_on": DAY},
    ],
    "dollars_are_dollars": [
        {"amount": 5, "currency": "USD", "amount_absence": "", "amount_usd": 6},
        {"amount": 5, "currency": "USD", "amount_absence": "", "amount_usd": None},
    ],
    "year_sane": [{"year": 1948}, {"year": 2101}],
    "period_ordered": [{"period_start": DAY, "period_end": BEFORE}],
    "route_with_precision": [
        {"route": None, "route_precision": "surveyed"},
        {"route": {"type": "LineString"}, "route_precision": ""},
    ],
    "not_to_itself": [{"target": F("record")}],
    "url_is_web": [{"url": "ftp://source.example/1"}, {"url": "javascript:alert(1)"}],
    "code_two_levels": [{"code": "6"}, {"code": "06.1"}, {"code": "energy"}],
    "parent_by_level": [{"code": "99.01", "parent": None}],
    "current_is_complete": [{"is_current": True, "is_complete": False}],
    "value_not_negative": [{"value_usd": -1}],
    "two_sides": [{"partner": F("reporter")}],
    "progress_in_range": [{"progress": 101}],
    "reviewed_by_another": [{"reviewer": F("author")}],
}

#: What a second row changes so that it meets only the constraint in question.
OTHERWISE = {
    "participation_position_once": {"role": "another"},
    "programmeparticipation_position_once": {"role": "another"},
    "organisationalias_position_once": {"name": "Another name of the test"},
    "agreementrelation_position_once": {"type": "another"},
}


def breaks(model, name):
    rule = name.removeprefix(f"{model._meta.model_name}_")
    if rule in BREAKS:
        return BREAKS[rule]
    if rule.endswith("_with_precision"):
        field = rule.removesuffix("_with_precision")
        return [
            {field: DAY, f"{field}_precision": ""},
            {field: DAY, f"{field}_precision": "not-disclosed"},
            {field: None, f"{field}_precision": "day"},
        ]
    later, earlier = rule.split("_not_before_")
    earlier = earlier if earlier.endswith("_on") else f"{earlier}_on"
    return [{earlier: DAY, f"{earlier}_precision": "day", later: BEFORE, f"{later}_precision": "day"}]


def a_row(model):
    """A row of the loaded records; of a table that they leave empty, one of the test."""
    found = model._default_manager.order_by("pk").last()
    return found or MAKERS[model]()


def a_relation():
    one, other = factories.AgreementFactory(), factories.AgreementFactory()
    return AgreementRelation.objects.create(record=one, target=other, type=AgreementRelation.Type.IMPLEMENTS)


MAKERS = {
    AgreementRelation: a_relation,
    AgreementText: lambda: AgreementText.objects.create(record=Agreement.objects.first(), url="https://text.example/"),
    SearchPosting: lambda: SearchPosting.objects.create(kind="agreement", record=1, term="test", weight=12),
    SearchName: lambda: SearchName.objects.create(form="test", place="test"),
    TradeLoad: lambda: TradeLoad.objects.create(code="release-of-the-test"),
}


def refused(action, *words):
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        action()
    assert any(word in str(error.value) for word in words), str(error.value)


@pytest.mark.parametrize(("model", "name"), CHECKS, ids=[name for _model, name in CHECKS])
def test_check_refuses_what_breaks_it(model, name):
    row = a_row(model)
    if model is Version:
        model._default_manager.filter(pk=row.pk).update(author=User.objects.create_user("author-of-tests"))
    for values in breaks(model, name):
        refused(lambda values=values: model._default_manager.filter(pk=row.pk).update(**values), name)


@pytest.mark.parametrize(("model", "constraint"), UNIQUES, ids=[constraint.name for _model, constraint in UNIQUES])
def test_second_row_is_refused(model, constraint):
    row = a_row(model)
    if issubclass(model, Citation) and constraint.condition is not None:
        model._default_manager.filter(pk=row.pk).update(rank="preferred", field="title_en", value="A title")
        row.refresh_from_db()
    again = copy_of(row, OTHERWISE.get(constraint.name, {}), keeps=set(constraint.fields))

    names = [f"{model._meta.db_table}.{model._meta.get_field(field).column}" for field in constraint.fields]
    refused(lambda: model._default_manager.bulk_create([again]), constraint.name, ", ".join(names))


def copy_of(row, changes, keeps):
    """The row once more, with another key, and another value in every other column that must be unique."""
    again = type(row)(**{field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields})
    again.pk = None
    if "position" not in keeps and hasattr(again, "position"):
        again.position = 9_000
    if "organisation" in {field.name for field in row._meta.concrete_fields} - keeps:
        again.organisation = Organisation.objects.exclude(pk=row.organisation_id).first()
    for field in row._meta.concrete_fields:
        if field.unique and not field.primary_key and isinstance(field, models.CharField):
            setattr(again, field.attname, "TEST-9000")
    for name, value in changes.items():
        setattr(again, name, value)
    return again


def test_constraints_have_names_of_their_own():
    names = [constraint.name for _model, constraint in CONSTRAINTS]
    with connection.cursor() as cursor:
        found = {
            name
            for model, _constraint in CONSTRAINTS
            for name in connection.introspection.get_constraints(cursor, model._meta.db_table)
        }

    assert len(names) == len(set(names))
    assert set(names) <= found
