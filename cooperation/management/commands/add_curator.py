from __future__ import annotations

import getpass
import sys

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from cooperation.editorial.permissions import Role

ATTEMPTS = 3


class Command(BaseCommand):
    help = (
        "Add an account for the admin, or give an account another role. The password of a new account is asked for,"
        " or read from standard input where there is no terminal."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("name", nargs="?", help="Name to sign in with; asked for where it is left out.")
        parser.add_argument("--role", choices=[role.value for role in Role], default=Role.CURATOR.value, help="Default: curator.")
        parser.add_argument("--email", default="")

    def handle(self, *args, **options) -> None:
        name = options["name"] or (input("Name to sign in with: ").strip() if sys.stdin.isatty() else "")
        users = get_user_model()
        user = users.objects.filter(username=name).first() or users(username=name, email=options["email"])
        is_new = user.pk is None
        if is_new:
            self.check_name(user)
            user.set_password(self.password(user))
        self.save(user, options["role"])
        made = "Added the account" if is_new else "Changed the account"
        self.stdout.write(f"{made} {user.get_username()} with the role {options['role']}. It signs in at /admin/.")

    @transaction.atomic
    def save(self, user, role: str) -> None:
        """Begun only once the password is known, so that nobody waits for the database while somebody types."""
        user.is_staff = True
        user.save()
        roles = Group.objects.filter(name__in=[role.value for role in Role])
        user.groups.remove(*roles)
        user.groups.add(roles.get(name=role))

    def check_name(self, user) -> None:
        try:
            user.clean_fields(exclude=["password"])
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error

    def password(self, user) -> str:
        if not sys.stdin.isatty():
            return self.checked(sys.stdin.readline().rstrip("\n"), user)
        for _attempt in range(ATTEMPTS):
            first = getpass.getpass("Password: ")
            if getpass.getpass("Password again: ") != first:
                self.stderr.write("The two passwords differ.")
                continue
            try:
                return self.checked(first, user)
            except CommandError as error:
                self.stderr.write(str(error))
        raise CommandError("No account was added.")

    def checked(self, password: str, user) -> str:
        try:
            validate_password(password, user)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        return password
