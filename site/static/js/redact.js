// Lets regions be drawn over the image; what counts is the text field below it.

const form = document.querySelector("[data-redact]");
const stage = form?.querySelector("[data-redact-stage]");
const image = stage?.querySelector("img");
const field = form?.elements.regions;

const regions = () => {
  try {
    const read = JSON.parse(field.value);
    return Array.isArray(read) ? read : [];
  } catch {
    return [];
  }
};

// The preview is upright; turned by a quarter, the original's sides change places.
const scale = () => {
  const sides = [Number(form.dataset.width), Number(form.dataset.height)];
  const isWide = image.naturalWidth >= image.naturalHeight;
  const width = isWide ? Math.max(...sides) : Math.min(...sides);
  return width / image.clientWidth;
};

const draw = () => {
  stage.querySelectorAll(".redact__region").forEach((mark) => mark.remove());
  const by = scale();
  for (const region of regions()) {
    const mark = document.createElement("div");
    mark.className = `redact__region redact__region--${region.how}`;
    mark.style.left = `${region.left / by}px`;
    mark.style.top = `${region.top / by}px`;
    mark.style.width = `${region.width / by}px`;
    mark.style.height = `${region.height / by}px`;
    stage.append(mark);
  }
};

if (field) {
  form.querySelector("[data-redact-tools]").hidden = false;
  let from = null;
  const at = (event) => {
    const box = image.getBoundingClientRect();
    const within = (value, most) => Math.max(0, Math.min(value, most));
    return {
      x: within(event.clientX - box.left, box.width),
      y: within(event.clientY - box.top, box.height),
    };
  };
  stage.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    stage.setPointerCapture(event.pointerId);
    from = at(event);
  });
  stage.addEventListener("pointerup", (event) => {
    if (!from) return;
    const to = at(event);
    const by = scale();
    const region = {
      left: Math.floor(Math.min(from.x, to.x) * by),
      top: Math.floor(Math.min(from.y, to.y) * by),
      width: Math.floor(Math.abs(to.x - from.x) * by),
      height: Math.floor(Math.abs(to.y - from.y) * by),
      how: form.elements.how.value,
    };
    from = null;
    if (region.width < 2 || region.height < 2) return;
    field.value = JSON.stringify([...regions(), region]);
    draw();
  });
  form.querySelector("[data-redact-undo]").addEventListener("click", () => {
    field.value = JSON.stringify(regions().slice(0, -1));
    draw();
  });
  field.addEventListener("input", draw);
  window.addEventListener("resize", draw);
  if (image.complete) draw();
  image.addEventListener("load", draw);
}
