// A list is filtered without loading the page anew: what is kept is what its address
// says now. Without this module it is what the page was loaded with.

const form = document.querySelector("[data-save-filter]");

form?.addEventListener("submit", () => {
  form.elements.query.value = window.location.search.slice(1);
});
