  /* Earlier conversations: found, opened, named, pinned, taken away, brought in, deleted for as long as nobody undoes it */
  const UNDOABLE_SECONDS = 60;
  const LISTED = 30;
  const LONGEST_FILE = 20_000_000;

  const made = (name, className, text = "", attributes = {}) => {
    const element = document.createElement(name);
    element.className = className;
    element.textContent = text;
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return element;
  };
  const quiet = (label, name, does, attributes = {}) => {
    const button = made("button", `quiet ${name}`, label, { type: "button", ...attributes });
    button.addEventListener("click", does);
    return button;
  };
  const calledBy = (conversation) => conversation.title || textOf(conversation.questions[0]);

  /* Says what was deleted, with the button that brings it back, above the list that it was in */
  besa.offerUndo = (list, name, undo) => {
    list.parentElement.querySelector(".undo")?.remove();
    const told = made("p", "undo notice", "", { role: "status" });
    const words = made("span", "", besa.fill(besa.labels.deleted, name), { dir: "auto" });
    const back = quiet(besa.labels.undo, "back", () => { told.remove(); undo(); });
    told.append(words, back);
    list.before(told);
    back.focus();
    setTimeout(() => told.remove(), UNDOABLE_SECONDS * 1000);
  };

  /* What was deleted can be brought back for a while; then, and on the next visit, all of it is gone */
  const isLost = (each) => !(each.deleted > Date.now() - UNDOABLE_SECONDS * 1000);
  const setDeleted = (all) => { try { localStorage.setItem(DELETED, JSON.stringify(all)); } catch { /* not allowed to */ } };

  async function empty() {
    const deleted = listIn(DELETED);
    for (const each of deleted.filter(isLost)) besa.store.forget(each.id);
    if (deleted.some(isLost)) setDeleted(deleted.filter((each) => !isLost(each)));
    const there = new Set([...conversations(), ...listIn(DELETED)].map((each) => each.id));
    const lost = new Set((await besa.store.keys()).map(([id]) => id).filter((id) => !there.has(id) && id !== current));
    for (const id of lost) if (!conversationOf(id)) besa.store.forget(id);
  }

  function remove(conversation) {
    setDeleted([{ ...conversation, deleted: Date.now() }, ...listIn(DELETED)]);
    keep(without(conversation.id));
    besa.showEarlier();
    besa.offerUndo(earlierList(), calledBy(conversation), () => {
      const { deleted, ...back } = listIn(DELETED).find((each) => each.id === conversation.id) ?? {};
      if (back.id) keep([...conversations(), back].sort((one, other) => other.at - one.at));
      setDeleted(listIn(DELETED).filter((each) => each.id !== conversation.id));
      besa.showEarlier();
      entryOf(conversation)?.querySelector("a")?.focus();
    });
    setTimeout(empty, UNDOABLE_SECONDS * 1000 + 500);
  }

  const change = (id, changes) => {
    keep(conversations().map((each) => (each.id === id ? { ...each, ...changes } : each)));
    besa.showEarlier();
  };

  function rename(conversation, item) {
    const field = made("input", "name", "", { maxlength: "200", "aria-label": besa.labels.rename });
    field.value = calledBy(conversation);
    const done = (isKept) => {
      if (!field.isConnected || field.dataset.done) return;
      field.dataset.done = "";
      if (isKept) change(conversation.id, { title: field.value.trim() });
      else besa.showEarlier();
      entryOf(conversation).querySelector(".rename")?.focus();
    };
    field.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === "Escape") {
        event.preventDefault();
        event.stopPropagation();
        done(event.key === "Enter");
      }
    });
    field.addEventListener("blur", () => done(true));
    item.querySelector(".title").replaceWith(field);
    field.select();
  }

  /* A file of a conversation: what each turn showed, as the server had said it; of an old one, its question */
  async function exportConversation(conversation) {
    const kept = new Map((await besa.store.turns(conversation.id)).map((each) => [each.place, each]));
    const turns = conversation.questions.map((question, place) => {
      const turn = kept.get(place);
      if (!turn) return typeof question === "string" ? { asked: question } : { asked: question.alone, alone: true };
      return { ...JSON.parse(turn.turn), day: turn.day, ...(turn.note && { note: turn.note }) };
    });
    const text = JSON.stringify({ besa: "conversation", version: 1, title: calledBy(conversation), at: conversation.at, turns }, null, 1);
    const words = calledBy(conversation).match(/[\p{L}\p{N}]+/gu) ?? ["conversation"];
    besa.save(JSON.stringify({ name: `besa-${words.join("-").slice(0, 60).toLowerCase()}.json`, type: "application/json", text }));
  }

  /* The server looks at a file first; what it refuses is not kept */
  async function importConversation(file) {
    const told = document.getElementById("import-told");
    const refuse = (reason) => { told.textContent = besa.fill(besa.labels.not_imported, reason); };
    if (file.size > LONGEST_FILE) return refuse(file.name);
    const checked = await besa.send("kept/conversation", await file.text());
    if (checked.reason !== undefined) return refuse(checked.reason);
    const turns = checked.turns;
    const id = newId();
    const questions = turns.map((turn) => (turn.alone ? { alone: turn.asked } : turn.asked));
    for (const [place, { day, note, ...turn }] of turns.entries()) {
      if (!turn.answer && !turn.remark && !turn.own) continue;
      await besa.store.putTurn({ conversation: id, place, asked: turn.asked, turn: JSON.stringify(turn), day, note });
    }
    keep([{ id, at: Date.now(), questions, ...(checked.title && { title: checked.title }) }, ...conversations()]);
    besa.showEarlier();
    told.textContent = besa.fill(besa.labels.imported, checked.title || textOf(questions[0]));
    earlierList().querySelector("a")?.focus();
  }

  /* Sends what this browser keeps to be looked at; { reason } where it is refused */
  besa.send = async (path, text) => {
    try {
      const reply = await fetch(`besa/${path}`, { method: "POST", body: await besa.packed(text) });
      const said = await reply.json();
      return reply.ok ? said : { reason: said.reason ?? besa.labels.connection };
    } catch { return { reason: besa.labels.connection }; }
  };

  const entryOf = ({ id }) => document.querySelector(`#conversations [data-id="${CSS.escape(id)}"]`);
  const earlierList = () => document.querySelector("#conversations > ul");
  let limit = LISTED;
  let sought = "";
  let fitting = null;

  /* Finds by names and questions at once, and by what was answered as soon as that has been looked through */
  const searchedIn = (conversation) => [conversation.title ?? "", ...conversation.questions.map(textOf)].join("\n").toLowerCase();
  async function searchKept(words) {
    sought = words.trim().toLowerCase();
    limit = LISTED;
    fitting = null;
    besa.showEarlier();
    if (sought.length < 2) return;
    const wanted = sought;
    const ids = new Set();
    for (const { id } of conversations()) {
      const kept = (await besa.store.turns(id)).some((turn) => saidIn(turn).includes(wanted));
      if (wanted !== sought) return;
      if (kept) ids.add(id);
    }
    fitting = ids;
    besa.showEarlier();
  }
  function saidIn(turn) {
    const { answer } = JSON.parse(turn.turn);
    const said = [turn.note ?? "", ...(answer?.answer ?? []).map((each) => each.text), ...(answer?.citations ?? []).map((each) => each.title)];
    return said.join("\n").toLowerCase();
  }

  besa.showEarlier = () => {
    const block = document.getElementById("conversations");
    if (!block || block.querySelector("input.name:focus:not([data-done])")) return;
    const earlier = without(current);
    besa.numberTab("earlier", earlier.length);
    const fit = earlier.filter((each) => !sought || searchedIn(each).includes(sought) || fitting?.has(each.id));
    const inOrder = [...fit.filter((each) => each.pinned), ...fit.filter((each) => !each.pinned)];
    const now = conversationOf(current);
    block.querySelector(".now").hidden = !now;
    block.querySelector(".now > div").replaceChildren(...(now ? [entry(now, "div")] : []));
    block.querySelector(".none").hidden = earlier.length > 0;
    block.querySelector(".none-found").hidden = earlier.length === 0 || fit.length > 0;
    block.querySelector(".find").hidden = earlier.length < 2 && !sought;
    earlierList().replaceChildren(...inOrder.slice(0, limit).map((each) => entry(each)));
    block.querySelector(".show-more").hidden = inOrder.length <= limit;
  };
  addEventListener("storage", (event) => { if (event.key === KEY || event.key === null) besa.showEarlier(); });

  /* The conversation that is open needs no link, and is not deleted from under itself */
  function entry(conversation, kind = "li") {
    const isOpen = kind !== "li";
    const item = made(kind, "", "", { "data-id": conversation.id });
    const address = isOpen ? {} : { href: `./?c=${encodeURIComponent(conversation.id)}` };
    const link = made(isOpen ? "strong" : "a", "title", calledBy(conversation), { ...address, dir: "auto" });
    const shift = new Date(conversation.at).getTimezoneOffset() * 60000;
    const when = new Date(conversation.at - shift).toISOString().slice(0, 16).replace("T", " ");
    const count = conversation.questions.length > 1 ? besa.fill(besa.labels.questions, besa.count(conversation.questions.length)) : "";
    const said = [conversation.pinned ? besa.labels.pinned : "", when, count].filter(Boolean).join(" · ");
    const called = (label) => ({ "aria-label": `${label}: ${calledBy(conversation)}` });
    const { pin, unpin, rename: other, export: away, delete: gone } = besa.labels;
    const pinning = conversation.pinned ? unpin : pin;
    const actions = made("p", "actions");
    actions.append(
      quiet(pinning, "pin", () => {
        change(conversation.id, { pinned: !conversation.pinned });
        entryOf(conversation).querySelector(".pin")?.focus();
      }, called(pinning)),
      quiet(other, "rename", () => rename(conversation, item), called(other)),
      quiet(away, "export", () => exportConversation(conversation), called(away)),
      ...(isOpen ? [] : [quiet(gone, "delete", () => remove(conversation), called(gone))]),
    );
    item.append(link, made("span", "meta", said), actions);
    return item;
  }

  let listed = false;
  besa.listEarlier = () => {
    if (listed || !document.getElementById("conversations")) return;
    listed = true;
    const block = document.getElementById("conversations");
    block.querySelector(".find input").addEventListener("input", (event) => searchKept(event.target.value));
    block.querySelector(".show-more").addEventListener("click", () => { limit += LISTED; besa.showEarlier(); });
    const file = document.getElementById("import-file");
    document.getElementById("import").addEventListener("click", () => file.click());
    file.addEventListener("change", () => {
      if (file.files[0]) importConversation(file.files[0]);
      file.value = "";
    });
    besa.showEarlier();
    empty();
  };
