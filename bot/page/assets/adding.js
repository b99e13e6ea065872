  /* What may be added, and how it comes: files, folders, text that is pasted, a page of the web */
  (() => {
  let uploads = null;
  besa.mayAdd = () => uploads;

  besa.showUploads = (found) => {
    uploads = found.uploads;
    byId("add").hidden = tabOf("add").hidden = !uploads;
    if (!uploads) return;
    byId("limits").textContent = besa.fill(besa.labels.limits, uploads.megabytes, uploads.formats);
    byId("begins").hidden = uploads.may_remove;
    byId("files").accept = uploads.suffixes.join(",");
  };

  /* In: one request a file, which is the file itself */
  function request(address, body, row) {
    return new Promise((resolve) => {
      const sent = new XMLHttpRequest();
      sent.open("POST", address);
      sent.responseType = "json";
      sent.upload.onprogress = (event) => {
        row.sent(event.loaded / event.total);
        row.say(besa.fill(besa.labels.sending, Math.round((100 * event.loaded) / event.total)));
      };
      sent.upload.onload = () => { row.read(); row.say(besa.labels.reading); };
      const none = { status: "failed", reason: besa.labels.connection };
      sent.onload = () => resolve({ status: sent.status, outcome: sent.response ?? none, wait: sent.getResponseHeader("retry-after") });
      sent.onerror = sent.onabort = () => resolve({ status: 0, outcome: none });
      sent.send(body);
    });
  }

  /* A file that was changed or moved since it was chosen fails alone; without a look at it, it would seem a lost connection */
  async function sendFile(file, folder, item, known) {
    try { await file.slice(0, 1).arrayBuffer(); } catch {
      return { status: 422, outcome: { status: "failed", reason: besa.labels.unreadable_file } };
    }
    return request(`besa/documents?${new URLSearchParams({ name: file.name, folder, known })}`, file, item.row);
  }

  function reasonAgainst(file) {
    const suffix = file.name.includes(".") ? file.name.slice(file.name.lastIndexOf(".")).toLowerCase() : "";
    if (!uploads.suffixes.includes(suffix)) return uploads.wrong_kind;
    return file.size > uploads.file_bytes ? uploads.too_large : null;
  }

  const fileItem = ({ file, folder }) => ({
    name: folder ? `${folder}/${file.name}` : file.name,
    send: (item, known) => sendFile(file, folder, item, known),
    reason: reasonAgainst(file),
  });

  /* In a folder, what is hidden or no document is left out, and counted; a file that was chosen itself is told of */
  const HIDDEN = /(?:^|\/)(?:\.|__MACOSX(?:\/|$)|node_modules(?:\/|$)|~\$)/;
  function take(found) {
    if (!uploads || found.length === 0) return;
    const shown = found.filter(({ file, folder }) => !folder || !HIDDEN.test(`${folder}/${file.name}`));
    const isLeftOut = ({ file, folder }) => folder && (reasonAgainst(file) === uploads.wrong_kind || /\.meta\.json$/i.test(file.name));
    const wanted = shown.filter((each) => !isLeftOut(each));
    const others = shown.length - wanted.length;
    const note = byId("left-out");
    note.hidden = others === 0 && wanted.length > 0;
    put(note, wanted.length ? besa.fill(besa.labels.left_out, besa.count(others)) : besa.labels.nothing_in_folder);
    besa.showTab("add", { sheet: true });
    besa.enqueue(wanted.map(intoCollection).map(fileItem).sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true })));
  }

  /* A collection is a folder that everything is put into */
  const collection = () => byId("collection").value.replace(/[\\/]/g, "-").trim();
  const intoCollection = ({ file, folder }) => ({ file, folder: [collection(), folder].filter(Boolean).join("/") });

  const chosen = (files) => [...files].map((file) => ({
    file, folder: (file.webkitRelativePath ?? "").split("/").slice(0, -1).join("/"),
  }));

  /* A folder that is dropped is gone through, a hundred names at a time, as browsers give them */
  async function filesIn(entry, folder = "") {
    if (entry.isFile) {
      return new Promise((resolve) => { entry.file((file) => resolve([{ file, folder }]), () => resolve([])); });
    }
    const reader = entry.createReader();
    const found = [];
    const path = folder ? `${folder}/${entry.name}` : entry.name;
    if (HIDDEN.test(path)) return found;
    for (;;) {
      const some = await new Promise((resolve) => { reader.readEntries(resolve, () => resolve([])); });
      if (some.length === 0) return found;
      for (const each of some) found.push(...await filesIn(each, path));
    }
  }

  async function dropped(carried) {
    const entries = [...carried.items].filter((each) => each.kind === "file").map((each) => each.webkitGetAsEntry?.());
    if (!entries.some((each) => each?.isDirectory)) { take(chosen(carried.files)); return; }
    take((await Promise.all(entries.filter(Boolean).map((each) => filesIn(each)))).flat());
  }

  /* Text that is pasted comes as a file of its own, named by its title or its first words */
  function takeText() {
    const [title, text] = [byId("paste-title").value.trim(), byId("paste-text").value];
    const words = title || text.trim().split("\n")[0].slice(0, 60);
    const file = new File([text], `${words.replace(/[\\/]/g, "-").replace(/[. ]+$/, "") || besa.labels.pasted_text}.txt`);
    const { folder } = intoCollection({ file, folder: "" });
    besa.enqueue([{ name: title || words, send: (item, known) => sendFile(file, folder, item, known), reason: reasonAgainst(file) }]);
  }

  const takePage = () => {
    const address = byId("page-address").value.trim();
    const send = (item) => {
      item.row.read();
      item.row.say(besa.labels.fetching);
      return request(`besa/pages?${new URLSearchParams({ address })}`, null, item.row);
    };
    besa.enqueue([{ name: address, send, reason: null }]);
  };

  besa.bringUploads = () => {
    besa.bringQueue();
    for (const [name, took] of [["paste", takeText], ["fetch", takePage]]) {
      byId(name).querySelector("form").addEventListener("submit", (event) => {
        event.preventDefault();
        took();
        event.target.reset();
        byId(name).open = false;
        byId(name).querySelector("summary").focus({ preventScroll: true });
      });
    }
    for (const [name, input] of [["choose", "files"], ["choose-folder", "folder"]]) {
      byId(name).addEventListener("click", () => byId(input).click());
      byId(input).addEventListener("change", (event) => { take(chosen(event.target.files)); event.target.value = ""; });
    }
    byId("choose-folder").hidden = !("webkitdirectory" in byId("folder"));
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
    dropped(event.dataTransfer);
  }, true);
  })();
