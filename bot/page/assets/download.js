  /* A file of the conversation's evidence: the server makes its text, the browser saves it */
  besa.wish = "";

  besa.save = (file) => {
    if (!file) return;
    const { name, media_type: type, text } = JSON.parse(file);
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type }));
    link.download = name;
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    besa.announce(besa.labels.downloaded.replace("{}", name));
  };

  besa.download = (wish) => {
    besa.wish = JSON.stringify(wish);
    document.querySelector("button#download, #download button")?.click();
  };

  function closeMenu(menu, refocus) {
    menu.open = false;
    if (refocus) menu.querySelector("summary").focus();
  }

  document.addEventListener("click", (event) => {
    const chosen = event.target.closest?.("[data-download]");
    if (chosen) {
      const found = chosen.closest(".menu").querySelector(".found input").checked;
      closeMenu(chosen.closest("details"), true);
      besa.download({ ...JSON.parse(chosen.dataset.download), style: besa.style(), found });
      return;
    }
    for (const menu of document.querySelectorAll("details.download[open]")) {
      if (!menu.contains(event.target)) closeMenu(menu, false);
    }
  });

  document.addEventListener("focusout", (event) => {
    const menu = event.target.closest?.("details.download[open]");
    if (menu && event.relatedTarget && !menu.contains(event.relatedTarget)) closeMenu(menu, false);
  });

  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" ? event.target.closest?.("details.download[open]") : null;
    if (menu) closeMenu(menu, true);
  });

  /* On a phone the menu may reach below the box: the page goes on until all of it is in sight */
  document.addEventListener("toggle", (event) => {
    if (event.target.matches?.("details.download[open]")) event.target.querySelector(".menu").scrollIntoView({ block: "nearest", behavior: scrolling() });
  }, true);
