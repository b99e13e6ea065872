  /* One source in the panel: a bar with its title that stays, and its text at the mark */
  let opened = 0;

  function element(name, className, attributes = {}, ...children) {
    const made = document.createElement(name);
    made.className = className;
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  }
  const signed = (className, label, sign) => element("button", className, { type: "button", "aria-label": label, title: label }, sign);

  besa.newPane = (place) => {
    opened += 1;
    const id = `pane-${opened}`;
    const title = element("h2", "", { id, dir: "auto" }, place.title.trim());
    const bar = element("div", "bar", {});
    const marks = element("span", "marks", { hidden: "" });
    marks.append(
      signed("earlier-mark", besa.labels.earlier_mark, "↑"),
      element("span", "count", { role: "status" }),
      signed("later-mark", besa.labels.later_mark, "↓"),
    );
    const tools = element("p", "tools", {}, marks);
    const copy = besa.cardOf(place.card)?.querySelector(".copy");
    if (copy) tools.append(copy.cloneNode(true));
    tools.append(element("a", "new-tab", { href: place.href, target: "_blank", rel: "noopener" }, besa.labels.new_tab));
    if (place.number) bar.append(element("span", "number", { "aria-hidden": "true" }, place.number));
    bar.append(title, signed("close", besa.labels.close, "×"), tools);
    const text = element("div", "text", { tabindex: "0", role: "region", "aria-labelledby": id });
    const pane = element("div", "pane", { role: "group", "aria-labelledby": id }, bar, text);
    pane.dataset.opened = place.href;
    pane.dataset.card = place.card;
    return pane;
  };

  /* Brings the document, or the part of it that an address names, and goes to the address's place */
  besa.openIn = async (pane, href) => {
    const text = pane.querySelector(".text");
    const address = new URL(href, location.href);
    pane.setAttribute("aria-busy", "true");
    let html = null;
    try {
      const reply = await fetch(`besa/source?${address.searchParams}`);
      html = reply.ok ? (await reply.json()).html : null;
    } catch { /* said below */ }
    pane.removeAttribute("aria-busy");
    if (html === null) text.replaceChildren(element("p", "notice", { role: "alert" }, besa.labels.connection));
    else show(pane, html);
    go(pane, address.hash.slice(1) || "cite");
  };

  /* Two documents have places of the same names, so those of a pane are no ids */
  function show(pane, html) {
    const parsed = document.createElement("template");
    parsed.innerHTML = html;
    for (const each of parsed.content.querySelectorAll("[id]")) {
      each.dataset.place = each.id;
      each.removeAttribute("id");
    }
    const title = parsed.content.querySelector("h1");
    if (title) pane.querySelector("h2").textContent = title.textContent;
    title?.remove();
    pane.querySelector(".text").replaceChildren(parsed.content);
    pane.dataset.still = "";
  }

  const marksOf = (pane) => [...pane.querySelectorAll(".cited a")];
  const nameOf = (link) => new URL(link.href).hash.slice(1);
  const found = (pane, name) => pane.querySelector(`[data-place="${CSS.escape(name)}"]`);

  function go(pane, name) {
    const place = found(pane, name);
    pane.dataset.at = name;
    const text = pane.querySelector(".text");
    if (place) {
      place.scrollIntoView({ block: "center" });
      place.focus({ preventScroll: true });
    } else {
      text.scrollTop = 0;
      text.focus({ preventScroll: true });
    }
    const marks = marksOf(pane);
    const at = marks.findIndex((each) => nameOf(each) === name);
    pane.querySelector(".marks").hidden = marks.length < 2;
    pane.querySelector(".marks .count").textContent = besa.labels.mark_of.replace("{}", at + 1).replace("{}", marks.length);
  }

  /* The mark that is `step` marks further on, round and round; one in another part of the document is brought */
  besa.goToMark = (pane, step = 0) => {
    const marks = marksOf(pane);
    const at = marks.findIndex((each) => nameOf(each) === pane.dataset.at);
    const there = marks[(at + step + marks.length) % marks.length];
    if (!there) return go(pane, "cite");
    found(pane, nameOf(there)) ? go(pane, nameOf(there)) : besa.openIn(pane, there.getAttribute("href"));
  };
  /* A page's picture of another shape than expected moves what is below it; until the visitor moves, the mark is kept */
  for (const moved of ["wheel", "pointerdown", "keydown", "touchmove"]) {
    addEventListener(moved, (event) => {
      const pane = event.target.closest?.("#reading .pane");
      if (pane) delete pane.dataset.still;
    }, { passive: true, capture: true });
  }
  document.addEventListener("load", (event) => {
    const pane = event.target.closest?.("#reading .pane");
    if (pane?.dataset.still !== undefined) found(pane, pane.dataset.at)?.scrollIntoView({ block: "center" });
  }, true);

  /* The other sources of the same answer, one of which is read below this one */
  besa.offerOthers = (pane, offered) => {
    pane.querySelector(".compare")?.remove();
    const cards = [...(besa.cardOf(pane.dataset.card)?.closest("ol")?.querySelectorAll(".card") ?? [])]
      .filter((card) => card.id !== pane.dataset.card);
    if (!offered || cards.length === 0) return;
    const menu = element("div", "menu");
    for (const card of cards) {
      const number = card.querySelector(".number").textContent;
      menu.append(element("button", "", { type: "button", "data-card": card.id, dir: "auto" }, `[${number}] ${card.querySelector("h3").textContent}`));
    }
    pane.querySelector(".tools").append(
      element("details", "compare", {}, element("summary", "", {}, besa.labels.compare), menu),
    );
  };
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" ? event.target.closest?.("#reading details.compare[open]") : null;
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
    event.preventDefault();
  });
