"""Profiles of pairs, sectors, mechanisms, organisations and events: every "all N" opens a list of N."""

import datetime as dt

import pytest
from django.utils import timezone

from cooperation.kinds import kind_of
from cooperation.models import AgreementParty, Event, Finance, Mechanism, Organisation, Participation, State
from tests.factories import AgreementFactory, EventFactory, OrganisationFactory, ProjectFactory, countries
from tests.surface import record_address

pytestmark = pytest.mark.django_db

PROFILES = [
    "countries/KZ/",
    "countries/CN/",
    "countries/RU/",
    "countries/CN/KZ/",
    "countries/KZ/UZ/",
    "sectors/06/",
    "sectors/06.05/",
    "countries/KZ/sectors/06/",
]
every_profile = pytest.mark.parametrize("path", PROFILES)


def count_behind(client, url):
    response = client.get(url)
    assert response.status_code == 200, url
    return response.context["count"]


def text_of(response):
    return " ".join(response.content.decode().split())


@every_profile
def test_every_number_of_a_profile_is_the_count_of_the_list_it_opens(client, path):
    context = client.get(f"/en/{path}").context
    cells = [cell for row in context["tied"] for cell in row.cells if cell["count"]]

    for named in (*context["groups"], *cells[:6]):
        assert count_behind(client, named["url"]) == named["count"], named["url"]
    for figure in context["figures"]:
        assert count_behind(client, figure.address.partition("#")[0]) == figure.count


@every_profile
def test_the_timeline_behind_an_extract_has_so_many_moments(client, path):
    context = client.get(f"/en/{path}").context

    assert not context["timeline_url"] or count_behind(client, context["timeline_url"]) == context["moment_count"]


@every_profile
def test_the_extract_holds_what_happened_before_today_and_plans_after_it(client, path):
    context = client.get(f"/en/{path}").context
    today = timezone.localdate()

    assert all(moment.day <= today and not moment.is_planned for moment in context["moments"])
    assert not [moment for moment in context["moments"] if moment.strand.may_be_open and moment.is_open(today)]
    assert [moment.order for moment in context["moments"]] == sorted((m.order for m in context["moments"]), reverse=True)
    assert all(moment.date.last_day > today for moment in context["coming"])


def test_the_table_of_countries_leads_to_chinas_pairs(client):
    pairs = client.get("/en/countries/").context["pairs"]

    assert [url for _country, url in pairs] == [f"/en/countries/CN/{code}/" for code in ("KZ", "KG", "TJ", "TM", "UZ")]
    assert {client.get(url).status_code for _country, url in pairs} == {200}


def test_numbers_beside_a_country_are_those_of_the_pairs_page(client):
    for _other, url, count in client.get("/en/countries/KZ/").context["pairs"]:
        assert client.get(url).context["total"] == count


def test_a_pair_has_one_address_with_china_first(client):
    turned = client.get("/en/countries/KZ/CN/")

    assert (turned.status_code, turned.headers["Location"]) == (301, "/en/countries/CN/KZ/")
    assert client.get("/en/countries/UZ/KG/").headers["Location"] == "/en/countries/KG/UZ/"


@pytest.mark.parametrize("path", ["KZ/KZ", "KZ/XX", "XX/KZ", "CN/RU", "CN/C5", "KZ/sectors", "cn/kz"])
def test_what_is_no_pair_is_not_found(client, path):
    assert client.get(f"/en/countries/{path}/").status_code == 404


def test_a_pair_without_records_is_not_found(client):
    for kind in {group["kind"] for group in client.get("/en/countries/TJ/TM/").context["groups"]}:
        kind.model.objects.update(state=State.DRAFT)

    assert client.get("/en/countries/TJ/TM/").status_code == 404


def test_a_pair_with_china_shows_both_directions_and_the_gap(client):
    context = client.get("/en/countries/CN/KZ/").context

    assert {side.name for side in context["trade"].sides} == {"china", "partner"}
    assert all(side.outward and side.inward for side in context["trade"].sides)
    assert context["figure"].chart == client.get("/en/trade/mirror/?partner=KZ").context["figure"].chart
    assert "figure" not in client.get("/en/countries/KZ/UZ/").context


@every_profile
def test_what_is_not_published_changes_no_profile(client, path):
    def numbers():
        context = client.get(f"/en/{path}").context
        money = context["money"]
        return (
            [(group["kind"].name, group["count"]) for group in context["groups"]],
            context["moment_count"],
            [(row.organisation.pk, [cell["count"] for cell in row.cells]) for row in context["tied"]],
            money and (money.count, money.left_out, [(s.kind, s.usd) for s in money.sums]),
            [figure.count for figure in context["figures"]],
            [change.record.reference for change in context["changes"]],
        )

    before = numbers()
    draft = ProjectFactory(state=State.DRAFT)
    draft.countries.set(countries("CN", "KZ", "UZ", "RU"))
    draft.sectors.set(draft.sectors.model.objects.filter(code="06.05"))
    lender = OrganisationFactory()
    Finance.objects.create(record=draft, kind="loan", amount=10**12, currency="USD", lender=lender)
    Participation.objects.create(record=draft, organisation=lender, role="owner")

    # A new organisation is published, though what it takes part in is not.
    assert numbers()[1:5] == before[1:5]


def test_a_sectors_goods_are_its_chapters_as_china_reports_them(client):
    goods = client.get("/en/sectors/06/").context["goods"]

    assert {product.sector.code[:2] for side in goods for product, _value in side.rows} == {"06"}
    assert all(side.total == sum(value for _product, value in side.rows) for side in goods)


@pytest.mark.parametrize("path", [*PROFILES, "mechanisms/", "mechanisms/china-central-asia/"])
def test_queries_of_a_profile_do_not_grow_with_the_records(client, path, django_assert_max_num_queries):
    with django_assert_max_num_queries(106):
        client.get(f"/en/{path}")


# Mechanisms


def test_each_mechanism_leads_to_its_meetings_and_what_was_signed_there(client):
    for row in client.get("/en/mechanisms/").context["rows"]:
        assert count_behind(client, row["url"]) == row["count"]
        assert count_behind(client, row["signed_url"]) == row["signed"]
        context = client.get(f"/en/mechanisms/{row['mechanism'].code}/").context
        assert (context["count"], context["agreement_count"]) == (row["count"], row["signed"])


def test_a_mechanism_shows_its_next_meeting(client):
    mechanism = Mechanism.objects.get(code="sco")
    assert "The next meeting is not known." in text_of(client.get("/en/mechanisms/sco/"))
    today = timezone.localdate()
    for days in (40, 9):
        EventFactory(mechanism=mechanism, starts_on=today + dt.timedelta(days=days), starts_on_precision="day")
    EventFactory(mechanism=mechanism, starts_on=today + dt.timedelta(days=1), starts_on_precision="day", state=State.DRAFT)

    assert client.get("/en/mechanisms/sco/").context["next"].starts_on == today + dt.timedelta(days=9)
    assert client.get("/en/mechanisms/none/").status_code == 404


def test_an_event_that_is_not_public_lends_no_mechanism(client):
    event = EventFactory(mechanism=Mechanism.objects.get(code="sco"), state=State.DRAFT)
    before = count_behind(client, "/en/agreements/?mechanism=sco")
    AgreementFactory(event=event)

    assert count_behind(client, "/en/agreements/?mechanism=sco") == before
    assert client.get("/en/mechanisms/sco/").context["agreement_count"] == before


def test_an_event_stands_between_its_neighbours(client):
    mechanism = Mechanism.objects.get(code="sco")
    Event.objects.filter(mechanism=mechanism).update(mechanism=None)
    first, middle, last = [
        EventFactory(mechanism=mechanism, starts_on=dt.date(year, 6, 1), starts_on_precision="day") for year in (2011, 2012, 2013)
    ]
    undated = EventFactory(mechanism=mechanism)
    EventFactory(mechanism=mechanism, starts_on=dt.date(2012, 1, 1), starts_on_precision="day", state=State.DRAFT)

    context = client.get(record_address(kind_of(Event), middle)).context
    assert (context["before"], context["after"], context["place"], context["dated"]) == (first, last, 2, 3)
    assert count_behind(client, context["series_list"]["url"]) == context["series_list"]["count"] == 4
    assert client.get(record_address(kind_of(Event), first)).context["before"] is None
    assert client.get(record_address(kind_of(Event), undated)).context["place"] is None


def test_an_event_leads_to_the_agreements_signed_there_and_to_its_mechanism(client):
    event = Event.objects.published().exclude(mechanism=None).filter(agreements__state=State.PUBLISHED).first()
    response = client.get(record_address(kind_of(Event), event))

    assert count_behind(client, response.context["signed"]["url"]) == response.context["signed"]["count"] > 0
    assert f'href="/en/mechanisms/{event.mechanism.code}/"' in response.content.decode()


# Organisations


def test_every_number_of_an_organisation_is_the_count_of_its_list(client):
    busy = Organisation.objects.published().filter(
        title_en__in=["Export-Import Bank of China", "China National Petroleum Corporation"]
    )
    assert busy
    for organisation in busy:
        context = client.get(record_address(kind_of(Organisation), organisation)).context

        for named in (*context["counts"].values(), *(way for _country, way in context["countries"])):
            assert count_behind(client, named["url"]) == named["count"], named["url"]
        assert context["money"].count == context["counts"]["projects"]["count"] == context["map"]["count"]


def test_an_organisation_adds_up_what_it_gave_under_the_rule(client):
    bank = OrganisationFactory()
    for project, amount in (
        (ProjectFactory(), 100),
        (ProjectFactory(status="cancelled"), 1000),
        (ProjectFactory(state="draft"), 7),
    ):
        Finance.objects.create(record=project, kind="loan", amount=amount, currency="USD", lender=bank)
    own = ProjectFactory()
    Participation.objects.create(record=own, organisation=bank, role="owner")
    Finance.objects.create(record=own, kind="loan", amount=50, currency="USD")

    context = client.get(record_address(kind_of(Organisation), bank)).context

    assert [(given.kind, given.usd, given.projects) for given in context["given"]] == [("loan", 100, 1)]
    assert [(sum_.kind, sum_.usd) for sum_ in context["money"].sums] == [("loan", 150)]
    assert (context["money"].count, context["money"].left_out) == (3, 1)


def test_an_organisation_without_anything_has_its_page(client):
    organisation = OrganisationFactory()
    AgreementParty.objects.create(record=AgreementFactory(state=State.DRAFT), organisation=organisation)

    context = client.get(record_address(kind_of(Organisation), organisation)).context

    assert context["groups"] == []


# From lists


@pytest.mark.parametrize(
    ("query", "profiles"),
    [
        ("?country=KZ", ["/en/countries/KZ/"]),
        ("?country=KZ&country=CN&match=all", ["/en/countries/CN/KZ/", "/en/countries/CN/", "/en/countries/KZ/"]),
        ("?country=KZ&sector=06", ["/en/countries/KZ/sectors/06/", "/en/countries/KZ/", "/en/sectors/06/"]),
        ("?country=KZ&country=UZ&country=TM", []),
        ("?sector=nonsense", []),
    ],
)
def test_a_list_leads_to_the_profiles_of_what_it_is_narrowed_to(client, query, profiles):
    assert [link["url"] for link in client.get(f"/en/projects/{query}").context["profiles"]] == profiles


def test_the_list_of_events_leads_to_the_mechanisms(client):
    assert client.get("/en/events/").context["profiles"][-1]["url"] == "/en/mechanisms/"
    assert client.get("/en/events/?mechanism=sco").context["profiles"][-1]["url"] == "/en/mechanisms/sco/"
