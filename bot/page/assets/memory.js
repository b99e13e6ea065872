  /* Conversations live in the visitor's browser: their questions only, which are asked again when one is opened */
  const KEY = "besa.conversations";
  const CURRENT = "besa.current";
  const KEPT = 50;
  const ASKED_AGAIN = 20;
  const LONGEST = 100_000;
  const address = new URL(location.href);

  /* A question is kept as its text; one that was asked as it stands, without the conversation, as { alone: text } */
  const textOf = (question) => typeof question === "string" ? question : question?.alone;
  const isQuestion = (it) => typeof textOf(it) === "string" && textOf(it).trim() !== "";
  const isTime = (it) => Number.isInteger(it) && Math.abs(it) < 8e15;
  const isConversation = (it) => typeof it?.id === "string" && isTime(it.at) && Array.isArray(it.questions)
    && it.questions.length > 0 && it.questions.every(isQuestion);
  const same = (some, others) => JSON.stringify(some) === JSON.stringify(others);

  function conversations() {
    try {
      const stored = JSON.parse(localStorage.getItem(KEY) ?? "[]");
      return Array.isArray(stored) ? stored.filter(isConversation) : [];
    } catch { return []; }
  }

  function keep(all) {
    try { localStorage.setItem(KEY, JSON.stringify(all.slice(0, KEPT))); } catch { /* no room, or not allowed to */ }
  }

  const stored = (id) => conversations().find((each) => each.id === id)?.questions ?? [];
  const without = (id) => conversations().filter((each) => each.id !== id);

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

  /* `written` is what this tab last saw of its conversation; `unasked` are its oldest questions, kept but not shown */
  let written = stored(current);
  const again = linked === null ? written.slice(-ASKED_AGAIN) : [linked];
  while (JSON.stringify(again).length > LONGEST) again.shift();
  let unasked = linked === null ? written.slice(0, written.length - again.length) : [];
  let awaited = again.length;
  besa.remembered = () => JSON.stringify(again);

  const asked = () => [...document.querySelectorAll("#chat [data-testid=user]")].map((bubble) => {
    const mark = bubble.querySelector("em")?.textContent;
    const text = bubble.textContent.trim();
    return mark ? { alone: text.slice(0, -mark.length).trim() } : text;
  });
  let known = [];
  let stopped = false;
  besa.remember = () => {
    const now = asked();
    if (same(now, known) || now.includes("") || now.length < awaited) return;
    /* The server forgot what came before: that is another conversation from now on, and the earlier one stays listed */
    if (now.length > 0 && now.length < known.length && !same(now, known.slice(0, now.length))) setCurrent(null);
    awaited = 0;
    known = now;
    now.length ? write([...unasked, ...now].slice(-KEPT)) : leave();
    showEarlier();
  };

  function write(questions) {
    const another = !current || !same(stored(current), written);
    if (another) setCurrent(`${Date.now()}-${Math.random().toString(36).slice(2)}`);
    keep([{ id: current, at: Date.now(), questions }, ...without(current)]);
    written = stored(current);
    forgetAddress();
  }

  function leave() {
    if (stopped) keep(without(current));
    setCurrent(null);
    written = unasked = [];
  }

  function forgetAddress() {
    const plain = new URL(location.href);
    plain.searchParams.delete("q");
    plain.searchParams.delete("c");
    if (plain.href !== location.href) history.replaceState(history.state, "", plain);
  }

  /* Once the visitor goes on, nothing more is awaited; where not all was asked again, another conversation begins */
  function goOn(button) {
    if (asked().length < awaited) {
      setCurrent(null);
      unasked = [];
    }
    awaited = 0;
    stopped = button?.matches(".stop-button") ?? false;
  }
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("#talk button, #new");
    if (button) goOn(button);
  }, true);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.closest?.("#question textarea")) goOn();
  }, true);

  function showEarlier() {
    const block = document.getElementById("conversations");
    if (!block) return;
    const earlier = without(current);
    besa.numberTab("earlier", earlier.length);
    block.querySelector("p").hidden = earlier.length > 0;
    block.querySelector("ul").replaceChildren(...earlier.map(entry));
  }
  addEventListener("storage", (event) => { if (event.key === KEY || event.key === null) showEarlier(); });

  function entry(conversation) {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = `./?c=${encodeURIComponent(conversation.id)}`;
    link.dir = "auto";
    link.textContent = textOf(conversation.questions[0]);
    const when = document.createElement("span");
    when.className = "meta";
    const more = conversation.questions.length > 1 ? ` · ${conversation.questions.length}` : "";
    const shift = new Date(conversation.at).getTimezoneOffset() * 60000;
    when.textContent = new Date(conversation.at - shift).toISOString().slice(0, 16).replace("T", " ") + more;
    const remove = document.createElement("button");
    remove.type = "button";
    remove.className = "delete";
    remove.textContent = besa.labels.delete;
    remove.setAttribute("aria-label", `${besa.labels.delete}: ${textOf(conversation.questions[0])}`);
    remove.addEventListener("click", () => {
      keep(without(conversation.id));
      const place = [...item.parentElement.children].indexOf(item);
      showEarlier();
      const others = document.querySelectorAll("#conversations .delete");
      (others[Math.min(place, others.length - 1)] ?? tabOf("earlier"))?.focus();
    });
    item.append(link, when, remove);
    return item;
  }

  let listed = false;
  besa.listEarlier = () => {
    if (listed || !document.getElementById("conversations")) return;
    listed = true;
    showEarlier();
    if (linked === null) forgetAddress();
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
