/* Draws the map of a page from the page's own data: the marks in #map-data, titles and places in the table #map-entries.
   The page is complete without it. Leaflet, its clusters and topojson are classic scripts, loaded before. */

const L = window.L;
const REGISTRY = new Set(["China", "Kazakhstan", "Kyrgyzstan", "Tajikistan", "Turkmenistan", "Uzbekistan"]);
const HOME = [[36, 50], [53, 90]];
const MARK = 24;

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

async function land(map) {
  const answer = await fetch(data.land);
  const shapes = await answer.json();
  const countries = window.topojson.feature(shapes, shapes.objects.countries);
  const own = (feature) => REGISTRY.has(feature.properties.name);
  L.geoJSON(countries, {
    interactive: false,
    style: (feature) => ({ className: own(feature) ? "land land--registry" : "land", weight: 1, fillOpacity: 1, color: "" }),
  }).addTo(map).bringToBack();
}

function draw() {
  const map = L.map(box, {
    attributionControl: false,
    zoomControl: false,
    minZoom: 3,
    maxZoom: 12,
    worldCopyJump: false,
    zoomAnimation: !still,
    fadeAnimation: !still,
    markerZoomAnimation: !still,
  });
  L.control.zoom({ zoomInTitle: data.words.zoom_in, zoomOutTitle: data.words.zoom_out }).addTo(map);
  const marks = L.markerClusterGroup({ iconCreateFunction: cluster, maxClusterRadius: 36, animate: !still, showCoverageOnHover: false });
  const bounds = L.latLngBounds([]);
  for (const entry of data.entries) {
    const title = titleOf(entry.reference);
    for (const [longitude, latitude, precision] of entry.points) {
      bounds.extend([latitude, longitude]);
      L.marker([latitude, longitude], { icon: pin(entry.colour, precision), title, alt: title })
        .bindPopup(() => popup(entry.reference))
        .addTo(marks);
    }
    if (entry.route.length) {
      const line = entry.route.map(([longitude, latitude]) => [latitude, longitude]);
      const straight = entry.precision === "approximate" ? " route--straight" : "";
      bounds.extend(line);
      L.polyline(line, { className: `route mark--${entry.colour}${straight}`, color: "" })
        .bindPopup(() => popup(entry.reference))
        .addTo(map);
    }
  }
  for (const [longitude, latitude, name] of data.capitals) {
    const label = document.createElement("span");
    label.textContent = name;
    L.marker([latitude, longitude], {
      icon: L.divIcon({ className: "capital", html: label, iconSize: null, iconAnchor: [0, -14] }),
      interactive: false,
      keyboard: false,
    }).addTo(map);
  }
  marks.on("animationend", nameClusters);
  map.on("zoomend moveend layeradd", nameClusters);
  map.addLayer(marks);
  map.fitBounds(bounds.isValid() ? bounds : HOME, { padding: [24, 24], maxZoom: 9 });
  return land(map);
}

/* A cluster is a number to the eye; to a screen reader it says what it does. */
function nameClusters() {
  for (const element of box.querySelectorAll(".cluster:not([aria-label])")) {
    element.setAttribute("aria-label", data.words.cluster.replace("%(number)d", element.textContent));
  }
}

box.hidden = false;
draw();
