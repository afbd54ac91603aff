/* Copies what stands on the page, and prints it. The text itself is there without scripts. */

async function copy(button) {
  const text = document.getElementById(button.dataset.copy);
  const told = button.parentElement.querySelector("[role=status]");
  told.textContent = "";
  try {
    await navigator.clipboard.writeText(text.textContent.trim().replace(/\s+/g, " "));
    told.textContent = button.dataset.done;
  } catch {
    getSelection().selectAllChildren(text);
    told.textContent = button.dataset.failed;
  }
}

for (const button of document.querySelectorAll("button[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", () => copy(button));
}
for (const button of document.querySelectorAll("button[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
