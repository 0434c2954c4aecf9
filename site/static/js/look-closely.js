/* Looking closely at a page's pictures: nearer, farther, and from one to the next.

   Large pictures come in tiles (IIIF Image API 3.0, level 0), so that a slow line loads
   only what is seen; others come whole. Everything works by keys, by mouse and by
   touch. `look.js` fetches this file once a reader asks for it. */

const NEAREST = 4;
const STEP = 1.5;
const MOST_KEPT = 240;

/** What is drawn of one picture: its size, and the parts it is made of. */
class Picture {
  constructor(link) {
    const shown = link.querySelector("img");
    this.link = link;
    this.label = shown.alt;
    this.width = Number(link.dataset.width);
    this.height = Number(link.dataset.height);
    this.factors = [1];
    this.side = Infinity;
    this.kept = new Map();
  }

  /** Learn of the tiles; a picture without any is a single part. */
  open() {
    this.opening ??= this.learn().then(() => (this.isOpen = true));
    return this.opening;
  }

  async learn() {
    if (!this.link.dataset.tiles) return;
    try {
      const answer = await fetch(this.link.dataset.tiles);
      if (!answer.ok) return;
      const { tiles, width, height } = await answer.json();
      this.width = width;
      this.height = height;
      this.side = tiles[0].width;
      this.factors = [...tiles[0].scaleFactors].sort((a, b) => a - b);
      this.base = this.link.dataset.tiles.replace(/\/info\.json$/, "");
    } catch {
      // Then the largest copy is shown as it is.
    }
  }

  /** The parts of a level that lie in a rectangle of the picture. */
  *parts(factor, left, top, right, bottom) {
    if (!this.base) {
      yield { x: 0, y: 0, width: this.width, height: this.height, url: this.link.href };
      return;
    }
    const side = this.side * factor;
    for (let y = Math.max(0, Math.floor(top / side) * side); y < Math.min(bottom, this.height); y += side) {
      for (let x = Math.max(0, Math.floor(left / side) * side); x < Math.min(right, this.width); x += side) {
        const width = Math.min(side, this.width - x);
        const height = Math.min(side, this.height - y);
        const isWhole = width === this.width && height === this.height;
        const region = isWhole ? "full" : `${x},${y},${width},${height}`;
        const size = `${Math.ceil(width / factor)},${Math.ceil(height / factor)}`;
        yield { x, y, width, height, url: `${this.base}/${region}/${size}/0/default.jpg` };
      }
    }
  }

  /** The image of a part if it is here; else it is asked for, and ``tell`` is called. */
  image(url, tell) {
    let image = this.kept.get(url);
    if (!image) {
      image = new Image();
      image.addEventListener("load", tell);
      image.src = url;
      this.kept.set(url, image);
      if (this.kept.size > MOST_KEPT) this.kept.delete(this.kept.keys().next().value);
    }
    return image.complete && image.naturalWidth ? image : null;
  }
}

/** The window in which one picture at a time is seen. */
class Viewer {
  constructor(words) {
    this.words = words;
    this.dialog = document.createElement("dialog");
    this.dialog.className = "look";
    this.canvas = document.createElement("canvas");
    this.canvas.className = "look__stage";
    this.canvas.tabIndex = 0;
    this.canvas.setAttribute("role", "img");
    this.canvas.setAttribute("aria-describedby", "look-help");
    this.status = document.createElement("p");
    this.status.className = "look__status";
    this.status.setAttribute("aria-live", "polite");
    const help = document.createElement("p");
    help.id = "look-help";
    help.className = "look__help";
    help.textContent = words.help;
    const bar = document.createElement("div");
    bar.className = "look__bar";
    this.previous = this.button("‹", words.previous, () => this.turn(-1));
    this.next = this.button("›", words.next, () => this.turn(1));
    bar.append(
      this.previous,
      this.next,
      this.button("+", words.zoomIn, () => this.zoom(STEP)),
      this.button("−", words.zoomOut, () => this.zoom(1 / STEP)),
      this.button("⤢", words.whole, () => this.whole()),
      this.status,
      this.button("×", words.close, () => this.dialog.close()),
    );
    this.dialog.append(bar, this.canvas, help);
    document.body.append(this.dialog);
    this.pointers = new Map();
    this.listen();
  }

  button(sign, label, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = sign;
    made.setAttribute("aria-label", label);
    made.title = label;
    made.addEventListener("click", act);
    return made;
  }

  listen() {
    const stage = this.canvas;
    new ResizeObserver(() => this.dialog.open && this.fit()).observe(stage);
    this.dialog.addEventListener("keydown", (event) => this.key(event));
    stage.addEventListener("dblclick", (event) => this.zoom(STEP * STEP, this.at(event)));
    stage.addEventListener(
      "wheel",
      (event) => {
        event.preventDefault();
        this.zoom(event.deltaY < 0 ? 1.2 : 1 / 1.2, this.at(event));
      },
      { passive: false },
    );
    stage.addEventListener("pointerdown", (event) => {
      stage.setPointerCapture(event.pointerId);
      this.pointers.set(event.pointerId, this.at(event));
    });
    stage.addEventListener("pointermove", (event) => this.drag(event));
    for (const end of ["pointerup", "pointercancel"]) {
      stage.addEventListener(end, (event) => this.pointers.delete(event.pointerId));
    }
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const by = 0.15 * this.canvas.clientWidth;
    const acts = {
      "+": () => this.zoom(STEP),
      "=": () => this.zoom(STEP),
      "-": () => this.zoom(1 / STEP),
      0: () => this.whole(),
      ArrowLeft: () => this.move(-by, 0),
      ArrowRight: () => this.move(by, 0),
      ArrowUp: () => this.move(0, -by),
      ArrowDown: () => this.move(0, by),
      PageUp: () => this.turn(-1),
      PageDown: () => this.turn(1),
    };
    const act = acts[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }

  /** Where an event lies on the stage, from its middle. */
  at(event) {
    const box = this.canvas.getBoundingClientRect();
    return {
      x: event.clientX - box.left - box.width / 2,
      y: event.clientY - box.top - box.height / 2,
    };
  }

  drag(event) {
    const before = this.pointers.get(event.pointerId);
    if (!before) return;
    const now = this.at(event);
    const other = [...this.pointers].find(([id]) => id !== event.pointerId)?.[1];
    this.pointers.set(event.pointerId, now);
    if (!other) {
      this.move(before.x - now.x, before.y - now.y);
      return;
    }
    const apart = (point) => Math.hypot(point.x - other.x, point.y - other.y) || 1;
    this.zoom(apart(now) / apart(before), { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 });
  }

  async show(pictures, number) {
    this.pictures = pictures;
    this.number = number;
    this.picture = pictures[number];
    const isAlone = pictures.length < 2;
    this.previous.hidden = this.next.hidden = isAlone;
    this.scale = 0;
    this.canvas.setAttribute("aria-label", this.picture.label);
    if (!this.dialog.open) this.dialog.showModal();
    this.canvas.focus();
    const asked = this.picture;
    await asked.open();
    if (asked === this.picture) this.fit();
  }

  turn(by) {
    const count = this.pictures.length;
    if (count > 1) this.show(this.pictures, (this.number + by + count) % count);
  }

  get smallest() {
    const { clientWidth, clientHeight } = this.canvas;
    return Math.min(clientWidth / this.picture.width, clientHeight / this.picture.height);
  }

  /** Follow the size of the window. */
  fit() {
    const ratio = window.devicePixelRatio || 1;
    this.canvas.width = Math.round(this.canvas.clientWidth * ratio);
    this.canvas.height = Math.round(this.canvas.clientHeight * ratio);
    if (this.scale > this.smallest) this.draw();
    else this.whole();
  }

  whole() {
    this.scale = this.smallest;
    this.x = this.picture.width / 2;
    this.y = this.picture.height / 2;
    this.draw();
  }

  zoom(factor, at = { x: 0, y: 0 }) {
    const before = this.scale;
    const nearest = Math.max(NEAREST, this.smallest);
    this.scale = Math.min(Math.max(before * factor, this.smallest), nearest);
    this.x += at.x / before - at.x / this.scale;
    this.y += at.y / before - at.y / this.scale;
    this.draw();
  }

  move(x, y) {
    this.x += x / this.scale;
    this.y += y / this.scale;
    this.draw();
  }

  /** Keep the picture in sight. */
  bound() {
    const { width, height } = this.picture;
    const wide = this.canvas.clientWidth / this.scale / 2;
    const high = this.canvas.clientHeight / this.scale / 2;
    const within = (value, half, whole) =>
      half * 2 >= whole ? whole / 2 : Math.min(Math.max(value, half), whole - half);
    this.x = within(this.x, wide, width);
    this.y = within(this.y, high, height);
  }

  draw() {
    cancelAnimationFrame(this.waiting);
    this.waiting = requestAnimationFrame(() => this.paint());
  }

  paint() {
    if (!this.dialog.open || !this.picture.isOpen) return;
    this.bound();
    const pen = this.canvas.getContext("2d");
    const ratio = this.canvas.width / this.canvas.clientWidth;
    const sharp = this.scale * ratio;
    const left = this.x - this.canvas.width / sharp / 2;
    const top = this.y - this.canvas.height / sharp / 2;
    const seen = [left, top, left + this.canvas.width / sharp, top + this.canvas.height / sharp];
    pen.clearRect(0, 0, this.canvas.width, this.canvas.height);
    pen.imageSmoothingQuality = "high";
    const { factors } = this.picture;
    const wanted = factors.findLast((factor) => factor * sharp <= 1) ?? factors[0];
    const coarsest = factors.at(-1);
    const again = () => this.draw();
    // Coarse parts first: they stand in for fine ones that have not come yet.
    for (const factor of factors.filter((each) => each >= wanted).reverse()) {
      for (const part of this.picture.parts(factor, ...seen)) {
        if (factor !== wanted && factor !== coarsest && !this.picture.kept.has(part.url)) continue;
        const image = this.picture.image(part.url, again);
        if (!image) continue;
        const x = Math.floor((part.x - left) * sharp);
        const y = Math.floor((part.y - top) * sharp);
        pen.drawImage(
          image,
          x,
          y,
          Math.ceil((part.x + part.width - left) * sharp) - x,
          Math.ceil((part.y + part.height - top) * sharp) - y,
        );
      }
    }
    this.tell();
  }

  tell() {
    const percent = `${Math.round(this.scale * 100)} %`;
    const which = this.pictures.length > 1 ? `${this.number + 1} / ${this.pictures.length} · ` : "";
    this.status.textContent = which + percent;
  }
}

let viewer = null;
const known = new Map();

/** Show the picture of a link, among those of the section that can be seen now: one
    behind a warning is not among them. */
export function look(section, chosen) {
  viewer ??= new Viewer(section.dataset);
  const links = [...section.querySelectorAll("a[data-look]")].filter((link) => link.getClientRects().length);
  const pictures = links.map((link) => {
    if (!known.has(link)) known.set(link, new Picture(link));
    return known.get(link);
  });
  viewer.show(pictures, links.indexOf(chosen));
}
