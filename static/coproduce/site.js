// Betters pages that work without it. It keeps one thing, in this browser alone: which colours
// the reader chose.

const SEND_AGAIN_AFTER = 5000; // milliseconds
const QUIET_BEFORE_SPEAKING = 1000;
const root = document.documentElement;
const number = new Intl.NumberFormat(root.lang);
const sentAt = new WeakMap();

function kept(change) {
  try { return change(localStorage) || ""; } catch { return ""; } // storage may be forbidden
}

// Before the page is drawn, if this file is here by then.
root.dataset.theme = kept((storage) => storage.getItem("colours"));

function offerColours(group) {
  const show = () => {
    for (const button of group.querySelectorAll("button")) {
      button.setAttribute("aria-pressed", button.value === root.dataset.theme);
    }
  };
  group.addEventListener("click", ({ target }) => {
    if (target.type !== "button") return;
    root.dataset.theme = target.value;
    kept((storage) => storage.setItem("colours", target.value));
    show();
  });
  show();
  group.hidden = false;
}

// Seen at once, spoken when the reader pauses.
function count(field) {
  const words = document.getElementById(`${field.id}_count`);
  if (!words) return;
  const spoken = words.cloneNode();
  spoken.removeAttribute("id");
  spoken.className = "visually-hidden";
  spoken.setAttribute("role", "status");
  const seen = words.cloneNode();
  seen.removeAttribute("id");
  seen.setAttribute("aria-hidden", "true");
  words.classList.add("visually-hidden");
  words.after(seen, spoken);
  let pause;
  const update = () => {
    const left = field.dataset.count - [...field.value].length;
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

function offerCopy(button) {
  if (!navigator.clipboard) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.nextElementSibling.textContent = button.dataset.done;
  });
}

function offerPrint(button) {
  button.hidden = false;
  button.addEventListener("click", () => print());
  if (location.hash === "#print") print();
}

function randomId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function start() {
  for (const input of document.querySelectorAll('input[name="submission_id"]')) {
    input.value ||= randomId();
  }
  document.querySelector(".error-summary")?.focus();
  document.querySelectorAll(".colours").forEach(offerColours);
  document.querySelectorAll("[data-count]").forEach(count);
  document.querySelectorAll("[data-copy]").forEach(offerCopy);
  document.querySelectorAll("[data-print]").forEach(offerPrint);
}

// The button stays enabled: if the request fails, the reader can press it again.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (performance.now() - sentAt.get(form) < SEND_AGAIN_AFTER) event.preventDefault();
  else sentAt.set(form, performance.now());
});

// Back from the browser's memory, a form may be sent again at once.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) for (const form of document.forms) sentAt.delete(form);
});

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
else start();
