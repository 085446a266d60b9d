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
