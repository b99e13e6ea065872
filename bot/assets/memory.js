  /* Conversations live in the visitor's browser: their questions only, which are asked again when one is opened */
  const KEY = "besa.conversations";
  const KEPT = 50;
  const address = new URLSearchParams(location.search);

  function conversations() {
    try {
      const stored = JSON.parse(localStorage.getItem(KEY) ?? "[]");
      return stored.filter((each) => typeof each.id === "string" && Array.isArray(each.questions));
    } catch { return []; }
  }

  function keep(all) {
    try { localStorage.setItem(KEY, JSON.stringify(all.slice(0, KEPT))); } catch { /* no room, or not allowed to */ }
  }

  let current = null;
  try { current = address.get("c") ?? sessionStorage.getItem("besa.current"); } catch { /* not allowed to */ }
  if (address.has("q")) current = null;

  function setCurrent(id) {
    current = id;
    try { id ? sessionStorage.setItem("besa.current", id) : sessionStorage.removeItem("besa.current"); } catch { /* same */ }
  }

  besa.remembered = () => {
    if (address.has("q")) return JSON.stringify([address.get("q")]);
    return JSON.stringify(conversations().find((each) => each.id === current)?.questions ?? []);
  };

  let known = "";
  let replaying = Math.min(20, JSON.parse(besa.remembered()).length);
  besa.remember = () => {
    const asked = [...document.querySelectorAll("#chat [data-testid=user]")].map((each) => each.textContent.trim());
    if (asked.join("\n") === known || asked.includes("") || asked.length < replaying) return;
    replaying = 0;
    known = asked.join("\n");
    if (asked.length === 0) {
      setCurrent(null);
    } else {
      if (!current) setCurrent(`${Date.now()}-${Math.random().toString(36).slice(2)}`);
      const others = conversations().filter((each) => each.id !== current);
      keep([{ id: current, at: Date.now(), questions: asked.slice(-KEPT) }, ...others]);
    }
    showEarlier();
  };

  function showEarlier() {
    const block = document.getElementById("conversations");
    if (!block) return;
    const earlier = conversations().filter((each) => each.id !== current && each.questions.length);
    block.hidden = earlier.length === 0;
    block.querySelector(".count").textContent = earlier.length;
    block.querySelector("ul").replaceChildren(...earlier.map(entry));
  }

  function entry(conversation) {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = `./?c=${encodeURIComponent(conversation.id)}`;
    link.dir = "auto";
    link.textContent = conversation.questions[0];
    const when = document.createElement("span");
    when.className = "meta";
    const more = conversation.questions.length > 1 ? ` · ${conversation.questions.length}` : "";
    const shift = new Date(conversation.at).getTimezoneOffset() * 60000;
    when.textContent = new Date(conversation.at - shift).toISOString().slice(0, 16).replace("T", " ") + more;
    const remove = document.createElement("button");
    remove.type = "button";
    remove.className = "delete";
    remove.textContent = besa.labels.delete;
    remove.setAttribute("aria-label", `${besa.labels.delete}: ${conversation.questions[0]}`);
    remove.addEventListener("click", () => {
      keep(conversations().filter((each) => each.id !== conversation.id));
      const place = [...item.parentElement.children].indexOf(item);
      showEarlier();
      const others = document.querySelectorAll("#conversations .delete");
      (others[Math.min(place, others.length - 1)] ?? document.querySelector("#question textarea"))?.focus();
    });
    item.append(link, when, remove);
    return item;
  }

  let listed = false;
  besa.listEarlier = () => {
    if (listed || !document.getElementById("conversations")) return;
    listed = true;
    showEarlier();
    if (address.has("q") || address.has("c")) {
      if (address.has("c")) setCurrent(address.get("c"));
      history.replaceState(null, "", "./");
    }
  };

  /* Up in the empty box brings the last question back */
  document.addEventListener("keydown", (event) => {
    const box = event.target.closest?.("#question textarea");
    if (event.key !== "ArrowUp" || !box || box.value !== "") return;
    const last = [...document.querySelectorAll("#chat [data-testid=user]")].at(-1)?.textContent.trim();
    if (!last) return;
    event.preventDefault();
    Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set.call(box, last);
    box.dispatchEvent(new Event("input", { bubbles: true }));
    box.setSelectionRange(last.length, last.length);
  }, true);
