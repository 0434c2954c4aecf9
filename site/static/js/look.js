/* Offers to look closely at a page's pictures; what that takes is fetched when asked for.

   Without this file each picture is a link to its largest copy. */

const section = document.querySelector("[data-look-closely]");

async function look(link) {
  const viewer = await import(section.dataset.lookClosely);
  viewer.look(section, link);
}

for (const link of section?.querySelectorAll("a[data-look]") ?? []) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "look__open";
  button.textContent = section.dataset.open;
  button.addEventListener("click", () => look(link));
  link.after(button);
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    look(link);
  });
}
