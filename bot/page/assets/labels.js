  /* The page's own words, in the browser's language */
  const language = navigator.languages.map((each) => each.slice(0, 2)).find((each) => besa.languages[each]) ?? "en";
  besa.labels = besa.languages[language];
  const say = (element, words) => { if (element && words && element.textContent !== words) element.textContent = words; };
  besa.sayLabels = () => {
    for (const element of document.querySelectorAll("[data-label]")) say(element, besa.labels[element.dataset.label]);
    say(document.getElementById("new"), besa.labels.new_conversation);
    const box = document.querySelector("#question textarea");
    if (!box || box.getAttribute("aria-label") === besa.labels.ask) return;
    box.placeholder = besa.labels.placeholder;
    box.setAttribute("aria-label", besa.labels.ask);
  };
  document.documentElement.lang = language;

  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const narrow = matchMedia("(max-width: 820px), (max-width: 960px) and (max-height: 480px)");
  const paper = matchMedia("print");
  /* Paper is narrow, too, but nothing turns over for it */
  function onTurned(act) {
    let was = narrow.matches;
    narrow.addEventListener("change", () => {
      if (paper.matches || was === narrow.matches) return;
      was = narrow.matches;
      act();
    });
  }
  const scrolling = () => (calm.matches ? "auto" : "smooth");
