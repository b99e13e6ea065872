  /* Lists of documents: the server sorts and searches them, and gives a page at a time */
  const PAGE = 50;
  const asking = new Map();

  /* What several lists ask for at once is asked for once */
  function askDocuments(query) {
    const address = `besa/documents?${new URLSearchParams(query)}`;
    if (!asking.has(address)) {
      const answer = fetch(address).then((reply) => (reply.ok ? reply.json() : null)).catch(() => null);
      asking.set(address, answer.finally(() => asking.delete(address)));
    }
    return asking.get(address);
  }
  besa.askDocuments = (query) => askDocuments({ offset: 0, limit: PAGE, sort: "title", search: "", ...query });

  /* The buttons to the pages before and after; `turn` is told from which document on to show */
  besa.showPager = (pager, found, turn) => {
    const [before, range, after] = pager.children;
    pager.hidden = found.fitting <= PAGE;
    before.disabled = found.offset === 0;
    after.disabled = found.offset + PAGE >= found.fitting;
    before.onclick = () => turn(Math.max(0, found.offset - PAGE));
    after.onclick = () => turn(found.offset + PAGE);
    const last = Math.min(found.offset + PAGE, found.fitting);
    say(range, besa.fill(besa.labels.range, besa.count(found.offset + 1), besa.count(last), besa.count(found.fitting)));
  };

  const SVG = "http://www.w3.org/2000/svg";
  function markOf({ tone, shape }) {
    const mark = document.createElementNS(SVG, "svg");
    mark.setAttribute("class", `mark tone-${tone}`);
    mark.setAttribute("viewBox", "-7 -7 14 14");
    mark.setAttribute("aria-hidden", "true");
    const use = document.createElementNS(SVG, "use");
    use.setAttribute("href", `#mark-${shape}`);
    mark.append(use);
    return mark;
  }

  function documentRow(each, onAtlas, sort) {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = `document?id=${encodeURIComponent(each.id)}`;
    link.dir = "auto";
    link.textContent = each.title;
    const passages = each.passages === 1 ? besa.labels.one_passage : besa.fill(besa.labels.passages, besa.count(each.passages));
    const facts = [each.about, onAtlas && passages, sort.endsWith("added") && besa.fill(besa.labels.added_on, each.added)];
    const meta = document.createElement("span");
    meta.className = "meta";
    meta.textContent = facts.filter(Boolean).join(" · ");
    if (!onAtlas) {
      link.target = "_blank";
      link.rel = "noopener";
      item.append(link, meta);
      return item;
    }
    item.dataset.shelved = each.id;
    const words = document.createElement("div");
    words.append(link, meta);
    item.append(...(each.mark ? [markOf(each.mark)] : []), words);
    return item;
  }

  function bringList(frame) {
    const [find, sort, list] = [".find", ".sort", "ul"].map((each) => frame.querySelector(each));
    const onAtlas = frame.closest(".atlas") !== null;
    let offset = 0;
    let newest = 0;
    async function show() {
      const mine = ++newest;
      const only = frame.closest("[data-collection]")?.dataset.collection;
      const query = { offset, sort: sort.value, search: find.value.trim(), ...(only !== undefined && { collection: only }) };
      const found = await besa.askDocuments(query);
      if (!found || mine !== newest) return;
      if (offset > 0 && found.documents.length === 0) { offset = 0; show(); return; }
      frame.querySelector(".fields").hidden = found.all < 6;
      list.replaceChildren(...found.documents.map((each) => documentRow(each, onAtlas, query.sort)));
      const fitting = besa.fill(besa.labels.fitting, besa.count(found.fitting), besa.count(found.all));
      frame.querySelector(".fitting").textContent = found.all === 0 ? besa.labels.nothing_yet : query.search ? fitting : "";
      besa.showPager(frame.querySelector(".pager"), found, (to) => {
        offset = to;
        list.scrollTop = 0;
        frame.scrollIntoView({ block: "nearest" });
        show();
      });
      if (!onAtlas) besa.countLibrary(found);
    }
    let pause = 0;
    find.addEventListener("input", () => { offset = 0; clearTimeout(pause); pause = setTimeout(show, 150); });
    sort.addEventListener("change", () => { offset = 0; show(); });
    frame.addEventListener("besa:changed", show);
    show();
  }

  besa.bringLists = () => {
    for (const frame of document.querySelectorAll("[data-list]:not([data-brought])")) {
      frame.dataset.brought = "";
      bringList(frame);
    }
  };
  besa.relist = () => {
    for (const frame of document.querySelectorAll("[data-brought]")) frame.dispatchEvent(new Event("besa:changed"));
  };

  besa.countLibrary = (found) => {
    const all = found.all === 1 ? besa.labels.one_document : besa.fill(besa.labels.documents, besa.count(found.all));
    say(document.querySelector("#library .count"), all);
    document.querySelector("#library .to-map").hidden = found.all === 0;
    besa.offerRemoval();
  };
