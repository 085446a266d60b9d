// Says of a field that was checked by itself what is said of each on a whole page.
document.addEventListener("htmx:afterSwap", ({ target }) => {
  const field = target.closest(".field");
  const input = field?.querySelector("input, select, textarea");
  if (!input) return;
  const error = field.querySelector(".errorlist");
  const described = [field.querySelector(".help"), error].filter(Boolean);
  input.ariaInvalid = error ? "true" : null;
  input.setAttribute("aria-describedby", described.map(({ id }) => id).join(" "));
});

// Once a form is on its way, its fields are no longer checked: the answer could come
// between the form's and the page that follows, and take the message meant for that.
let isLeaving = false;
document.addEventListener("submit", (event) => {
  isLeaving = !event.defaultPrevented;
});
document.addEventListener("htmx:beforeRequest", (event) => {
  if (isLeaving) event.preventDefault();
});
addEventListener("pageshow", () => {
  isLeaving = false;
});
