// Makes the chat smoother: an answer is sent without loading the page anew, and what was said stays on the screen.
// Everything works without it.
"use strict";

const touch = matchMedia("(pointer: coarse)").matches;
let sending = false;

function part(page, id) {
  return page.getElementById(id);
}

// Show what the server answered: new messages go below the old ones, the question takes the place of the last.
// Gives the first of the new messages, if there are any.
function show(page, typed) {
  document.title = page.title;
  document.documentElement.lang = page.documentElement.lang;
  const [old, answered] = [part(document, "log"), part(page, "log")];
  if (!old || !answered) {
    part(document, "main").replaceWith(part(page, "main"));
    document.querySelector("header").replaceWith(page.querySelector("header"));
    part(document, "main").focus();
    scrollTo(0, 0);
    return null;
  }
  const added = [...answered.children].filter((message) => !message.classList.contains("earlier"));
  if (typed && !added.some((message) => message.classList.contains("close"))) {
    const own = part(document, "own").content.cloneNode(true);
    own.querySelector(".words").textContent = typed;
    added.unshift(...own.children);
  }
  old.append(...added);
  for (const id of ["question", "also"]) part(document, id).replaceWith(part(page, id));
  document.querySelector("header").replaceWith(page.querySelector("header"));
  document.querySelector("main > .notice[role=status]")?.remove();
  const notice = page.querySelector("main > .notice[role=status]");
  if (notice) old.after(notice);
  prepare();
  return added[0];
}

// Where the keyboard goes on: the same choice after a toggle, the text field after a text that was not understood,
// and otherwise the heading of the new question.
function settle(before, pressed, typed, added) {
  const question = part(document, "question");
  const same = question.dataset.card === before && before !== "";
  const again = same && pressed ? question.querySelector(`.options button[value="${pressed}"]`) : null;
  const target = again || (same && typed ? part(document, "text") : part(document, "asked"));
  target.focus({ preventScroll: true });
  if (!again) (added || question).scrollIntoView({ block: "start" });
}

// While an answer is on its way nothing more can be typed: the field is about to be replaced.
function wait(waiting) {
  const question = part(document, "question");
  if (!question) return;
  question.setAttribute("aria-busy", String(waiting));
  part(document, "text").readOnly = waiting;
}

async function send(form, button) {
  if (sending) return;
  sending = true;
  const data = new FormData(form, button);
  const isFile = form.enctype === "multipart/form-data";
  const typed = isFile ? data.get("file").name : form.classList.contains("typed") ? String(data.get("text")).trim() : "";
  const card = part(document, "question")?.dataset.card;
  wait(true);
  part(document, "trouble").hidden = true;
  try {
    const response = await fetch(form.action, { method: "POST", body: isFile ? data : new URLSearchParams(data) });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const added = show(page, typed);
    if (part(document, "question")) settle(card, data.get("press"), typed, added);
  } catch {
    wait(false);
    part(document, "trouble").hidden = false;
  } finally {
    sending = false;
  }
}

function prepare() {
  const keys = part(document, "keys");
  if (keys) keys.hidden = false;
}

document.addEventListener("submit", (event) => {
  if (!["/chat", "/file"].includes(new URL(event.target.action).pathname)) return;
  event.preventDefault();
  send(event.target, event.submitter);
});

document.addEventListener("keydown", (event) => {
  if (event.target.id !== "text" || event.key !== "Enter" || event.shiftKey || event.isComposing || touch) return;
  event.preventDefault();
  event.target.form.requestSubmit();
});

prepare();
