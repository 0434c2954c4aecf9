// Sends files in parts, so that a broken line delays an intake and loses nothing.
// Without this module the form sends them whole.

const PART = 8 * 1024 * 1024;
const form = document.querySelector("[data-intake]");
const list = form?.querySelector("[data-intake-list]");
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

const send = (url, body, type) =>
  fetch(url, {
    method: "POST",
    body,
    headers: {
      "X-CSRFToken": form.elements.csrfmiddlewaretoken.value,
      ...(type ? { "Content-Type": type } : {}),
    },
  });

const row = (file) => {
  const item = document.createElement("li");
  const label = document.createElement("span");
  const bar = document.createElement("progress");
  label.textContent = `${file.name} `;
  bar.max = file.size;
  bar.value = 0;
  bar.setAttribute("aria-label", file.name);
  item.append(label, bar);
  list.append(item);
  return { item, label, bar };
};

const finish = (shown, file, answer) => {
  shown.bar.remove();
  shown.label.textContent = `${file.name}: ${answer.fault || answer.label} `;
  if (answer.url) {
    const link = document.createElement("a");
    link.href = answer.url;
    link.textContent = "→";
    shown.item.append(link);
  }
  if (answer.alike?.length) {
    const others = document.createElement("ul");
    others.append(
      ...answer.alike.map((found) => {
        const item = document.createElement("li");
        const link = document.createElement("a");
        link.href = found.url;
        link.target = "_blank";
        link.textContent = found.title;
        item.append(link, ` (${found.reasons.join("; ")})`);
        return item;
      }),
    );
    shown.item.append(form.dataset.alike, others);
  }
};

const takeIn = async (file, facts) => {
  const shown = row(file);
  facts.set("name", file.name);
  facts.set("size", file.size);
  const begun = await send(form.dataset.begin, facts);
  const answer = await begun.json();
  if (!begun.ok) {
    finish(shown, file, { fault: answer.fault ?? JSON.stringify(answer.faults) });
    return;
  }
  const url = `${form.dataset.begin.replace(/begin\/$/, "")}${answer.intake}/`;
  let at = answer.received;
  let wait = 1000;
  while (at < file.size) {
    shown.bar.value = at;
    try {
      const response = await send(
        `${url}${at}/`,
        file.slice(at, at + PART),
        "application/octet-stream",
      );
      const state = await response.json();
      if (state.state === "refused") {
        finish(shown, file, state);
        return;
      }
      at = state.received;
      wait = 1000;
    } catch {
      shown.label.textContent = `${file.name}: ${form.dataset.fault} `;
      await pause(wait);
      wait = Math.min(wait * 2, 30000);
    }
  }
  shown.label.textContent = `${file.name}: ${form.dataset.hashing} `;
  for (;;) {
    const state = await (await fetch(url)).json();
    shown.bar.value = state.hashed;
    if (state.state === "done" || state.state === "refused") {
      finish(shown, file, state);
      return;
    }
    await pause(700);
  }
};

form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const button = form.querySelector("[type=submit]");
  button.disabled = true;
  for (const file of form.elements.files.files) {
    const facts = new FormData(form);
    facts.delete("files");
    await takeIn(file, facts);
  }
  button.disabled = false;
});
