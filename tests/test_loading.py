"""Loading the registry's files again and again."""

import json

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command

from cooperation.editorial.history import LOADED, record_version
from cooperation.editorial.loading import FOUND, LoadError, load
from cooperation.models import (
    Agreement,
    Country,
    Figure,
    Indicator,
    Record,
    Source,
    SourceRelease,
    TradeRecord,
    TradeTotal,
    Version,
)
from cooperation.models.documents import documents
from tests.conftest import FIXTURES

pytestmark = pytest.mark.django_db

FIGURES = next(path for path in FIXTURES if "figures" in path.name)
TRADE = next(path for path in FIXTURES if "trade" in path.name)
VOCABULARY = next(path for path in FIXTURES if "vocabulary" in path.name)


@pytest.fixture
def changed(tmp_path):
    """Writes a changed copy of a file: `change` is given its entries and may change them in place."""

    def write(path, change):
        entries = json.loads(path.read_text())
        change(entries)
        copy = tmp_path / path.name
        copy.write_text(json.dumps(entries, ensure_ascii=False))
        return copy

    return write


def fields(entries, model, **wanted):
    """The fields of the first entry of a model with these values."""
    of_model = (entry["fields"] for entry in entries if entry["model"] == f"cooperation.{model}")
    return next(row for row in of_model if all(row.get(name) == value for name, value in wanted.items()))


@pytest.fixture
def curator():
    return get_user_model().objects.create_user("curator")


def edit(record, by):
    record.title_en = "Edited by a curator"
    record.save()
    record_version(record, by=by, reason="Better title.")


# What is there already


def test_a_second_load_changes_nothing(capsys):
    versions, rows = Version.objects.count(), list(TradeRecord.objects.values_list("pk", flat=True))
    before = list(documents(Agreement.objects.all()))

    call_command("load_registry")

    out = capsys.readouterr().out
    assert "05_agreements.json: 355 agreements: 355 already there" in out
    assert "Versions written: 0. Trade totals made: 0." in out
    assert Version.objects.count() == versions
    assert list(TradeRecord.objects.values_list("pk", flat=True)) == rows
    assert list(documents(Agreement.objects.all())) == before


def test_a_curators_edit_is_kept_and_named(capsys, curator):
    edit(Figure.objects.get(reference="FIG-0001"), curator)

    call_command("load_registry", FIGURES)

    assert Figure.objects.get(reference="FIG-0001").title_en == "Edited by a curator"
    assert "Changed here since they were loaded, and left so: 1 (FIG-0001)." in capsys.readouterr().out


def test_an_edit_that_no_version_tells_of_is_kept():
    Figure.objects.filter(reference="FIG-0001").update(title_en="Edited by a curator")

    summary = load([FIGURES])

    assert summary.edited == ["FIG-0001"]
    assert Figure.objects.get(reference="FIG-0001").title_en == "Edited by a curator"


def test_a_withdrawn_record_stays_withdrawn(changed):
    Figure.objects.filter(reference="FIG-0001").update(state="withdrawn", withdrawn_reason="Counted twice.")
    path = changed(FIGURES, lambda entries: fields(entries, "figure", reference="FIG-0001").update(remarks_en="Counted anew."))

    load([path])

    figure = Figure.objects.get(reference="FIG-0001")
    assert figure.state == "withdrawn"
    assert figure.remarks_en != "Counted anew."


def test_a_curators_word_in_a_vocabulary_is_kept_and_a_missing_one_comes_back():
    Country.objects.filter(code="KZ").update(name_en="Republic of Kazakhstan")
    unused = Indicator.objects.filter(figures=None, capacities=None, measures=None).first()
    unused.delete()

    load([VOCABULARY])

    assert Country.objects.get(code="KZ").name_en == "Republic of Kazakhstan"
    assert Indicator.objects.filter(code=unused.code).exists()


# What the files bring


def test_a_record_that_nobody_touched_follows_its_file(changed):
    def change(entries):
        fields(entries, "figure", reference="FIG-0001")["remarks_en"] = "Counted anew."
        position = sum(entry["fields"].get("record") == ["FIG-0001"] for entry in entries) + 1
        citation = {"record": ["FIG-0001"], "position": position, "source": ["SRC-00001"], "rank": "normal"}
        entries.append({"model": "cooperation.figurecitation", "fields": citation})

    summary = load([changed(FIGURES, change)])

    figure = Figure.objects.get(reference="FIG-0001")
    version = Version.objects.get(reference="FIG-0001", number=2)
    assert dict(summary.updated) == {"figures": 1}
    assert (figure.remarks_en, figure.version) == ("Counted anew.", 2)
    assert figure.citations.filter(source__reference="SRC-00001").exists()
    assert (version.reason, version.author) == (LOADED, None)


def test_an_edited_record_does_not_follow_its_file(changed, curator):
    edit(Figure.objects.get(reference="FIG-0001"), curator)
    versions = Version.objects.count()

    load([changed(FIGURES, lambda entries: fields(entries, "figure", reference="FIG-0001").update(remarks_en="Counted anew."))])

    assert Figure.objects.get(reference="FIG-0001").remarks_en != "Counted anew."
    assert Version.objects.count() == versions


def test_a_new_record_comes_with_all_that_belongs_to_it(changed):
    def change(entries):
        for entry in entries:
            if entry["fields"].get("reference") == "FIG-0001":
                entry["fields"] |= {"reference": "FIG-9001", "title_en": "Another"}
            if entry["fields"].get("record") == ["FIG-0001"]:
                entry["fields"]["record"] = ["FIG-9001"]

    load([changed(FIGURES, change)])

    figure = Figure.objects.published().get(reference="FIG-9001")
    assert figure.citations.count() == Figure.objects.get(reference="FIG-0001").citations.count()
    assert Version.objects.get(reference="FIG-9001").reason == LOADED
    assert "FIG-9001" in Figure.objects.matching("another").values_list("reference", flat=True)


def test_a_release_is_replaced_as_a_whole_when_its_rows_differ(changed):
    def change(entries):
        fields(entries, "traderecord", release=["REL-0003"])["value_usd"] = "1"

    kept = TradeRecord.objects.filter(release__reference="REL-0001").values_list("pk", flat=True)
    kept_before = list(kept)

    summary = load([changed(TRADE, change)])

    assert dict(summary.updated) == {"trade releases": 1}
    assert TradeRecord.objects.filter(release__reference="REL-0003", value_usd=1).count() == 1
    assert TradeTotal.objects.filter(release__reference="REL-0003", value_usd=1).count() == 1
    assert list(kept) == kept_before


def test_a_check_changes_nothing(changed, capsys):
    path = changed(FIGURES, lambda entries: fields(entries, "figure", reference="FIG-0001").update(remarks_en="Counted anew."))

    call_command("load_registry", path, check=True)

    assert "1 brought up to date" in capsys.readouterr().out
    assert Figure.objects.get(reference="FIG-0001").remarks_en != "Counted anew."
    assert Version.objects.filter(reference="FIG-0001").count() == 1


# What is wrong with a file


def new_figure(**values):
    """A change that adds a figure to the file, wrong in the given fields."""

    def change(entries):
        figure = dict(fields(entries, "figure", reference="FIG-0001"), reference="FIG-9001") | values
        citation = dict(fields(entries, "figurecitation", record=["FIG-0001"], position=1), record=["FIG-9001"])
        entries.append({"model": "cooperation.figure", "fields": figure})
        entries.append({"model": "cooperation.figurecitation", "fields": citation})

    return change


def new_citation(**values):
    def change(entries):
        new_figure()(entries)
        entries[-1]["fields"] |= values

    return change


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (new_figure(unti="trains"), "(figure FIG-9001), field “unti”: there is no such field."),
        (new_figure(indicator=["nothing"]), "(figure FIG-9001), field “indicator”: there is no indicator “nothing”."),
        (new_figure(indicator="nothing"), "(figure FIG-9001), field “indicator”: refers to nothing"),
        (new_figure(value="many"), "(figure FIG-9001), field “value”: “many” is not a number that fits."),
        (new_figure(as_of="2024-13-01", as_of_precision="day"), "(figure FIG-9001), field “as_of”: “2024-13-01” is not a day"),
        (new_figure(as_of="2024-01-01", as_of_precision=""), "(figure FIG-9001), field “as_of_precision”: a date needs"),
        (new_figure(period_type="era"), "(figure FIG-9001), field “period_type”: Value 'era' is not a valid choice."),
        (new_figure(period_end="1990-01-01"), "(figure FIG-9001): The period ends before it begins."),
        (new_figure(sectors=[["99"]]), "(figure FIG-9001), field “sectors”: there is no sector “99”."),
        (new_figure(reference="FIG-0001"), "(figure FIG-0001): stands in the file twice."),
        (new_citation(source=["SRC-99999"]), "(figurecitation FIG-9001), field “source”: there is no source “SRC-99999”."),
        (new_citation(record=["FIG-9002"]), "(figurecitation FIG-9002), field “record”: refers to FIG-9002, which is not in"),
        (new_citation(position=2), "(figurecitation FIG-9001), field “position”: stands where the row with position 1 should"),
        (new_citation(field="colour"), "(figurecitation FIG-9001), field “field”: “colour” is not a field"),
        (lambda entries: (new_figure()(entries), entries.pop()), "(figure FIG-9001): the record has no source."),
        (
            lambda entries: entries.append({"model": "cooperation.nothing", "fields": {}}),
            "there is no model “cooperation.nothing”.",
        ),
        (lambda entries: entries.append({"model": "auth.user", "fields": {}}), "“auth.user” is not loaded from files."),
        (lambda entries: entries.append({"model": "cooperation.figure", "pk": 1, "fields": {}}), "has a primary key."),
        (lambda entries: entries.append({"model": "cooperation.figure", "fields": {}}), "the field that names it is missing."),
        (lambda entries: entries.append("figure"), "not an entry with a model and fields."),
    ],
)
def test_a_fault_is_named_and_changes_nothing(changed, change, words):
    def change_two(entries):
        fields(entries, "figure", reference="FIG-0002")["remarks_en"] = "Counted anew."
        change(entries)

    path = changed(FIGURES, change_two)

    with pytest.raises(CommandError) as error:
        call_command("load_registry", path, verbosity=0)

    assert str(error.value).startswith("Nothing was changed. 08_figures.json, entry ")
    assert words in str(error.value)
    assert not Figure.objects.filter(remarks_en="Counted anew.").exists()
    assert not Figure.objects.filter(reference="FIG-9001").exists()


def test_a_fault_in_a_record_that_is_there_is_named(changed):
    path = changed(FIGURES, lambda entries: fields(entries, "figurecitation", record=["FIG-0001"]).update(source=["SRC-99999"]))

    with pytest.raises(LoadError, match=r"figurecitation FIG-0001\), field “source”: There is no source “SRC-99999”"):
        load([path])


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda text: text[:-400].encode(), "cut short or malformed at line"),
        (lambda text: b"", "cut short or malformed at line 1, column 1"),
        (lambda text: b"{}", "not a list of entries."),
        (lambda text: text.encode()[:-40] + b"\xff", "not UTF-8 at byte"),
    ],
)
def test_a_broken_file_is_named(tmp_path, make, words):
    path = tmp_path / "08_figures.json"
    path.write_bytes(make(FIGURES.read_text()))

    with pytest.raises(LoadError, match="08_figures.json") as error:
        load([path])

    assert words in str(error.value)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(LoadError, match="there is no such file"):
        load([tmp_path / "10_nothing.json"])


def test_trade_rows_that_state_one_value_twice_are_refused(changed):
    with pytest.raises(LoadError, match=r"09_trade.json, entry [0-9]+ \(traderecord REL-0020\): states .* a second time"):
        load([changed(TRADE, lambda entries: entries.append(entries[-1]))])


# Django's own command


def test_plain_loaddata_reads_the_files_and_the_loader_completes_them():
    call_command("flush", interactive=False, inhibit_post_migrate=True, verbosity=0)
    call_command("loaddata", *map(str, FIXTURES), verbosity=0)
    Figure.objects.filter(reference="FIG-0001").update(title_en="Edited by a curator")

    summary = load(FIXTURES)

    assert not summary.added
    assert summary.edited == ["FIG-0001"]
    assert summary.versions == sum(model.objects.count() for model in Record.__subclasses__())
    assert summary.totals
    assert Version.objects.get(reference="FIG-0001").reason == FOUND
    assert Source.objects.count() == len(json.loads(FIXTURES[1].read_text()))
    assert not TradeRecord.objects.filter(level="").exists()
    assert SourceRelease.objects.filter(row_count=0).count() == 0
