// Betters pages that work without it: focus for the error summary, an id for each form
// that is opened, and no second sending by an impatient finger.

const wait = 5000;
const sentAt = new WeakMap();

function randomId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

for (const input of document.querySelectorAll('input[name="submission_id"]')) {
  input.value ||= randomId();
}

document.querySelector(".error-summary")?.focus();

// The button stays enabled: if the request fails, the reader can press it again.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (performance.now() - sentAt.get(form) < wait) event.preventDefault();
  else sentAt.set(form, performance.now());
});

// Back from the browser's memory, a form may be sent again at once.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) for (const form of document.forms) sentAt.delete(form);
});
