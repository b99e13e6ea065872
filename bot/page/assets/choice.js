  /* In which documents the next questions are searched: chosen in the panel, kept for this tab, cleared by one click */
  const SCOPE = "besa.scope";
  const WHOLE = { documents: {}, collections: [], sample: false, own: false, text: "", after: "", before: "" };
  let scope = structuredClone(WHOLE);
  try {
    const kept = address.searchParams.has("q") || address.searchParams.has("c") ? null : JSON.parse(sessionStorage.getItem(SCOPE));
    if (kept && typeof kept.documents === "object" && Array.isArray(kept.collections)) scope = { ...WHOLE, ...kept };
  } catch { /* not allowed to */ }

  besa.fill = (words, ...values) => values.reduce((text, value) => text.replace("{}", () => value), words);
  besa.count = (number) => number.toLocaleString("en-US").replaceAll(",", besa.labels.thousands);
  const put = (element, text) => { if (element.textContent !== text) element.textContent = text; };

  function scopeInWords() {
    const said = besa.labels;
    const ticked = Object.keys(scope.documents).length;
    const whole = scope.sample && scope.own ? [said.your_documents] : [];
    const parts = [...whole, ...(scope.sample ? [said.sample_library] : []), ...scope.collections.map((each) => each || said.no_collection)];
    if (ticked) parts.push(ticked === 1 ? Object.values(scope.documents)[0] : besa.fill(said.documents, besa.count(ticked)));
    else if (scope.text && !scope.collections.length) parts.push(besa.fill(said.quotation, scope.text));
    if (scope.after) parts.push(`${said.after} ${scope.after}`);
    if (scope.before) parts.push(`${said.before} ${scope.before}`);
    return parts.join(" · ");
  }

  besa.chosen = () => {
    if (!scopeInWords()) return "";
    const documents = Object.keys(scope.documents);
    return JSON.stringify({ ...scope, documents, text: documents.length || scope.collections.length ? "" : scope.text });
  };

  function rescope(change) {
    scope = { ...scope, ...change };
    try { sessionStorage.setItem(SCOPE, JSON.stringify(scope)); } catch { /* not allowed to */ }
    showScope();
  }

  besa.unchoose = (id) => {
    const { [id]: gone, ...documents } = scope.documents;
    if (gone !== undefined) rescope({ documents });
  };

  function clearScope() {
    rescope(structuredClone(WHOLE));
    for (const id of ["scope-text", "scope-after", "scope-before"]) document.getElementById(id).value = "";
    besa.listDocuments();
    document.querySelector("#question textarea")?.focus();
  }

  /* What is searched in stands above the box as long as it is not everything */
  function showScope() {
    const form = document.querySelector("#talk > .form");
    const count = document.querySelector("#scope .count");
    if (!form || !count) return;
    let active = document.getElementById("scope-active");
    if (!active) {
      active = document.createElement("p");
      active.id = "scope-active";
      const clear = document.createElement("button");
      clear.type = "button";
      clear.addEventListener("click", clearScope);
      active.append(document.createElement("span"), clear);
      active.hidden = true;
      form.prepend(active);
    }
    const words = scopeInWords();
    active.hidden = !words;
    put(active.firstChild, besa.fill(besa.labels.searching_in, words));
    put(active.lastChild, besa.labels.clear);
    put(count, words || besa.labels.all_documents);
    count.classList.toggle("active", Boolean(words));
    document.getElementById("scope-clear").hidden = !words;
    tabOf("scope").toggleAttribute("data-active", Boolean(words));
  }

  const row = (id, title, about) => choiceRow(title, about, id in scope.documents, (isTicked) => {
    if (isTicked) rescope({ documents: { ...scope.documents, [id]: title }, own: false });
    else besa.unchoose(id);
    showWhere();
  });

  function choiceRow(title, about, isTicked, choose) {
    const item = document.createElement("li");
    const label = document.createElement("label");
    const box = document.createElement("input");
    box.type = "checkbox";
    box.checked = isTicked;
    box.addEventListener("change", () => choose(box.checked));
    const name = document.createElement("bdi");
    name.textContent = title;
    const meta = document.createElement("span");
    meta.className = "meta";
    meta.textContent = about;
    label.append(box, name, meta);
    item.append(label);
    return item;
  }

  /* Collections are folders that were added as a whole; the sample library can be asked by itself, or with one's own */
  besa.inSample = () => scope.sample && !scope.own && !scope.collections.length;
  besa.askSample = (isSample) => {
    rescope({ ...structuredClone(WHOLE), sample: isSample });
    for (const id of ["scope-text", "scope-after", "scope-before"]) document.getElementById(id).value = "";
    besa.listDocuments();
  };
  const isNarrowed = () => scope.collections.length > 0 || Object.keys(scope.documents).length > 0;
  const isWhole = () => (scope.sample ? scope.own : !isNarrowed());

  function chooseWhere(change) {
    rescope(change);
    besa.listDocuments();
  }
  const chooseAll = (isTicked) => chooseWhere(isTicked || !scope.sample ? { own: scope.sample, collections: [], documents: {} } : { own: false });
  const chooseSample = (isTicked) => chooseWhere(isTicked ? { sample: true, own: isWhole() } : { sample: false, own: false, documents: {} });
  function chooseCollection(name, isTicked) {
    const others = scope.collections.filter((each) => each !== name);
    chooseWhere({ collections: isTicked ? [...others, name] : others, own: false, ...(besa.inSample() && { documents: {} }) });
  }

  besa.unchooseCollection = (name) => { if (scope.collections.includes(name)) rescope({ collections: scope.collections.filter((each) => each !== name) }); };

  let offered = null;
  let collectionsShown = "";
  function showCollections(found) {
    offered = found;
    showWhere();
  }
  function showWhere() {
    if (!offered) return;
    const names = Object.entries(offered.collections).sort(([a], [b]) => !a - !b); // what is in none comes last
    const all = names.reduce((sum, [, count]) => sum + count, 0);
    const block = document.getElementById("collections");
    block.hidden = names.length < 2 && !offered.sample;
    const now = JSON.stringify([names, offered.sample, offered.sample_documents, scope.collections, scope.sample, isWhole()]);
    if (now === collectionsShown) return;
    collectionsShown = now;
    const rows = offered.sample && all ? [choiceRow(besa.labels.your_documents, countOf(offered.own), isWhole(), chooseAll)] : [];
    if (names.length > 1) {
      rows.push(...names.map(([name, count]) => choiceRow(name || besa.labels.no_collection, countOf(count),
        scope.collections.includes(name), (isTicked) => chooseCollection(name, isTicked))));
    }
    if (offered.sample) rows.push(choiceRow(besa.labels.sample_library, countOf(offered.sample_documents), scope.sample, chooseSample));
    const list = block.querySelector("ul");
    const focused = [...list.children].findIndex((each) => each.contains(document.activeElement));
    list.replaceChildren(...rows);
    rows[focused]?.querySelector("input").focus();
    document.getElementById("known-collections").replaceChildren(...names.filter(([name]) => name).map(([name]) => new Option(name)));
  }

  besa.showDocuments = (found) => {
    showCollections(found);
    const list = document.getElementById("scope-list");
    const here = new Set(found.documents.map((each) => each.id));
    const ticked = Object.entries(scope.documents).filter(([id]) => !here.has(id));
    list.replaceChildren(...ticked.map(([id, title]) => row(id, title, "")),
      ...found.documents.map((each) => row(each.id, each.title, each.about)));
    const fitting = besa.fill(besa.labels.fitting, besa.count(found.fitting), besa.count(found.all));
    put(document.getElementById("scope-note"), `${fitting}. ${besa.labels.tick}`);
    besa.showPager(document.querySelector("#scope .pager"), found, (to) => { list.scrollTop = 0; besa.listDocuments(to); });
    showScope();
  };

  /* The panel is there once gradio has collectionsShown it */
  let panelled = false;
  besa.bringPanels = () => {
    showScope();
    if (panelled || !document.getElementById("scope-text")) return;
    panelled = true;
    let pause = 0;
    for (const name of ["text", "after", "before"]) {
      const field = document.getElementById(`scope-${name}`);
      field.value = scope[name];
      field.addEventListener("input", () => {
        rescope({ [name]: field.value.trim() });
        clearTimeout(pause);
        if (name === "text") pause = setTimeout(() => besa.listDocuments(), 150);
      });
    }
    document.getElementById("scope-clear").addEventListener("click", clearScope);
    besa.bringUploads();
    besa.listDocuments();
  };
