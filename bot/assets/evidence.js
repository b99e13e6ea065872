  /* The quotation beside a citation, while the pointer or the focus is on it */
  let quotation = null;

  function showQuotation(link) {
    const card = document.getElementById(link.getAttribute("href").slice(1));
    if (!card) return;
    hideQuotation();
    quotation = document.createElement("div");
    quotation.id = "quotation";
    quotation.setAttribute("role", "tooltip");
    const title = document.createElement("strong");
    title.dir = "auto";
    title.textContent = card.querySelector("h3").textContent;
    const quote = card.querySelector("blockquote").cloneNode(true);
    for (const each of quote.querySelectorAll(".context")) each.remove();
    quotation.append(title, quote);
    document.body.append(quotation);
    const said = link.closest("p").textContent;
    const here = [...quote.querySelectorAll("b")]
      .filter((each) => said.includes(each.textContent.trim()))
      .reduce((best, each) => (each.textContent.length > (best?.textContent.length ?? 0) ? each : best), null);
    if (here) quote.scrollTop = here.offsetTop - quote.offsetTop - 24;
    const at = link.getBoundingClientRect();
    const { width, height } = quotation.getBoundingClientRect();
    quotation.style.left = `${Math.max(12, Math.min(at.left - 20, innerWidth - width - 12))}px`;
    quotation.style.top = `${at.bottom + height + 8 < innerHeight ? at.bottom + 6 : Math.max(8, at.top - height - 6)}px`;
    link.setAttribute("aria-describedby", "quotation");
  }

  function hideQuotation() {
    document.querySelector('[aria-describedby="quotation"]')?.removeAttribute("aria-describedby");
    quotation?.remove();
    quotation = null;
  }

  const citation = (event) => event.target.closest?.('#chat a[href^="#src-"]');
  const leaves = (event) => quotation && !event.relatedTarget?.closest?.("#quotation");
  document.addEventListener("mouseover", (event) => { if (citation(event)) showQuotation(citation(event)); });
  document.addEventListener("mouseout", (event) => { if (citation(event) && leaves(event)) hideQuotation(); });
  document.addEventListener("focusin", (event) => { citation(event) ? showQuotation(citation(event)) : hideQuotation(); });
  document.addEventListener("scroll", hideQuotation, true);
  document.addEventListener("click", hideQuotation);
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") hideQuotation(); });
  document.addEventListener("mouseout", (event) => {
    if (event.target.closest?.("#quotation") && !event.relatedTarget?.closest?.("#quotation")) hideQuotation();
  });

  /* A word of the question lights up the words that it matched */
  function light(event, on) {
    const word = event.target.closest?.("[data-word]");
    const group = word?.closest(".sources");
    if (!group) return;
    for (const same of group.querySelectorAll(`[data-word="${word.dataset.word}"]`)) same.classList.toggle("lit", on);
  }
  document.addEventListener("mouseover", (event) => light(event, true));
  document.addEventListener("mouseout", (event) => light(event, false));

  /* What stands around an excerpt, in its place */
  async function toggleAround(button) {
    const quote = button.closest(".card").querySelector("blockquote");
    const open = button.getAttribute("aria-expanded") === "true";
    button.setAttribute("aria-expanded", String(!open));
    if (open) { for (const each of quote.querySelectorAll(".context")) each.remove(); return; }
    const { document: id, start, end } = button.dataset;
    const asked = await fetch(`besa/around?${new URLSearchParams({ document: id, start, end })}`);
    if (!asked.ok || button.getAttribute("aria-expanded") !== "true") return;
    const { before, after } = await asked.json();
    const [first, last] = [before, after].map((text) => {
      const context = document.createElement("span");
      context.className = "context";
      context.textContent = text;
      return context;
    });
    quote.prepend(first);
    quote.append(last);
  }

  async function copyCitation(button) {
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
    } catch {
      const box = document.createElement("textarea");
      box.value = button.dataset.copy;
      document.body.append(box);
      box.select();
      document.execCommand("copy");
      box.remove();
      button.focus();
    }
    const label = button.textContent;
    button.textContent = button.dataset.done;
    button.disabled = true;
    setTimeout(() => { button.textContent = label; button.disabled = false; }, 1500);
    besa.announce(button.dataset.done);
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.(".card button");
    if (button?.matches(".around")) toggleAround(button);
    if (button?.matches(".copy")) copyCitation(button);
  });

  /* What a screen reader hears */
  besa.announce = (text) => {
    let heard = document.getElementById("heard");
    if (!heard) {
      heard = document.createElement("div");
      heard.id = "heard";
      heard.setAttribute("role", "status");
      document.body.append(heard);
    }
    heard.textContent = text;
  };

  let answers = 0;
  besa.hearAnswers = () => {
    const said = document.querySelectorAll("#chat [data-testid=bot]");
    const last = said[said.length - 1];
    const box = document.querySelector("#question textarea");
    if (!box || box.disabled || said.length === answers) return;
    answers = said.length;
    if (last) besa.announce(last.textContent);
  };
