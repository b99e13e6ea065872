  /* What is kept in this browser beside the list of conversations: what each turn showed, and quotations that were kept.
     Where a browser keeps nothing, all of this does nothing */
  let database = null;
  const requested = (asked) => new Promise((done, fail) => {
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => fail(asked.error);
  });

  function openDatabase() {
    database ??= new Promise((done, fail) => {
      const asked = indexedDB.open("besa", 1);
      asked.onupgradeneeded = () => {
        asked.result.createObjectStore("turns", { keyPath: ["conversation", "place"] });
        asked.result.createObjectStore("clippings", { keyPath: "id" });
      };
      asked.onsuccess = () => {
        asked.result.onversionchange = () => { asked.result.close(); database = null; };
        done(asked.result);
      };
      asked.onerror = () => fail(asked.error);
    });
    return database;
  }

  async function inStore(name, mode, use) {
    try {
      const store = (await openDatabase()).transaction(name, mode).objectStore(name);
      return await use(store);
    } catch { return null; /* not allowed to, or no room */ }
  }

  const ofConversation = (id) => IDBKeyRange.bound([id], [id, []]);
  besa.store = {
    turns: async (id) => (await inStore("turns", "readonly", (store) => requested(store.getAll(ofConversation(id))))) ?? [],
    putTurn: (turn) => inStore("turns", "readwrite", (store) => requested(store.put(turn))),
    forget: (id) => inStore("turns", "readwrite", (store) => requested(store.delete(ofConversation(id)))),
    /* The places of all turns that are kept, without what they hold */
    keys: async () => (await inStore("turns", "readonly", (store) => requested(store.getAllKeys()))) ?? [],
    clippings: async () => (await inStore("clippings", "readonly", (store) => requested(store.getAll()))) ?? [],
    putClipping: (clipping) => inStore("clippings", "readwrite", (store) => requested(store.put(clipping))),
    forgetClipping: (id) => inStore("clippings", "readwrite", (store) => requested(store.delete(id))),
  };

  /* JSON as the server unpacks it: compressed, where the browser can */
  besa.packed = async (text) => {
    if (!window.CompressionStream) return text;
    const stream = new Blob([text]).stream().pipeThrough(new CompressionStream("deflate-raw"));
    const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
    let binary = "";
    for (let at = 0; at < bytes.length; at += 0x8000) binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
    return `z:${btoa(binary)}`;
  };
  besa.today = () => {
    const now = new Date();
    return new Date(now - now.getTimezoneOffset() * 60000).toISOString().slice(0, 10);
  };
