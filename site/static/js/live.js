/* A live report that brings its new entries by itself.

   Asks the page's own site for the list of entries, and offers what is new as a
   button: nothing moves under a reader's eyes. Without this file the page shows the
   entries that it was made with. */

const PERIOD = 30_000;
const LONGEST = 10 * 60_000;

const list = document.getElementById("live-entries");
const button = document.getElementById("live-show");
const count = document.getElementById("live-count");

let waiting = [];
let pause = PERIOD;

async function read(source) {
  const response = await fetch(source, { credentials: "omit" });
  if (!response.ok) throw new Error(`status ${response.status}`);
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  return [...page.querySelectorAll("li[id^='entry-']")];
}

async function look() {
  if (!document.hidden) {
    try {
      const entries = await read(list.dataset.source);
      waiting = entries.filter((entry) => !document.getElementById(entry.id));
      count.textContent = String(waiting.length);
      button.hidden = waiting.length === 0;
      pause = PERIOD;
    } catch {
      pause = Math.min(pause * 2, LONGEST);
    }
  }
  setTimeout(look, pause);
}

function show() {
  const entries = waiting.map((entry) => document.adoptNode(entry));
  for (const entry of entries) entry.classList.add("is-new");
  list.prepend(...entries);
  waiting = [];
  button.hidden = true;
  const first = entries[0]?.querySelector("a");
  first?.focus();
}

if (list?.dataset.source && button && count) {
  button.addEventListener("click", show);
  setTimeout(look, pause);
}
