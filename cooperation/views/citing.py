"""Files for reference managers: how a record is cited, in the language of the address."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from cooperation.exports.citing import FORMATS, Cited

from .context import public_address
from .details import KindDetail


class CiteFile(KindDetail):
    """One record as BibTeX, RIS or CSL-JSON."""

    def get(self, request: HttpRequest, reference: str, extension: str, slug: str = "") -> HttpResponse:
        record = self.kind.queryset().filter(reference=reference).first()
        if record is None:
            return self.missing(request, reference)
        cited = Cited(
            reference=record.reference,
            title=str(record.title),
            language=record.title.language,
            registry=_("China–Central Asia Cooperation Registry"),
            address=f"{public_address(request)}{self.kind.url(record)}",
            version=record.version,
            changed=timezone.localdate(record.edited_at),
            read_on=timezone.localdate(),
        )
        media_type, write, _name = FORMATS[extension]
        response = HttpResponse(write(cited), content_type=media_type)
        response["Content-Disposition"] = f'attachment; filename="{record.reference}.{extension}"'
        return response
