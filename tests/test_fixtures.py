"""What the registry's own records promise."""

import datetime as dt
import json
import re
import unicodedata
from collections import Counter, defaultdict
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.apps import apps
from django.db.models import Q

from cooperation.editorial.fixtures import checksum, read
from cooperation.kinds.tables import language_name
from cooperation.kinds.towns import TOWNS
from cooperation.models import (
    Agreement,
    Citation,
    Country,
    Event,
    Figure,
    Finance,
    Location,
    Measure,
    Milestone,
    Organisation,
    Product,
    Programme,
    ProgrammeParticipation,
    Project,
    Record,
    Sector,
    Source,
    SourceRelease,
    TradeRecord,
    Version,
)
from cooperation.models.documents import documents
from cooperation.models.periods import Period
from tests.conftest import FIXTURES
from tests.shapes import kilometres_outside

pytestmark = pytest.mark.django_db

KINDS = Record.__subclasses__()
SEED = json.loads(Path(__file__).with_name("data").joinpath("seed_facts.json").read_text())
TODAY = dt.date(2026, 11, 24)

#: Hosts that copy other publishers' texts. A source there is marked as a copy.
UNRELIABLE = {
    "baida3.com",
    "dd888s.com",
    "fraudsandswindlers.com",
    "hcw9969.com",
    "lenatto.com",
    "tellerreport.com",
    "u111vip.com",
    "whygutenberg.com",
    "yogviha.cn",
}

#: A place may lie this far outside: shapes are simplified to about a kilometre, and border posts stand on the line.
OUTSIDE_KM = 2

#: Least numbers of records, so that nothing is lost when the files are made anew.
LEAST = {Agreement: 355, Event: 84, Project: 267, Programme: 250, Organisation: 177, Figure: 281, Source: 1100, TradeRecord: 836}

by_name = {"ids": lambda model: model.__name__}


def test_numbers_of_records():
    assert {model: count for model, least in LEAST.items() if (count := model.objects.count()) < least} == {}


@pytest.mark.parametrize("model", KINDS, **by_name)
def test_records_are_what_their_files_say(model):
    in_files = {record.entry.key: record.document for path in FIXTURES for record in read(path).records.values()}

    for made in documents(model.objects.all()):
        assert made == in_files[made["reference"]]


@pytest.mark.parametrize("model", KINDS, **by_name)
def test_records_are_published_with_a_source_and_their_first_version(model):
    assert model.objects.published().count() == model.objects.count()
    assert not model.objects.filter(citations=None).exists()
    assert not model.objects.filter(sectors=None).exists()
    assert not model.objects.exclude(reference__in=Version.objects.filter(number=1).values("reference")).exists()


def test_records_name_their_countries():
    """Organisations of many countries, or whose country no source states, are the only ones without."""
    for model in set(KINDS) - {Organisation}:
        assert not model.objects.filter(countries=None).exists()
    assert Organisation.objects.filter(countries=None).count() <= 8


def test_first_versions_are_the_records_documents():
    versions = {version.reference: version.document for version in Version.objects.filter(number=1)}

    for model in KINDS:
        for made in documents(model.objects.all()):
            assert made == versions[made["reference"]]


@pytest.mark.parametrize("model", KINDS, **by_name)
@pytest.mark.parametrize("field", ["title_en", "title_zh", "title_ru"])
def test_titles_are_unique_within_a_kind(model, field):
    titles = Counter(title.casefold() for title in model.objects.exclude(**{field: ""}).values_list(field, flat=True))

    assert [title for title, count in titles.items() if count > 1] == []


#: What stands in the three languages of a record that is told in all of them.
TOLD = [f"{field}_{language}" for field in ("title", "summary") for language in ("en", "zh", "ru")]
TOLD_KINDS = (Agreement, Event, Project, Programme, Organisation)


def told(model):
    """The records of a kind whose title and summary stand in all three languages."""
    return model.objects.filter(*[~Q(**{field: ""}) for field in TOLD])


def test_the_most_important_records_stand_in_three_languages():
    assert sum(told(model).count() for model in TOLD_KINDS) >= 200
    assert all(told(model).count() >= 15 for model in TOLD_KINDS)


@pytest.mark.parametrize("model", KINDS, **by_name)
def test_a_summary_in_another_language_has_one_in_english_and_a_title_beside_it(model):
    for language in ("zh", "ru"):
        lonely = model.objects.exclude(**{f"summary_{language}": ""}).filter(Q(summary_en="") | Q(**{f"title_{language}": ""}))

        assert list(lonely.values_list("reference", flat=True)) == []


def title_and_lead(client, language, record):
    """The heading of a record's page, and what stands between it and the facts, as HTML."""
    page = client.get(f"/{language}/{record._meta.model_name}s/{record.reference}/", follow=True).content.decode()
    return page[page.index("<h1>") : page.index("</h1>")], page[
        page.index('<p class="lede">') : page.index('<section class="section">')
    ]


@pytest.mark.parametrize("language", ["zh-hans", "ru"])
@pytest.mark.parametrize("model", TOLD_KINDS, **by_name)
def test_pages_told_in_the_readers_language_mark_nothing(client, language, model):
    title, lead = title_and_lead(client, language, told(model).first())

    assert "lang=" not in title
    assert "lang=" not in lead
    assert "language-note" not in lead


@pytest.mark.parametrize("language", ["zh-hans", "ru"])
@pytest.mark.parametrize("model", [Agreement, Project, Programme, Organisation], **by_name)
def test_pages_told_in_english_only_mark_it(client, language, model):
    record = model.objects.exclude(summary_en="").filter(title_zh="", title_ru="", summary_zh="", summary_ru="").first()

    title, lead = title_and_lead(client, language, record)

    assert '<h1><span lang="en">' in title
    assert '<p class="lede"><span lang="en">' in lead
    assert "language-note" in lead


@pytest.mark.parametrize("model", Citation.__subclasses__(), **by_name)
def test_disputed_fields_have_one_preferred_value(model):
    stated = defaultdict(lambda: (set(), []))
    for reference, field, value, rank in model.objects.exclude(value="").values_list("record__reference", "field", "value", "rank"):
        values, preferred = stated[reference, field]
        values.add(value)
        preferred.extend([value] * (rank == "preferred"))

    assert [key for key, (values, preferred) in stated.items() if len(values) > 1 and len(preferred) != 1] == []


@pytest.mark.parametrize("model", Citation.__subclasses__(), **by_name)
def test_citations_name_fields_that_exist(model):
    for citation in model.objects.exclude(field="").select_related("record"):
        citation.clean()


def test_organisations_stand_once():
    names = defaultdict(set)
    for organisation in Organisation.objects.prefetch_related("aliases"):
        aliases = [alias.name for alias in organisation.aliases.all()]
        for name in [organisation.title_en, organisation.title_zh, organisation.title_ru, organisation.acronym, *aliases]:
            names[bare(name)].add(organisation.reference)

    assert {name: references for name, references in names.items() if name and len(references) > 1} == {}


LEGAL_FORMS = {
    "the",
    "of",
    "and",
    "for",
    "company",
    "co",
    "corp",
    "corporation",
    "group",
    "inc",
    "jsc",
    "limited",
    "llc",
    "llp",
    "ltd",
}


def bare(name: str) -> str:
    """A name without case, accents, order of words and legal form: what two spellings of one body share."""
    letters = "".join(char for char in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(char))
    return " ".join(sorted(word for word in re.findall(r"\w+", letters) if word not in LEGAL_FORMS))


def test_copies_of_other_publishers_texts_are_marked():
    unmarked = Source.objects.filter(is_copy=False).values_list("url", flat=True)

    assert [url for url in unmarked if (urlsplit(url).hostname or "").removeprefix("www.").removeprefix("m.") in UNRELIABLE] == []


def test_sources_say_who_published_them():
    assert not Source.objects.filter(publisher="").exists()
    assert not Source.objects.filter(title="").exists()
    assert not Source.objects.exclude(language__regex=r"^[a-z]{2}$").exists()


def test_dates_are_sane():
    first, last = dt.date(1949, 10, 1), TODAY

    assert not Agreement.objects.filter(signed_on__gt=last).exists()
    assert not Agreement.objects.filter(signed_on__lt=first).exists()
    assert not Event.objects.filter(starts_on__gt=last).exists()
    assert not Event.objects.filter(starts_on__lt=first).exists()
    assert not Project.objects.filter(status_as_of__gt=last).exists()
    assert not Milestone.objects.filter(basis="actual", occurred_on__gt=last).exists()
    assert not Milestone.objects.filter(occurred_on__lt=first).exists()
    assert not Programme.objects.filter(status="active", started_on__gt=last).exists()
    assert not Source.objects.filter(published_on__gt=last).exists()
    assert not Figure.objects.filter(period_start__gt=last).exists()
    assert not TradeRecord.objects.filter(period_end__year__gt=last.year).exists()


def test_milestones_of_a_project_come_in_order():
    """What is built was begun before; only days that are known are compared."""
    steps = defaultdict(dict)
    for milestone in Milestone.objects.filter(basis="actual", occurred_on__isnull=False, occurred_on_precision="day"):
        steps[milestone.record_id].setdefault(milestone.kind, milestone.occurred_on)

    assert [step for step in steps.values() if step.get("construction-start", first_day) > step.get("completed", last_day)] == []


first_day, last_day = dt.date.min, dt.date.max


def test_amounts_are_sane():
    for model in (Finance, Agreement):
        assert not model.objects.filter(amount__lte=0).exists()
        assert not model.objects.exclude(currency="").exclude(currency__regex=r"^[A-Z]{3}$").exists()
    assert not Finance.objects.filter(amount_usd__gt=60_000_000_000).exists()
    assert not Figure.objects.filter(value__lt=0).exclude(indicator__code__contains="growth").exists()
    assert not TradeRecord.objects.filter(value_usd__gt=150_000_000_000).exists()


def test_periods_of_measures_can_be_read():
    for period in Measure.objects.exclude(period="").values_list("period", flat=True):
        Period.parse(period)


@pytest.mark.parametrize("model", Location.__subclasses__(), **by_name)
def test_places_lie_in_the_country_that_they_name(model):
    outside = {
        f"{place.record.reference} {place.name_en}": distance
        for place in model.objects.filter(latitude__isnull=False).select_related("country", "record")
        if (distance := kilometres_outside(place.country.code, place.longitude, place.latitude)) > OUTSIDE_KM
    }

    assert outside == {}


def test_vocabularies_stand_in_three_languages():
    for model in (Country, Sector, apps.get_model("cooperation", "Indicator")):
        assert not model.objects.filter(name_zh="").exists()
        assert not model.objects.filter(name_ru="").exists()


@pytest.mark.parametrize("model", Location.__subclasses__(), **by_name)
def test_places_have_a_name_in_each_language(model):
    assert not model.objects.filter(Q(name_zh="") | Q(name_ru="")).exists()


def test_towns_have_a_name_in_each_language():
    named = {
        *Agreement.objects.values_list("signed_at_en", flat=True),
        *Event.objects.values_list("place_en", flat=True),
        *ProgrammeParticipation.objects.values_list("city_en", flat=True),
    }

    assert sorted(named - {""} - TOWNS.keys()) == []


def test_languages_of_sources_have_a_name():
    codes = set(Source.objects.values_list("language", flat=True))

    assert [code for code in sorted(codes) if language_name(code) == code] == []


def test_products_have_their_section_and_sector():
    chapters = Product.objects.filter(level="chapter")

    assert chapters.count() >= 97
    assert not chapters.filter(name_zh="").exists()
    assert set(chapters.filter(sector=None).values_list("code", flat=True)) == {"77", "98", "99"}
    for product in Product.objects.filter(level__in=("heading", "subheading")):
        chapter = chapters.get(code=product.code[:2])
        assert (product.chapter, product.section, product.sector_id) == (chapter.code, chapter.section, chapter.sector_id)


def test_sectors_carry_dac_purpose_codes():
    for sector in Sector.objects.exclude(parent=None):
        assert all(re.fullmatch(r"[0-9]{3}|[0-9]{5}", purpose["code"]) for purpose in sector.dac_codes), sector
    assert Sector.objects.exclude(parent=None).filter(dac_codes=[]).count() <= 5


def test_releases_state_the_checksum_of_their_rows():
    for release in read(FIXTURES[8]).releases.values():
        assert release.entry.fields["checksum"] == checksum(row.fields for row in release.rows)
        assert release.entry.fields["row_count"] == len(release.rows)


def test_trade_rows_name_a_source():
    without = SourceRelease.objects.filter(source=None, records__source=None).distinct()

    assert [release.code for release in without] == []


@pytest.mark.parametrize("fact", SEED, ids=lambda fact: fact.get("reference") or "/".join(fact["key"]))
def test_facts_that_the_registry_starts_from_are_there(fact):
    if fact["kind"] == "trade":
        row = TradeRecord.objects.get_by_natural_key(*fact["key"])
        assert row.value_usd == int(fact["value_usd"])
        assert row.source
        return
    record = apps.get_model("cooperation", fact["kind"]).objects.get(reference=fact["reference"])
    assert record.title_en == fact["title"]
    assert record.citations.exists()
    for field in fact.keys() - {"fact", "kind", "reference", "title"}:
        assert float(getattr(record, field)) == float(fact[field])


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.name)
def test_texts_are_trimmed_and_composed(path):
    def texts(value):
        if isinstance(value, str):
            yield value
        elif isinstance(value, list | dict):
            for inner in value.values() if isinstance(value, dict) else value:
                yield from texts(inner)

    assert [text for text in texts(json.loads(path.read_text())) if text != unicodedata.normalize("NFC", text).strip()] == []
