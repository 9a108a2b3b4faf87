/* What is typed survives: each form with a draft sends itself while somebody types, and says so. No word is kept in the
   browser. Without this file the button "Save draft" does the same. */
(() => {
  "use strict";

  const OFTEN = 5000; // ms from the first unsaved letter to the save: at most ten seconds are ever lost
  const WARN = 5 * 60000; // ms before the end of the session
  const BY_SCRIPT = { "X-Keeps-Draft": "1" };
  const LARGEST_LEAVING = 60000; // bytes that a browser still sends while its page is closed

  /* One form ------------------------------------------------------------------------------------ */
  const keep = (box) => {
    const form = box.closest("form");
    const state = box.querySelector("[data-draft-state]");
    const address = box.dataset.draft || window.location.pathname;
    let timer = 0;
    let onItsWay = null;
    let isSent = false;
    let isCut = false;

    const typed = () => {
      const data = new FormData(form);
      for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
      return new URLSearchParams(data).toString();
    };
    let saved = typed();

    /* The same words again are not said again: a screen reader would repeat them every few seconds. */
    const say = (words, link, label) => {
      if (state.dataset.said === words) return;
      state.dataset.said = state.textContent = words;
      if (!link) return;
      const anchor = document.createElement("a");
      anchor.href = link;
      anchor.textContent = label;
      state.append(" ", anchor);
    };

    const later = () => {
      if (!timer) timer = window.setTimeout(save, OFTEN);
    };

    const answered = async (response, words) => {
      const told = (response.headers.get("Content-Type") || "").includes("json") ? await response.json() : {};
      if (told.saved) {
        saved = words;
        if (told.sign_in) say(`Draft saved ${told.saved}. You are signed out.`, told.sign_in, "Sign in and go on");
        else say(`Draft saved ${told.saved}. It is not sent yet.`);
      } else if (response.status < 500) {
        /* Trying again would not help: the form is gone, or too much was typed. */
        saved = words;
        say(told.why || "This could not be saved as a draft. Copy what you need before you leave the page.");
      } else throw new Error(String(response.status));
    };

    async function save(isLeaving) {
      window.clearTimeout(timer);
      timer = 0;
      const words = typed();
      if (isSent || words === saved || (onItsWay && isLeaving !== true)) return;
      const body = `${words}&draft_keep=yes`;
      onItsWay = new AbortController();
      try {
        const response = await fetch(address, {
          method: "POST",
          body,
          headers: { ...BY_SCRIPT, "Content-Type": "application/x-www-form-urlencoded" },
          redirect: "manual",
          keepalive: isLeaving === true && body.length < LARGEST_LEAVING,
          signal: onItsWay.signal,
        });
        await answered(response, words);
        isCut = false;
      } catch {
        isCut = true;
        if (!isSent) say("Not saved yet: no connection. Leave this page open, it is tried again.");
      } finally {
        onItsWay = null;
        if (!isSent && typed() !== saved) later();
      }
    }

    /* Leaving for a page that never comes would take with it what could not be saved. */
    const sendWhenConnected = async (button) => {
      saved = "";
      await save();
      if (isCut || !navigator.onLine) say("Not sent: no connection. What you typed stands here. Send it when you are connected again.");
      else form.requestSubmit(button);
    };

    form.addEventListener("input", later);
    form.addEventListener("change", later);
    form.addEventListener("submit", (event) => {
      if (event.defaultPrevented) return;
      if (isCut || !navigator.onLine) {
        event.preventDefault();
        sendWhenConnected(event.submitter);
        return;
      }
      isSent = true;
      window.clearTimeout(timer);
      if (onItsWay) onItsWay.abort();
    });
    window.addEventListener("online", () => save());
    window.addEventListener("pageshow", () => {
      isSent = false;
    });
    window.addEventListener("pagehide", () => save(true));
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") save(true);
    });
  };
  document.querySelectorAll("form [data-draft]").forEach(keep);

  /* The end of the session ---------------------------------------------------------------------- */
  const warning = document.querySelector("[data-session-warning]");
  if (!warning) return;
  let timer = 0;
  const wait = (until) => {
    window.clearTimeout(timer);
    warning.hidden = true;
    timer = window.setTimeout(
      () => {
        warning.hidden = false;
      },
      Math.max(0, new Date(until) - Date.now() - WARN),
    );
  };
  wait(warning.dataset.sessionWarning);
  warning.querySelector("form").addEventListener("submit", async (event) => {
    event.preventDefault();
    const form = event.target;
    try {
      const response = await fetch(form.action, {
        method: "POST",
        body: new URLSearchParams(new FormData(form)),
        headers: BY_SCRIPT,
        redirect: "manual",
      });
      const told = await response.json();
      document.querySelectorAll("[data-session-end]").forEach((place) => {
        place.textContent = told.clock;
      });
      wait(told.until);
    } catch {
      window.location.assign("/");
    }
  });
})();
