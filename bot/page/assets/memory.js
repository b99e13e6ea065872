  /* Conversations live in the visitor's browser: here the list of them, with their questions; in store.js what they showed */
  const KEY = "besa.conversations";
  const DELETED = "besa.deleted";
  const CURRENT = "besa.current";
  const KEPT = 200;
  const SHOWN = 50;
  const ASKED_AGAIN = 20;
  const LONGEST = 2_000_000;
  const LONGEST_PACKED = 900_000;
  const address = new URL(location.href);

  /* A question is kept as its text; one that was asked as it stands, without the conversation, as { alone: text } */
  const textOf = (question) => typeof question === "string" ? question : question?.alone;
  const isQuestion = (it) => typeof textOf(it) === "string" && textOf(it).trim() !== "";
  const isTime = (it) => Number.isInteger(it) && Math.abs(it) < 8e15;
  const isConversation = (it) => typeof it?.id === "string" && isTime(it.at) && Array.isArray(it.questions)
    && it.questions.length > 0 && it.questions.every(isQuestion);
  const same = (some, others) => JSON.stringify(some) === JSON.stringify(others);

  function listIn(key) {
    try {
      const stored = JSON.parse(localStorage.getItem(key) ?? "[]");
      return Array.isArray(stored) ? stored.filter(isConversation) : [];
    } catch { return []; }
  }
  const conversations = () => listIn(KEY);

  /* What is pinned is never the oldest */
  function keep(all) {
    const loose = all.filter((each) => !each.pinned);
    const left = new Set(loose.slice(KEPT));
    for (const each of left) besa.store.forget(each.id);
    try { localStorage.setItem(KEY, JSON.stringify(all.filter((each) => !left.has(each)))); } catch { /* no room, or not allowed to */ }
  }

  const conversationOf = (id) => conversations().find((each) => each.id === id);
  const stored = (id) => conversationOf(id)?.questions ?? [];
  const without = (id) => conversations().filter((each) => each.id !== id);
  const newId = () => `${Date.now()}-${Math.random().toString(36).slice(2)}`;

  function lastCurrent() {
    try { return sessionStorage.getItem(CURRENT); } catch { return null; }
  }

  let current = null;
  function setCurrent(id) {
    current = id;
    try { id ? sessionStorage.setItem(CURRENT, id) : sessionStorage.removeItem(CURRENT); } catch { /* not allowed to */ }
  }

  const linked = address.searchParams.get("q");
  if (linked === null) {
    const id = address.searchParams.get("c") ?? lastCurrent();
    setCurrent(stored(id).length ? id : null);
  }

  /* `written` is what this tab last saw of its conversation; `unseen` are its questions before those that are shown */
  let written = stored(current);
  const until = Number.parseInt(address.searchParams.get("until") ?? "", 10);
  const end = until > 0 && until < written.length ? until : written.length;
  const isPart = end < written.length;
  let unseen = [];
  let awaited = linked !== null ? 1 : end > 0 ? Infinity : 0;

  /* What a turn showed, by the number that the page has for it: { asked, turn, day, note } */
  const shown = new Map();

  /* What is shown again goes back to the server, which draws it; of what is not kept, the question is asked again */
  besa.remembered = async () => {
    if (linked !== null) return JSON.stringify([linked]);
    if (end === 0) return "[]";
    const kept = new Map((await besa.store.turns(current)).map((each) => [each.place, each]));
    let from = firstShown(kept);
    let text = again(from, kept);
    let packed = await besa.packed(text);
    while ((new Blob([text]).size > LONGEST || packed.length > LONGEST_PACKED) && from < end - 1) {
      from += Math.ceil((end - from) / 8);
      text = again(from, kept);
      packed = await besa.packed(text);
    }
    if (wentOn) return "[]";
    unseen = written.slice(0, from);
    awaited = end - from;
    for (let place = from; place < end; place += 1) {
      const turn = turnAt(place, kept);
      if (!turn) continue;
      shown.set(place - from + 1, turn);
      saved.set(`${current} ${place}`, marked(turn));
    }
    return packed;
  };

  const flat = (text) => text.replace(/\s+/g, " ").trim();
  const turnAt = (place, kept) => {
    const turn = kept.get(place);
    return turn && flat(turn.asked) === flat(textOf(written[place])) && isJson(turn.turn) ? turn : null;
  };
  const isJson = (text) => {
    try { return typeof JSON.parse(text) === "object"; } catch { return false; /* kept by something else */ }
  };

  function firstShown(kept) {
    let asked = 0;
    let from = end;
    while (from > 0 && end - from < SHOWN) {
      asked += turnAt(from - 1, kept) ? 0 : 1;
      if (asked > ASKED_AGAIN) break;
      from -= 1;
    }
    return from;
  }

  function again(from, kept) {
    const turns = written.slice(from, end).map((question, at) => {
      const turn = turnAt(from + at, kept);
      return turn ? { ...JSON.parse(turn.turn), day: turn.day } : question;
    });
    return JSON.stringify(from > 0 ? [{ before: from }, ...turns] : turns);
  }

  const asked = () => [...document.querySelectorAll("#chat [data-testid=user]")].map((bubble) => {
    const mark = bubble.querySelector("em")?.textContent;
    const text = bubble.textContent.trim();
    return mark ? { alone: text.slice(0, -mark.length).trim() } : text;
  });
  let known = [];
  let stopped = false;
  let part = isPart;
  besa.remember = () => {
    const now = asked();
    if (same(now, known) || now.includes("") || now.length < awaited) return;
    const isReopened = awaited > 0 && linked === null && same(now, written.slice(unseen.length, end));
    if (now.length > 0 && !same(now.slice(0, known.length), known.slice(0, now.length))) {
      /* The oldest turns leave the page, and stay kept; or the server forgot what came before: that is another conversation
         from now on, and the earlier one stays listed; or gradio has not changed all bubbles yet */
      const gone = leftBy(now);
      isDoubtful = gone === 0 && !hasBegunAnew(now);
      if (isDoubtful) return;
      gone > 0 ? unseen.push(...known.slice(0, gone)) : setCurrent(null);
    }
    awaited = 0;
    known = now;
    isUnsaved = true;
    if (now.length === 0) leave();
    else if (isReopened) forgetAddress();
    else write([...unseen, ...now]);
    besa.showEarlier();
  };

  /* So many turns have left a page that was full, where the others are still the first on it */
  function leftBy(now) {
    if (now.length < SHOWN) return 0;
    const gone = known.findIndex((_, at) => at > 0 && same(known.slice(at), now.slice(0, known.length - at)));
    return Math.max(gone, 0);
  }

  /* The server's first turn is not the one that was here */
  let isDoubtful = false;
  const hasBegunAnew = (now) => shown.has(1) && shown.size === 1 && flat(shown.get(1).asked) === flat(textOf(now[0]));

  /* Who goes on with a part of a conversation, or with one that another tab has gone on with, begins another */
  function write(questions) {
    const before = current;
    const another = !current || part || !same(stored(current), written);
    if (another) setCurrent(newId());
    if (another && before && unseen.length) copyTurns(before, current, unseen.length);
    part = false;
    const { title, pinned } = another ? {} : conversationOf(current) ?? {};
    keep([{ id: current, at: Date.now(), questions, ...(title && { title }), ...(pinned && { pinned }) }, ...without(current)]);
    written = stored(current);
    forgetAddress();
  }

  async function copyTurns(from, to, until) {
    for (const turn of await besa.store.turns(from)) {
      if (turn.place < until) await besa.store.putTurn({ ...turn, conversation: to });
    }
  }

  function leave() {
    if (stopped && current && !part && !isDoubtful) {
      keep(without(current));
      besa.store.forget(current);
    }
    setCurrent(null);
    written = unseen = [];
    part = isDoubtful = false;
    shown.clear();
    saved.clear();
  }

  function forgetAddress() {
    const plain = new URL(location.href);
    for (const name of ["q", "c", "until"]) plain.searchParams.delete(name);
    if (plain.href !== location.href) history.replaceState(history.state, "", plain);
  }

  /* What the server says of a turn that is to be kept comes beside its cards; it is stored once its question is drawn */
  const saved = new Map();
  let isUnsaved = false;
  besa.takeTurns = () => {
    for (const { dataset } of document.querySelectorAll("#cards [data-kept]")) {
      const [number, first] = [dataset.number, dataset.from].map(Number);
      if (shown.get(number)?.turn === dataset.kept) continue;
      for (const each of shown.keys()) if (each >= number || each < first) shown.delete(each);
      shown.set(number, { asked: JSON.parse(dataset.kept).asked, turn: dataset.kept, day: besa.today() });
      isUnsaved = true;
    }
  };
  besa.keepTurns = () => {
    if (isUnsaved && current && awaited === 0 && !isDoubtful) saveTurns();
  };

  /* The places of the turns on the page by number, as far as their questions are drawn */
  function placesShown() {
    const questions = known.map((each) => flat(textOf(each)));
    const places = new Map();
    let at = 0;
    for (const number of [...shown.keys()].sort((one, other) => one - other)) {
      at = questions.indexOf(flat(shown.get(number).asked), at);
      if (at < 0) break;
      places.set(number, unseen.length + at);
      at += 1;
    }
    return places;
  }

  const marked = (turn) => `${turn.turn} ${turn.note ?? ""}`;
  function saveTurns() {
    const places = placesShown();
    isUnsaved = places.size < shown.size;
    for (const [number, place] of places) {
      const turn = { ...shown.get(number), conversation: current, place };
      if (saved.get(`${current} ${place}`) === marked(turn)) continue;
      saved.set(`${current} ${place}`, marked(turn));
      besa.store.putTurn(turn);
    }
  }

  /* What was shown as the turn with this number, for who keeps a quotation of it or writes a note on it */
  besa.shownTurn = (number) => shown.get(Number(number));
  besa.noteTurn = (number, note) => {
    if (!shown.has(Number(number))) return;
    shown.set(Number(number), { ...shown.get(Number(number)), note });
    if (current) saveTurns();
  };

  let wentOn = false;
  /* Once the visitor goes on, nothing more is awaited; where not all was asked again, another conversation begins */
  function goOn(button) {
    if (asked().length < awaited) {
      setCurrent(null);
      unseen = [];
    }
    awaited = 0;
    wentOn = true;
    stopped = button?.matches(".stop-button") ?? false;
  }
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("#talk button, #new");
    if (button) goOn(button);
  }, true);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.closest?.("#question textarea")) goOn();
  }, true);

  besa.showEarlierTurns = () => {
    if (current && unseen.length) location.assign(`./?c=${encodeURIComponent(current)}&until=${unseen.length}`);
  };

  /* Up in the empty box brings the last question back */
  document.addEventListener("keydown", (event) => {
    const box = event.target.closest?.("#question textarea");
    if (event.key !== "ArrowUp" || !box || box.value !== "") return;
    const last = textOf(asked().at(-1));
    if (!last) return;
    event.preventDefault();
    besa.setQuestion(last);
    box.setSelectionRange(last.length, last.length);
  }, true);
