"""Public identity: references such as `AGR-2025-0012`, given once and never again."""

from __future__ import annotations

from django.db import models


def next_reference(model: type[models.Model], prefix: str, *, digits: int = 4) -> str:
    """The reference after the highest one ever given with this prefix: those of deleted drafts live on in the history.

    Run inside the transaction that saves the row; the unique constraint catches two at once.
    """
    from .version import Version

    given: set[str] = set()
    for owner in (model, Version):
        rows = owner._default_manager.filter(reference__startswith=f"{prefix}-")  # type: ignore[attr-defined]
        given.update(rows.order_by().values_list("reference", flat=True).distinct())
    numbers = [int(reference.rsplit("-", 1)[1]) for reference in given]
    return f"{prefix}-{max(numbers, default=0) + 1:0{digits}d}"
