/* Small comforts. Every page works without this file. */
(() => {
  "use strict";

  /* Errors: read the summary first. */
  const summary = document.querySelector("[data-error-summary]");
  if (summary) summary.focus();

  /* Where a name is asked for first, typing can begin at once; not on a phone, where the keyboard would hide the page. */
  const first = document.querySelector("form[method=post] input[data-picker-url]");
  if (first && !summary && !first.value && window.matchMedia("(pointer: fine) and (width >= 60rem)").matches)
    first.focus({ preventScroll: true });

  /* One press, one record: a second press while the first is on its way does nothing. */
  const speaker = document.getElementById("speaker");
  const say = (words) => {
    if (speaker) speaker.textContent = words;
  };

  const sent = new Map();
  const release = () => {
    sent.forEach((button) => button && button.removeAttribute("aria-disabled"));
    sent.clear();
    say("");
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (sent.has(form)) {
      event.preventDefault();
      return;
    }
    sent.set(form, event.submitter);
    if (event.submitter) event.submitter.setAttribute("aria-disabled", "true");
    say("Sending. Please wait.");
    window.setTimeout(release, 15000);
  });
  window.addEventListener("pageshow", release);

  /* One set of error messages: ours, in a list at the top, rather than the browser's bubbles. */
  document.querySelectorAll("form[method=post]").forEach((form) => {
    form.noValidate = true;
  });

  /* Picking a person: the search step answers while you type. */
  document.querySelectorAll("input[data-picker-url]").forEach((input) => {
    const results = document.getElementById(input.dataset.pickerResults);
    if (!results || !window.htmx) return;
    input.setAttribute("autocomplete", "off");
    /* By POST, and nothing of the form but what was typed here: a name never stands in an address. */
    input.setAttribute("hx-post", input.dataset.pickerUrl);
    input.setAttribute("hx-params", `${input.name},csrfmiddlewaretoken`);
    input.setAttribute("hx-trigger", "input changed delay:250ms, search");
    input.setAttribute("hx-target", `#${results.id}`);
    input.setAttribute("hx-sync", "this:replace");
    window.htmx.process(input);
  });

  /* Copying text that is to be published by hand. */
  document.querySelectorAll("button[data-copy]").forEach((button) => {
    const source = document.getElementById(button.dataset.copy);
    if (!source || !navigator.clipboard) return;
    button.hidden = false;
    button.addEventListener("click", () => {
      const words = "value" in source ? source.value : source.innerText;
      navigator.clipboard.writeText(words).then(
        () => say("Copied."),
        () => say("It could not be copied. Select the text and copy it by hand."),
      );
    });
  });

  /* Printing, where somebody would otherwise look for the browser's menu. */
  document.querySelectorAll("button[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });

  /* On a phone a table row is a card: each answer says which question it belongs to. */
  document.querySelectorAll("table.table").forEach((table) => {
    const heads = [...table.querySelectorAll("thead th")].map((head) => head.textContent.trim());
    table.querySelectorAll("tbody tr").forEach((row) => {
      [...row.children].forEach((cell, place) => {
        if (!cell.dataset.label && heads[place] && cell.colSpan === 1) cell.dataset.label = heads[place];
      });
    });
  });

  /* Fold-down menus close on Escape and when you go elsewhere. */
  const drawers = document.querySelectorAll("details.drawer");
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    drawers.forEach((drawer) => {
      if (!drawer.open) return;
      drawer.open = false;
      drawer.querySelector("summary").focus();
    });
  });
  document.addEventListener("click", (event) => {
    drawers.forEach((drawer) => {
      if (drawer.open && !drawer.contains(event.target)) drawer.open = false;
    });
  });
})();
