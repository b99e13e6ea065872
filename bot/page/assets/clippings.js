  /* Quotations that were kept, each with what it was quoted from, and notes; and the check of saved answers */
  let clippings = new Map();
  let clippingsRead = false;
  const clippingsList = () => document.querySelector("#clippings > ul");

  /* A quotation is its turn, cut down to the one source that a card shows */
  function clippingOf(card) {
    const [, turn, number] = card.id.match(/^src-(\d+)-(\d+)$/) ?? [];
    const kept = JSON.parse(besa.shownTurn(turn)?.turn ?? "null");
    const citation = kept?.answer?.citations?.[number - 1];
    if (!citation) return null;
    const quoted = kept.answer.answer.filter((each) => each.citation === citation.number);
    const answer = {
      ...kept.answer,
      status: quoted.length ? "answered" : "not_found",
      perhaps: false,
      answer: quoted.map((each) => ({ ...each, citation: 1 })),
      citations: [{ ...citation, number: 1 }],
      differences: [],
      facts: null,
    };
    return {
      id: [citation.document, citation.sha256.slice(0, 12), citation.start, ...quoted.map((each) => each.start)].join("-"),
      at: Date.now(),
      note: "",
      turn: JSON.stringify({ ...kept, answer }),
      shown: {
        quotation: card.querySelector(".lead").textContent,
        title: card.querySelector("h3").textContent,
        about: card.querySelector(".meta").textContent,
        question: kept.asked,
        href: card.querySelector(".open").getAttribute("href"),
        copy: card.querySelector(".copy").dataset.copy,
      },
    };
  }

  async function readClippings() {
    clippings = new Map((await besa.store.clippings()).map((each) => [each.id, each]));
    clippingsRead = true;
    markClips(document.querySelectorAll(".card .clip"));
    showClippings();
  }

  function markClips(buttons) {
    for (const button of buttons) {
      const id = clippingOf(button.closest(".card"))?.id;
      button.dataset.seen = "";
      button.hidden = !id;
      const isKept = clippings.has(id);
      button.setAttribute("aria-pressed", String(isKept));
      button.textContent = isKept ? besa.labels.is_kept : besa.labels.keep_quotation;
    }
  }

  document.addEventListener("click", async (event) => {
    const button = event.target.closest?.(".card .clip");
    const clipping = button && clippingOf(button.closest(".card"));
    if (!clipping) return;
    const isKept = clippings.has(clipping.id);
    isKept ? await besa.store.forgetClipping(clipping.id) : await besa.store.putClipping(clipping);
    await readClippings();
    besa.announce(isKept ? besa.fill(besa.labels.deleted, clipping.shown.title) : besa.labels.is_kept);
  });

  /* Cards that have come since: whether their quotation is kept, and what is noted on their answer */
  besa.bringClips = () => {
    const fresh = document.querySelectorAll(".card .clip:not([data-seen])");
    if (fresh.length && clippingsRead) markClips(fresh);
    for (const area of document.querySelectorAll(".noting textarea:not([data-seen])")) {
      const turn = area.closest(".sources").dataset.turn;
      if (!besa.shownTurn(turn)) continue;
      area.dataset.seen = "";
      area.value = besa.shownTurn(turn).note ?? "";
      area.closest("details").open = area.value !== "";
      area.addEventListener("change", () => besa.noteTurn(turn, area.value));
    }
  };

  function showClippings() {
    const block = document.getElementById("clippings");
    if (!block) return;
    const all = [...clippings.values()].sort((one, other) => other.at - one.at);
    block.querySelector(".none").hidden = all.length > 0;
    block.querySelector(".taking").hidden = all.length === 0;
    clippingsList().replaceChildren(...all.map(clippingEntry));
    const tab = document.querySelector('#kinds [data-kind="quotations"]');
    tab.dataset.number = all.length ? besa.count(all.length) : "";
    if (!block.hidden) compareClippings(all);
  }

  function clippingEntry(clipping) {
    const { quotation, title, about, question, href, copy } = clipping.shown;
    const item = made("li", "", "", { "data-id": clipping.id });
    const note = made("textarea", "", "", { rows: "2", maxlength: "10000", dir: "auto", "aria-label": `${besa.labels.note_on_quotation}: ${title}`, placeholder: besa.labels.note });
    note.value = clipping.note;
    note.addEventListener("change", async () => {
      clippings.set(clipping.id, { ...clippings.get(clipping.id), note: note.value });
      await besa.store.putClipping(clippings.get(clipping.id));
    });
    const actions = made("p", "actions");
    if (href.startsWith("document?")) {
      actions.append(made("a", "quiet open", besa.labels.open_document, { href, "aria-label": `${besa.labels.open_document}: ${title}` }));
    }
    actions.append(
      quiet(besa.labels.copy_citation, "copy", (event) => copyCitation(event.currentTarget), { "data-copy": copy, "data-done": besa.labels.copied }),
      quiet(besa.labels.delete, "remove", () => removeClipping(clipping), { "aria-label": `${besa.labels.delete}: ${quotation}` }),
    );
    item.append(
      made("blockquote", "", quotation, { dir: "auto" }), made("p", "title", title, { dir: "auto" }), made("p", "meta", about, { dir: "auto" }),
      made("p", "meta asked", question, { dir: "auto" }), made("p", "standing", "", { role: "status" }), note, actions,
    );
    return item;
  }

  async function removeClipping(clipping) {
    await besa.store.forgetClipping(clipping.id);
    await readClippings();
    besa.offerUndo(clippingsList(), clipping.shown.title, async () => {
      await besa.store.putClipping(clipping);
      await readClippings();
      clippingsList().querySelector(`[data-id="${CSS.escape(clipping.id)}"] .remove`)?.focus();
    });
  }

  const sent = (all) => JSON.stringify(all.map((each) => ({ turn: JSON.parse(each.turn), note: each.note })));

  /* Says beside each quotation what has become of its document, where that is something */
  async function compareClippings(all) {
    if (all.length === 0) return;
    const standing = await besa.send("kept/standing", sent(all));
    if (!Array.isArray(standing)) return;
    for (const [at, { id }] of all.entries()) {
      const place = clippingsList().querySelector(`[data-id="${CSS.escape(id)}"] .standing`);
      if (place && standing[at] !== "verified") place.textContent = besa.labels[`check_${standing[at]}`];
    }
  }

  async function takeClippings(format) {
    const all = [...clippings.values()].sort((one, other) => other.at - one.at);
    const file = await besa.send(`kept/clippings?${new URLSearchParams({ format, style: besa.style() })}`, sent(all));
    file.reason === undefined ? besa.save(JSON.stringify({ ...file, type: file.media_type })) : besa.announce(file.reason);
  }

  /* Checks the quotations of a file against the library */
  async function checkFile(file) {
    const told = document.getElementById("check-told");
    const list = document.querySelector("#checking > ul");
    list.replaceChildren();
    told.textContent = besa.labels.reading;
    const found = await besa.send("kept/quotations", JSON.stringify(await file.text()));
    if (found.reason !== undefined) {
      told.textContent = besa.fill(besa.labels.not_checked, found.reason);
      return;
    }
    const standing = found.quotations.filter((each) => each.status === "verified").length;
    const page = found.shown_as_they_are ? "" : ` ${besa.labels.check_page}`;
    told.textContent = besa.fill(besa.labels.checked, besa.count(standing), besa.count(found.quotations.length)) + page;
    list.replaceChildren(...found.quotations.map(({ quotation, title, status }) => {
      const item = made("li", "", "", { "data-status": status });
      item.append(
        made("blockquote", "", quotation, { dir: "auto" }), made("p", "meta", title, { dir: "auto" }),
        made("p", "standing", besa.labels[`check_${status}`]),
      );
      return item;
    }));
  }

  /* The panel of what is kept: conversations, quotations, and the check; one of them at a time */
  function showKind(kind) {
    for (const button of document.querySelectorAll("#kinds button")) {
      button.setAttribute("aria-pressed", String(button.dataset.kind === kind));
    }
    for (const block of document.querySelectorAll("#panel-earlier [data-kind]:not(button)")) block.hidden = block.dataset.kind !== kind;
    if (kind === "quotations") readClippings();
  }

  let kindsBrought = false;
  besa.bringKept = () => {
    besa.bringClips();
    if (kindsBrought || !document.getElementById("kinds")) return;
    kindsBrought = true;
    for (const button of document.querySelectorAll("#kinds button")) {
      button.addEventListener("click", () => showKind(button.dataset.kind));
    }
    for (const button of document.querySelectorAll("#clippings [data-format]")) {
      button.addEventListener("click", () => takeClippings(button.dataset.format));
    }
    const file = document.getElementById("check-file");
    document.getElementById("check-choose").addEventListener("click", () => file.click());
    file.addEventListener("change", () => {
      if (file.files[0]) checkFile(file.files[0]);
      file.value = "";
    });
    showKind("conversations");
    readClippings();
  };
