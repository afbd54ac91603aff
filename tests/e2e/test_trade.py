"""The trade explorer in a browser: drawn from its table, steered by keyboard, and whole without scripts."""

import csv
import io
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

CHARTS = {
    "line": "path[stroke]",
    "area": "path[fill]",
    "bar": "rect",
    "multiples": "path[stroke]",
    "ranked": "rect",
    "treemap": "rect",
}


@pytest.fixture
def page(open_page):
    page = open_page(reduced_motion="reduce")
    page.faults = []
    page.on("pageerror", lambda error: page.faults.append(str(error)))
    page.on("console", lambda message: page.faults.append(message.text) if message.type == "error" else None)
    return page


def drawn(page):
    page.locator(".chart svg").first.wait_for()
    return page


@pytest.mark.parametrize(("chart", "mark"), CHARTS.items(), ids=list(CHARTS))
def test_each_chart_is_drawn_and_named_and_breaks_no_rule_of_the_content_policy(page, chart, mark):
    page.goto(f"/en/trade/?chart={chart}&from_date=2018")
    drawn(page)
    place = page.locator(".chart")

    assert place.locator(mark).count() >= 2
    assert place.get_attribute("role") == "img"
    assert page.locator(f"#{place.get_attribute('aria-describedby')}").inner_text()
    assert page.faults == []


def test_a_mark_is_drawn_for_each_value_of_the_table(page):
    page.goto("/en/trade/?from_date=2018")
    drawn(page)

    assert page.locator(".chart g[aria-label=dot] path").count() == page.locator("td[data-value]").count() > 10


def test_part_of_a_year_is_a_hollow_mark_that_no_line_meets(page):
    page.goto("/en/trade/?partner=TM&from_date=2016&to_date=2016")
    drawn(page)

    assert page.locator(".chart g[aria-label=dot] [fill='var(--paper)']").count() == 1
    assert page.locator(".chart g[aria-label=line] path").count() == 0
    assert page.locator("td[data-part]").inner_text().endswith("January–November")


def test_choices_made_by_keyboard_change_the_address_the_table_and_the_file(page):
    page.goto("/en/trade/")
    page.locator("#id_reported_by").focus()
    page.keyboard.press("ArrowDown")
    page.locator("#id_product").focus()
    page.keyboard.type("270900")
    page.locator("#id_direction").select_option("import")
    page.locator("#id_product").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/trade/?**")
    drawn(page)

    assert "reported_by=partner" in page.url
    assert "product=270900" in page.url
    file = page.request.get(page.locator(".chart-tools a", has_text="CSV").get_attribute("href"))
    rows = list(csv.DictReader(io.StringIO(file.text(), newline="")))
    table = page.locator("td[data-value]").evaluate_all("cells => cells.map(cell => Number(cell.dataset.value))")
    assert sorted(table) == sorted(float(row["value_usd"]) for row in rows)


@pytest.mark.parametrize(("kind", "beginning"), [("svg", b"<svg"), ("png", b"\x89PNG")])
def test_the_chart_is_taken_away_as_a_picture_with_its_source(page, kind, beginning):
    page.goto("/en/trade/?from_date=2021")
    drawn(page)
    with page.expect_download() as taken:
        page.locator(f"[data-take={kind}]").click()
    content = taken.value.path().read_bytes()

    assert taken.value.suggested_filename.endswith(f".{kind}")
    assert content.startswith(beginning)
    assert len(content) > 5_000
    assert page.faults == []


def test_the_picture_names_title_sentence_and_source_and_needs_no_style_sheet(page):
    page.goto("/en/trade/?from_date=2021")
    drawn(page)
    with page.expect_download() as taken:
        page.locator("[data-take=svg]").click()
    text = taken.value.path().read_text()

    assert page.locator("figure h2").inner_text() in text
    assert "/en/trade/?from_date=2021" in text
    assert "var(--" not in text


def test_without_scripts_the_table_and_its_file_are_there(open_page):
    page = open_page(scripts=False)
    page.goto("/en/trade/")
    page.locator("#id_direction").select_option("import")
    page.locator(".chart-form button").click()

    assert "direction=import" in page.url
    assert page.locator("td[data-value]").count() > 10
    assert page.locator(".chart-sentence").inner_text()
    assert not page.locator(".chart").is_visible()
    assert not page.locator("[data-take]").first.is_visible()


@pytest.fixture
def elsewhere():
    """Another site: serves any page that is put into it. A page made up by the browser may not open local addresses."""
    pages = {}

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(pages["/"].encode())

        def log_message(self, *arguments):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    Thread(target=server.serve_forever, daemon=True).start()
    yield pages, f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def test_another_site_may_frame_the_chart_and_nothing_else(page, site, elsewhere):
    pages, address = elsewhere
    framed = (f"{site}/embed/en/trade/?from_date=2021", f"{site}/en/trade/?from_date=2021")
    pages["/"] = "".join(f"<iframe src='{url}' width=800 height=900></iframe>" for url in framed)
    page.goto(address)
    page.frame_locator("iframe >> nth=0").locator(".chart svg").first.wait_for()

    assert page.frame_locator("iframe >> nth=0").locator(".chart-source time").count() == 1
    assert page.frame_locator("iframe >> nth=1").locator(".masthead").count() == 0
