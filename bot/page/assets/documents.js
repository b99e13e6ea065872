  /* The list of documents in the panels, and what goes out of it with a receipt */
  const byId = (id) => document.getElementById(id);
  let listings = 0;
  let from = 0;
  besa.listDocuments = async (offset = 0) => {
    const mine = ++listings;
    from = offset;
    const isSample = besa.inSample();
    const found = await besa.askDocuments({ offset, search: byId("scope-text").value.trim(), ...(isSample && { sample: true }) });
    if (mine !== listings) return;
    if (!found && isSample) besa.askSample(false); // it is not offered any more
    if (!found) return;
    besa.showDocuments(found);
    besa.showUploads(found);
    besa.arrangeCollections(found);
    showEmbedding(found);
    besa.offerRemoval();
  };

  function showEmbedding(found) {
    const pending = found.passages - found.embedded;
    const note = byId("embedding");
    note.hidden = pending <= 0;
    note.textContent = besa.fill(besa.labels.embedding_now, besa.count(found.embedded), besa.count(found.passages));
    const shown = listings;
    if (pending > 0) setTimeout(() => { if (listings === shown) besa.listDocuments(from); }, 1500);
  }

  /* After a change; questions to begin with are made anew once no more is on its way */
  besa.relistAll = (isLast = true) => {
    besa.listDocuments(from);
    besa.relist();
    if (isLast) byId("relist")?.click();
  };

  function button(words, action, name = words) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "delete";
    made.textContent = words;
    made.setAttribute("aria-label", name);
    made.addEventListener("click", action);
    return made;
  }

  /* Out */

  besa.offerRemoval = () => {
    if (!besa.mayAdd()?.may_remove) return;
    for (const item of document.querySelectorAll("#library .listing li:not(:has(.delete))")) {
      const link = item.querySelector('a[href*="document?id="]');
      const id = link && new URL(link.href).searchParams.get("id");
      if (id) item.append(besa.offerMove(item, id, link.textContent), offer(item, id, link.textContent));
    }
  };

  const offer = (item, id, title) => besa.askFirst(title, () => besa.fill(besa.labels.remove_really, title), () => dismiss(id, title));

  /* A button that asks whether it is meant, in its own place, and gives way to what it does */
  besa.askFirst = (name, asked, act) => {
    const { labels } = besa;
    return button(labels.remove, (event) => {
      const offered = event.currentTarget;
      const question = document.createElement("div");
      question.className = "confirm";
      question.setAttribute("role", "group");
      const words = document.createElement("p");
      words.textContent = asked();
      const keep = button(labels.keep, () => {
        question.replaceWith(offered);
        offered.focus();
      });
      const remove = button(labels.remove, () => { remove.disabled = keep.disabled = true; act(); });
      question.append(words, remove, keep);
      offered.replaceWith(question);
      keep.focus();
    }, `${labels.remove}: ${name}`);
  };

  besa.removeDocument = async (id) => {
    let outcome = { status: "failed", reason: besa.labels.connection };
    try {
      const answer = await fetch(`besa/documents/${encodeURIComponent(id)}`, { method: "DELETE" });
      outcome = await answer.json();
    } catch { /* no answer */ }
    if (outcome.status === "removed") {
      besa.unchoose(id);
      besa.markRemoved(id);
    }
    return outcome;
  };
  besa.tellReceipt = (words) => {
    const receipt = byId("receipt");
    receipt.hidden = false;
    receipt.textContent = words;
    receipt.focus({ preventScroll: true });
    receipt.scrollIntoView({ block: "nearest" });
  };
  async function dismiss(id, title) {
    besa.tellReceipt(receiptInWords(await besa.removeDocument(id), title));
    besa.relistAll();
  }
  besa.whatIsLeft = (receipt) => (receipt.clean ? besa.labels.clean : receipt.on_server ? besa.labels.removed_on_server : besa.labels.unclean);

  function receiptInWords(receipt, title) {
    const said = besa.labels;
    if (receipt.status !== "removed") return besa.fill(said.not_removed, receipt.reason);
    const passages = receipt.passages === 1 ? said.one_passage : besa.fill(said.passages, besa.count(receipt.passages));
    const what = besa.fill(said.removed, title, passages);
    return [what, besa.whatIsLeft(receipt), receipt.deleted ? said.file_deleted : said.file_stays].join(" ");
  }
