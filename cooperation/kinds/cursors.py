"""Places in a long list, as addresses name them: after or before a row, whatever its number.

The text is opaque to readers. It names the row by the value it is sorted by and its key, the number of rows before it, and the
list it belongs to, so that it is not taken for a place in another list.
"""

from __future__ import annotations

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import NamedTuple
from zlib import crc32

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


class Cursor(NamedTuple):
    """A row: its place from 0 in the list, the value it is sorted by as text, its key."""

    position: int
    value: str
    pk: int

    def text(self, listing: str) -> str:
        plain = f"{self.position}|{crc32(listing.encode()):x}|{self.pk}|{self.value}"
        return urlsafe_b64encode(plain.encode()).decode().rstrip("=")

    @classmethod
    def read(cls, text: str, listing: str) -> Cursor:
        """Read what `text` wrote for the same list. Raises ValidationError with a sentence for anything else."""
        try:
            plain = urlsafe_b64decode((text + "=" * (-len(text) % 4)).encode("ascii")).decode() if len(text) <= 200 else ""
            position, fingerprint, pk, value = plain.split("|", 3)
            if not (position.isdecimal() and pk.isdecimal() and position.isascii() and pk.isascii()):
                raise ValueError(plain)
            found = cls(int(position), value, int(pk))
        except (ValueError, binascii.Error) as error:
            raise ValidationError(
                _("“%(text)s” names no place in a list. Begin at the first page.") % {"text": text[:20]}
            ) from error
        if fingerprint != f"{crc32(listing.encode()):x}":
            raise ValidationError(_("This place belongs to a list with other filters or another order. Begin at the first page."))
        if found.text(listing) != text or max(found.position, found.pk) >= 2**63:
            raise ValidationError(_("“%(text)s” names no place in a list. Begin at the first page.") % {"text": text[:20]})
        return found
