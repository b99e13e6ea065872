  /* A phone's keyboard: the box stands above it, and the tabs make room. Where the browser gives the page less height, the
     foot of the page is above the keyboard already; where it lays the keyboard over the page, the box is lifted */
  const KEYBOARD = 120; // pixels that are gone at least where one is up
  const finger = matchMedia("(pointer: coarse)");
  const tallest = new Map();
  function seeKeyboard() {
    const seen = window.visualViewport;
    if (!seen || seen.scale > 1.05 || !finger.matches) return;
    const full = Math.max(tallest.get(innerWidth) ?? 0, innerHeight, seen.height);
    tallest.set(innerWidth, full);
    const isUp = full - seen.height > KEYBOARD && Boolean(isTyping(document.activeElement));
    const covered = Math.max(0, Math.round(innerHeight - seen.height - seen.offsetTop));
    for (const each of ["talk", "tabs"]) document.getElementById(each)?.toggleAttribute("data-keyboard", isUp);
    document.getElementById("talk")?.style.setProperty("--keyboard", `${isUp ? covered : 0}px`);
  }
  for (const event of ["resize", "scroll"]) window.visualViewport?.addEventListener(event, seeKeyboard);
  for (const event of ["focusin", "focusout"]) document.addEventListener(event, () => requestAnimationFrame(seeKeyboard));
  seeKeyboard();
