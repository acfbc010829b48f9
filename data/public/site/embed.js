// Puts the address of this very site into the lines for embedding; without it, the page says what to put in.
for (const box of document.querySelectorAll(".share")) {
  const code = box.querySelector("code");
  code.textContent = code.textContent.replace(code.dataset.replace, box.querySelector(".permalink").href);
  box.querySelector(".embed-help").remove();
}
