"""Products: found by code or by name in three languages, and ranked by what is stated of them."""

from __future__ import annotations

from dataclasses import dataclass, field

from cooperation.models import Product

#: Most products that words may lead to before the reader is asked for more words.
MOST_CHOICES = 40


@dataclass(frozen=True)
class Resolved:
    """What the text of a product filter means: nothing asked, one product, several to choose from, or none."""

    text: str = ""
    product: Product | None = None
    choices: list[Product] = field(default_factory=list)
    count: int = 0

    @property
    def is_unknown(self) -> bool:
        return bool(self.text) and self.product is None and not self.choices


def resolve(text: str) -> Resolved:
    """A code in any case, or words that all stand in a product's name in one of the three languages."""
    text = text.strip()
    if not text or text.upper() == "TOTAL":
        return Resolved()
    product = Product.objects.filter(code=text.upper()).first()
    if product or text.isdigit():
        return Resolved(text, product)
    words = text.casefold().split()
    found = [
        row.code
        for row in Product.objects.exclude(level=Product.Level.TOTAL).only("code", "name_en", "name_zh", "name_ru")
        if any(all(word in name.casefold() for word in words) for name in (row.name_en, row.name_zh, row.name_ru))
    ]
    products = list(Product.objects.filter(code__in=sorted(found, key=len)[:MOST_CHOICES]).order_by("code"))
    if len(products) == 1:
        return Resolved(text, products[0])
    return Resolved(text, None, products, len(found))
