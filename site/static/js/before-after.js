/* Two pictures laid over each other, with a slider that shows more of one or the other.

   The slider is a range input, so keys and screen readers know it. Without this file the
   pictures stand side by side. */

for (const stage of document.querySelectorAll("[data-before-after]")) {
  const figures = stage.querySelectorAll("figure");
  if (figures.length !== 2) continue;

  const slider = document.createElement("input");
  slider.type = "range";
  slider.min = "0";
  slider.max = "100";
  slider.value = "50";
  slider.className = "before-after__slider";
  slider.setAttribute("aria-label", stage.dataset.label);

  const show = () => {
    slider.setAttribute("aria-valuetext", `${slider.value}%`);
    stage.style.setProperty("--shown", `${slider.value}%`);
  };

  slider.addEventListener("input", show);
  stage.classList.add("is-laid-over");
  stage.append(slider);
  show();
}
