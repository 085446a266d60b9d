// After a field check, set the ARIA attributes that a whole page would have.
document.addEventListener("htmx:afterSwap", ({ target }) => {
  const field = target.closest(".field");
  const input = field?.querySelector("input, select, textarea");
  if (!input) return;
  const error = field.querySelector(".errorlist");
  const described = [field.querySelector(".help"), error].filter(Boolean);
  input.ariaInvalid = error ? "true" : null;
  input.setAttribute("aria-describedby", described.map(({ id }) => id).join(" "));
});

// Don't check fields after the form has been submitted. Otherwise, the response to the
// check could show the message that is meant for the next page.
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
