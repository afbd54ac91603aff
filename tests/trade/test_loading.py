"""A release is loaded whole, shown at once, and can be taken back."""

from __future__ import annotations

import csv
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Sum

from cooperation.models import Product, SourceRelease, TradeLoad, TradeRecord, TradeTotal, TradeYear
from cooperation.trade import loading

from .conftest import ROWS

pytestmark = pytest.mark.django_db


def rows_shown() -> list[tuple]:
    fields = ("reporter__code", "partner__code", "direction", "period_start", "product__code", "value_usd")
    rows = TradeRecord.objects.published().filter(release__code="test").order_by("pk").values_list(*fields)
    return [(*row[:3], row[3].isoformat(), *row[4:]) for row in rows]


def test_rows_of_the_file_are_shown_with_the_direction_as_china_sees_it(write, load_trade):
    load_trade(write(*ROWS))

    assert rows_shown() == [
        ("CN", "KZ", "export", "2023-01-01", "TOTAL", Decimal("300.00")),
        ("CN", "KZ", "export", "2023-01-01", "27", Decimal("100.00")),
        ("CN", "KZ", "export", "2023-01-01", "270900", Decimal("100.00")),
        ("CN", "KZ", "export", "2023-01-01", "870323", Decimal("200.00")),
        ("KZ", "CN", "export", "2024-05-01", "870323", Decimal("70.25")),
    ]


def test_a_release_keeps_what_is_said_of_it(write, load_trade):
    load_trade(write(*ROWS), licence="CC BY 4.0", rank=7, retrieved="2026-03-01")

    release = SourceRelease.objects.get(code="test", is_current=True)
    assert (release.title_en, release.publisher, release.licence, release.rank) == ("Test", "Nobody", "CC BY 4.0", 7)
    assert (release.retrieved_on.isoformat(), release.row_count, len(release.checksum)) == ("2026-03-01", 5, 64)


def test_a_new_release_without_title_is_refused(write, load_trade):
    with pytest.raises(CommandError, match="say its title and publisher"):
        load_trade(write(*ROWS), title="")


def test_the_same_files_a_second_time_do_nothing(write, load_trade):
    path = write(*ROWS)
    load_trade(path)

    said = load_trade(path)

    assert "loaded already" in said
    assert SourceRelease.objects.filter(code="test").count() == 1


def test_other_files_replace_the_release_and_undo_brings_it_back(write, load_trade):
    load_trade(write(*ROWS))
    load_trade(write("2023,CN,KZ,export,TOTAL,,555", name="second.csv"), title="", publisher="")
    assert [row[-1] for row in rows_shown()] == [Decimal("555.00")]

    call_command("load_trade", undo="test")

    assert len(rows_shown()) == 5
    with pytest.raises(CommandError, match="no current release|not made by a load|undone"):
        call_command("load_trade", undo="other")


def test_undo_of_a_first_load_leaves_no_release_of_that_code(write, load_trade):
    load_trade(write(*ROWS))

    call_command("load_trade", undo="test")

    assert rows_shown() == []


def test_prune_deletes_what_is_not_shown_and_nothing_else(write, load_trade):
    load_trade(write(*ROWS))
    load_trade(write("2023,CN,KZ,export,TOTAL,,555", name="second.csv"))
    before = TradeRecord.objects.published().count()

    call_command("load_trade", prune="test")

    assert TradeRecord.objects.published().count() == before
    assert SourceRelease.objects.filter(code="test").count() == 1


def test_a_dry_run_says_what_would_change_and_changes_nothing(write, load_trade):
    load_trade(write(*ROWS))
    tables = (SourceRelease, TradeRecord, TradeTotal, TradeYear, Product)
    before = [model.objects.count() for model in tables]

    said = load_trade(
        write("2023,CN,KZ,export,TOTAL,,900000000", "2023,CN,KZ,export,010121,Horses,1", name="second.csv"), dry_run=True
    )

    assert "CN        2023           2  (4)" in said
    assert "900  (0)" in said
    assert "Dry run: nothing was changed." in said
    assert [model.objects.count() for model in tables] == before


def test_rejected_rows_within_the_limit_are_reported_and_the_rest_is_loaded(write, load_trade, tmp_path):
    load_trade(write(*ROWS, "2023,CN,KZ,export,010121,,-5", "2024-13,CN,KZ,export,010121,,5"), max_errors=2)

    with (tmp_path / "rejected.csv").open() as file:
        report = list(csv.reader(file))
    assert report == [
        ["file", "line", "column", "reason"],
        ["trade.csv", "7", "value_usd", "“-5” is negative"],
        ["trade.csv", "8", "period", "“2024-13” is not a month or day of the calendar."],
    ]
    assert len(rows_shown()) == 5


def test_more_rejected_rows_than_allowed_change_nothing_but_are_all_reported(write, load_trade, tmp_path):
    with pytest.raises(CommandError, match=r"Nothing was changed\. 3 rows are rejected, 1 are allowed"):
        load_trade(write(*ROWS, *["2023,CN,KZ,export,010121,,-5"] * 3), max_errors=1)

    assert rows_shown() == []
    assert not SourceRelease.objects.filter(code="test").exists()
    assert len((tmp_path / "rejected.csv").read_text().splitlines()) == 4


def test_a_load_that_broke_off_is_cleared_away_by_the_next(write, load_trade):
    leftover = SourceRelease.objects.create(
        code="test", title_en="Half", publisher="Nobody", kind="dataset", is_current=False, is_complete=False
    )

    load_trade(write(*ROWS))

    assert not SourceRelease.objects.filter(pk=leftover.pk).exists()


def test_two_loads_of_one_release_do_not_run_at_once(write, load_trade):
    running = TradeLoad.objects.create(code="test")
    loading.claim(running)

    with pytest.raises(CommandError, match="Another load of test is at work"):
        load_trade(write(*ROWS))


def test_a_staged_release_is_seen_only_when_it_is_applied(write):
    load = TradeLoad.objects.create(
        code="test", files=[str(write(*ROWS))], description={"title_en": "Test", "publisher": "Nobody", "kind": "dataset"}
    )

    loading.stage(load)
    staged = rows_shown()
    loading.publish(load)

    assert staged == []
    assert len(rows_shown()) == 5


def test_names_of_products_come_with_the_files(write, load_trade):
    load_trade(write("2023,CN,KZ,export,010121,,1"))
    nameless = Product.objects.get(code="010121").name_en
    load_trade(write("2023,CN,KZ,export,010121,Horses; pure-bred,2", name="second.csv"))

    product = Product.objects.get(code="010121")
    assert (nameless, product.name_en) == ("HS 010121", "Horses; pure-bred")
    assert (product.level, product.chapter, product.section, product.sector.code) == ("subheading", "01", "I", "09.02")


def test_levels_are_never_added_up_twice(write, load_trade):
    load_trade(write(*ROWS))

    totals = TradeTotal.objects.filter(release__code="test")
    assert totals.aggregate(rows=Sum("row_count"))["rows"] == 5
    assert list(totals.all_goods().order_by("period_start").values_list("level", "value_usd")) == [
        ("total", Decimal("300.00")),
        ("subheading", Decimal("70.25")),
    ]
    assert list(totals.by_chapter().order_by("chapter", "period_start").values_list("chapter", "level", "value_usd")) == [
        ("27", "chapter", Decimal("100.00")),
        ("87", "subheading", Decimal("200.00")),
        ("87", "subheading", Decimal("70.25")),
    ]


def test_selected_products_are_never_called_all_goods(write, load_trade):
    load_trade(write("2023,CN,KZ,export,270900,,100"), selected_products=True)

    assert not TradeTotal.objects.filter(release__code="test").all_goods().exists()


def test_months_add_up_to_years_and_say_how_many_they_are(write, load_trade):
    load_trade(write(*(f"2024-{month:02d},CN,KZ,export,270900,,{month}" for month in (1, 2, 3))))

    year = TradeYear.objects.get(release__code="test")
    assert (year.first_year, year.last_year, year.periods, year.row_count, year.value_usd) == (2024, 2024, 3, 3, Decimal("6.00"))


def test_the_revision_of_what_is_shown_changes_with_each_exchange(write, load_trade):
    seen = {SourceRelease.objects.revision()}
    load_trade(write(*ROWS))
    seen.add(SourceRelease.objects.revision())
    load_trade(write("2023,CN,KZ,export,TOTAL,,555", name="second.csv"))
    seen.add(SourceRelease.objects.revision())

    assert len(seen) == 3
