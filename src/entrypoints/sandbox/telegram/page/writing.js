/* The field at the bottom: texts, files, replies, edits, commands and drafts. */

import { byId, make } from "./dom.js";
import { here, inOrder } from "./here.js";
import { copy } from "./rich.js";
import { act } from "./server.js";
import { kindName, say } from "./words.js";

/* What the text is for, apart from a new message: {to: "reply" | "edit", message}. */
let purpose = null;

/* Texts */

export async function sendText(text, replyTo) {
  return text.trim() ? act("text", { text, reply_to: replyTo }) : true;
}

async function submit() {
  const field = byId("composer");
  const { value: text } = field;
  if (!text.trim()) return;
  const meant = purpose;
  clear();
  const done = meant && meant.to === "edit"
    ? await act("edit", { message_id: meant.message.message_id, text })
    : await sendText(text, meant ? meant.message.message_id : undefined);
  if (done) return;
  // What was not sent comes back, in front of what was written meanwhile.
  if (!purpose) intend(meant);
  write([text, field.value].filter(Boolean).join("\n"));
}

function write(text) {
  byId("composer").value = text;
  grow();
  keepDraft();
}

function clear() {
  toggleCommands(false);
  intend(null);
  write("");
}

/* A draft belongs to a person, and survives a reload. An edit is none. */
function keepDraft() {
  if (purpose && purpose.to === "edit") return;
  sessionStorage.setItem(`draft ${here.user}`, byId("composer").value);
}

export function showDraft() {
  intend(null);
  byId("composer").value = sessionStorage.getItem(`draft ${here.user}`) || "";
  grow();
}

function grow() {
  const field = byId("composer");
  field.style.height = "auto";
  field.style.height = `${Math.min(field.scrollHeight + 2, 160)}px`;
}

/* Replies and edits */

export function preview(message) {
  const kind = here.about.kinds.find((each) => each in message);
  return message.text || message.caption || (message.photo && say("photo"))
    || (message.document && (message.document.file_name || say("file"))) || (kind && kindName(kind)) || "…";
}

function intend(now) {
  purpose = now;
  byId("purpose").hidden = !now;
  if (!now) return;
  const who = now.message.from.is_bot ? here.about.bot.name : say("you");
  byId("purpose-title").textContent = now.to === "edit" ? say("editing") : say("replying", { name: who });
  byId("purpose-text").textContent = preview(now.message);
}

function reply(message) {
  if (purpose && purpose.to === "edit") showDraft();
  intend({ to: "reply", message });
  byId("composer").focus();
}

function edit(message) {
  intend({ to: "edit", message });
  write(message.text || message.caption);
  byId("composer").focus();
}

const editable = (message) => !message.from.is_bot && (message.text || message.caption);

/* What can be done with a message: by its key, a right click or a long press. */
export function actionsKey(message, bubble) {
  const element = make("button", {
    type: "button", class: "actions", "aria-label": say("actions"), title: say("actions"),
    "aria-haspopup": "menu", "data-testid": "actions",
  }, "⋯");
  const open = (x, y) => {
    const menu = byId("actions");
    const offers = [["reply", () => reply(message)]];
    if (editable(message)) offers.push(["edit", () => edit(message)]);
    if (message.text || message.caption) offers.push(["copy", () => copy(message.text || message.caption)]);
    menu.replaceChildren(...offers.map(([name, chosen]) => {
      const offer = make("button", { type: "button", role: "menuitem", "data-testid": `action-${name}` }, say(name));
      offer.onclick = () => {
        menu.hidePopover();
        chosen();
      };
      return offer;
    }));
    menu.showPopover();
    menu.style.left = `${Math.max(8, Math.min(x, innerWidth - menu.offsetWidth - 8))}px`;
    menu.style.top = `${Math.max(8, Math.min(y, innerHeight - menu.offsetHeight - 8))}px`;
    menu.firstChild.focus();
  };
  element.onclick = () => {
    const box = element.getBoundingClientRect();
    open(box.left, box.bottom);
  };
  bubble.addEventListener("contextmenu", (event) => {
    // What is selected is for the browser's own menu.
    if (event.target.closest("a") || String(getSelection())) return;
    event.preventDefault();
    open(event.clientX, event.clientY);
  });
  if (editable(message)) bubble.addEventListener("dblclick", () => edit(message));
  return element;
}

/* Files */

async function sendFiles(files) {
  if (!files.length) return;
  const form = new FormData();
  const photos = files.every((each) => /^image\/(jpeg|png|webp|gif|bmp)$/.test(each.type));
  form.append("as_documents", String(byId("as-files").checked || !photos));
  // What is being written goes below the first of them.
  const caption = purpose && purpose.to === "edit" ? "" : byId("composer").value.trim().slice(0, 1024);
  form.append("caption", caption);
  if (caption) clear();
  for (const each of files) form.append("file", each, each.name);
  if (!(await during(act("media", form))) && caption) write([caption, byId("composer").value].filter(Boolean).join("\n"));
}

async function during(work) {
  const progress = byId("progress");
  progress.textContent = say("uploading");
  progress.hidden = false;
  for (const id of ["samples", "poor"]) byId(id).disabled = true;
  const answer = await work;
  for (const id of ["samples", "poor"]) byId(id).disabled = false;
  progress.hidden = true;
  return answer;
}

/* Commands */

export function showCommands() {
  const typed = byId("composer").value.startsWith("/") ? byId("composer").value.slice(1).toLowerCase() : "";
  const found = here.about.commands.filter((each) => each.command.startsWith(typed));
  byId("commands").replaceChildren(...found.map((each) => {
    const button = make("button", { type: "button", role: "menuitem", "data-testid": `command-${each.command}` },
      make("b", {}, `/${each.command}`), make("span", {}, each.description));
    button.onclick = () => {
      if (typed || byId("composer").value === "/") write("");
      toggleCommands(false);
      byId("composer").focus();
      sendText(`/${each.command}`);
    };
    return button;
  }));
  return found.length;
}

function toggleCommands(open) {
  byId("commands").hidden = !open;
  byId("commands-toggle").setAttribute("aria-expanded", String(open));
}

/* Arrows go through a menu, up and down. */
function alongMenu(event) {
  const offers = [...event.currentTarget.children];
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const next = offers.indexOf(document.activeElement) + step;
  (offers[next] || byId("composer")).focus();
}

export function listenToWriting() {
  const field = byId("composer");
  byId("form").addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });
  field.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" && !byId("commands").hidden) {
      event.preventDefault();
      byId("commands").firstChild.focus();
    }
    if (event.key === "ArrowUp" && !field.value) {
      const last = inOrder().filter(editable).pop();
      if (last) {
        event.preventDefault();
        edit(last);
      }
    }
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    byId("form").requestSubmit();
  });
  field.addEventListener("input", () => {
    grow();
    keepDraft();
    toggleCommands(/^\/\w*$/.test(field.value) && showCommands() > 0);
  });
  field.addEventListener("paste", (event) => {
    const files = [...event.clipboardData.files];
    if (!files.length) return;
    event.preventDefault();
    sendFiles(files);
  });
  byId("purpose-cancel").addEventListener("click", () => {
    if (purpose.to === "edit") showDraft();
    intend(null);
    field.focus();
  });
  byId("attach").addEventListener("change", (event) => {
    const files = [...event.target.files];
    event.target.value = "";
    sendFiles(files);
  });
  for (const id of ["samples", "poor"]) {
    byId(id).addEventListener("click", () => during(act(id, { as_documents: byId("as-files").checked })));
  }
  byId("kinds").addEventListener("change", (event) => {
    act("kind", { kind: event.target.value });
    event.target.value = "";
  });
  byId("commands-toggle").addEventListener("click", () => {
    toggleCommands(byId("commands").hidden && showCommands() > 0);
  });
  for (const id of ["commands", "actions"]) byId(id).addEventListener("keydown", alongMenu);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    if (byId("commands").contains(document.activeElement)) field.focus();
    toggleCommands(false);
  });
  const app = byId("app");
  app.addEventListener("dragover", (event) => {
    event.preventDefault();
    byId("drop").hidden = false;
  });
  app.addEventListener("dragleave", (event) => {
    if (!app.contains(event.relatedTarget)) byId("drop").hidden = true;
  });
  app.addEventListener("drop", (event) => {
    event.preventDefault();
    byId("drop").hidden = true;
    sendFiles([...event.dataTransfer.files]);
  });
}
