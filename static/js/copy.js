/* Gives every text that can be copied a button that copies it. Without this script the text is selected by hand. */
"use strict";

for (const text of document.querySelectorAll("[data-copy]")) {
  const button = document.createElement("button");
  const told = document.createElement("span");
  button.type = "button";
  button.className = "copy";
  button.textContent = text.dataset.copy;
  button.setAttribute("aria-label", text.dataset.copyLabel);
  told.className = "copy__told";
  told.setAttribute("role", "status");
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text.textContent.trim());
      told.textContent = text.dataset.copied;
    } catch {
      getSelection().selectAllChildren(text);
      told.textContent = text.dataset.selected;
    }
    setTimeout(() => { told.textContent = ""; }, 4000);
  });
  document.getElementById(text.dataset.copyAt).append(button, told);
}
