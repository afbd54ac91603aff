"""Filter panels as they were written, kept for as long as their kind can tell that nothing in them has changed.

The pages of a long list differ in their rows; the panel beside them, with its counts, is the same on each of them.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable

from django.utils.safestring import SafeString

#: Panels that one process keeps, of some twenty thousand characters each.
MOST = 100

_kept: OrderedDict[Hashable, SafeString] = OrderedDict()


def kept(key: Hashable, write: Callable[[], SafeString]) -> SafeString:
    """The panel of this key, written now if it is not there."""
    found = _kept.pop(key, None) or write()
    _kept[key] = found
    while len(_kept) > MOST:
        try:
            _kept.popitem(last=False)
        except KeyError:  # another thread was quicker
            break
    return found
