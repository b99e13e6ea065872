  besa.setQuestion = (text) => {
    const box = document.querySelector("#question textarea");
    if (!box) return;
    Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set.call(box, text);
    box.dispatchEvent(new Event("input", { bubbles: true }));
  };

  /* The box is emptied here, at once: what gradio sends as a first step is lost where the next one overtakes it. The
     question is kept until it is shown, for gradio loads the page anew after the line was cut */
  const TAKEN = "besa.taken";
  let taken = null;
  let left = null;
  try {
    left = sessionStorage.getItem(TAKEN);
    sessionStorage.removeItem(TAKEN);
  } catch { /* not allowed to */ }

  besa.take = async (typed) => {
    taken = typed;
    try { sessionStorage.setItem(TAKEN, typed); } catch { /* not allowed to */ }
    besa.setQuestion("");
    besa.isSent(typed);
    await besa.handedOver;
    besa.copyTurnsDrawn();
    return typed;
  };
  besa.taken = () => {
    if (taken === null) return;
    taken = null;
    besa.isDrawn();
    besa.closeReading(false);
    try { sessionStorage.removeItem(TAKEN); } catch { /* not allowed to */ }
  };
  const giveBack = (question) => {
    if (question !== null && document.querySelector("#question textarea")?.value === "") besa.setQuestion(question);
  };
  besa.giveBack = () => { giveBack(taken); besa.keepStill(false); };
  besa.giveBackLeft = () => {
    if (left === null || !document.querySelector("#question textarea")) return;
    giveBack(left);
    left = null;
  };

  /* A follow-up is asked again, without the conversation; opened in another tab, the link asks it there, alone, too */
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.('#chat a[href$="#as-it-stands"]');
    const box = document.querySelector("#question textarea");
    if (!link || !box || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (box.disabled) return;
    besa.setQuestion(new URL(link.href).searchParams.get("q"));
    box.focus({ preventScroll: true });
    requestAnimationFrame(() => document.getElementById("ask-alone")?.click());
  });

  /* A chip asks its question; the focus goes where the next one is typed */
  document.addEventListener("click", (event) => {
    const chip = event.target.closest?.(".chips button");
    const box = document.querySelector("#question textarea");
    if (!chip || !box || box.disabled) return;
    besa.setQuestion(chip.textContent);
    box.focus({ preventScroll: true });
    requestAnimationFrame(() => document.querySelector("#question .submit-button")?.click());
  });
