/* A map that can be moved and brought nearer without a new page.

   It changes the part of the drawing that is seen, by wheel, by dragging and by buttons.
   Without this file each circle leads to a nearer map, drawn by the server. */

const NEAREST = 12;

function movable(figure) {
  const drawing = figure.querySelector("svg");
  const [, , width, height] = drawing.getAttribute("viewBox").split(" ").map(Number);
  const seen = { x: 0, y: 0, scale: 1 };
  let held = null;
  let moved = false;

  const show = () => {
    const wide = width / seen.scale;
    const high = height / seen.scale;
    seen.x = Math.min(Math.max(seen.x, 0), width - wide);
    seen.y = Math.min(Math.max(seen.y, 0), height - high);
    drawing.setAttribute("viewBox", `${seen.x} ${seen.y} ${wide} ${high}`);
    figure.classList.toggle("is-near", seen.scale > 1);
  };

  const zoom = (factor, at = { x: 0.5, y: 0.5 }) => {
    const before = seen.scale;
    seen.scale = Math.min(Math.max(before * factor, 1), NEAREST);
    seen.x += (width / before - width / seen.scale) * at.x;
    seen.y += (height / before - height / seen.scale) * at.y;
    show();
  };

  const place = (event) => {
    const box = drawing.getBoundingClientRect();
    return {
      x: (event.clientX - box.left) / box.width,
      y: (event.clientY - box.top) / box.height,
    };
  };

  drawing.addEventListener(
    "wheel",
    (event) => {
      // A reader who scrolls the page is not stopped by the map.
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      zoom(event.deltaY < 0 ? 1.25 : 0.8, place(event));
    },
    { passive: false },
  );

  drawing.addEventListener("pointerdown", (event) => {
    if (seen.scale > 1 && event.isPrimary) held = place(event);
    moved = false;
  });
  window.addEventListener("pointermove", (event) => {
    if (!held) return;
    const now = place(event);
    if (Math.abs(now.x - held.x) + Math.abs(now.y - held.y) > 0.01) moved = true;
    seen.x -= ((now.x - held.x) * width) / seen.scale;
    seen.y -= ((now.y - held.y) * height) / seen.scale;
    held = now;
    show();
  });
  window.addEventListener("pointerup", () => (held = null));
  drawing.addEventListener("click", (event) => {
    if (moved) event.preventDefault();
  });
  drawing.addEventListener("dragstart", (event) => event.preventDefault());

  const buttons = document.createElement("div");
  buttons.className = "map__buttons";
  for (const [sign, label, factor] of [
    ["+", figure.dataset.zoomIn, 1.6],
    ["−", figure.dataset.zoomOut, 0.625],
  ]) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = sign;
    button.setAttribute("aria-label", label);
    button.addEventListener("click", () => zoom(factor));
    buttons.append(button);
  }
  figure.prepend(buttons);
}

for (const figure of document.querySelectorAll("[data-map]")) movable(figure);
