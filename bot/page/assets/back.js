  /* A sheet is one step of the browser's history, as a source that is read is: Back closes it and stays on the page */
  const hasStep = () => Boolean(history.state?.besaSheet);
  if (hasStep()) history.replaceState({ ...history.state, besaSheet: false }, "");  // no sheet is open in a page loaded anew

  async function noteSheet(isSheet) {
    if (isSheet === hasStep()) return;
    if (!isSheet) { stepBack(); return; }
    await leaving;
    if (document.body.hasAttribute("data-sheet") && !hasStep()) history.pushState({ ...history.state, besaSheet: true }, "");
  }
  addEventListener("popstate", () => {
    if (!hasStep() && document.body.hasAttribute("data-sheet")) closeSheet();
    if (hasStep() && !document.body.hasAttribute("data-sheet") && !panel()?.open) stepBack();
  });
