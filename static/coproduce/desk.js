// Keys for the desk: each presses a button or follows a link that is there without it.
// Whether they are on is kept in this browser alone. Written for browsers from 2018 on.

const letters = [...document.querySelectorAll(".letter")];
const box = document.querySelector(".keys");
const KEEP = "desk-keys";

function kept(use) {
  try { return use(localStorage); } catch (error) { return null; } // storage may be forbidden
}

const areOn = () => kept((storage) => storage.getItem(KEEP)) !== "off";

// So much of it, in pixels, that it is not all under the answers to many.
const MUST_SHOW = 80;

function isInView(letter) {
  const { top, bottom } = letter.getBoundingClientRect();
  return Math.min(bottom, window.innerHeight) - Math.max(top, 0) >= MUST_SHOW;
}

const focused = () => letters.find((letter) => letter.contains(document.activeElement));

// Only what is before the moderator's eyes is answered.
function here() {
  if (letters.length === 1) return letters[0];
  const letter = focused();
  return letter && isInView(letter) ? letter : null;
}

function goTo(letter) {
  if (!letter) return;
  letter.focus();
  letter.scrollIntoView({ block: letters.length > 1 ? "start" : "nearest" });
}

function step(by) {
  const at = letters.indexOf(focused());
  if (at < 0) return goTo(letters.find(isInView) || letters[0]);
  return goTo(letters[Math.min(Math.max(at + by, 0), letters.length - 1)]);
}

// The first of the answers to many.
function goToMany() {
  const first = document.querySelector("#many button");
  if (first) first.focus();
  return Boolean(first);
}

// What a key means in a letter: a button to press, a link to follow, or a part to open and type in.
function use(part) {
  if (!part) return false;
  if (part.tagName !== "DETAILS") {
    part.click();
    return true;
  }
  part.open = true;
  const first = part.querySelector(".reasons button, textarea");
  if (first) first.focus();
  return true;
}

function press(key) {
  if (key === "j") return step(1), true;
  if (key === "k") return step(-1), true;
  if (key === "m") return goToMany();
  if (key === "z" || key === "?") return use(document.querySelector(`[data-key="${key}"]`));
  if (!/^[aredshx1-6]$/.test(key) || !letters.length) return false;
  const letter = here();
  if (!letter) return goTo(letters.find(isInView) || letters[0]), true;
  if (key === "x") return use(letter.querySelector(".letter-tick"));
  if (/^[1-6]$/.test(key)) {
    const reasons = letter.querySelectorAll("details[open] .reasons button");
    return use(reasons[Number(key) - 1]);
  }
  return use(letter.querySelector(`[data-key="${key}"]`));
}

const isTyping = (target) => target.closest("textarea, select, input:not([type='checkbox'])");

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (event.key === "Escape" && event.target.tagName === "TEXTAREA") {
    goTo(event.target.closest(".letter"));
  }
  // A key held down too long must not answer the letters after this one.
  if (event.repeat && !/^[jk]$/.test(event.key)) return;
  if (!areOn() || isTyping(event.target) || document.querySelector("dialog[open]")) return;
  if (press(event.key)) event.preventDefault();
});

// Another reason wants a line: said before the form goes, and the line takes the focus.
document.addEventListener("click", (event) => {
  const reason = event.target.closest("button[value^='decline:']");
  if (!reason) return;
  const line = reason.form.elements.line;
  line.required = reason.value === "decline:other";
  if (!line.required || line.value.trim()) return;
  event.preventDefault();
  line.value = "";
  line.reportValidity();
});

// Whatever leads on sends one form at most: what was typed in others would be lost. So would what
// came back in one with an error, which has the focus.
function goesOn(sent) {
  const isUnsent = (area) =>
    area.readOnly || area.value !== area.defaultValue || area.form.querySelector("[autofocus]");
  const areas = [...document.querySelectorAll(".letter textarea")];
  const lost = areas.find((area) => area.form !== sent && area.value.trim() && isUnsent(area));
  if (!lost || confirm(box.dataset.unsent)) return true;
  for (let outer = lost.closest("details"); outer; outer = outer.parentElement.closest("details")) {
    outer.open = true;
  }
  lost.focus();
  return false;
}

document.addEventListener("submit", (event) => {
  if (!goesOn(event.target)) event.preventDefault();
});
document.addEventListener("click", (event) => {
  if (event.target.closest("a[data-key]") && !goesOn(null)) event.preventDefault();
});

// Of many, too: sent without a reason, the ticks would be lost.
document.addEventListener("click", (event) => {
  const button = event.target.closest("button[name='action']");
  if (!button) return;
  const { reason, line } = button.form.elements;
  if (!line.value.trim()) line.value = "";
  reason.required = button.value === "decline";
  line.required = reason.required && reason.value === "other";
  if (reason.required && !button.form.reportValidity()) event.preventDefault();
});

function offerKeys() {
  const help = box.querySelector("dialog");
  const toggle = box.querySelector("[data-keys-switch]");
  const show = () => toggle.setAttribute("aria-pressed", areOn());
  box.querySelector("[data-keys-help]").addEventListener("click", () => help.showModal());
  box.querySelector("[data-keys-close]").addEventListener("click", () => help.close());
  toggle.addEventListener("click", () => {
    const next = areOn() ? "off" : "on";
    kept((storage) => storage.setItem(KEEP, next));
    show();
  });
  show();
  box.hidden = false;
}

function offerTicks(all) {
  all.parentElement.hidden = false;
  const ticks = [...document.querySelectorAll(".letter-tick")];
  all.addEventListener("change", () => {
    for (const tick of ticks) tick.checked = all.checked;
  });
  const settle = () => { all.checked = ticks.every((tick) => tick.checked); };
  for (const tick of ticks) tick.addEventListener("change", settle);
  settle();
}

if (box && window.HTMLDialogElement) offerKeys();
document.querySelectorAll("#tick-all").forEach(offerTicks);

// After an answer: on with the letter that the address names. What came of the answer stands above
// it; screen readers tell it with the letter, once, or where none is named, by itself.
const named = /^#letter-\d+$/.test(location.hash) && document.querySelector(location.hash);
const said = document.querySelector("#messages");

function tellWith(letter) {
  letter.setAttribute("aria-describedby", said.id);
  letter.addEventListener("blur", () => letter.removeAttribute("aria-describedby"), { once: true });
}

if (named && said) tellWith(named);
if (named) goTo(named);
else if (said) said.focus();
