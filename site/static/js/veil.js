/* Content warnings that remember, for this visit, what a reader has agreed to see.

   Without this file each warning opens by its own summary, as the browser has it. */

const key = (veil) => `veil:${veil.dataset.veil}`;

function remembered(veil) {
  try {
    return sessionStorage.getItem(key(veil)) === "open";
  } catch {
    return false;
  }
}

function remember(veil) {
  try {
    sessionStorage.setItem(key(veil), veil.open ? "open" : "closed");
  } catch {
    // A browser that keeps nothing asks again.
  }
}

function reveal(target) {
  for (let veil = target?.closest("details"); veil; veil = veil.parentElement?.closest("details")) {
    if (!("veil" in veil.dataset)) veil.open = true;
  }
}

for (const veil of document.querySelectorAll("details[data-veil]")) {
  if (remembered(veil)) veil.open = true;
  veil.addEventListener("toggle", () => remember(veil));
}

const follow = () => {
  const id = decodeURIComponent(location.hash.slice(1));
  if (id) reveal(document.getElementById(id));
};

window.addEventListener("hashchange", follow);
follow();
