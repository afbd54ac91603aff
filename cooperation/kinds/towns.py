"""Towns in which agreements are signed, events are held and programmes run: named in English in the records.

A town that is not listed is shown as it is, marked as English.
"""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

TOWNS = {
    "Almaty": pgettext_lazy("town", "Almaty"),
    "Ashgabat": pgettext_lazy("town", "Ashgabat"),
    "Astana": pgettext_lazy("town", "Astana"),
    "Beijing": pgettext_lazy("town", "Beijing"),
    "Bishkek": pgettext_lazy("town", "Bishkek"),
    "Bukhara": pgettext_lazy("town", "Bukhara"),
    "Chengdu": pgettext_lazy("town", "Chengdu"),
    "Chongqing": pgettext_lazy("town", "Chongqing"),
    "Danghara": pgettext_lazy("town", "Danghara"),
    "Dushanbe": pgettext_lazy("town", "Dushanbe"),
    "Esik": pgettext_lazy("town", "Esik"),
    "Fergana": pgettext_lazy("town", "Fergana"),
    "Guangzhou": pgettext_lazy("town", "Guangzhou"),
    "Guliston": pgettext_lazy("town", "Guliston"),
    "Hangzhou": pgettext_lazy("town", "Hangzhou"),
    "Jalal-Abad": pgettext_lazy("town", "Jalal-Abad"),
    "Khorgos": pgettext_lazy("town", "Khorgos"),
    "Langfang": pgettext_lazy("town", "Langfang"),
    "Lanzhou": pgettext_lazy("town", "Lanzhou"),
    "Lianyungang": pgettext_lazy("town", "Lianyungang"),
    "Liaocheng": pgettext_lazy("town", "Liaocheng"),
    "Luoyang": pgettext_lazy("town", "Luoyang"),
    "Moscow": pgettext_lazy("town", "Moscow"),
    "Nanning": pgettext_lazy("town", "Nanning"),
    "Nantong": pgettext_lazy("town", "Nantong"),
    "Naryn": pgettext_lazy("town", "Naryn"),
    "Nur-Sultan": pgettext_lazy("town", "Nur-Sultan"),
    "Online": pgettext_lazy("town", "Online"),
    "Osh": pgettext_lazy("town", "Osh"),
    "Oskemen": pgettext_lazy("town", "Oskemen"),
    "Qingdao": pgettext_lazy("town", "Qingdao"),
    "Saint Petersburg": pgettext_lazy("town", "Saint Petersburg"),
    "Samarkand": pgettext_lazy("town", "Samarkand"),
    "Shanghai": pgettext_lazy("town", "Shanghai"),
    "Tashkent": pgettext_lazy("town", "Tashkent"),
    "Tianjin": pgettext_lazy("town", "Tianjin"),
    "Urumqi": pgettext_lazy("town", "Urumqi"),
    "Xi'an": pgettext_lazy("town", "Xi'an"),
    "Xinjiang": pgettext_lazy("town", "Xinjiang"),
    "Yangling": pgettext_lazy("town", "Yangling"),
    "Yekaterinburg": pgettext_lazy("town", "Yekaterinburg"),
    "Yinchuan": pgettext_lazy("town", "Yinchuan"),
}
