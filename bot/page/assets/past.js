  /* With each event gradio sends and compares all the messages that it draws: it is given the latest turns only. Those before
     them stand above, as they were drawn: copied when the next question is asked, and put there once gradio has let them go */
  let copied = [];
  let passed = 0;
  const drawnRows = () => [...document.querySelectorAll("#chat [role=log] > .message-wrap:not(#past) > .message-row")];
  besa.copyTurnsDrawn = () => { copied = drawnRows().map(copyOf); };
  function copyOf(row) {
    const copy = row.cloneNode(true);
    copy.style.containIntrinsicHeight = `auto ${row.offsetHeight}px`; // what is not drawn takes as much room as it did
    return copy;
  }

  /* A conversation that is opened again comes whole, so that gradio draws it; then gradio is given its latest turns only, too.
     A question that is asked meanwhile waits for that */
  const DRAWN_WITHIN = 10_000, HANDED_OVER_WITHIN = 2_000; // milliseconds
  const HANDED_OVER_FROM = 8; // turns, as the server has it
  const waiting = new Set();
  const whenSo = (isSo, within) => new Promise((done) => {
    waiting.add({ isSo, done });
    setTimeout(done, within);
    besa.keepPast();
  });
  besa.handedOver = null;
  besa.allDrawn = async () => {
    await whenSo(() => awaited === 0, DRAWN_WITHIN);
    if (wentOn || asked().length < HANDED_OVER_FROM) return false;
    besa.copyTurnsDrawn();
    besa.handedOver = whenSo(() => passed > 0, HANDED_OVER_WITHIN);
    return true;
  };

  /* What the server says with its first bubble, unseen: questions passed on, how many of them to keep, how many before those */
  function saidOfPast() {
    const names = document.querySelector("#chat i[class*='passed-']")?.className ?? "";
    const count = (name) => Number(names.match(new RegExp(`${name}-(\\d+)`))?.[1] ?? 0);
    return { passed: count("passed"), above: count("above"), kept: count("kept") };
  }

  function pastPlace() {
    const log = document.querySelector("#chat [role=log]");
    const there = document.getElementById("past") ?? document.createElement("div");
    there.id = "past";
    there.className = log.querySelector(".message-wrap:not(#past)").className;
    if (there.parentElement !== log) log.prepend(there);
    return there;
  }

  /* The rows of so many turns, each from its question on; what stands before the first question belongs to its turn */
  function rowsOf(rows, turns) {
    const questions = rows.flatMap((row, at) => (row.matches(".user-row") ? [at] : []));
    return rows.slice(0, questions[turns] ?? rows.length);
  }

  /* Turns that have left the page are kept in the browser: the first row says so, in the words and the form of the server's */
  function sayKept(place, kept) {
    const EARLIER = 'a[href="#do-earlier-turns"]';
    const first = place.firstElementChild;
    if (!kept || !first) return;
    const row = first.querySelector(EARLIER) ? first : place.querySelector(".bot-row").cloneNode(true);
    if (row !== first) {
      const [said, link] = [document.createElement("em"), document.createElement("a")];
      link.href = "#do-earlier-turns";
      link.textContent = besa.labels.show_earlier_turns;
      const line = document.createElement("p");
      line.append(said, " ", link);
      row.querySelector(".md").replaceChildren(line);
      place.prepend(row);
    }
    say(row.querySelector("em:has(+ a)"), besa.fill(besa.labels.earlier_turns, besa.count(kept)));
  }

  besa.keepPast = () => {
    placePast();
    for (const each of waiting) {
      if (!each.isSo()) continue;
      waiting.delete(each);
      each.done();
    }
  };
  function placePast() {
    const told = saidOfPast();
    if (!told.passed) {
      document.getElementById("past")?.remove();
      passed = 0;
      return;
    }
    const place = pastPlace();
    if (told.passed > passed) {
      const moved = rowsOf(copied, told.passed - passed);
      for (const mark of moved.flatMap((row) => [...row.querySelectorAll("i[class*='passed-']")])) mark.remove();
      place.append(...moved);
      copied = copied.slice(moved.length);
      passed = told.passed;
    }
    const surplus = place.querySelectorAll(".user-row").length - told.above;
    if (surplus > 0) for (const row of rowsOf([...place.children], surplus)) row.remove();
    sayKept(place, told.kept);
  }
