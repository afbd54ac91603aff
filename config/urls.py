from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from cooperation.views import urls as public

urlpatterns = [
    path("admin/", admin.site.urls),
    path("data/", include(public.files)),
    path("embed/", include(public.embeds)),
    path("", include(public.root)),
    *i18n_patterns(path("", include(public.pages))),
]

handler400 = "cooperation.views.errors.bad_request"
handler403 = "cooperation.views.errors.forbidden"
handler404 = "cooperation.views.errors.not_found"
handler500 = "cooperation.views.errors.server_error"
