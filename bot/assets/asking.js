  /* A chip asks its question; the focus goes where the next one is typed */
  document.addEventListener("click", (event) => {
    const chip = event.target.closest?.(".chips button");
    const box = document.querySelector("#question textarea");
    if (!chip || !box || box.disabled) return;
    Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set.call(box, chip.textContent);
    box.dispatchEvent(new Event("input", { bubbles: true }));
    box.focus({ preventScroll: true });
    requestAnimationFrame(() => document.querySelector("#question .submit-button")?.click());
  });
