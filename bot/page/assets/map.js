  /* The map: thousands of points are a few paths, so the nearest point is looked for here */
  const REACH = 16;  // CSS pixels, as far as the middle of a target of 24 and more may be off
  const MAP = "svg[data-map]";
  let points = { of: null, all: [] };
  let pointed = null;
  let label = null;

  function pointsOf(map) {
    if (points.of !== map) {
      const all = [...map.querySelectorAll(".points")].flatMap((path) => {
        const numbers = path.dataset.passages.split(" ").map(Number);
        const clusters = path.dataset.clusters.split(" ").map(Number);
        const places = [...path.getAttribute("d").matchAll(/M([\d.]+) ([\d.]+)/g)];
        return places.map(([, x, y], at) => ({ x: Number(x), y: Number(y), passage: numbers[at], cluster: clusters[at] }));
      });
      points = { of: map, all };
    }
    return points.all;
  }

  function nearest(map, x, y, reach) {
    const scale = map.getScreenCTM();
    const [atX, atY, far] = [(x - scale.e) / scale.a, (y - scale.f) / scale.d, reach / scale.a];
    let found = null;
    let least = far * far;
    for (const each of pointsOf(map)) {
      const apart = (each.x - atX) ** 2 + (each.y - atY) ** 2;
      if (apart <= least) { least = apart; found = each; }
    }
    return found;
  }

  /* Some points are brought out: drawn over the others, which grow pale */
  function bringOut(map, wanted) {
    map.querySelector(".out")?.remove();
    map.classList.toggle("calm", wanted !== null);
    if (wanted === null) return;
    const out = document.createElementNS("http://www.w3.org/2000/svg", "path");
    out.setAttribute("class", "points dots out");
    out.setAttribute("d", pointsOf(map).filter(wanted).map((each) => `M${each.x} ${each.y}h0`).join(""));
    map.querySelector("g").append(out);
  }

  const passages = new Map();
  function passage(number) {
    if (!passages.has(number)) {
      passages.set(number, fetch(`besa/passage?id=${number}`).then((reply) => (reply.ok ? reply.json() : null)).catch(() => null));
    }
    return passages.get(number);
  }

  function hidePoint() {
    label?.remove();
    label = null;
    if (pointed) bringOut(points.of, null);
    pointed = null;
  }

  async function showPoint(map, point, { heard = false } = {}) {
    if (pointed === point && label) return;
    hidePoint();
    pointed = point;
    bringOut(map, (each) => each === point);
    const found = await passage(point.passage);
    if (!found || pointed !== point) return;
    label = document.createElement("div");
    label.id = "point";
    label.setAttribute("role", "tooltip");
    const title = document.createElement("a");
    title.href = `document?${new URLSearchParams({ id: found.document, start: found.start, end: found.end })}#cite`;
    title.dir = "auto";
    title.textContent = found.title;
    const [about, words] = [["meta", found.about], ["words", `${found.words}…`]].map(([name, text]) => {
      const line = document.createElement("span");
      line.className = name;
      line.dir = "auto";
      line.textContent = text;
      return line;
    });
    label.append(title, about, words);
    map.closest(".atlas").append(label);
    const scale = map.getScreenCTM();
    const [x, y] = [scale.e + point.x * scale.a, scale.f + point.y * scale.d];
    const { width, height } = label.getBoundingClientRect();
    label.style.left = `${Math.max(12, Math.min(x - width / 2, innerWidth - width - 12))}px`;
    label.style.top = `${y + 14 + height < innerHeight ? y + 14 : Math.max(8, y - height - 14)}px`;
    if (heard) besa.announce(`${found.title}. ${found.words}`);
  }

  const openPoint = () => label?.querySelector("a").click();

  document.addEventListener("pointermove", (event) => {
    const map = event.pointerType !== "touch" && event.target.closest?.(MAP);
    if (!map || event.target.closest(".found")) {
      if (label && !event.target.closest?.("#point") && !points.of?.matches(":focus-visible")) hidePoint();
      return;
    }
    const point = nearest(map, event.clientX, event.clientY, REACH);
    map.classList.toggle("pointing", point !== null);
    if (point) showPoint(map, point);
    else if (pointed) hidePoint();
  });
  document.addEventListener("click", (event) => {
    const map = event.target.closest?.(MAP);
    if (!map || event.target.closest("a")) { if (!event.target.closest?.("#point")) hidePoint(); return; }
    const point = nearest(map, event.clientX, event.clientY, REACH);
    if (!point) hidePoint();
    else if (event.pointerType === "touch") showPoint(map, point);  // a finger hides what it points at: it opens the label
    else showPoint(map, point).then(openPoint);
  });
  document.addEventListener("scroll", () => { if (label) hidePoint(); }, true);

  const STEPS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };
  function neighbour(map, [right, down]) {
    const from = pointed ?? { x: -1, y: -1 };
    let found = null;
    let least = Infinity;
    for (const each of pointsOf(map)) {
      const [along, aside] = [(each.x - from.x) * right + (each.y - from.y) * down, (each.x - from.x) * down + (each.y - from.y) * right];
      if (pointed && (each === from || along <= 0 || Math.abs(aside) > 2 * along)) continue;
      const apart = (each.x - from.x) ** 2 + (each.y - from.y) ** 2;
      if (apart < least) { least = apart; found = each; }
    }
    return found;
  }
  document.addEventListener("keydown", (event) => {
    const map = event.target.matches?.(MAP) ? event.target : null;
    if (event.key === "Escape") hidePoint();
    if (!map) return;
    const point = STEPS[event.key] && neighbour(map, STEPS[event.key]);
    if (STEPS[event.key]) event.preventDefault();
    if (point) showPoint(map, point, { heard: true });
    if (event.key === "Enter") openPoint();
  });
  document.addEventListener("focusin", (event) => {
    if (event.target.matches?.(MAP) && event.target.matches(":focus-visible") && !pointed) {
      const first = neighbour(event.target, [1, 1]);
      if (first) showPoint(event.target, first, { heard: true });
    } else if (label && !event.target.closest?.("#point")) hidePoint();
  });

  /* A document, or a cluster, under the pointer or the focus is brought out wherever it is drawn */
  const members = new Map();
  async function shelved(id) {
    if (!members.has(id)) {
      members.set(id, fetch(`besa/passages?${new URLSearchParams({ document: id })}`).then((reply) => (reply.ok ? reply.json() : [])).catch(() => []));
    }
    return new Set(await members.get(id));
  }

  let out = null;
  async function follow(event) {
    const atlas = event.target.closest?.(".atlas") ?? document.querySelector(".atlas");
    const map = atlas?.querySelector(MAP);
    if (!atlas || event.target.closest?.("#point") || (map && map.contains(event.target))) return;
    const [id, cluster] = [event.target.closest?.("[data-shelved]")?.dataset.shelved, event.target.closest?.(".subjects [data-cluster]")?.dataset.cluster];
    const now = id ?? cluster ?? null;
    if (now === out) return;
    out = now;
    atlas.querySelector(".timeline")?.classList.toggle("calm", id !== undefined && atlas.querySelector(".timeline [data-shelved]") !== null);
    for (const each of atlas.querySelectorAll(".lit")) each.classList.remove("lit");
    if (id) for (const each of atlas.querySelectorAll(`[data-shelved="${CSS.escape(id)}"]`)) each.classList.add("lit");
    if (!map) return;
    if (cluster !== undefined) bringOut(map, (each) => each.cluster === Number(cluster));
    else if (id) { const these = await shelved(id); if (out === now) bringOut(map, (each) => these.has(each.passage)); }
    else bringOut(map, null);
  }
  document.addEventListener("mouseover", follow);
  document.addEventListener("focusin", follow);

  /* Names of clusters that would hide each other are left to the list below, the smallest first */
  function makeRoom() {
    const kept = [];
    const frame = document.querySelector(MAP)?.getBoundingClientRect();
    for (const name of document.querySelectorAll(".map .cluster")) {
      name.style.display = "";
      name.removeAttribute("dx");
      const there = name.getBoundingClientRect();
      const inward = Math.max(0, frame.left + 4 - there.left) - Math.max(0, there.right + 4 - frame.right);
      if (inward) name.setAttribute("dx", inward / name.getScreenCTM().a);
      const box = name.getBoundingClientRect();
      const hides = kept.some((other) => box.left < other.right + 4 && other.left < box.right + 4 && box.top < other.bottom + 2 && other.top < box.bottom + 2);
      if (hides) name.style.display = "none";
      else kept.push(box);
    }
  }
  addEventListener("resize", makeRoom);

  besa.nameLanguages = () => {
    const names = new Intl.DisplayNames([language], { type: "language", fallback: "code" });
    for (const element of document.querySelectorAll(".atlas [data-language]:not([data-named])")) {
      element.dataset.named = "";
      try { say(element, names.of(element.dataset.language)); } catch { /* not a language's code: shown as it is */ }
    }
  };
  besa.nameAtlas = () => {
    const title = document.querySelector(".atlas h1");
    if (title && !document.title.startsWith(title.textContent)) document.title = `${title.textContent} · Besa`;
    const map = document.querySelector(`${MAP}:not([data-named])`);
    if (!map) return;
    map.dataset.named = "";
    makeRoom();
  };
