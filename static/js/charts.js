/* Draws the charts of a page, each from its own table: periods or products in the rows, partners in the columns.
   The table is complete without the chart. d3 and Plot are classic scripts, loaded before. */

const { d3, Plot } = window;

const SYMBOLS = { KZ: "circle", KG: "square2", TJ: "triangle", TM: "diamond2", UZ: "star", C5: "cross" };
const HEIGHT = 420;
const LANGUAGE = document.documentElement.lang || "en";

function colourOf(partner) {
  const known = ["KZ", "KG", "TJ", "TM", "UZ"].includes(partner);
  return known ? `var(--country-${partner.toLowerCase()})` : "var(--ink)";
}

/* What a table holds: its columns, and a point for each value. */
function read(figure) {
  const table = figure.querySelector("table");
  const series = [...table.querySelectorAll("thead th")].slice(1).map((head, index) => ({
    index,
    label: head.textContent.trim(),
    partner: head.dataset.partner,
    side: head.dataset.side,
    colour: colourOf(head.dataset.partner),
    symbol: SYMBOLS[head.dataset.partner] || "circle",
    isMirror: head.dataset.side === "partner",
    isAside: head.dataset.aside !== undefined,
  }));
  const points = [];
  for (const row of table.querySelectorAll("tbody tr")) {
    const name = row.querySelector("th").firstChild.textContent.trim();
    [...row.querySelectorAll("td")].forEach((cell, index) => {
      if (cell.dataset.value === undefined || series[index].isAside) return;
      points.push({
        series: series[index],
        name,
        at: row.dataset.at,
        date: new Date(Date.UTC(+row.dataset.at.slice(0, 4), (+row.dataset.at.slice(5, 7) || 1) - 1, 1)),
        value: Number(cell.dataset.value),
        text: cell.querySelector(".chart-table__value").textContent.trim(),
        part: cell.dataset.part,
        isWhole: cell.dataset.part === undefined,
      });
    });
  }
  points.reverse();
  return { series: series.filter((one) => !one.isAside), points, byMonth: points.some((point) => point.at.length === 7) };
}

/* Neighbouring whole periods of one series share a run; a line joins a run and nothing else. */
function runs(points, byMonth) {
  const made = [];
  for (const group of d3.group(points.filter((point) => point.isWhole), (point) => point.series).values()) {
    let last = null;
    let run = 0;
    for (const point of group) {
      const next = last && (byMonth ? d3.utcMonth.offset(last.date, 1) : d3.utcYear.offset(last.date, 1));
      if (!last || +next !== +point.date) run += 1;
      made.push({ ...point, run: `${point.series.index}-${run}` });
      last = point;
    }
  }
  return made;
}

function scaled(figure) {
  const unit = figure.dataset.unit;
  const isMoney = figure.querySelector("table td[data-value]") && figure.dataset.money === "yes";
  return { divide: isMoney ? Number(figure.dataset.moneyDivisor) : 1, label: isMoney ? figure.dataset.moneyUnit : unit };
}

/* Years at whole years only, however few there are; months by their names in the language of the page. */
function timeAxis(data, width) {
  const most = width < 500 ? 5 : 10;
  const axis = { type: "utc", label: null };
  if (data.byMonth) {
    const month = new Intl.DateTimeFormat(LANGUAGE, { month: "short", timeZone: "UTC" });
    const name = (date, index) => (index && date.getUTCMonth() ? month.format(date) : `${month.format(date)}\n${date.getUTCFullYear()}`);
    return { ...axis, ticks: most, tickFormat: name };
  }
  const [first, last] = d3.extent(data.points, (point) => point.date.getUTCFullYear());
  return { ...axis, ticks: d3.utcYear.every(Math.ceil((last - first + 1) / most)), tickFormat: (date) => `${date.getUTCFullYear()}` };
}

const asNumber = (value) => value.toLocaleString(LANGUAGE, { maximumFractionDigits: 6 });

function options(figure, data, width, height = HEIGHT) {
  const { label } = scaled(figure);
  return {
    width,
    height,
    marginLeft: 52,
    marginRight: 16,
    marginTop: 28,
    marginBottom: 38,
    style: { background: "none", color: "var(--ink)", fontSize: "13px" },
    x: timeAxis(data, width),
    y: { grid: true, label, labelArrow: "none", tickFormat: asNumber, zero: figure.dataset.shown !== "change", nice: true },
  };
}

function told(point) {
  return [point.series.label, `${point.name}: ${point.text}`, point.part].filter(Boolean).join("\n");
}

function lines(figure, data, width, height = HEIGHT) {
  const { divide } = scaled(figure);
  const y = (point) => point.value / divide;
  const joined = runs(data.points, data.byMonth);
  const line = (isMirror) =>
    Plot.line(joined.filter((point) => point.series.isMirror === isMirror), {
      x: "date",
      y,
      z: "run",
      stroke: (point) => point.series.colour,
      strokeWidth: 2,
      strokeDasharray: isMirror ? "6 3" : null,
    });
  return Plot.plot({
    ...options(figure, data, width, height),
    marks: [
      figure.dataset.shown === "change" ? Plot.ruleY([0], { stroke: "var(--rule-strong)" }) : null,
      line(false),
      line(true),
      Plot.dot(data.points, {
        x: "date",
        y,
        r: data.points.length > 150 ? 2.5 : 4,
        symbol: (point) => point.series.symbol,
        stroke: (point) => point.series.colour,
        fill: (point) => (point.isWhole ? point.series.colour : "var(--paper)"),
        strokeWidth: 1.5,
      }),
      Plot.tip(data.points, Plot.pointer({ x: "date", y, title: told, fill: "var(--paper-raised)", stroke: "var(--rule-strong)" })),
    ],
  });
}

/* Only periods that all series state: a missing part of a stack would look like a fall. */
function areas(figure, data, width) {
  const { divide } = scaled(figure);
  const stating = d3.rollup(data.points.filter((point) => point.isWhole), (group) => group.length, (point) => point.at);
  const every = Math.max(...stating.values());
  const whole = data.points.filter((point) => point.isWhole && stating.get(point.at) === every);
  const spans = runs(whole.filter((point) => point.series === whole[0].series), data.byMonth);
  const spanOf = new Map(spans.map((point) => [point.at, point.run]));
  const y = (point) => point.value / divide;
  const marks = [];
  for (const group of d3.group(whole, (point) => spanOf.get(point.at)).values()) {
    const stacked = { x: "date", y, z: (point) => point.series.index, order: (point) => point.series.index };
    const isAlone = new Set(group.map((point) => point.at)).size === 1;
    if (isAlone) {
      marks.push(Plot.ruleX(group, Plot.stackY({ ...stacked, stroke: (point) => point.series.colour, strokeWidth: 8 })));
    } else {
      marks.push(Plot.areaY(group, Plot.stackY({ ...stacked, fill: (point) => point.series.colour, fillOpacity: 0.85 })));
      marks.push(Plot.lineY(group, Plot.stackY2({ ...stacked, stroke: "var(--paper)", strokeWidth: 1 })));
    }
    marks.push(Plot.tip(group, Plot.pointer(Plot.stackY({ ...stacked, title: told, fill: "var(--paper-raised)" }))));
  }
  return Plot.plot({ ...options(figure, { ...data, points: whole }, width), marks: [...marks, Plot.ruleY([0], { stroke: "var(--ink)" })] });
}

function bars(figure, data, width) {
  const { divide } = scaled(figure);
  const { x, ...rest } = options(figure, data, width);
  const names = [...new Set(data.points.map((point) => point.at))].sort();
  const every = Math.ceil(names.length / Math.max(3, Math.floor(width / 60)));
  return Plot.plot({
    ...rest,
    fx: { domain: names, label: null, padding: 0.15, tickFormat: (at, index) => (index % every ? "" : at), axis: "bottom" },
    x: { axis: null, domain: data.series.map((one) => one.index), padding: 0 },
    marks: [
      Plot.barY(data.points, {
        fx: "at",
        x: (point) => point.series.index,
        y: (point) => point.value / divide,
        fill: (point) => (point.isWhole ? point.series.colour : "var(--paper)"),
        fillOpacity: (point) => (point.series.isMirror ? 0.55 : 1),
        stroke: (point) => point.series.colour,
        strokeWidth: 1,
        insetRight: 0.5,
        title: told,
      }),
      Plot.ruleY([0], { stroke: "var(--ink)" }),
    ],
  });
}

function small(figure, data, width) {
  const box = document.createElement("div");
  box.className = "chart-multiples";
  const columns = Math.max(1, Math.floor(width / 300));
  const order = data.series.map((one) => one.partner);
  const groups = d3.sort(d3.group(data.points, (point) => point.series.partner), ([partner]) => order.indexOf(partner));
  for (const [partner, points] of groups) {
    const part = document.createElement("div");
    const name = document.createElement("h3");
    name.className = `country country--${partner}`;
    name.textContent = points[0].series.label.split(/[,，]/)[0];
    const chart = lines(figure, { ...data, points }, Math.min(width, Math.floor(width / columns) - 18), 200);
    part.append(name, chart);
    box.append(part);
  }
  return box;
}

function ranked(figure, data, width) {
  const { divide } = scaled(figure);
  const names = [...new Set(data.points.map((point) => point.at))].reverse().slice(0, 20);
  const shown = data.points.filter((point) => names.includes(point.at));
  const title = new Map(shown.map((point) => [point.at, `${point.at} ${point.name}`]));
  const room = Math.min(320, Math.floor(width * 0.42));
  const letters = Math.floor(room / 7);
  const cut = (text) => (text.length > letters ? `${text.slice(0, letters - 1)}…` : text);
  const both = data.series.length > 1;
  return Plot.plot({
    ...options(figure, data, width, 60 + names.length * (both ? 34 : 24)),
    marginLeft: room,
    marginBottom: 36,
    x: { grid: true, label: scaled(figure).label, labelArrow: "none", nice: true, ticks: width < 500 ? 3 : 8, tickFormat: asNumber },
    y: both ? { axis: null, domain: data.series.map((one) => one.side) } : { domain: names, label: null, tickFormat: (at) => cut(title.get(at)) },
    fy: both ? { domain: names, label: null, axis: "left", tickFormat: (at) => cut(title.get(at)), padding: 0.2 } : undefined,
    marks: [
      Plot.barX(shown, {
        [both ? "fy" : "y"]: "at",
        ...(both ? { y: (point) => point.series.side } : {}),
        x: (point) => point.value / divide,
        fill: (point) => barColour(point.series),
        title: (point) => `${title.get(point.at)}\n${point.series.label}: ${point.text}`,
      }),
      Plot.ruleX([0], { stroke: "var(--ink)" }),
    ],
  });
}

function treemap(figure, data, width) {
  const side = data.series[0].side;
  const points = data.points.filter((point) => point.series.side === side);
  const root = d3.hierarchy({ children: points }).sum((point) => point.value || 0);
  d3.treemap().size([width, HEIGHT]).paddingInner(2).round(true)(root.sort((one, other) => other.value - one.value));
  const svg = d3.create("svg").attr("width", width).attr("height", HEIGHT).attr("viewBox", `0 0 ${width} ${HEIGHT}`);
  const cell = svg.selectAll("g").data(root.leaves()).join("g").attr("transform", (leaf) => `translate(${leaf.x0},${leaf.y0})`);
  cell.append("rect")
    .attr("width", (leaf) => leaf.x1 - leaf.x0)
    .attr("height", (leaf) => leaf.y1 - leaf.y0)
    .attr("fill", "var(--accent-tint-strong)")
    .attr("stroke", "var(--accent)");
  cell.append("title").text((leaf) => `${leaf.data.at} ${leaf.data.name}: ${leaf.data.text}`);
  const words = cell.filter((leaf) => leaf.x1 - leaf.x0 > 46 && leaf.y1 - leaf.y0 > 20);
  const fits = (leaf, text) => {
    const letters = Math.floor((leaf.x1 - leaf.x0 - 12) / 7);
    return text.length > letters ? `${text.slice(0, Math.max(1, letters - 1))}…` : text;
  };
  words.append("text").attr("x", 6).attr("y", 17).attr("font-size", 13).attr("fill", "var(--ink)").text((leaf) => fits(leaf, `${leaf.data.at} ${leaf.data.name}`));
  words.filter((leaf) => leaf.y1 - leaf.y0 > 40).append("text").attr("x", 6).attr("y", 35).attr("font-size", 12).attr("fill", "var(--ink)").text((leaf) => fits(leaf, leaf.data.text));
  return svg.node();
}

/* Two sides as bars: the same two colours for every product or partner. */
const barColour = (series) => (series.isMirror ? "var(--accent-glaze)" : "var(--accent)");

/* Colour, mark and dash of each series, in words. */
function legend(data, hasBars) {
  const list = document.createElement("ul");
  list.className = "chart__legend";
  for (const one of data.series) {
    const item = document.createElement("li");
    const sample = d3.create("svg").attr("width", 34).attr("height", 14).attr("aria-hidden", "true");
    if (hasBars) {
      sample.append("rect").attr("x", 10).attr("y", 1).attr("width", 14).attr("height", 12).attr("fill", barColour(one));
      item.append(sample.node(), one.label);
      list.append(item);
      continue;
    }
    sample.append("line").attr("x1", 1).attr("x2", 33).attr("y1", 7).attr("y2", 7).attr("stroke", one.colour).attr("stroke-width", 2)
      .attr("stroke-dasharray", one.isMirror ? "6 3" : null);
    const shape = { circle: d3.symbolCircle, square2: d3.symbolSquare2, triangle: d3.symbolTriangle, diamond2: d3.symbolDiamond2, star: d3.symbolStar, cross: d3.symbolCross }[one.symbol];
    sample.append("path").attr("transform", "translate(17,7)").attr("d", d3.symbol(shape, 50)()).attr("fill", one.colour);
    item.append(sample.node(), one.label);
    list.append(item);
  }
  return list;
}

const DRAWN = { line: lines, area: areas, bar: bars, multiples: small, ranked, treemap };

function draw(figure) {
  const place = figure.querySelector(".chart");
  const data = read(figure);
  if (!place || !data.points.length) return;
  place.hidden = false;
  const width = Math.floor(place.clientWidth);
  const isOverTime = !["ranked", "treemap"].includes(figure.dataset.chart);
  const parts = [DRAWN[figure.dataset.chart](figure, data, width)];
  if (figure.dataset.chart !== "treemap" && data.series.length > 1) parts.unshift(legend(data, !isOverTime));
  place.replaceChildren(...parts);
  // The place is one named picture; what Plot names within it is for nobody.
  for (const svg of place.querySelectorAll("svg")) svg.setAttribute("aria-hidden", "true");
  for (const button of figure.querySelectorAll("[data-take]")) button.closest("li").hidden = false;
}

for (const figure of document.querySelectorAll("figure[data-chart]")) {
  draw(figure);
  const place = figure.querySelector(".chart");
  let width = place ? place.clientWidth : 0;
  let waiting = 0;
  if (place) {
    new ResizeObserver(() => {
      if (place.clientWidth === width) return;
      width = place.clientWidth;
      cancelAnimationFrame(waiting);
      waiting = requestAnimationFrame(() => draw(figure));
    }).observe(place);
  }
}
