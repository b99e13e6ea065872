  /* What stands beside the conversation, one panel at a time; on a narrow screen all but the sources come as a sheet */
  const TABS = ["sources", "scope", "add", "library", "earlier"];
  const tabOf = (name) => document.getElementById(`tab-${name}`);
  const isOffered = (name) => tabOf(name) && !tabOf(name).hidden;

  besa.showTab = (name, { sheet = false, focus = false } = {}) => {
    document.body.dataset.tab = name;
    const isSheet = sheet && narrow.matches && (name !== "sources" || !document.querySelector("#sources > *"));
    for (const each of [document.body, document.getElementById("shelf")]) each?.toggleAttribute("data-sheet", isSheet);
    noteSheet(isSheet);
    for (const each of TABS) {
      tabOf(each)?.setAttribute("aria-selected", String(each === name));
      tabOf(each)?.setAttribute("tabindex", each === name ? "0" : "-1");
    }
    const shelf = document.getElementById("shelf");
    if (shelf) shelf.scrollTop = 0;
    if (focus) document.getElementById(`panel-${name}`)?.focus({ preventScroll: true });
  };

  function closeSheet() {
    const name = document.body.dataset.tab;
    besa.showTab("sources");
    tabOf(name)?.focus({ preventScroll: true });
  }

  function chooseTab(name, focus) {
    if (name === document.body.dataset.tab && document.body.hasAttribute("data-sheet")) { closeSheet(); return; }
    besa.showTab(name, { sheet: true, focus });
    if (narrow.matches && name === "sources" && !document.body.hasAttribute("data-sheet")) document.getElementById("panel-sources").scrollIntoView({ behavior: scrolling() });
  }

  /* Nothing was asked yet: the library is what there is to see, but on a narrow screen the examples come first */
  besa.bringTabs = () => {
    if (document.body.dataset.tab || !tabOf("library")) return;
    besa.showTab(narrow.matches ? "sources" : "library");
    document.querySelector("#tabs [role=tablist]").setAttribute("aria-label", besa.labels.beside);
    document.getElementById("keys").setAttribute("aria-label", besa.labels.shortcuts);
    document.getElementById("close-sheet").setAttribute("aria-label", besa.labels.close);
    for (const pager of document.querySelectorAll(".pager")) pager.setAttribute("aria-label", besa.labels.pages);
  };
  besa.numberTab = (name, number) => { if (tabOf(name)) tabOf(name).querySelector(".number").textContent = number ? besa.count(number) : ""; };
  onTurned(() => { if (document.body.dataset.tab) besa.showTab("sources"); });

  document.addEventListener("click", (event) => {
    const tab = event.target.closest?.("#tabs [role=tab]");
    if (tab) chooseTab(tab.id.slice(4), false);
    if (event.target.matches?.("body, gradio-app, #close-sheet") && document.body.hasAttribute("data-sheet")) closeSheet();
  });

  document.addEventListener("keydown", (event) => {
    const tab = event.target.closest?.("#tabs [role=tab]");
    const step = { ArrowRight: 1, ArrowLeft: -1, Home: -Infinity, End: Infinity }[event.key];
    if (!tab || step === undefined) return;
    event.preventDefault();
    const there = TABS.filter(isOffered);
    const at = there.indexOf(tab.id.slice(4)) + step;
    const to = there[Number.isFinite(at) ? (at + there.length) % there.length : at > 0 ? there.length - 1 : 0];
    besa.showTab(to, { sheet: true });
    tabOf(to).focus();
  });

  /* Keys, for whoever wants them: none does anything while something is typed, or with a key like Ctrl held */
  const KEYS_OFF = "besa.keys";
  let keysOn = true;
  try { keysOn = localStorage.getItem(KEYS_OFF) !== "off"; } catch { /* not allowed to */ }

  const isTyping = (element) => element?.closest?.("input, textarea, select, [contenteditable]:not([contenteditable=false])");
  const LETTERS = { s: "sources", f: "scope", a: "add", l: "library", h: "earlier", e: "earlier" };

  function listKeys() {
    const dialog = document.getElementById("shortcuts");
    document.getElementById("keys-on").checked = keysOn;
    if (!dialog.open) dialog.showModal();
  }

  function pressed(key) {
    if (key === "?") { listKeys(); return true; }
    if (key === "/") { besa.showTab(document.body.dataset.tab); document.querySelector("#question textarea").focus(); return true; }
    if (key === "n") {
      const anew = document.querySelector("#new[data-begun]");
      anew?.click();
      return Boolean(anew);
    }
    if (key === "c") return besa.copyInFocus();
    if (isOffered(LETTERS[key])) { besa.showTab(LETTERS[key], { sheet: true, focus: true }); return true; }
    const card = /^[1-9]$/.test(key) && document.querySelector(`.sources:not([hidden]) .card[id$="-${key}"]`);
    if (card) openCard(card, card);
    return Boolean(card);
  }

  document.addEventListener("keydown", (event) => {
    if (!keysOn || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (isTyping(event.target) || document.querySelector("dialog[open]") || !document.querySelector("#question textarea")) return;
    if (pressed(event.key.length === 1 ? event.key.toLowerCase() : event.key)) event.preventDefault();
  });
  /* Esc leaves a field of a panel for its tab, from where the keys and the arrows go on */
  document.addEventListener("keydown", (event) => {
    const panel = isTyping(event.target)?.closest("[role=tabpanel]");
    if (event.key !== "Escape" || event.defaultPrevented || event.isComposing || !panel || document.body.hasAttribute("data-sheet")) return;
    tabOf(panel.id.slice("panel-".length))?.focus();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && document.body.hasAttribute("data-sheet") && !document.querySelector("dialog[open]")) closeSheet();
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest?.("#keys")) listKeys();
    if (event.target.matches?.("#shortcuts")) event.target.close();  // beside it: what it holds fills it
  });
  document.addEventListener("change", (event) => {
    if (event.target.id !== "keys-on") return;
    keysOn = event.target.checked;
    try { keysOn ? localStorage.removeItem(KEYS_OFF) : localStorage.setItem(KEYS_OFF, "off"); } catch { /* not allowed to */ }
  });
