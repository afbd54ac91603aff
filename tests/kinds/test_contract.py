"""What the lists and pages of every kind promise. A new kind gets all of this by existing."""

import re

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cooperation.kinds.filters import PAGE_PARAMETERS
from cooperation.models import State
from tests.factories import FACTORIES
from tests.surface import (
    csv_rows,
    every_detail_kind,
    every_kind,
    every_language,
    every_record_kind,
    facets,
    filterset,
    identity,
    list_address,
    record_address,
)

pytestmark = pytest.mark.django_db


@every_kind
@every_language
def test_list_answers_in_each_language(client, kind, language):
    response = client.get(list_address(kind, language=language))

    assert response.status_code == 200
    assert response.headers["Content-Language"] == language


@every_kind
def test_facet_number_is_the_count_after_choosing(client, kind):
    for facet in facets(client.get(list_address(kind)).context):
        for option in facet.options:
            assert kind.count(filterset(kind, f"{facet.name}={option.value}")) == option.count, (facet.name, option.value)


@every_kind
def test_facet_number_holds_on_the_page_that_it_leads_to(client, kind):
    facet = facets(client.get(list_address(kind)).context)[0]
    option = facet.options[-1]

    chosen = client.get(list_address(kind), {facet.name: option.value})

    assert chosen.context["count"] == option.count
    assert len(chosen.context["chips"]) == 1


@every_kind
def test_facet_numbers_hold_under_another_filter(client, kind):
    first, second = facets(client.get(list_address(kind)).context)[:2]
    value = first.options[0].value
    context = client.get(list_address(kind), {first.name: value}).context
    narrowed = next(facet for facet in facets(context) if facet.name == second.name)

    for option in narrowed.options:
        both = filterset(kind, f"{first.name}={value}&{second.name}={option.value}")
        assert kind.count(both) == option.count, (value, option.value)


@every_kind
def test_a_facets_own_choice_hides_none_of_its_values(client, kind):
    before = facets(client.get(list_address(kind)).context)[0]
    chosen = client.get(list_address(kind), {before.name: before.options[0].value}).context
    after = facets(chosen)[0]

    assert [(option.value, option.count) for option in after.options] == [(option.value, option.count) for option in before.options]
    assert [option.value for option in after.selected] == [before.options[0].value]


@every_kind
def test_each_filter_narrows_and_never_widens(kind):
    whole = set(kind.queryset().values_list("pk", flat=True))

    for facet in kind.facets:
        value = next(str(value) for value in kind.queryset().values_list(facet.path, flat=True) if value)
        found = filterset(kind, f"{facet.name}={value}").qs
        assert set(found.values_list("pk", flat=True)) <= whole
    for name in filterset(kind).filters:
        if name.endswith(("_from", "from_date")):
            assert kind.count(filterset(kind, f"{name}=2099" if "amount" not in name else f"{name}=999999999999999")) < len(whole)


@every_kind
def test_two_values_of_a_facet_mean_either(kind):
    for facet in kind.facets:
        values = list(dict.fromkeys(str(value) for value in kind.queryset().values_list(facet.path, flat=True) if value))[:2]
        either = filterset(kind, "&".join(f"{facet.name}={value}" for value in values)).qs
        one_by_one = [set(filterset(kind, f"{facet.name}={value}").qs.values_list("pk", flat=True)) for value in values]
        assert set(either.values_list("pk", flat=True)) == set.union(*one_by_one), facet.name


@every_record_kind
def test_match_all_means_each_of_the_countries(kind):
    both = set(filterset(kind, "country=CN&country=KZ&match=all").qs.values_list("pk", flat=True))

    assert both == set(kind.queryset().filter(countries__code="CN").filter(countries__code="KZ").values_list("pk", flat=True))


@every_kind
def test_each_sort_keeps_every_row(client, kind):
    queryset = kind.queryset()
    keys = sorted(queryset.values_list("pk", flat=True))

    for name in kind.sorts:
        for sort in (name, f"-{name}"):
            assert sorted(kind.sorted(queryset, sort).values_list("pk", flat=True)) == keys, sort
            assert client.get(list_address(kind), {"sort": sort, "per_page": 1}).status_code == 200


@every_kind
def test_every_column_of_the_table_can_be_sorted_or_says_so(client, kind):
    headers = client.get(list_address(kind)).context["headers"]

    for header in headers:
        if header["url"]:
            assert client.get(list_address(kind, header["url"])).status_code == 200


@every_kind
def test_every_column_of_the_table_can_be_shown(client, kind):
    everything = ",".join(kind.table_class.base_columns)
    one = list(kind.table_class.base_columns)[1]

    assert len(client.get(list_address(kind), {"columns": everything}).context["headers"]) == len(kind.table_class.base_columns)
    assert len(client.get(list_address(kind), {"columns": one}).context["headers"]) == 2


@every_kind
def test_pages_cover_all_rows_once_and_keep_the_filters(client, kind):
    facet = kind.facets[0]
    value = next(str(value) for value in kind.queryset().values_list(facet.path, flat=True) if value)
    query = {facet.name: value, "per_page": 100}
    context = client.get(list_address(kind), query).context
    seen = []
    for number in range(1, context["page"].paginator.num_pages + 1):
        seen += [row.pk for row in client.get(list_address(kind), query | {"page": number}).context["page"].object_list]

    assert len(seen) == len(set(seen)) == context["count"]
    assert set(seen) == set(filterset(kind, f"{facet.name}={value}").qs.values_list("pk", flat=True))


@every_kind
def test_links_of_the_pagination_keep_filters_and_order(client, kind):
    facet = kind.facets[0]
    value = next(str(value) for value in kind.queryset().values_list(facet.path, flat=True) if value)
    sort = next(iter(kind.sorts))

    html = client.get(list_address(kind), {facet.name: value, "sort": sort, "per_page": 1}).content.decode()

    onward = list(re.findall(r'href="([^"]*[?&;]page=2\b[^"]*)"', html))
    assert onward
    assert all(f"{facet.name}={value}" in link and f"sort={sort}" in link and "per_page=1" in link for link in onward)


@every_kind
def test_rows_a_page_are_at_most_the_settings(client, kind):
    page = client.get(list_address(kind), {"per_page": 100_000}).context["page"]

    assert page.paginator.per_page == settings.PAGE_SIZE_MAX


@every_kind
def test_query_count_does_not_grow_with_rows(client, kind):
    def count(per_page):
        with CaptureQueriesContext(connection) as queries:
            client.get(list_address(kind), {"per_page": per_page, "columns": ",".join(kind.table_class.base_columns)})
        return len(queries)

    client.get(list_address(kind))  # what a process reads once and holds

    assert count(3) == count(30)


@every_kind
def test_columns_are_described_and_named_once(kind):
    names = [column.name for column in kind.columns]

    assert len(names) == len(set(names))
    assert all(str(column.description).endswith(".") for column in kind.columns)
    assert all(str(column.description).endswith(".") for many in kind.many_files for column in many.columns)


@every_kind
def test_filters_are_labelled_and_have_readers_names(kind):
    form = filterset(kind).form

    assert all(str(bound.label) for bound in form)
    assert all("__" not in name and name not in PAGE_PARAMETERS for name in form.fields)


@every_kind
def test_the_data_dictionary_names_every_column(client, kind):
    html = client.get("/en/data/").content.decode()

    assert [column.name for column in kind.columns if column.name not in html] == []


@every_record_kind
def test_an_empty_list_says_which_filter_to_drop(client, kind):
    context = client.get(list_address(kind), {"country": "KZ", "q": "nosuchwordanywhere"}).context

    assert context["count"] == 0
    assert [suggestion["count"] for suggestion in context["empty"]["suggestions"]] == [kind.count(filterset(kind, "country=KZ"))]


@every_detail_kind
@every_language
def test_details_answer_in_each_language(client, kind, language):
    address = record_address(kind, kind.queryset().first(), language)

    assert client.get(address).status_code == 200


@every_detail_kind
def test_detail_mends_its_address_and_keeps_the_query(client, kind):
    record = kind.queryset().first()
    mended = client.get(f"/en/{kind.slug}/{record.reference}-some-older-title/?utm_source=letter")

    assert mended.status_code == 301
    assert mended.headers["Location"] == f"{record_address(kind, record)}?utm_source=letter"


@every_detail_kind
def test_unknown_reference_is_a_404(client, kind):
    record = kind.queryset().first()

    assert client.get(f"/en/{kind.slug}/{record.reference[:3]}-9999/").status_code == 404


@every_record_kind
def test_detail_stands_on_its_sources(client, kind):
    record = kind.queryset().first()
    html = client.get(record_address(kind, record)).content.decode()

    assert 'id="source-1"' in html
    assert all(f"/en/sources/{citation.source.reference}/" in html for citation in record.citations.select_related("source"))


@every_record_kind
def test_query_count_of_a_detail_does_not_grow_with_its_sources(client, kind):
    def count(record):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(record_address(kind, record)).status_code == 200
        return len(queries)

    few, many = FACTORIES[kind.model](), FACTORIES[kind.model](citations=12)

    assert count(few) == count(many)


@every_record_kind
def test_record_is_found_by_its_title_in_list_and_search(client, kind):
    record = kind.queryset().filter(state=State.PUBLISHED).first()

    listed = client.get(list_address(kind), {"q": record.title_en[:150]})
    found = client.get("/en/search/", {"q": record.title_en[:150]})

    group = next(group for group in found.context["groups"] if group["kind"] is kind)
    assert listed.context["count"] == group["count"] >= 1


@every_record_kind
def test_record_is_found_by_its_reference(client, kind):
    record = kind.queryset().first()
    rows, _count = csv_rows(client, kind, f"?q={record.reference.lower()}")

    assert record.reference in [identity(kind, row) for row in rows]
