  /* The visitor's own documents: what comes in, a few files at a time, and what goes out with a receipt */
  let uploads = null;
  let listings = 0;
  const AT_ONCE = 3; // one that takes long to be read does not keep the others waiting
  const waiting = [];
  let coming = 0;
  const byId = (id) => document.getElementById(id);

  let from = 0;
  besa.listDocuments = async (offset = 0) => {
    const mine = ++listings;
    from = offset;
    const found = await besa.askDocuments({ offset, search: byId("scope-text").value.trim() });
    if (!found || mine !== listings) return;
    besa.showDocuments(found);
    showUploads(found);
  };

  function showUploads(found) {
    uploads = found.uploads;
    byId("add").hidden = tabOf("add").hidden = !uploads;
    if (!uploads) return;
    byId("limits").textContent = besa.fill(besa.labels.limits, uploads.megabytes, uploads.at_once, uploads.formats);
    byId("begins").hidden = uploads.may_remove;
    byId("files").accept = uploads.suffixes.join(",");
    const pending = found.passages - found.embedded;
    const note = byId("embedding");
    note.hidden = pending <= 0;
    note.textContent = besa.fill(besa.labels.embedding_now, besa.count(found.embedded), besa.count(found.passages));
    const shown = listings;
    if (pending > 0) setTimeout(() => { if (listings === shown) besa.listDocuments(from); }, 1500);
    besa.offerRemoval();
  }

  function relist() {
    besa.listDocuments(from);
    besa.relist();
    byId("relist")?.click();
  }

  /* In */

  function arrival(name) {
    const item = document.createElement("li");
    const title = document.createElement("bdi");
    title.textContent = name;
    const status = document.createElement("span");
    status.className = "meta";
    const bar = document.createElement("progress");
    bar.max = 100;
    bar.value = 0;
    bar.setAttribute("aria-label", name);
    item.append(title, status, bar);
    byId("arrivals").prepend(item);
    return {
      say: (text) => { status.textContent = text; },
      sent: (part) => { bar.value = Math.round(100 * part); },
      read: () => { bar.removeAttribute("value"); },
      end: (kind, text, id) => {
        bar.remove();
        item.dataset.status = kind;
        status.textContent = text;
        if (!id) return;
        const link = document.createElement("a");
        link.href = `document?id=${encodeURIComponent(id)}`;
        link.target = "_blank";
        link.rel = "noopener";
        title.replaceWith(link);
        link.append(title);
      },
    };
  }

  function reasonAgainst(file) {
    const suffix = file.name.includes(".") ? file.name.slice(file.name.lastIndexOf(".")).toLowerCase() : "";
    if (!uploads.suffixes.includes(suffix)) return uploads.wrong_kind;
    return file.size > uploads.file_bytes ? uploads.too_large : null;
  }

  function outcomeInWords(outcome) {
    const said = besa.labels;
    if (outcome.status === "failed") return `${said.not_added}: ${outcome.reason}`;
    const passages = outcome.passages === 1 ? said.one_passage : besa.fill(said.passages, besa.count(outcome.passages));
    return [said[outcome.status], passages, outcome.reason].filter(Boolean).join(" · ");
  }

  function send(file, row) {
    return new Promise((resolve) => {
      const request = new XMLHttpRequest();
      request.open("POST", `besa/documents?${new URLSearchParams({ name: file.name })}`);
      request.responseType = "json";
      request.upload.onprogress = (event) => {
        row.sent(event.loaded / event.total);
        row.say(besa.fill(besa.labels.sending, Math.round((100 * event.loaded) / event.total)));
      };
      request.upload.onload = () => { row.read(); row.say(besa.labels.reading); };
      request.onload = () => resolve(request.response ?? { status: "failed", reason: besa.labels.connection });
      request.onerror = request.onabort = () => resolve({ status: "failed", reason: besa.labels.connection });
      request.send(file);
    });
  }

  async function bring(file, row) {
    const outcome = await send(file, row);
    row.end(outcome.status, outcomeInWords(outcome), outcome.document);
    if (outcome.status !== "failed") relist();
  }

  function bringNext() {
    while (coming < AT_ONCE && waiting.length > 0) {
      coming += 1;
      bring(...waiting.shift()).finally(() => { coming -= 1; bringNext(); });
    }
  }

  function take(files) {
    if (!uploads || files.length === 0) return;
    besa.showTab("add", { sheet: true });
    if (files.length > uploads.at_once) {
      const words = besa.fill(besa.labels.too_many, besa.count(files.length), uploads.at_once);
      arrival("").end("failed", words);
      return;
    }
    for (const file of files) {
      const row = arrival(file.name);
      const reason = reasonAgainst(file);
      if (reason) { row.end("failed", `${besa.labels.not_added}: ${reason}`); continue; }
      row.say(besa.labels.waiting);
      waiting.push([file, row]);
    }
    bringNext();
    byId("add").scrollIntoView({ block: "nearest" });
  }

  besa.bringUploads = () => {
    const files = byId("files");
    byId("choose").addEventListener("click", () => files.click());
    files.addEventListener("change", () => { take([...files.files]); files.value = ""; });
  };

  const bringsFiles = (event) => uploads && event.dataTransfer?.types.includes("Files");
  let inside = 0;
  const dropping = (now) => {
    inside = now;
    document.body.classList.toggle("dropping", now > 0);
    document.body.dataset.drop = besa.labels.drop_here;
  };
  addEventListener("dragenter", (event) => { if (bringsFiles(event)) { event.preventDefault(); dropping(inside + 1); } });
  addEventListener("dragleave", (event) => { if (bringsFiles(event)) dropping(Math.max(0, inside - 1)); });
  addEventListener("dragover", (event) => { if (bringsFiles(event)) event.preventDefault(); });
  addEventListener("drop", (event) => {
    if (!bringsFiles(event)) return;
    event.preventDefault();
    event.stopPropagation();
    dropping(0);
    take([...event.dataTransfer.files]);
  }, true);

  /* Out */

  function button(words, action, name = words) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "delete";
    made.textContent = words;
    made.setAttribute("aria-label", name);
    made.addEventListener("click", action);
    return made;
  }

  besa.offerRemoval = () => {
    if (!uploads?.may_remove) return;
    for (const item of document.querySelectorAll("#library li:not(:has(.delete))")) {
      const link = item.querySelector('a[href*="document?id="]');
      const id = link && new URL(link.href).searchParams.get("id");
      if (id) item.append(offer(item, id, link.textContent));
    }
  };

  function offer(item, id, title) {
    const { labels } = besa;
    return button(labels.remove, (event) => {
      const question = document.createElement("div");
      question.className = "confirm";
      question.setAttribute("role", "group");
      const words = document.createElement("p");
      words.textContent = besa.fill(labels.remove_really, title);
      const keep = button(labels.keep, () => {
        const again = offer(item, id, title);
        question.replaceWith(again);
        again.focus();
      });
      const remove = button(labels.remove, () => { remove.disabled = keep.disabled = true; dismiss(id, title); });
      question.append(words, remove, keep);
      event.currentTarget.replaceWith(question);
      keep.focus();
    }, `${labels.remove}: ${title}`);
  }

  async function dismiss(id, title) {
    let outcome = { status: "failed", reason: besa.labels.connection };
    try {
      const answer = await fetch(`besa/documents/${encodeURIComponent(id)}`, { method: "DELETE" });
      outcome = await answer.json();
    } catch { /* no answer */ }
    const receipt = byId("receipt");
    receipt.hidden = false;
    receipt.textContent = receiptInWords(outcome, title);
    receipt.focus({ preventScroll: true });
    receipt.scrollIntoView({ block: "nearest" });
    if (outcome.status === "removed") besa.unchoose(id);
    relist();
  }

  function receiptInWords(receipt, title) {
    const said = besa.labels;
    if (receipt.status !== "removed") return besa.fill(said.not_removed, receipt.reason);
    const passages = receipt.passages === 1 ? said.one_passage : besa.fill(said.passages, besa.count(receipt.passages));
    const what = besa.fill(said.removed, title, passages);
    return [what, receipt.clean ? said.clean : said.unclean, receipt.deleted ? said.file_deleted : said.file_stays].join(" ");
  }
