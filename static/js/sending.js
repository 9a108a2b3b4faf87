/* Several pictures are sent one at a time, each in a request of its own, so that no number of them is too much at once
   and each is kept as soon as it has arrived. Without this file they go together, as many as one request holds. */
(() => {
  "use strict";

  const number = () => {
    const bytes = window.crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = Array.from(bytes, (one) => one.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  };

  /* What the server says of a picture that it did not take: the sentence beside the field, or of the whole page. */
  const refusal = async (answer) => {
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const said = page.querySelector("#id_files_error") || page.querySelector("main p");
    return said ? said.textContent.trim() : "It was not taken.";
  };

  const sendEach = async (form, files, state) => {
    const refused = [];
    for (const [n, file] of files.entries()) {
      state.textContent = `Sending ${n + 1} of ${files.length}: ${file.name}`;
      const data = new FormData(form);
      data.set("once", number());
      data.delete("files");
      data.append("files", file);
      try {
        const answer = await fetch(form.action || window.location.href, { method: "POST", body: data });
        if (!answer.redirected) refused.push(`${file.name}: ${await refusal(answer)}`);
      } catch {
        refused.push(`${file.name}: the connection was lost. Send it again.`);
      }
    }
    return refused;
  };

  const tell = (state, sent, refused) => {
    state.textContent = `${sent} sent, ${refused.length} not. `;
    const list = document.createElement("ul");
    for (const words of refused) list.append(Object.assign(document.createElement("li"), { textContent: words }));
    const again = Object.assign(document.createElement("a"), { href: window.location.pathname, textContent: "Look at the pictures" });
    state.append(list, again);
    state.tabIndex = -1;
    state.focus();
  };

  for (const form of document.querySelectorAll("form[data-each]")) {
    const field = form.querySelector("input[type=file]");
    const state = form.querySelector("[data-each-state]");
    form.addEventListener("submit", async (event) => {
      const files = [...field.files];
      if (files.length < 2) return;
      event.preventDefault();
      const button = form.querySelector("button");
      button.disabled = true;
      const refused = await sendEach(form, files, state);
      button.disabled = false;
      if (refused.length) tell(state, files.length - refused.length, refused);
      else window.location.assign(window.location.pathname);
    });
  }
})();
