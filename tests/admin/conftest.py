"""Accounts in each role, and clients that are signed in."""

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from cooperation.editorial.permissions import Role


def account(name, role=None, **fields):
    user = User.objects.create_user(name, password="a long phrase for tests", is_staff=True, **fields)
    if role:
        user.groups.add(Group.objects.get(name=role.value))
    return user


@pytest.fixture
def curator(db):
    return account("curator-of-tests", Role.CURATOR)


@pytest.fixture
def reviewer(db):
    return account("reviewer-of-tests", Role.REVIEWER)


@pytest.fixture
def administrator(db):
    return account("administrator-of-tests", Role.ADMINISTRATOR)


@pytest.fixture
def superuser(db):
    return account("superuser-of-tests", is_superuser=True)


@pytest.fixture
def signed_in():
    """A client signed in as somebody: `signed_in(curator)`."""

    def client_of(user):
        client = Client()
        client.force_login(user)
        return client

    return client_of
