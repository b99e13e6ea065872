  /* The cards of an answer come with it; those of earlier turns are kept out of the page until their answer asks for them */
  const drawn = new Map();
  let newest = null;
  besa.keepCards = () => {
    const sources = document.getElementById("sources");
    if (!sources) return;
    for (const { dataset } of document.querySelectorAll("#cards [data-cards]")) {
      const [turn, first] = [dataset.turn, dataset.first].map(Number);
      if (drawn.get(turn)?.cards === dataset.cards) continue;
      for (const each of drawn.keys()) if (each >= turn || each < first) drawn.delete(each);
      if (dataset.cards === "") continue;
      const parsed = document.createElement("template");
      parsed.innerHTML = dataset.cards;
      drawn.set(turn, { cards: dataset.cards, section: parsed.content.firstElementChild });
    }
    const latest = [...drawn.values()].at(-1)?.section ?? null;
    if (latest === newest) return;
    newest = latest;
    besa.showCards(latest);
    besa.numberTab("sources", latest?.querySelectorAll(".card").length ?? 0);
  };

  /* The cards of one turn, or none; on paper, those of all */
  besa.showCards = (section) => {
    for (const each of drawn.values()) each.section.hidden = each.section !== section;
    document.getElementById("sources").replaceChildren(...(section ? [section] : []));
  };
  /* Cards of a document that was just removed say so, those of earlier turns, too */
  besa.markRemoved = (id) => {
    for (const { section } of drawn.values()) {
      for (const card of section.querySelectorAll(".card")) {
        if (!card.querySelector(`[data-document="${CSS.escape(id)}"], a[href*="id=${CSS.escape(id)}"]`) || card.querySelector(".standing")) continue;
        const said = document.createElement("p");
        said.className = "standing";
        said.textContent = besa.labels.check_missing;
        card.querySelector("h3")?.after(said);
      }
    }
  };
  besa.cardOf = (id) => drawn.get(Number(id.split("-")[1]))?.section.querySelector(`#${CSS.escape(id)}`) ?? null;
  let shownBefore = null;
  function printCards(isPrinting) {
    const sources = document.getElementById("sources");
    if (!sources || isPrinting === Boolean(shownBefore)) return;
    shownBefore = isPrinting ? [...sources.children] : shownBefore;
    sources.replaceChildren(...(isPrinting ? [...drawn.values()].map((each) => each.section) : shownBefore));
    if (!isPrinting) shownBefore = null;
  }
  addEventListener("beforeprint", () => printCards(true));
  addEventListener("afterprint", () => printCards(false));
  paper.addEventListener("change", () => printCards(paper.matches));

  /* The quotation beside a citation, while the pointer or the focus is on it */
  let quotation = null;

  function showQuotation(link) {
    const card = besa.cardOf(link.getAttribute("href").slice(1));
    if (!card) return;
    hideQuotation();
    quotation = document.createElement("div");
    quotation.id = "quotation";
    quotation.setAttribute("role", "tooltip");
    const title = document.createElement("strong");
    title.dir = "auto";
    title.textContent = card.querySelector("h3").textContent;
    const quote = card.querySelector(".excerpt").cloneNode(true);
    for (const each of quote.querySelectorAll(".context")) each.remove();
    quotation.append(title, quote);
    (document.querySelector("main") ?? document.body).append(quotation);
    const said = (link.closest("li") ?? link.parentElement).textContent;
    const here = [...quote.querySelectorAll("b")]
      .filter((each) => said.includes(each.textContent.trim()))
      .reduce((best, each) => (each.textContent.length > (best?.textContent.length ?? 0) ? each : best), null);
    if (here) quote.scrollTop = here.offsetTop - quote.offsetTop - 24;
    const at = link.getBoundingClientRect();
    const { width, height } = quotation.getBoundingClientRect();
    quotation.style.left = `${Math.max(12, Math.min(at.left - 20, innerWidth - width - 12))}px`;
    const below = at.bottom + height + 8 < innerHeight;
    quotation.classList.toggle("above", !below);
    quotation.style.top = `${below ? at.bottom + 6 : Math.max(8, at.top - height - 6)}px`;
    link.setAttribute("aria-describedby", "quotation");
  }

  function hideQuotation() {
    document.querySelector('[aria-describedby="quotation"]')?.removeAttribute("aria-describedby");
    quotation?.remove();
    quotation = null;
  }

  const citation = (event) => event.target.closest?.('#chat a[href^="#src-"]');
  const leaves = (event) => quotation && !event.relatedTarget?.closest?.("#quotation");
  const hovers = (event) => event.pointerType !== "touch" && citation(event);
  document.addEventListener("pointerover", (event) => { if (hovers(event)) showQuotation(citation(event)); });
  document.addEventListener("pointerout", (event) => { if (citation(event) && leaves(event)) hideQuotation(); });
  document.addEventListener("focusin", (event) => {
    const link = citation(event);
    link?.matches(":focus-visible") && !finger.matches ? showQuotation(link) : hideQuotation();
  });
  document.addEventListener("scroll", (event) => {
    if (!quotation || quotation.contains(event.target)) return;
    const link = document.querySelector('[aria-describedby="quotation"]');
    link?.matches(":focus-visible") ? showQuotation(link) : hideQuotation();
  }, true);
  document.addEventListener("click", hideQuotation);
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") hideQuotation(); });
  document.addEventListener("pointerout", (event) => {
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
    const quote = button.closest(".card").querySelector(".excerpt");
    const expand = (open) => button.setAttribute("aria-expanded", String(open));
    const isOpen = () => button.getAttribute("aria-expanded") === "true";
    if (isOpen()) {
      for (const each of quote.querySelectorAll(".context")) each.remove();
      expand(false);
      return;
    }
    expand(true);
    const { document: id, start, end } = button.dataset;
    let around = null;
    try {
      const reply = await fetch(`besa/around?${new URLSearchParams({ document: id, start, end })}`);
      around = reply.ok ? await reply.json() : null;
    } catch { /* the server is gone: the button stays as it was */ }
    if (!around) { expand(false); return; }
    if (!isOpen() || quote.querySelector(".context")) return;
    const [first, last] = [around.before, around.after].map((text) => {
      const context = document.createElement("span");
      context.className = "context";
      context.textContent = text;
      return context;
    });
    quote.prepend(first);
    quote.append(last);
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.(".card button, .pane button");
    if (button?.matches(".around")) toggleAround(button);
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
    const unsaid = ["", besa.labels.searching].includes(last?.textContent.trim());
    if (!box || box.disabled || said.length === answers || unsaid) return;
    answers = said.length;
    if (!last) return;
    const heard = last.cloneNode(true);
    for (const folded of heard.querySelectorAll("details > :not(summary)")) folded.remove();
    besa.announce(heard.textContent);
  };
