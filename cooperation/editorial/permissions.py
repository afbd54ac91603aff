"""Who may do what. Roles are groups of Django's own permissions, made from this page after each migration."""

from __future__ import annotations

from enum import StrEnum

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group
from django.contrib.auth.models import Permission as Granted
from django.db import models

from cooperation.models import (
    Country,
    Dependant,
    Indicator,
    Mechanism,
    Product,
    Record,
    Sector,
    Source,
    SourceRelease,
    TradeLoad,
    TradeRecord,
    Version,
)


class Permission(StrEnum):
    """What goes beyond adding, changing, deleting and viewing rows of one table."""

    PUBLISH = "cooperation.publish_record"
    ADMINISTER = "cooperation.administer_registry"


class Role(StrEnum):
    """The name of the group that holds the role."""

    CURATOR = "curator"
    REVIEWER = "reviewer"
    ADMINISTRATOR = "administrator"


VOCABULARIES: tuple[type[models.Model], ...] = (Country, Sector, Indicator, Mechanism, Product)
READ_ONLY: tuple[type[models.Model], ...] = (SourceRelease, TradeRecord, TradeLoad, Version)


def dependants(base: type[models.Model] = Dependant) -> list[type[models.Model]]:
    """The tables of rows that belong to records, citations included."""
    found = []
    for model in base.__subclasses__():
        found += dependants(model) if model._meta.abstract else [model]
    return found


def of(actions: str, *tables: type[models.Model]) -> set[str]:
    """Django's names of some actions (`view add`) on some tables."""
    return {f"{model._meta.app_label}.{action}_{model._meta.model_name}" for model in tables for action in actions.split()}


def permissions_of(role: Role) -> set[str]:
    """Everything that a role may do. A reviewer may do what a curator may, an administrator what a reviewer may."""
    granted = (
        of("view add change delete", *Record.__subclasses__(), *dependants())
        | of("view add change", Source)
        | of("add", TradeLoad)
        | of("view", *VOCABULARIES, *READ_ONLY)
    )
    if role in (Role.REVIEWER, Role.ADMINISTRATOR):
        granted |= {Permission.PUBLISH}
    if role == Role.ADMINISTRATOR:
        granted |= {Permission.ADMINISTER, "auth.view_user", "auth.add_user", "auth.change_user"}
        granted |= of("add change delete", *VOCABULARIES)
        granted |= {"axes.view_accessattempt", "axes.delete_accessattempt", "cooperation.delete_source"}
    return granted


def sync_roles(**_signal) -> None:
    """Make the groups be what the roles say. Runs after each migration; accounts keep the groups that they are in."""
    for label in ("cooperation", "auth", "axes"):
        create_permissions(apps.get_app_config(label), verbosity=0)
    known = {
        f"{granted.content_type.app_label}.{granted.codename}": granted
        for granted in Granted.objects.select_related("content_type")
    }
    for role in Role:
        group, _made = Group.objects.get_or_create(name=role.value)
        group.permissions.set(known[str(name)] for name in permissions_of(role))
