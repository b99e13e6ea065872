  /* Sources are read beside the answer, in a panel of this page; on a small screen it is a sheet over it.
     Opening is one step of the browser's history, so that Back closes the panel and stays on the page */
  const READ_AT_ONCE = 2;
  let openedBy = null; // also of what Forward opens again
  let leaving = null;

  const panel = () => document.querySelector("#reading dialog");
  const panes = () => [...document.querySelectorAll("#reading .pane")];
  const placesRead = () => history.state?.besaReading ?? [];

  /* A place is where a link leads: the address of a document with its mark, and what the link's card calls it */
  function placeOf(link) {
    const card = link.closest(".also") ? null : link.closest(".card");
    const title = card?.querySelector("h3")?.textContent ?? link.textContent;
    return { href: link.getAttribute("href"), number: card?.querySelector(".number")?.textContent ?? "", title, card: card?.id ?? "" };
  }

  besa.read = async (places, link) => {
    await leaving;
    if (!panel()) return;
    if (!panel().open) openedBy = link;
    const state = { ...history.state, besaReading: places };
    panel().open ? history.replaceState(state, "") : history.pushState(state, "");
    showReading(places);
  };

  function showReading(places) {
    const dialog = panel();
    const kept = panes().filter((pane) => places.some((place) => place.href === pane.dataset.opened));
    for (const pane of panes()) if (!kept.includes(pane)) pane.remove();
    if (!dialog.open) narrow.matches ? dialog.showModal() : dialog.show();
    for (const place of places) {
      if (kept.some((pane) => pane.dataset.opened === place.href)) continue;
      const pane = besa.newPane(place);
      dialog.append(pane);
      besa.openIn(pane, place.href);
    }
    for (const pane of kept) besa.goToMark(pane);
    for (const pane of panes()) besa.offerOthers(pane, panes().length < READ_AT_ONCE);
  }

  /* The panel is closed at once; the step back in the history, which is taken later, is waited for by who opens it next */
  function stepBack() {
    leaving = new Promise((done) => addEventListener("popstate", done, { once: true })).then(() => { leaving = null; });
    history.back();
  }
  function closeReading(refocus = true) {
    if (!panel()?.open) return;
    if (placesRead().length) stepBack();
    hideReading(refocus);
  }
  besa.closeReading = closeReading;

  function hideReading(refocus = true) {
    if (!panel()?.open) return;
    panel().close();
    panel().replaceChildren();
    const link = openedBy?.isConnected && openedBy.checkVisibility() ? openedBy : document.querySelector("#question textarea");
    if (refocus) link?.focus({ preventScroll: !narrow.matches });
  }

  function closePane(pane) {
    const left = placesRead().filter((place) => place.href !== pane.dataset.opened);
    if (left.length === 0 || panes().length < 2) return closeReading();
    history.replaceState({ ...history.state, besaReading: left }, "");
    showReading(left);
  }

  addEventListener("popstate", () => {
    if (!panel()) return;
    placesRead().length ? showReading(placesRead()) : hideReading();
  });

  /* What was open when the page was loaded anew is open again */
  let restored = false;
  besa.restoreReading = () => {
    if (restored || !panel()) return;
    restored = true;
    if (placesRead().length) showReading(placesRead());
  };

  /* A window that grows or shrinks past the limit has the panel of its new size; on paper it is part of the page */
  function openAnew(isSheet) {
    if (!panel()?.open) return;
    panel().close();
    isSheet ? panel().showModal() : panel().show();
  }
  onTurned(() => openAnew(narrow.matches));
  addEventListener("beforeprint", () => openAnew(false));
  addEventListener("afterprint", () => openAnew(narrow.matches));

  const asksForATab = (event) => event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button !== 0;

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.('a[href^="document?"]');
    if (!link || !panel() || link.matches(".new-tab") || asksForATab(event)) return;
    event.preventDefault();
    event.stopPropagation();
    const pane = link.closest(".pane");
    pane ? besa.openIn(pane, link.getAttribute("href")) : besa.read([placeOf(link)], link);
  }, true);

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("#reading button");
    const pane = button?.closest(".pane");
    if (!pane) return;
    if (button.matches(".close")) closePane(pane);
    if (button.matches(".earlier-mark")) besa.goToMark(pane, -1);
    if (button.matches(".later-mark")) besa.goToMark(pane, 1);
    const other = button.dataset.card && besa.cardOf(button.dataset.card)?.querySelector(".open");
    if (other) besa.read([...placesRead().slice(0, READ_AT_ONCE - 1), placeOf(other)], other);
  });

  /* [1] opens its source; with a key that asks for a tab, in a tab. A link between two sides opens both */
  besa.readCards = (cards, link) => {
    const links = cards.map((card) => card?.querySelector(".open")).filter(Boolean);
    if (links.length) besa.read(links.map(placeOf), link);
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.('#chat a[href^="#read-"]');
    if (!link) return;
    event.preventDefault();
    event.stopPropagation();
    const [turn, ...numbers] = link.getAttribute("href").match(/\d+/g);
    besa.readCards(numbers.map((number) => besa.cardOf(`src-${turn}-${number}`)), link);
  }, true);
  function openInATab(event) {
    const link = event.target.closest?.('#chat a[href^="#src-"]');
    const source = link && asksForATab(event) && besa.cardOf(link.getAttribute("href").slice(1))?.querySelector(".open");
    if (!source) return;
    event.preventDefault();
    event.stopPropagation();
    window.open(source.href, "_blank", "noopener");
  }
  document.addEventListener("click", openInATab, true);
  document.addEventListener("auxclick", (event) => { if (event.button === 1) openInATab(event); }, true);

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented || !panel()?.open) return;
    if (event.target.closest?.("details.download[open]") || document.getElementById("quotation")) return;
    event.preventDefault();
    closeReading();
  });
  document.addEventListener("cancel", (event) => {
    if (event.target !== panel()) return;
    event.preventDefault();
    closeReading();
  }, true);
