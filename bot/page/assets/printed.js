  /* Where a page's picture cannot be had, a note says so */
  document.addEventListener("error", (event) => {
    if (!event.target.matches?.(".print img")) return;
    const note = document.createElement("p");
    note.className = "meta";
    note.textContent = besa.labels.no_picture;
    event.target.closest("a").replaceWith(note);
  }, true);
