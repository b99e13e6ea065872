  /* A conversation that is opened again comes in steps: it is seen once it is there, so that nothing jumps */
  const AT_MOST = 10_000; // milliseconds; what is not there by then is seen as it comes
  let isReopening = linked === null && awaited > 0;
  if (isReopening) setTimeout(() => { isReopening = false; besa.keepStill(); }, AT_MOST);
  besa.keepStill = () => {
    const box = document.querySelector("#question textarea");
    if (isReopening && awaited === 0 && box && !box.disabled) isReopening = false;
    document.getElementById("desk")?.toggleAttribute("data-reopening", isReopening);
  };
