  /* A document under the pointer or the focus is brought out wherever it is drawn */
  function bringOut(event) {
    const atlas = event.target.closest?.(".atlas") ?? document.querySelector(".atlas");
    if (!atlas) return;
    const id = event.target.closest?.("[data-shelved]")?.dataset.shelved;
    for (const drawing of atlas.querySelectorAll(".map, .timeline")) drawing.classList.toggle("calm", Boolean(id));
    for (const each of atlas.querySelectorAll(".lit")) each.classList.remove("lit");
    if (id) for (const each of atlas.querySelectorAll(`[data-shelved="${CSS.escape(id)}"]`)) each.classList.add("lit");
  }
  document.addEventListener("mouseover", bringOut);
  document.addEventListener("focusin", bringOut);

  besa.nameLanguages = () => {
    const names = new Intl.DisplayNames([language], { type: "language", fallback: "code" });
    for (const element of document.querySelectorAll(".atlas [data-language]:not([data-named])")) {
      element.dataset.named = "";
      try { say(element, names.of(element.dataset.language)); } catch { /* not a language's code: shown as it is */ }
    }
  };
  besa.nameAtlas = () => {
    const title = document.querySelector(".atlas h1");
    if (title && !document.title.startsWith(title.textContent)) document.title = `${title.textContent} · Besa`;
  };
