  /* Collections in the library's panel: how many documents each has, its map, its name; and where a document belongs */
  const MOST_LISTED = 200; // documents that the server lists at once
  const countOf = (count) => (count === 1 ? besa.labels.one_document : besa.fill(besa.labels.documents, besa.count(count)));
  async function arrange(wanted) {
    try {
      const answer = await fetch("besa/collections", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(wanted) });
      return await answer.json();
    } catch { return { reason: besa.labels.connection }; }
  }

  /* What was done, and a button that takes it back */
  function noteArranged(words, outcome) {
    const receipt = byId("receipt");
    receipt.hidden = false;
    receipt.replaceChildren(document.createTextNode(outcome.change || outcome.status === "undone" ? `${words} ` : outcome.reason ?? besa.labels.connection));
    if (outcome.change) {
      receipt.append(button(besa.labels.undo, async () => noteArranged(besa.labels.undone, await arranged(arrange({ action: "undo", change: outcome.change })))));
    }
    receipt.focus({ preventScroll: true });
    receipt.scrollIntoView({ block: "nearest" });
  }
  async function arranged(change) {
    const outcome = await change;
    besa.relistAll(false);
    return outcome;
  }

  /* A line to write a name in; Esc gives up */
  function askName(item, label, written, take) {
    item.querySelector(".confirm")?.remove();
    const form = document.createElement("form");
    form.className = "confirm naming";
    const field = document.createElement("label");
    const input = document.createElement("input");
    const words = document.createElement("span");
    words.textContent = label;
    Object.assign(input, { value: written, maxLength: 120, autocomplete: "off" });
    input.setAttribute("list", "known-collections");
    field.append(words, input);
    const before = document.activeElement;
    const giveUp = () => { form.remove(); before?.focus(); };
    const save = button(besa.labels.save, () => {});
    save.type = "submit";
    form.append(field, save, button(besa.labels.close, giveUp));
    form.addEventListener("submit", (event) => { event.preventDefault(); form.remove(); take(input.value.trim()); });
    form.addEventListener("keydown", (event) => { if (event.key === "Escape") { event.stopPropagation(); giveUp(); } });
    item.append(form);
    input.focus();
    input.select();
  }

  async function renameCollection(name, to) {
    if (to && to !== name) noteArranged(besa.fill(besa.labels.collection_renamed, name, to), await arranged(arrange({ action: "rename", collection: name, to })));
  }
  async function dissolve(name) {
    noteArranged(besa.fill(besa.labels.collection_dissolved, name), await arranged(arrange({ action: "rename", collection: name, to: "" })));
  }
  /* All documents of a collection, one after the other; the first that cannot be removed ends it */
  async function removeCollection(name) {
    const { labels } = besa;
    const ids = [];
    for (let offset = 0, fitting = 1; offset < fitting; offset += MOST_LISTED) {
      const found = await besa.askDocuments({ collection: name, offset, limit: MOST_LISTED });
      if (!found) break;
      fitting = found.fitting;
      ids.push(...found.documents.map((each) => each.id));
    }
    const receipts = [];
    let outcome = { status: "failed", reason: labels.connection };
    for (const id of ids) {
      besa.tellReceipt(besa.fill(labels.removed_so_far, besa.count(receipts.length), besa.count(ids.length)));
      outcome = await besa.removeDocument(id);
      if (outcome.status !== "removed") break;
      receipts.push(outcome);
    }
    const last = receipts.find((each) => !each.clean) ?? receipts.at(-1);
    const isWhole = outcome.status === "removed";
    const done = isWhole ? besa.fill(labels.collection_removed, name, countOf(receipts.length))
      : `${besa.fill(labels.removed_so_far, besa.count(receipts.length), besa.count(ids.length))}. ${besa.fill(labels.not_removed, outcome.reason)}`;
    if (isWhole) besa.unchooseCollection(name);
    besa.tellReceipt([done, ...(last ? [besa.whatIsLeft(last)] : [])].join(" "));
    besa.relistAll();
  }

  besa.offerMove = (item, id, title) => {
    const offered = button(besa.labels.move, () => askName(item, besa.labels.move_to, "", async (to) => {
      const words = to ? besa.fill(besa.labels.document_moved, title, to) : besa.fill(besa.labels.document_moved_out, title);
      noteArranged(words, await arranged(arrange({ action: "move", documents: [id], to })));
    }), `${besa.labels.move}: ${title}`);
    offered.classList.add("move");
    return offered;
  };

  let arrangedShown = "";
  besa.arrangeCollections = (found) => {
    const block = byId("arranged");
    if (!block) return;
    const names = Object.entries(found.collections).filter(([name]) => name);
    const others = found.collections[""] ?? 0;
    const mayChange = Boolean(found.uploads?.may_remove);
    block.hidden = names.length === 0;
    const now = JSON.stringify([names, others, mayChange]);
    if (now === arrangedShown) return;
    arrangedShown = now;
    const listed = names.length > 0 && others > 0 ? [...names, ["", others]] : names;
    block.querySelector("ul").replaceChildren(...listed.map(([name, count]) => {
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.href = `library?${new URLSearchParams({ collection: name })}`;
      link.dir = "auto";
      link.textContent = name || besa.labels.no_collection;
      const meta = document.createElement("span");
      meta.className = "meta";
      meta.textContent = countOf(count);
      const words = document.createElement("div");
      words.append(link, meta);
      item.append(words);
      if (name && mayChange) {
        const acts = document.createElement("span");
        acts.className = "acts";
        acts.append(
          button(besa.labels.rename, () => askName(item, besa.labels.new_name, name, (to) => renameCollection(name, to)), `${besa.labels.rename}: ${name}`),
          button(besa.labels.dissolve, () => dissolve(name), `${besa.labels.dissolve}: ${name}`),
          besa.askFirst(name, () => besa.fill(besa.labels.remove_collection_really, name, countOf(count)), () => removeCollection(name)),
        );
        item.append(acts);
      }
      return item;
    }));
  };
