  /* A conversation that is opened again comes in steps: it is seen once it is there, so that nothing jumps */
  const AT_MOST = 10_000; // milliseconds; what is not there by then is seen as it comes
  let isReopening = linked === null && awaited > 0;
  if (isReopening) setTimeout(() => { isReopening = false; besa.keepStill(); }, AT_MOST);
  /* From the moment that a question is sent its room grows; that it is searched for is drawn a little later */
  const AFTER_DRAWN = 300; // milliseconds
  let isSending = false;
  besa.keepStill = (sending = isSending) => {
    const box = document.querySelector("#question textarea");
    if (isReopening && awaited === 0 && box && !box.disabled) isReopening = false;
    isSending = sending && box?.value === ""; // what is refused comes back into the box
    const desk = document.getElementById("desk");
    desk?.toggleAttribute("data-reopening", isReopening);
    desk?.toggleAttribute("data-sending", isSending);
    if (box) box.placeholder = isSending ? besa.labels.searching : besa.labels.placeholder;
  };
  besa.isSent = (typed) => {
    besa.keepStill(typed.trim() !== "");
    setTimeout(() => besa.keepStill(false), AT_MOST);
  };
  besa.isDrawn = () => setTimeout(() => besa.keepStill(taken !== null), AFTER_DRAWN);
