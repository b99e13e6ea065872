  /* What the page speaks of in its own words can be done from there: links to #do-… are buttons */
  const reach = (name) => besa.showTab(name, { sheet: true, focus: true });

  /* The last question again, in all documents */
  function searchAll() {
    const asked = document.querySelectorAll("#chat [data-testid=user]");
    const box = document.querySelector("#question textarea");
    if (!asked.length || !box || box.disabled) return;
    document.getElementById("scope-clear")?.click();
    besa.setQuestion(asked[asked.length - 1].textContent.trim());
    box.focus({ preventScroll: true });
    requestAnimationFrame(() => document.querySelector("#question .submit-button")?.click());
  }

  const done = {
    "#do-add": () => reach("add"),
    "#do-list": () => reach("library"),
    "#do-search-all": searchAll,
    "#do-earlier-turns": () => besa.showEarlierTurns(),
    "#do-sample": () => { besa.askSample(true); document.querySelector("#question textarea")?.focus(); },
  };
  const doing = (event) => event.target.closest?.('#chat a[href^="#do-"]');
  const doIt = (event) => {
    const link = doing(event);
    if (!link) return;
    event.preventDefault();
    event.stopPropagation();
    done[link.getAttribute("href")]?.();
  };
  document.addEventListener("click", doIt, true);
  document.addEventListener("keydown", (event) => { if (event.key === " ") doIt(event); }, true);

  besa.nameActions = () => {
    for (const link of document.querySelectorAll('#chat a[href^="#do-"]:not([role])')) {
      link.setAttribute("role", "button");
      link.removeAttribute("target");
    }
  };

  /* A lost connection is told in the page's own words, and what was asked is back in the box */
  besa.sayOffline = () => {
    for (const text of document.querySelectorAll(".toast-body [data-testid=toast-text]:not([data-said])")) {
      if (!/connection to the server was lost/i.test(text.textContent)) continue;
      text.dataset.said = "";
      text.textContent = besa.labels.offline;
      const title = text.closest(".toast-body").querySelector(".toast-title");
      if (title) title.textContent = "Besa";
      besa.giveBack();
    }
  };
