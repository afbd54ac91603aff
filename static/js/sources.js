/* Opens a value's sources beside it. The marks are links to the footnotes, from which this takes what it shows. */

const GAP = 6;
const EDGE = 8;

const template = document.querySelector("#source-popover");
const popover = template.content.firstElementChild.cloneNode(true);
const body = popover.querySelector(".source-popover__body");
const onward = popover.querySelector(".source-popover__foot a");
let opener = null;
let closedBy = null;

/* What a footnote says of one field: its source, and the statements about that field or about the record as a whole. */
function told(note, field) {
  const entry = document.createElement("div");
  entry.className = "source-popover__entry";
  entry.append(note.querySelector(".footnote__source").cloneNode(true));
  for (const statement of note.querySelectorAll(".footnote__statement")) {
    if (statement.dataset.field !== field) continue;
    const copy = statement.cloneNode(true);
    copy.querySelector(".footnote__back")?.remove();
    entry.append(copy);
  }
  return entry;
}

function fill(mark) {
  const note = document.querySelector(mark.hash);
  const notes = note.matches("li") ? [note] : document.querySelectorAll(".footnotes > li");
  body.replaceChildren(...Array.from(notes, (one) => told(one, mark.dataset.field)));
  onward.hash = mark.hash;
  popover.setAttribute("aria-label", mark.getAttribute("aria-label") || mark.textContent.trim());
}

/* Under the mark where there is room, else above it; never past the edge of the window. */
function place(mark) {
  const at = mark.getBoundingClientRect();
  const size = popover.getBoundingClientRect();
  const room = document.documentElement.clientWidth - EDGE - size.width;
  const isAbove = at.bottom + GAP + size.height > innerHeight && at.top - GAP - size.height > 0;
  popover.style.left = `${scrollX + Math.max(EDGE, Math.min(at.left, room))}px`;
  popover.style.top = `${scrollY + (isAbove ? at.top - GAP - size.height : at.bottom + GAP)}px`;
}

function open(mark) {
  fill(mark);
  opener = mark;
  popover.showPopover();
  place(mark);
  popover.focus({ preventScroll: true });
}

function close() {
  popover.hidePopover();
  opener.focus({ preventScroll: true });
}

if (popover.showPopover) {
  document.body.append(popover);
  for (const mark of document.querySelectorAll(".marks a[href^='#source']")) {
    mark.setAttribute("aria-haspopup", "dialog");
    // Pressing a mark whose sources are open closes them, which the browser has done by the time of the click.
    mark.addEventListener("pointerdown", () => {
      closedBy = popover.matches(":popover-open") && opener === mark ? mark : null;
    });
    mark.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button) return;
      event.preventDefault();
      if (closedBy === mark) popover.hidePopover();
      else open(mark);
      closedBy = null;
    });
  }
  popover.querySelector("button").addEventListener("click", close);
  onward.addEventListener("click", () => popover.hidePopover());
  popover.addEventListener("keydown", (event) => {
    if (event.key !== "Tab" && event.key !== "Escape") return;
    const stops = [...popover.querySelectorAll("a[href], button")];
    if (event.key === "Escape") {
      event.preventDefault();
      close();
    } else if (event.shiftKey && [popover, stops[0]].includes(document.activeElement)) {
      event.preventDefault();
      close();
    } else if (!event.shiftKey && document.activeElement === stops.at(-1)) {
      // The browser then goes on from the mark to what comes after it.
      close();
    }
  });
}
