/* Takes a drawn chart away as SVG or PNG: with its title, sentence and source line, and with its colours written out. */

const SVG = "http://www.w3.org/2000/svg";
const WRITTEN = ["fill", "stroke", "stroke-width", "stroke-dasharray", "fill-opacity", "opacity", "font-family", "font-size", "font-weight", "text-anchor"];
const LINE = 18;

/* A copy in which every colour and face stands by itself, as no style sheet goes with the file. */
function written(svg) {
  const copy = svg.cloneNode(true);
  const own = [svg, ...svg.querySelectorAll("*")];
  [copy, ...copy.querySelectorAll("*")].forEach((element, index) => {
    const style = getComputedStyle(own[index]);
    for (const name of WRITTEN) {
      const value = style.getPropertyValue(name);
      if (value) element.setAttribute(name, value);
    }
    element.removeAttribute("class");
    element.removeAttribute("style");
  });
  for (const tip of copy.querySelectorAll("[aria-label=tip]")) tip.remove();
  return copy;
}

function textAt(text, y, size, weight, colour, face) {
  const element = document.createElementNS(SVG, "text");
  const attributes = { x: 12, y, "font-size": size, "font-weight": weight, fill: colour, "font-family": face };
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.textContent = text;
  return element;
}

function broken(text, letters) {
  const lines = [""];
  for (const word of text.split(" ")) {
    if (lines.at(-1).length + word.length > letters && lines.at(-1)) lines.push("");
    lines[lines.length - 1] = `${lines.at(-1)} ${word}`.trim();
  }
  return lines;
}

/* One picture of everything that the figure draws: title, legend, charts one under another, source. */
function picture(figure) {
  const place = figure.querySelector(".chart");
  const style = getComputedStyle(document.body);
  const face = style.fontFamily;
  const ink = style.color;
  const paper = getComputedStyle(document.documentElement).getPropertyValue("--paper").trim() || "#fff";
  const width = Math.max(480, Math.ceil(place.clientWidth) + 24);
  const letters = Math.floor(width / 7.2);
  const made = document.createElementNS(SVG, "svg");
  let y = 30;
  const ground = document.createElementNS(SVG, "rect");
  made.append(ground, textAt(figure.querySelector("h2").textContent.trim(), y, 18, 600, ink, face));
  for (const line of broken(figure.querySelector(".chart-sentence").textContent.trim(), letters)) {
    made.append(textAt(line, (y += LINE), 13, 400, ink, face));
  }
  y += 12;
  const origin = place.getBoundingClientRect();
  for (const svg of place.querySelectorAll("svg")) {
    const box = svg.getBoundingClientRect();
    const copy = written(svg);
    copy.setAttribute("x", 12 + box.left - origin.left);
    copy.setAttribute("y", y + box.top - origin.top);
    made.append(copy);
  }
  for (const label of place.querySelectorAll(".chart__legend li, .chart-multiples h3")) {
    const box = label.getBoundingClientRect();
    const text = textAt(label.textContent.trim(), y + box.top - origin.top + 15, 13, 400, ink, face);
    text.setAttribute("x", 12 + box.left - origin.left + (label.tagName === "LI" ? 42 : 0));
    made.append(text);
  }
  y += place.clientHeight + 10;
  const releases = [...figure.querySelectorAll(".chart-releases li")].map((item) => item.firstChild.textContent.trim());
  const source = figure.querySelector(".chart-source").textContent.replace(/\s+/g, " ").trim();
  for (const line of broken([...releases, source].join("; "), letters)) made.append(textAt(line, (y += 15), 11, 400, ink, face));
  const height = y + 16;
  const all = { xmlns: SVG, width, height, viewBox: `0 0 ${width} ${height}` };
  for (const [name, value] of Object.entries(all)) made.setAttribute(name, value);
  for (const [name, value] of Object.entries({ width, height, fill: paper })) ground.setAttribute(name, value);
  return { text: new XMLSerializer().serializeToString(made), width, height };
}

function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

function asPng({ text, width, height }, name) {
  const image = new Image();
  image.addEventListener("load", () => {
    const canvas = document.createElement("canvas");
    canvas.width = width * 2;
    canvas.height = height * 2;
    const context = canvas.getContext("2d");
    context.scale(2, 2);
    context.drawImage(image, 0, 0);
    canvas.toBlob((blob) => save(blob, name), "image/png");
  });
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-take]");
  if (!button) return;
  const figure = button.closest("figure");
  const made = picture(figure);
  const name = `${figure.dataset.file}-${new Date().toISOString().slice(0, 10)}`;
  if (button.dataset.take === "svg") save(new Blob([made.text], { type: "image/svg+xml" }), `${name}.svg`);
  else asPng(made, `${name}.png`);
});
