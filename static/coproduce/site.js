// Betters pages that work without it. It keeps one thing, in this browser alone: which colours
// the reader chose. Written for browsers from 2018 on.

const SEND_AGAIN_AFTER = 5000; // milliseconds
const QUIET_BEFORE_SPEAKING = 1000;
const root = document.documentElement;
const number = new Intl.NumberFormat(root.lang);
const sentAt = new WeakMap();

function kept(use) {
  try { return use(localStorage); } catch (error) { return null; } // storage may be forbidden
}

// Kept as the admin's own switch keeps it: one choice for both.
function showColours() {
  const chosen = kept((storage) => storage.getItem("theme"));
  root.dataset.theme = chosen || root.dataset.theme || "auto";
  for (const button of document.querySelectorAll(".colours button")) {
    button.setAttribute("aria-pressed", button.value === root.dataset.theme);
  }
}

function offerColours(group) {
  group.addEventListener("click", ({ target }) => {
    if (target.type !== "button") return;
    root.dataset.theme = target.value;
    kept((storage) => storage.setItem("theme", target.value));
    showColours();
  });
  group.hidden = false;
}

// Seen at once, spoken when the reader pauses.
function count(field) {
  const words = document.getElementById(`${field.id}_count`);
  if (!words) return;
  const seen = words.cloneNode();
  const spoken = words.cloneNode();
  seen.removeAttribute("id");
  seen.setAttribute("aria-hidden", "true");
  spoken.removeAttribute("id");
  spoken.className = "visually-hidden";
  spoken.setAttribute("role", "status");
  words.classList.add("visually-hidden");
  words.after(seen, spoken);
  let pause;
  const update = () => {
    // As the server counts: what stands around the text is not kept.
    const left = field.dataset.count - [...field.value.trim().normalize("NFC")].length;
    const text = left < 0 ? words.dataset.over : words.dataset.left;
    seen.textContent = text.replace("{}", number.format(Math.abs(left)));
    seen.classList.toggle("is-over", left < 0);
  };
  field.addEventListener("input", () => {
    update();
    clearTimeout(pause);
    pause = setTimeout(() => { spoken.textContent = seen.textContent; }, QUIET_BEFORE_SPEAKING);
  });
  update();
}

// What it did is said in the status that follows the button.
function offerCopy(button) {
  if (!navigator.clipboard) return;
  button.hidden = false;
  const say = (words) => { button.nextElementSibling.textContent = words; };
  button.addEventListener("click", () => {
    const { copy, done, failed } = button.dataset;
    navigator.clipboard.writeText(copy).then(() => say(done), () => say(failed));
  });
}

function offerPrint(button) {
  if (!window.print) return;
  button.hidden = false;
  button.addEventListener("click", () => window.print());
  if (location.hash !== "#print") return;
  // Once: not again when the page is loaded anew or its address is passed on.
  history.replaceState(null, "", location.pathname + location.search);
  window.print();
}

function randomId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// From the opening of the page, and of those before it on which the form was filled.
function tellSeconds(form) {
  for (const input of form.querySelectorAll('input[name="seconds"]')) {
    if (!("before" in input.dataset)) input.dataset.before = input.value;
    input.value = Math.floor(Number(input.dataset.before) + performance.now() / 1000);
  }
}

function start() {
  for (const input of document.querySelectorAll('input[name="submission_id"]')) {
    if (!input.value) input.value = randomId();
  }
  const summary = document.querySelector(".error-summary");
  if (summary) summary.focus();
  document.querySelectorAll(".colours").forEach(offerColours);
  document.querySelectorAll("[data-count]").forEach(count);
  document.querySelectorAll("[data-copy]").forEach(offerCopy);
  document.querySelectorAll("[data-print]").forEach(offerPrint);
  showColours();
}

// Before the page is drawn, if this file is here by then.
showColours();

// The button stays enabled: if the request fails, the reader can press it again.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (performance.now() - sentAt.get(form) < SEND_AGAIN_AFTER) {
    event.preventDefault();
    return;
  }
  sentAt.set(form, performance.now());
  tellSeconds(form);
});

// Back from the browser's memory: a form may be sent again at once, and the colours may have
// been changed on another page.
window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of document.forms) sentAt.delete(form);
  showColours();
});

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
else start();
