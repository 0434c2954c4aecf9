// Lets regions be drawn over the image, with a pointer or with keys; what counts is the
// text field below it.

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

const place = (mark, region) => {
  const by = scale();
  mark.className = `redact__region redact__region--${region.how}`;
  for (const side of ["left", "top", "width", "height"]) {
    mark.style[side] = `${region[side] / by}px`;
  }
};

const draw = () => {
  stage.querySelectorAll(".redact__region").forEach((mark) => mark.remove());
  regions().forEach((region, index) => {
    const mark = document.createElement("div");
    place(mark, region);
    mark.tabIndex = 0;
    mark.setAttribute("role", "img");
    mark.setAttribute("aria-label", `${index + 1}. ${form.dataset.keys}`);
    mark.addEventListener("keydown", (event) => press(event, index));
    stage.append(mark);
  });
};

const keep = (changed) => {
  field.value = JSON.stringify(changed);
  draw();
};

const STEPS = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

// Moves a region by a hundredth of the image; with Shift it changes its size.
const press = (event, index) => {
  const all = regions();
  const region = all[index];
  if (event.key === "Delete" || event.key === "Backspace") {
    event.preventDefault();
    keep(all.toSpliced(index, 1));
    form.querySelector("[data-redact-add]").focus();
    return;
  }
  if (!region || !(event.key in STEPS)) return;
  event.preventDefault();
  const [across, down] = STEPS[event.key];
  const wide = Math.floor(image.clientWidth * scale());
  const high = Math.floor(image.clientHeight * scale());
  const step = Math.max(1, Math.round(Math.max(wide, high) / 100));
  const within = (value, least, most) => Math.max(least, Math.min(value, most));
  if (event.shiftKey) {
    region.width = within(region.width + across * step, 2, wide - region.left);
    region.height = within(region.height + down * step, 2, high - region.top);
  } else {
    region.left = within(region.left + across * step, 0, wide - region.width);
    region.top = within(region.top + down * step, 0, high - region.height);
  }
  keep(all);
  stage.querySelectorAll(".redact__region")[index].focus();
};

if (field) {
  form.querySelector("[data-redact-tools]").hidden = false;
  let from = null;
  const band = document.createElement("div");
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
  const drawn = (to) => {
    const by = scale();
    return {
      left: Math.floor(Math.min(from.x, to.x) * by),
      top: Math.floor(Math.min(from.y, to.y) * by),
      width: Math.floor(Math.abs(to.x - from.x) * by),
      height: Math.floor(Math.abs(to.y - from.y) * by),
      how: form.elements.how.value,
    };
  };
  stage.addEventListener("pointermove", (event) => {
    if (!from) return;
    place(band, drawn(at(event)));
    stage.append(band);
  });
  stage.addEventListener("pointercancel", () => {
    from = null;
    band.remove();
  });
  stage.addEventListener("pointerup", (event) => {
    if (!from) return;
    const region = drawn(at(event));
    from = null;
    band.remove();
    if (region.width < 2 || region.height < 2) return;
    keep([...regions(), region]);
  });
  form.querySelector("[data-redact-add]").addEventListener("click", () => {
    const wide = image.clientWidth * scale();
    const high = image.clientHeight * scale();
    const region = {
      left: Math.floor(wide * 0.375),
      top: Math.floor(high * 0.375),
      width: Math.max(2, Math.floor(wide / 4)),
      height: Math.max(2, Math.floor(high / 4)),
      how: form.elements.how.value,
    };
    keep([...regions(), region]);
    stage.lastElementChild.focus();
  });
  form.querySelector("[data-redact-undo]").addEventListener("click", () => {
    keep(regions().slice(0, -1));
  });
  field.addEventListener("input", draw);
  window.addEventListener("resize", draw);
  if (image.complete) draw();
  image.addEventListener("load", draw);
}
