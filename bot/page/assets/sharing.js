  /* An answer is shared by the address that the server gives it, or as a file where others could not open one */
  let sharedTurn = "";
  const shareLink = (event) => event.target.closest?.('#chat a[href^="#share-"]');

  function shareTurn(event) {
    const link = shareLink(event);
    if (!link) return;
    event.preventDefault();
    event.stopPropagation();
    sharedTurn = link.getAttribute("href").slice("#share-".length);
    besa.wish = sharedTurn;
    document.querySelector("button#share-make, #share-make button")?.click();
  }
  document.addEventListener("click", shareTurn, true);
  document.addEventListener("keydown", (event) => { if (event.key === " ") shareTurn(event); }, true);

  besa.showShared = (made) => {
    const dialog = document.getElementById("share");
    if (!made || !dialog) return;
    const { address, note } = JSON.parse(made);
    const box = document.getElementById("share-address");
    box.value = address ?? "";
    for (const each of [box.closest("label"), document.getElementById("share-copy")]) each.hidden = !address;
    document.getElementById("share-note").textContent = note;
    if (!dialog.open) dialog.showModal();
    document.getElementById(address ? "share-copy" : "share-file").focus();
  };

  document.addEventListener("click", (event) => {
    const dialog = document.getElementById("share");
    if (event.target.matches?.("#share-close, #share")) dialog.close();  // beside it: what it holds fills it
    if (event.target.matches?.("#share-copy")) {
      const button = event.target;
      besa.putOnClipboard({ text: document.getElementById("share-address").value }).then(() => {
        button.textContent = besa.labels.copied;
        button.removeAttribute("data-label");
        setTimeout(() => { button.dataset.label = "copy_address"; besa.sayLabels(); }, 1500);
        besa.announce(besa.labels.copied);
      });
    }
    if (event.target.matches?.("#share-file")) {
      dialog.close();
      besa.download({ format: "report", turn: Number(sharedTurn) });
    }
  });
