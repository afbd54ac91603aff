/* Draws the charts of records, each from its own table: years or values in the rows, values in the columns.
   The table is complete without the chart. d3 and Plot are fetched when the first chart comes into view. */

const STYLE = { background: "none", color: "var(--ink)", fontSize: "13px" };
const BILLION = 1e9;

let fetched = null;

function script(address) {
  return new Promise((resolve, reject) => {
    const element = document.createElement("script");
    element.src = address;
    element.addEventListener("load", resolve);
    element.addEventListener("error", reject);
    document.head.append(element);
  });
}

function libraries({ d3, plot }) {
  fetched ||= window.Plot ? Promise.resolve() : script(d3).then(() => script(plot));
  return fetched;
}

const colour = (series) => `var(--mark-${series.colour})`;

/* What a table holds: its series in the order of the columns, and a point for each number in a known row. */
function read(figure) {
  const table = figure.querySelector("table");
  const heads = [...table.querySelectorAll("thead th")].slice(1);
  const split = heads.some((head) => head.dataset.colour);
  const series = heads.map((head, index) => ({
    index,
    label: head.textContent.trim(),
    colour: head.dataset.colour || 1,
    isDrawn: split ? head.dataset.colour !== undefined : true,
  }));
  const rows = [...table.querySelectorAll("tbody tr[data-at]")];
  const points = [];
  for (const row of rows) {
    [...row.querySelectorAll("td")].forEach((cell, index) => {
      if (cell.dataset.value === undefined || !series[index].isDrawn) return;
      points.push({ series: series[index], at: row.dataset.at, value: Number(cell.dataset.value), text: cell.textContent.trim() });
    });
  }
  return { series: series.filter((one) => one.isDrawn), points, names: rows.map((row) => row.dataset.at), split };
}

function told(point, split) {
  return split ? `${point.at}\n${point.series.label}: ${point.text}` : `${point.at}: ${point.text}`;
}

/* Every year from the first to the last, so that an empty one is a gap. */
function span(data) {
  const [first, last] = [Math.min(...data.names.map(Number)), Math.max(...data.names.map(Number))];
  return Array.from({ length: last - first + 1 }, (_, index) => String(first + index));
}

function yearTicks(years, width) {
  const every = Math.ceil(years.length / Math.max(2, Math.floor(width / 52)));
  return years.filter((_year, index) => (years.length - 1 - index) % every === 0);
}

const byColumn = (point) => point.series.index;

function years(data, width) {
  const all = span(data);
  return Plot.plot({
    width,
    height: 280,
    marginLeft: 40,
    marginRight: 8,
    marginTop: 12,
    style: STYLE,
    x: { type: "band", domain: all, label: null, ticks: yearTicks(all, width - 48), padding: 0.2, tickSize: 0 },
    y: { grid: true, label: null, ticks: 5, tickFormat: (value) => (Number.isInteger(value) ? String(value) : "") },
    marks: [
      Plot.barY(data.points, Plot.stackY({ x: "at", y: "value", z: byColumn, order: byColumn, fill: (point) => colour(point.series), title: (point) => told(point, data.split) })),
      Plot.ruleY([0], { stroke: "var(--ink)" }),
    ],
  });
}

function cut(text, letters) {
  return text.length > letters ? `${text.slice(0, letters - 1)}…` : text;
}

function room(names, width) {
  const widest = Math.max(...names.map((name) => [...name].reduce((sum, letter) => sum + (letter > "\u2e80" ? 14 : 7), 0)));
  return Math.min(widest + 14, 260, Math.floor(width * 0.45));
}

function bars(data, width) {
  const left = room(data.names, width);
  const sums = new Map();
  for (const point of data.points) sums.set(point.at, (sums.get(point.at) || 0) + point.value);
  return Plot.plot({
    width,
    height: 36 + data.names.length * 24,
    marginLeft: left,
    marginRight: 36,
    marginTop: 4,
    style: STYLE,
    x: { axis: null },
    y: { domain: data.names, label: null, tickSize: 0, padding: 0.2, tickFormat: (name) => cut(name, Math.floor((left - 10) / 7)) },
    marks: [
      Plot.barX(data.points, Plot.stackX({ y: "at", x: "value", z: byColumn, order: byColumn, fill: (point) => colour(point.series), title: (point) => told(point, data.split) })),
      Plot.text([...sums], { y: ([name]) => name, x: ([, sum]) => sum, text: ([, sum]) => String(sum), textAnchor: "start", dx: 5 }),
      Plot.ruleX([0], { stroke: "var(--ink)" }),
    ],
  });
}

/* Kinds of amounts side by side, each on a scale of its own: they are never added up, so they are never stacked. */
function panels(figure, data, whole, isOverTime) {
  const all = isOverTime ? span(data) : data.names;
  const width = whole < 640 ? whole : Math.floor((whole - 28) / 2);
  const left = isOverTime ? 44 : room(all, width);
  const box = document.createElement("div");
  box.className = whole < 640 ? "tally-panels" : "tally-panels tally-panels--two";
  for (const series of data.series) {
    const points = data.points.filter((point) => point.series === series);
    if (!points.length) continue;
    const part = document.createElement("div");
    const name = document.createElement("p");
    name.className = "tally-panels__name";
    name.textContent = `${series.label}, ${figure.dataset.moneyUnit}`;
    const value = (point) => point.value / BILLION;
    const common = { width, marginLeft: left, marginTop: 6, style: STYLE };
    const size = { label: null, grid: true, ticks: 4, nice: true, zero: true };
    const title = (point) => told(point, true);
    const chart = isOverTime
      ? Plot.plot({
          ...common,
          height: 118,
          marginRight: 8,
          x: { type: "band", domain: all, label: null, ticks: yearTicks(all, width - 48), padding: 0.2, tickSize: 0 },
          y: { ...size, ticks: 3 },
          marks: [Plot.barY(points, { x: "at", y: value, fill: colour(series), title }), Plot.ruleY([0], { stroke: "var(--ink)" })],
        })
      : Plot.plot({
          ...common,
          height: 34 + all.length * 20,
          marginRight: 24,
          x: size,
          y: { domain: all, label: null, tickSize: 0, padding: 0.2, tickFormat: (name) => cut(name, Math.floor((left - 10) / 7)) },
          marks: [Plot.barX(points, { y: "at", x: value, fill: colour(series), title }), Plot.ruleX([0], { stroke: "var(--ink)" })],
        });
    part.append(name, chart);
    box.append(part);
  }
  return box;
}

function legend(series) {
  const list = document.createElement("ul");
  list.className = "chart__legend";
  for (const one of series) {
    const item = document.createElement("li");
    const sample = document.createElement("span");
    sample.className = `swatch mark--${one.colour}`;
    item.append(sample, one.label);
    list.append(item);
  }
  return list;
}

function draw(figure) {
  const place = figure.querySelector(".chart");
  const data = read(figure);
  if (!place || !data.points.length) return;
  place.hidden = false;
  const width = Math.floor(place.clientWidth);
  if (!width) return;
  const [form, axis] = figure.dataset.tally.split("-");
  const parts = form === "panels" ? [panels(figure, data, width, axis === "years")] : [form === "years" ? years(data, width) : bars(data, width)];
  if (data.split && form !== "panels") parts.unshift(legend(data.series));
  place.replaceChildren(...parts);
  // The place is one named picture; what Plot names within it is for nobody.
  for (const svg of place.querySelectorAll("svg")) svg.setAttribute("aria-hidden", "true");
}

async function begin(figure) {
  await libraries(figure.dataset);
  draw(figure);
  const place = figure.querySelector(".chart");
  if (!place) return;
  let width = place.clientWidth;
  let waiting = 0;
  new ResizeObserver(() => {
    if (place.clientWidth === width) return;
    width = place.clientWidth;
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(() => draw(figure));
  }).observe(place);
}

const near = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting) continue;
      near.unobserve(target);
      begin(target);
    }
  },
  { rootMargin: "300px" },
);

function watch(root) {
  for (const figure of root.querySelectorAll("figure[data-tally]")) near.observe(figure);
}

watch(document);

/* A list that is changed in place brings new figures. */
new MutationObserver((changes) => {
  for (const change of changes) for (const node of change.addedNodes) if (node instanceof Element && node.querySelector("figure[data-tally]")) watch(node);
}).observe(document.querySelector("main"), { childList: true, subtree: true });
