from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.db.models.signals import post_migrate


class CooperationConfig(AppConfig):
    name = "cooperation"
    verbose_name = "Cooperation registry"
    default_auto_field = "django.db.models.BigAutoField"
    default = True

    def ready(self) -> None:
        from .editorial.permissions import sync_roles

        post_migrate.connect(sync_roles, sender=self, dispatch_uid="cooperation.sync_roles")


class CuratorsAdminConfig(admin_apps.AdminConfig):
    """Django's admin with the registry's own site: grouped by what curators do, under the registry's name."""

    default = False
    default_site = "cooperation.admin_site.RegistrySite"
