  /* The cards of the answer are there, at the source's own, when the panel in which it is read is closed again */
  function openCard(link, card = besa.cardOf(link.getAttribute("href").slice(1))) {
    if (!card) return;
    besa.showTab("sources");
    besa.showCards(card.closest(".sources"));
    if (!narrow.matches) card.scrollIntoView({ behavior: "auto", block: "nearest" });
    besa.readCards([card], link);
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.('#chat a[href^="#src-"]');
    if (!link || event.defaultPrevented) return;
    event.preventDefault();
    event.stopPropagation();
    openCard(link);
  }, true);

  /* A document opened from a card has a tab of its own; the conversation waits in the other one */
  document.addEventListener("click", (event) => {
    const fromHere = document.referrer && new URL(document.referrer).origin === location.origin;
    if (!event.target.closest?.("#back") || !fromHere || history.length > 1) return;
    window.close();
    if (window.closed) event.preventDefault();
  }, true);

  /* A cited place in this part of the document is gone to; one in another part is opened */
  function goTo(place) {
    place.scrollIntoView({ block: "start" });
    place.focus({ preventScroll: true });
  }
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.(".cited a");
    const place = link && document.getElementById(new URL(link.href).hash.slice(1));
    if (!place) return;
    event.preventDefault();
    event.stopPropagation();
    goTo(place);
  }, true);

  /* What gradio leaves for others: names for screen readers */
  function name() {
    for (const said of document.querySelectorAll("#chat [data-testid][aria-label]")) said.removeAttribute("aria-label");
    for (const turn of document.querySelectorAll("#chat .message-row")) {
      const speaker = turn.matches(".user-row") ? besa.labels.you : "Besa";
      if (turn.getAttribute("aria-label") === speaker) continue;
      turn.setAttribute("role", "group");
      turn.setAttribute("aria-label", speaker);
    }
    for (const link of document.querySelectorAll('#chat a[href^="#src-"]:not([aria-label])')) {
      link.setAttribute("aria-label", besa.labels.source.replace("{}", link.textContent.replace(/\D/g, "")));
    }
    for (const sides of document.querySelectorAll("#chat [data-testid=bot] ul:not([role])")) {
      sides.setAttribute("role", "list");
      sides.setAttribute("aria-label", besa.labels.sources_differ);
    }
    document.querySelector("#reading dialog:not([aria-label])")?.setAttribute("aria-label", besa.labels.reading_beside);
    const log = document.querySelector("#chat [role=log]");
    log?.setAttribute("aria-label", besa.labels.conversation);
    log?.setAttribute("aria-live", "off"); // each answer is said once, by itself
    document.querySelector("#chat .examples[role=list]")?.removeAttribute("role");
    for (const example of document.querySelectorAll("#chat .example[aria-label]")) example.removeAttribute("aria-label");
    document.querySelector("#question .submit-button:not([aria-label])")?.setAttribute("aria-label", besa.labels.send);
    document.querySelector("#question .stop-button:not([aria-label])")?.setAttribute("aria-label", besa.labels.stop);
  }

  let turns = 0;
  function followTurns() {
    const asked = document.querySelectorAll("#chat .user-row");
    if (asked.length === turns || !tabOf("library")) return;
    besa.showTab(asked.length > 0 || narrow.matches ? "sources" : "library");
    if (asked.length > turns) besa.taken();
    if (asked.length > turns && narrow.matches) {
      asked[asked.length - 1].scrollIntoView({ behavior: scrolling(), block: "start" });
    }
    if (asked.length < turns) besa.closeReading(false);
    if (asked.length < turns) document.querySelector("#question textarea")?.focus();
    turns = asked.length;
  }

  let searching = false;
  function returnFocus() {
    const box = document.querySelector("#question textarea");
    if (!box) return;
    const focusIsLost = document.activeElement === document.body || document.activeElement === box;
    if (searching && !box.disabled && focusIsLost && !(narrow.matches && finger.matches)) box.focus({ preventScroll: true });
    searching = box.disabled;
  }

  /* A document's title stays in sight: in the bar, while its own place is scrolled away */
  function keepTitle(title) {
    const kept = document.createElement("span");
    kept.className = "kept-title";
    kept.dir = "auto";
    kept.hidden = true;
    kept.setAttribute("aria-hidden", "true");
    kept.textContent = title.textContent;
    document.querySelector(".masthead h1")?.after(kept);
    new IntersectionObserver(([seen]) => { kept.hidden = seen.isIntersecting; }, { rootMargin: "-72px 0px 0px" }).observe(title);
  }

  let arrived = false;
  function arrive() {
    const title = document.querySelector(".document h1");
    if (arrived || !title) return;
    arrived = true;
    document.title = `${title.textContent} · Besa`;
    keepTitle(title);
    const cite = document.getElementById(location.hash.slice(1)) ?? document.getElementById("cite");
    if (cite) goTo(cite);
    arrivedAt = cite;
  }

  /* A page's picture of another shape than expected moves what is below it; until the visitor moves, the place is kept */
  let arrivedAt = null;
  for (const moved of ["wheel", "pointerdown", "keydown", "touchmove"]) {
    addEventListener(moved, () => { arrivedAt = null; }, { passive: true, capture: true });
  }
  document.addEventListener("load", (event) => {
    if (event.target.matches?.(".print img")) arrivedAt?.scrollIntoView({ block: "start" });
  }, true);

  /* Questions to go on with belong to a conversation, though they may come after it was left; so does its end */
  function showWhatBelongs() {
    const begun = document.querySelector("#chat .user-row, #chat .bot-row") !== null;
    const searching = document.querySelector("#question textarea")?.disabled ?? true;
    const [chips, end] = ["next", "new"].map((id) => document.getElementById(id));
    if (chips && chips.hidden === begun) chips.hidden = !begun;
    end?.toggleAttribute("data-begun", begun && !searching);
  }

  function look() {
    besa.keepPast();
    showWhatBelongs();
    besa.keepCards();
    besa.chooseStyles();
    besa.sayLabels();
    besa.bringTabs();
    besa.listEarlier();
    besa.bringPanels();
    besa.bringLists();
    besa.offerRemoval();
    besa.restoreReading();
    besa.takeTurns();
    besa.remember();
    besa.keepTurns();
    besa.bringKept();
    besa.hearAnswers();
    name();
    besa.nameActions();
    besa.sayOffline();
    besa.keepStill();
    followTurns();
    returnFocus();
    arrive();
    besa.giveBackLeft();
    besa.nameLanguages();
    besa.nameAtlas();
  }
  new MutationObserver(look).observe(document.body, {
    childList: true, subtree: true, attributes: true, attributeFilter: ["disabled", "data-cards", "data-kept"],
  });
  look();
