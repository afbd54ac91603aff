from __future__ import annotations

from django.core.management.base import BaseCommand

from cooperation.editorial.permissions import Role, permissions_of, sync_roles


class Command(BaseCommand):
    help = "Make the groups of curators, reviewers and administrators anew from the code. Migrating does the same."

    def handle(self, *args, **options) -> None:
        sync_roles()
        if options["verbosity"]:
            for role in Role:
                self.stdout.write(f"{role.value}: {len(permissions_of(role))} permissions")
