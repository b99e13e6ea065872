  /* What is being added: a queue of files and pages, sent a few at a time, with a line for what became of each */
  (() => {
  const AT_ONCE = 3; // one that takes long to be read does not keep the others waiting
  const MOST = 5000;
  const TRIES = 20;
  const RELISTED = 3000; // milliseconds at least between two looks at the library while files come in
  let items = [];
  let waiting = [];
  let coming = 0;
  let paused = "";
  let held = 0;
  let allKnown = "ask"; // what is done with names that are there already, once it was said for all

  const isOpen = (item) => ["waiting", "coming", "asking"].includes(item.state);
  const of = (...states) => items.filter((each) => states.includes(each.state));

  /* The texts of a line change within their nodes: the page's observer looks at nodes that come and go */
  function lineOf(name) {
    const line = document.createElement("li");
    const title = document.createElement("bdi");
    title.textContent = name;
    const status = document.createElement("span");
    status.className = "meta";
    status.append("");
    const bar = document.createElement("progress");
    bar.max = 100;
    bar.hidden = true;
    bar.setAttribute("aria-label", name);
    line.append(title, status, bar);
    const open = (id) => {
      const link = document.createElement("a");
      link.href = `document?id=${encodeURIComponent(id)}`;
      link.target = "_blank";
      link.rel = "noopener";
      title.replaceWith(link);
      link.append(title);
    };
    return {
      line,
      say: (text) => { status.firstChild.nodeValue = text; },
      sent: (part) => { bar.hidden = false; bar.value = Math.round(100 * part); },
      read: () => { bar.hidden = false; bar.removeAttribute("value"); },
      end: (text, id) => { bar.hidden = true; status.firstChild.nodeValue = text; if (id) open(id); },
    };
  }

  /* `send(item)` returns a promise of { status, outcome, wait }: of the HTTP answer, 0 for none */
  function itemOf({ name, send, reason }) {
    const item = { name, send, reason, state: "waiting", tries: 0, known: null, row: lineOf(name) };
    item.row.say(besa.labels.waiting);
    return item;
  }

  function set(item, state) {
    item.state = state;
    item.row.line.dataset.status = state;
  }

  function outcomeInWords(outcome) {
    const said = besa.labels;
    if (outcome.status === "failed") return `${said.not_added}: ${outcome.reason}`;
    const documents = outcome.documents > 1 && besa.fill(said.documents, besa.count(outcome.documents));
    const passages = outcome.passages === 1 ? said.one_passage : besa.fill(said.passages, besa.count(outcome.passages));
    const status = outcome.status === "updated" ? said.replaced : said[outcome.status];
    return [status, documents, passages, outcome.reason].filter(Boolean).join(" · ");
  }

  function finish(item, outcome) {
    set(item, outcome.status);
    item.row.end(outcomeInWords(outcome), outcome.document);
    if (outcome.status === "failed") offerAgain(item);
    else relistSoon();
  }

  /* What failed stands first, where it is seen, and can be tried again */
  function offerAgain(item) {
    byId("arrivals").prepend(item.row.line);
    if (item.reason) return;
    item.row.line.querySelector(".actions")?.remove();
    const actions = document.createElement("div");
    actions.className = "actions";
    actions.append(button(besa.labels.try_again, () => tryAgain([item]), `${besa.labels.try_again}: ${item.name}`));
    item.row.line.append(actions);
  }

  function back(item, first = true) {
    item.row.line.querySelector(".actions")?.remove();
    set(item, "waiting");
    item.row.end(besa.labels.waiting);
    first ? waiting.unshift(item) : waiting.push(item);
  }

  function tryAgain(failed) {
    for (const item of failed) { item.tries = 0; back(item, false); }
    paused = "";
    pump();
    byId("queue-pause").focus();
  }

  /* "Replace this one?" is asked in its line; the others go on meanwhile */
  function askAbout(item) {
    const { labels } = besa;
    set(item, "asking");
    item.row.end(besa.fill(labels.known_name, item.name.split("/").at(-1)));
    const actions = document.createElement("div");
    actions.className = "actions";
    actions.setAttribute("role", "group");
    const all = document.createElement("label");
    const tick = document.createElement("input");
    tick.type = "checkbox";
    all.append(tick, labels.for_all);
    const choose = (choice) => () => answer(item, choice, tick.checked);
    actions.append(
      button(labels.replace, choose("replace"), `${labels.replace}: ${item.name}`),
      button(labels.keep_both, choose("both"), `${labels.keep_both}: ${item.name}`),
      button(labels.skip, choose("skip"), `${labels.skip}: ${item.name}`),
    );
    if (items.length > 1) actions.append(all);
    item.row.line.append(actions);
    byId("arrivals").prepend(item.row.line);
  }

  function answer(item, choice, forAll) {
    if (forAll) allKnown = choice;
    for (const each of forAll ? of("asking") : [item]) {
      if (choice === "skip") skip(each);
      else { each.known = choice; back(each); }
    }
    pump();
    (document.querySelector("#arrivals [data-status=asking] button") ?? byId("queue-said")).focus();
  }

  function skip(item) {
    item.row.line.querySelector(".actions")?.remove();
    set(item, "skipped");
    item.row.end(besa.labels.skipped);
  }

  async function bring(item) {
    set(item, "coming");
    item.tries += 1;
    const { status, outcome, wait } = await item.send(item, item.known ?? (allKnown === "skip" ? "ask" : allKnown));
    if (outcome.status === "known") allKnown === "skip" ? skip(item) : askAbout(item);
    else if ((status === 429 || status === 503) && item.tries < TRIES) {
      back(item);
      held = Date.now() + 1000 * Math.max(1, Number(wait) || 2);
    } else if ([0, 401, 507].includes(status) && waiting.length > 0) {
      back(item);
      paused = outcome.reason;
    } else finish(item, outcome);
  }

  function pump() {
    while (!paused && coming < AT_ONCE && waiting.length > 0) {
      if (held > Date.now()) { setTimeout(pump, held - Date.now()); break; }
      coming += 1;
      bring(waiting.shift()).finally(() => { coming -= 1; pump(); });
    }
    showQueue();
    if (!of("waiting", "coming").length && items.length) relistSoon(true);
  }

  /* How far it all is; the end is told to who does not see it */
  function showQueue() {
    const { labels } = besa;
    const open = of("waiting", "coming").length;
    const [done, all] = [items.length - open, items.length].map(besa.count);
    byId("queue").hidden = items.length < 2 && !paused;
    const bar = byId("queue-bar");
    bar.hidden = open === 0;
    bar.max = Math.max(1, items.length);
    bar.value = items.length - open;
    bar.setAttribute("aria-label", labels.adding_now);
    const counts = [["added", labels.added], ["updated", labels.replaced], ["unchanged", labels.unchanged],
      ["skipped", labels.skipped], ["failed", labels.not_added]]
      .map(([state, words]) => [words, of(state).length]).filter(([, count]) => count > 0)
      .map(([words, count]) => `${words}: ${besa.count(count)}`).join(" · ");
    const far = besa.fill(paused ? labels.paused_at : labels.adding_at, done, all);
    put(byId("queue-far"), open ? [far, paused === "on" ? "" : paused, counts].filter(Boolean).join(" · ") : "");
    put(byId("queue-said"), open ? "" : [counts, of("asking").length && besa.fill(labels.asking_about, besa.count(of("asking").length))].filter(Boolean).join(" · "));
    byId("queue-pause").hidden = open === 0;
    put(byId("queue-pause"), paused ? labels.go_on : labels.pause);
    byId("queue-cancel").hidden = waiting.length === 0;
    byId("queue-again").hidden = open > 0 || of("failed").filter((each) => !each.reason).length < 2;
    besa.numberTab("add", open + of("asking").length);
  }

  let relistedAt = 0;
  let relisting = 0;
  function relistSoon(now = false) {
    if (now) clearTimeout(relisting);
    if (now || !relisting) relisting = setTimeout(relist, now ? 0 : Math.max(0, relistedAt + RELISTED - Date.now()));
  }
  function relist() {
    relisting = 0;
    relistedAt = Date.now();
    besa.relistAll(!of("waiting", "coming").length);
  }

  /* Adds more to the queue; of what came before, only what failed or is asked about stays in sight */
  besa.enqueue = (given) => {
    if (given.length === 0) return;
    if (!items.some(isOpen)) {
      for (const each of items.filter((each) => each.state !== "failed")) each.row.line.remove();
      items = items.filter((each) => each.state === "failed");
      allKnown = "ask";
    }
    besa.showTab("add", { sheet: true });
    const added = given.slice(0, MOST).map(itemOf);
    byId("queue-note").hidden = given.length <= MOST;
    put(byId("queue-note"), besa.fill(besa.labels.too_many, besa.count(given.length), besa.count(MOST)));
    items.push(...added);
    byId("arrivals").append(...added.map((each) => each.row.line));
    for (const each of added) {
      if (each.reason) finish(each, { status: "failed", reason: each.reason });
      else waiting.push(each);
    }
    pump();
    (items.length > 1 ? byId("queue") : added[0].row.line).scrollIntoView({ block: "nearest" });
  };

  besa.bringQueue = () => {
    byId("queue-pause").addEventListener("click", () => { paused = paused ? "" : "on"; pump(); });
    byId("queue-again").addEventListener("click", () => tryAgain(of("failed").filter((each) => !each.reason)));
    byId("queue-cancel").addEventListener("click", () => {
      waiting.splice(0).forEach(skip);
      paused = "";
      pump();
      byId("queue-said").focus();
    });
  };

  addEventListener("beforeunload", (event) => { if (of("waiting", "coming").length) event.preventDefault(); });
  })();
