"""What the registry's own records promise."""

import datetime as dt
import json
from collections import Counter

import pytest
from django.core.management import CommandError, call_command

from cooperation.models import Agreement, Citation, Finance, Location, Milestone, Record, Source, TradeRecord, Version
from cooperation.models.documents import apply, document, prefetches
from tests.conftest import FIXTURES

pytestmark = pytest.mark.django_db

KINDS = Record.__subclasses__()
UNRELIABLE = ("fraudsandswindlers.com", "whygutenberg.com", "yogviha.cn", "hcw9969.com", "u111vip.com", "dd888s.com", "baida3.com")
TODAY = dt.date(2026, 11, 23)


@pytest.mark.parametrize("model", KINDS, ids=lambda model: model.__name__)
def test_applying_a_records_document_changes_nothing(model):
    for record in list(model.objects.prefetch_related(*prefetches(model)).order_by("reference"))[::7]:
        before = document(record)

        assert document(apply(before)) == before


@pytest.mark.parametrize("model", KINDS, ids=lambda model: model.__name__)
def test_every_record_has_a_source_and_version_one(model):
    assert not model.objects.filter(citations=None).exists()
    assert not model.objects.exclude(reference__in=Version.objects.filter(number=1).values("reference")).exists()


@pytest.mark.parametrize("model", KINDS, ids=lambda model: model.__name__)
def test_titles_are_unique_within_a_kind(model):
    titles = Counter(title.casefold() for title in model.objects.values_list("title_en", flat=True))

    assert [title for title, count in titles.items() if count > 1] == []


@pytest.mark.parametrize("model", Citation.__subclasses__(), ids=lambda model: model.__name__)
def test_disputed_fields_have_one_preferred_value(model):
    stated: dict = {}
    for reference, field, value, rank in model.objects.exclude(value="").values_list("record__reference", "field", "value", "rank"):
        values, preferred = stated.setdefault((reference, field), (set(), []))
        values.add(value)
        preferred.extend([value] if rank == "preferred" else [])

    assert [key for key, (values, preferred) in stated.items() if len(values) > 1 and len(preferred) != 1] == []


@pytest.mark.parametrize("model", Citation.__subclasses__(), ids=lambda model: model.__name__)
def test_citations_name_fields_that_exist(model):
    for citation in model.objects.exclude(field="").select_related("record"):
        citation.clean()


def test_no_unreliable_host_stands_unmarked():
    for host in UNRELIABLE:
        assert not Source.objects.filter(url__contains=host, is_copy=False).exists()


def test_dates_and_amounts_are_sane():
    assert not Agreement.objects.filter(signed_on__gt=TODAY).exists()
    assert not Agreement.objects.filter(signed_on__lt=dt.date(1949, 1, 1)).exists()
    assert not Milestone.objects.filter(basis="actual", occurred_on__gt=TODAY).exists()
    assert not Finance.objects.filter(amount__lte=0).exists()
    assert not Finance.objects.filter(amount_usd__gt=60_000_000_000).exists()
    assert not TradeRecord.objects.filter(period_end__year__gt=2026).exists()


@pytest.mark.parametrize("model", Location.__subclasses__(), ids=lambda model: model.__name__)
def test_places_lie_near_their_country(model):
    boxes = {
        "CN": (73, 18, 135.1, 53.6),
        "KZ": (46.4, 40.5, 87.4, 55.5),
        "KG": (69.2, 39.1, 80.4, 43.3),
        "TJ": (67.3, 36.6, 75.2, 41.1),
        "TM": (52.4, 35.1, 66.7, 42.8),
        "UZ": (55.9, 37.1, 73.2, 45.6),
    }
    for place in model.objects.filter(latitude__isnull=False, country__code__in=boxes).select_related("country"):
        west, south, east, north = boxes[place.country.code]

        assert west <= place.longitude <= east, place
        assert south <= place.latitude <= north, place


def test_a_second_load_changes_nothing_and_keeps_a_curators_edit(capsys):
    Agreement.objects.filter(pk=Agreement.objects.first().pk).update(title_en="Edited by a curator")
    versions = Version.objects.count()

    call_command("load_registry")

    assert Agreement.objects.filter(title_en="Edited by a curator").count() == 1
    assert Version.objects.count() == versions
    assert "355 already there" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda text: text[:-400], "08_figures.json: cut short or malformed at line"),
        (
            lambda text: text.replace('"FIG-0001"', '"FIG-9001"', 1).replace('"unit"', '"unti"', 1),
            "field “unti”: there is no such field",
        ),
        (
            lambda text: text.replace('"FIG-', '"FIG-9').replace('"SRC-0', '"SRC-9'),
            "field “source”: there is no source “SRC-9",
        ),
    ],
)
def test_a_faulty_file_is_named_and_changes_nothing(tmp_path, change, words):
    path = tmp_path / "08_figures.json"
    path.write_text(change(FIXTURES[7].read_text()))
    before = Version.objects.count()

    with pytest.raises(CommandError, match="Nothing was changed") as error:
        call_command("load_registry", str(path), verbosity=0)

    assert words in str(error.value)
    assert Version.objects.count() == before


def test_plain_loaddata_reads_the_files():
    call_command("loaddata", *map(str, FIXTURES[:2]), verbosity=0)

    assert Source.objects.count() == len(json.loads(FIXTURES[1].read_text()))
