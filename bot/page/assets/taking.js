  /* The style of references is chosen once, wherever it stands, and kept in this browser */
  const STYLE = "besa.style";
  let citeStyle = "apa";
  try { citeStyle = localStorage.getItem(STYLE) || citeStyle; } catch { /* not allowed to */ }
  besa.style = () => citeStyle;

  besa.chooseStyles = () => {
    for (const choice of document.querySelectorAll(".cite-style")) {
      if (![...choice.options].some((each) => each.value === citeStyle)) citeStyle = choice.options[0].value;
      if (choice.value !== citeStyle) choice.value = citeStyle;
    }
  };

  document.addEventListener("change", (event) => {
    if (!event.target.matches?.(".cite-style")) return;
    citeStyle = event.target.value;
    try { localStorage.setItem(STYLE, citeStyle); } catch { /* not allowed to */ }
    besa.chooseStyles();
  });

  /* What is copied: the server names it in the style, from its documents. It is asked for when a button is reached, so
     that it is there when the button is pressed: a browser may not let a page copy later */
  const styledTexts = new Map();
  const isCopy = (element) => element?.closest?.(".copy[data-quoted], .copy-answer");

  function inStyle(button) {
    const key = `${citeStyle} ${button.dataset.quoted}`;
    if (!styledTexts.has(key)) {
      const asked = fetch(`besa/quotation?${new URLSearchParams({ style: citeStyle, quoted: button.dataset.quoted })}`)
        .then((reply) => (reply.ok ? reply.json() : null))
        .catch(() => null)
        .then((styled) => {
          if (!styled) styledTexts.delete(key);
          return styled;
        });
      if (styledTexts.size >= 50) styledTexts.delete(styledTexts.keys().next().value);
      styledTexts.set(key, asked);
    }
    return styledTexts.get(key);
  }

  for (const reached of ["pointerover", "focusin"]) {
    document.addEventListener(reached, (event) => { if (isCopy(event.target)) inStyle(isCopy(event.target)); });
  }

  /* Where documents are gone or the server is, what the cards say themselves is copied */
  function unstyled(button) {
    const cards = button.matches(".copy") ? [button] : button.closest(".sources").querySelectorAll(".copy[data-copy]");
    return { text: [...cards].map((each) => each.dataset.copy).join("\n\n") };
  }

  besa.putOnClipboard = async ({ text, html }) => {
    try {
      const kinds = { "text/plain": new Blob([text], { type: "text/plain" }) };
      if (html) kinds["text/html"] = new Blob([html], { type: "text/html" });
      await navigator.clipboard.write([new ClipboardItem(kinds)]);
    } catch {  // an address without https, or a browser that only knows the older way
      document.addEventListener("copy", (event) => {
        event.clipboardData.setData("text/plain", text);
        if (html) event.clipboardData.setData("text/html", html);
        event.preventDefault();
        event.stopImmediatePropagation();
      }, { once: true, capture: true });
      document.execCommand("copy");
    }
  };

  async function copyQuotation(button) {
    const styled = await inStyle(button);
    await besa.putOnClipboard(styled ?? unstyled(button));
    const name = document.querySelector(`.cite-style option[value="${citeStyle}"]`)?.textContent ?? "";
    const said = styled ? button.dataset.done.replace("{}", name) : besa.labels.copied;
    button.dataset.said = besa.labels.copied;
    button.classList.add("done");
    setTimeout(() => button.classList.remove("done"), 1500);
    besa.announce(said);
  }

  document.addEventListener("click", (event) => { if (isCopy(event.target)) copyQuotation(isCopy(event.target)); });

  besa.copyInFocus = () => {
    const card = document.activeElement?.closest?.(".card");
    const button = card?.querySelector(".copy") ?? document.querySelector(".sources:not([hidden]) .copy-answer");
    if (button) copyQuotation(button);
    return Boolean(button);
  };
