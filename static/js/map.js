/* Draws the map of a page from the page's own data: the marks in #map-data, titles and places in the table #map-entries.
   The page is complete without it. Leaflet, its clusters and topojson are classic scripts, loaded before. */

const L = window.L;
const REGISTRY = new Set(["China", "Kazakhstan", "Kyrgyzstan", "Tajikistan", "Turkmenistan", "Uzbekistan"]);
const HOME = [[36, 50], [53, 90]];
const MARK = 24;
/* How far a name stands from its point: close, or beyond the mark of a cluster. */
const OFF = [9, 20];

const box = document.getElementById("map");
const data = JSON.parse(document.getElementById("map-data").textContent);
const rows = new Map([...document.querySelectorAll("#map-entries tr[data-reference]")].map((row) => [row.dataset.reference, row]));
const still = matchMedia("(prefers-reduced-motion: reduce)").matches;

function titleOf(reference) {
  return rows.get(reference).querySelector("th").textContent.trim();
}

function popup(reference) {
  const row = rows.get(reference);
  const content = document.createElement("div");
  content.append(row.querySelector("th a").cloneNode(true));
  for (const cell of [...row.querySelectorAll("td")].slice(1)) {
    const line = document.createElement("p");
    line.append(...[...cell.childNodes].map((node) => node.cloneNode(true)));
    content.append(line);
  }
  return content;
}

function pin(colour, precision) {
  const mark = document.createElement("span");
  mark.className = `mark mark--${colour} mark--${precision}`;
  return L.divIcon({ className: "pin", html: mark, iconSize: [MARK, MARK] });
}

function cluster(group) {
  const number = group.getChildCount();
  const text = document.createElement("span");
  text.textContent = String(number);
  const size = number < 10 ? 30 : number < 50 ? 36 : 42;
  return L.divIcon({ className: "cluster", html: text, iconSize: [size, size] });
}

async function shapes(address) {
  const answer = await fetch(address);
  const found = await answer.json();
  return Object.fromEntries(Object.entries(found.objects).map(([name, layer]) => [name, window.topojson.feature(found, layer)]));
}

/* Panes below the routes, so that what arrives later still lies beneath them. */
async function ground(map) {
  for (const [name, order] of [["land", 210], ["water", 220]]) map.createPane(name).style.zIndex = order;
  const add = (features, pane, className) =>
    L.geoJSON(features, { pane, interactive: false, style: (feature) => ({ className: className(feature), weight: 1, fillOpacity: 1, color: "" }) }).addTo(map);
  const own = (feature) => REGISTRY.has(feature.properties.name);
  const [land, water] = await Promise.all([shapes(data.land), shapes(data.water)]);
  for (const country of land.countries.features) {
    await breath();
    add(country, "land", (feature) => (own(feature) ? "land land--registry" : "land"));
  }
  await breath();
  add(water.lakes, "water", () => "lake");
  await breath();
  add(water.rivers, "water", () => "river");
}

/* Between two pieces of work the page may answer its reader. */
function breath() {
  return new Promise((done) => setTimeout(done));
}

function town(kind, [longitude, latitude, name]) {
  const label = document.createElement("span");
  label.textContent = name;
  return L.marker([latitude, longitude], {
    icon: L.divIcon({ className: `town town--${kind}`, html: label, iconSize: null, iconAnchor: [0, 0] }),
    interactive: false,
    keyboard: false,
  });
}

/* Names in the order of their weight, each below, above or beside its point, where nothing else lies; else it waits for more room. */
function name(map, labels) {
  const frame = box.getBoundingClientRect();
  const taken = [...box.querySelectorAll(".pin, .cluster")].map((mark) => {
    const { left, top, right, bottom } = mark.getBoundingClientRect();
    return [left - frame.left, top - frame.top, right - frame.left, bottom - frame.top];
  });
  const isFree = ([left, top, right, bottom]) => taken.every((other) => right < other[0] || left > other[2] || bottom < other[1] || top > other[3]);
  for (const label of labels) {
    const element = label.getElement().firstChild;
    const at = map.latLngToContainerPoint(label.getLatLng());
    const [width, height] = [element.offsetWidth, element.offsetHeight];
    const places = OFF.flatMap((off) => [[-width / 2, off], [-width / 2, -off - height], [off, -height / 2], [-off - width, -height / 2]]);
    const spot = places.find(([x, y]) => isFree([at.x + x, at.y + y, at.x + x + width, at.y + y + height]));
    element.style.visibility = spot ? "" : "hidden";
    if (!spot) continue;
    element.style.translate = `${spot[0]}px ${spot[1]}px`;
    taken.push([at.x + spot[0], at.y + spot[1], at.x + spot[0] + width, at.y + spot[1] + height]);
  }
}

/* Links to what lies within the part of the map that is seen: their address with the box added. */
function follow(map) {
  const seen = map.getBounds();
  const within = (value, most) => Math.max(-most, Math.min(most, value)).toFixed(2);
  const box = [within(seen.getWest(), 180), within(seen.getSouth(), 90), within(seen.getEast(), 180), within(seen.getNorth(), 90)];
  for (const link of document.querySelectorAll("a[data-seen]")) {
    const address = new URL(link.href);
    address.searchParams.set("bbox", box.join(","));
    link.href = address.href.replaceAll("%2C", ",");
    link.parentElement.hidden = false;
  }
}

/* A line is reached with the tabulator where no mark of its record is. */
function reachable(line, title) {
  const element = line.getElement();
  for (const [attribute, value] of Object.entries({ tabindex: "0", role: "button", "aria-label": title })) element.setAttribute(attribute, value);
  element.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === " ") line.openPopup();
  });
}

async function draw() {
  const map = L.map(box, {
    attributionControl: false,
    zoomControl: false,
    minZoom: 2,
    maxZoom: 12,
    worldCopyJump: false,
    zoomAnimation: !still,
    fadeAnimation: !still,
    markerZoomAnimation: !still,
  });
  L.control.zoom({ zoomInTitle: data.words.zoom_in, zoomOutTitle: data.words.zoom_out }).addTo(map);
  const marks = L.markerClusterGroup({ iconCreateFunction: cluster, maxClusterRadius: 36, animate: !still, showCoverageOnHover: false });
  const bounds = L.latLngBounds([]);
  const lines = [];
  for (const entry of data.entries) {
    for (const [longitude, latitude] of [...entry.points, ...entry.route]) bounds.extend([latitude, longitude]);
  }
  if (data.box) map.fitBounds([[data.box[1], data.box[0]], [data.box[3], data.box[2]]]);
  else map.fitBounds(bounds.isValid() ? bounds : HOME, { padding: [24, 24], maxZoom: 9 });
  await breath();
  for (const entry of data.entries) {
    const title = titleOf(entry.reference);
    for (const [longitude, latitude, precision] of entry.points) {
      L.marker([latitude, longitude], { icon: pin(entry.colour, precision), title, alt: title })
        .bindPopup(() => popup(entry.reference))
        .addTo(marks);
    }
    if (entry.route.length) {
      const line = entry.route.map(([longitude, latitude]) => [latitude, longitude]);
      const straight = entry.precision === "approximate" ? " route--straight" : "";
      const drawn = L.polyline(line, { className: `route mark--${entry.colour}${straight}`, color: "" })
        .bindPopup(() => popup(entry.reference))
        .addTo(map);
      if (!entry.points.length) lines.push([drawn, title]);
    }
  }
  const labels = [...data.capitals.map((each) => town("capital", each)), ...data.towns.map((each) => town("other", each))];
  marks.on("animationend", nameClusters);
  map.on("zoomend moveend layeradd", nameClusters);
  await breath();
  map.addLayer(marks);
  await breath();
  for (const label of labels) label.addTo(map);
  for (const [line, title] of lines) reachable(line, title);
  map.on("zoomend moveend resize", () => name(map, labels));
  marks.on("animationend", () => name(map, labels));
  name(map, labels);
  map.on("moveend", () => follow(map));
  follow(map);
  return ground(map);
}

/* A cluster is a number to the eye; to a screen reader it says what it does. */
function nameClusters() {
  for (const element of box.querySelectorAll(".cluster:not([aria-label])")) {
    element.setAttribute("aria-label", data.words.cluster.replace("%(number)d", element.textContent));
  }
}

const fold = document.getElementById("map-fold");
if (fold) {
  fold.open = fold.contains(document.activeElement); // nobody's place is taken from under them
  window.addEventListener("beforeprint", () => { fold.open = true; });
}
box.hidden = false;
draw();
