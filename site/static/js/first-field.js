// Puts the cursor into the field that is to be filled first. Browsers do not where it
// stands in a tab, which is hidden until Wagtail's scripts have run.

(() => {
  const focus = () => {
    const field = document.querySelector("form [autofocus]");
    if (field && document.activeElement === document.body) {
      field.focus();
    }
  };
  window.addEventListener("load", () => requestAnimationFrame(focus));
})();
