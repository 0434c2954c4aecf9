/* Keeps the editor from making one page twice.

   Wagtail saves a draft by itself half a second after a change. A button that is
   pressed meanwhile would make another page out of a new one. So the form waits until
   the draft is saved, and nothing is saved by itself once the form is on its way. */

let isSaving = false;
let isLeaving = false;
let waiting = null;

function send({ form, button }) {
  // By now the button may be disabled, and would not be sent.
  const pressed = document.createElement("input");
  pressed.type = "hidden";
  pressed.name = button?.name ?? "";
  pressed.value = button?.value ?? "";
  form.append(pressed);
  form.requestSubmit();
  pressed.remove();
}

function finish() {
  isSaving = false;
  if (waiting) send(waiting);
  waiting = null;
}

document.addEventListener("w-autosave:save", (event) => {
  if (isLeaving) event.preventDefault();
  else isSaving = true;
});
document.addEventListener("w-autosave:success", finish);
document.addEventListener("w-autosave:error", finish);

document.addEventListener(
  "submit",
  (event) => {
    if (!isSaving || !event.target.matches("[data-edit-form]")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    waiting ??= { form: event.target, button: event.submitter };
  },
  { capture: true },
);

window.addEventListener("submit", (event) => {
  if (event.target.matches("[data-edit-form]")) isLeaving = !event.defaultPrevented;
});
window.addEventListener("pageshow", () => {
  isLeaving = false;
});
