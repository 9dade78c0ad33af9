/* The chat page: what is shown around the messages, and when. */

import { alertBox, byId, label, make, toast } from "./dom.js";
import { here, inOrder } from "./here.js";
import { forgetPresses, group, receiptOf, settle } from "./message.js";
import { act, attempt, connect, post } from "./server.js";
import { listenInViewer } from "./viewer.js";
import { kindName, kindsInOrder, language, say } from "./words.js";
import { listenToWriting, sendText, showCommands, showDraft } from "./writing.js";

const elements = new Map();   // group key -> {element, signature}
let connected = false;
let unread = 0;

function receive(event) {
  const { messages } = here;
  switch (event.type) {
    case "snapshot":
      setAbout(event);
      messages.clear();
      for (const message of event.messages) messages.set(message.message_id, message);
      draw({ jump: true });
      break;
    case "about":
      setAbout(event);
      break;
    case "message": {
      const known = messages.has(event.message.message_id);
      messages.set(event.message.message_id, event.message);
      draw({ fresh: known ? 0 : 1, own: !known && !event.message.from.is_bot });
      break;
    }
    case "deleted":
      for (const id of event.ids) messages.delete(id);
      draw({});
      break;
    case "answer":
      settle(event.message_id, event.data);
      if (event.text) event.alert ? alertBox(event.text) : toast(event.text);
      break;
  }
}

/* Drawing */

function grouped() {
  const groups = new Map();
  for (const message of inOrder()) {
    const key = message.media_group_id ? `album ${message.media_group_id}` : `message ${message.message_id}`;
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(message);
  }
  return groups;
}

function draw({ jump = false, fresh = 0, own = false }) {
  const scroll = byId("scroll");
  const log = byId("log");
  const near = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 90;
  const groups = grouped();
  const wanted = [];
  let before = null;
  let day = "";
  for (const [key, members] of groups) {
    const date = dayOf(members[0]);
    if (date !== day) {
      day = date;
      wanted.push(kept(`day ${date}`, date, () => make("div", { class: "day" }, date)));
    }
    const next = before !== null && before === members[0].from.is_bot;
    before = members[0].from.is_bot;
    const paid = members[0].invoice && receiptOf(members[0]);
    const signature = JSON.stringify([members, next, Boolean(paid), language()]);
    wanted.push(kept(key, signature, (old) => group(members, next, old)));
  }
  if (!groups.size) wanted.push(kept("welcome", JSON.stringify([here.about.bot, language()]), welcome));
  const alive = new Set(wanted);
  for (const [key, entry] of elements) {
    if (alive.has(entry.element)) continue;
    entry.element.remove();
    elements.delete(key);
  }
  // Only what is out of place is moved, so focus and pictures stay as they are.
  wanted.forEach((element, index) => {
    if (log.children[index] !== element) log.insertBefore(element, log.children[index] || null);
  });
  if (jump || near || own) {
    scroll.scrollTop = scroll.scrollHeight;
    unread = 0;
  } else {
    unread += fresh;
  }
  showDown();
  byId("samples").classList.toggle("wanted", photosWanted());
}

/* The bot has just spoken of photos, and not because some have come. */
function photosWanted() {
  const [before, last] = inOrder().slice(-2);
  if (!last || !last.from.is_bot || before.photo || before.document) return false;
  return (last.text || last.caption || "").includes("📸");
}

function kept(key, signature, build) {
  const entry = elements.get(key);
  if (entry && entry.signature === signature) return entry.element;
  const element = build(entry ? entry.element : null);
  if (entry) entry.element.replaceWith(element);
  elements.set(key, { element, signature });
  return element;
}

function dayOf(message) {
  const date = new Date(message.date * 1000);
  if (date.toDateString() === new Date().toDateString()) return say("today");
  return date.toLocaleDateString(language(), { day: "numeric", month: "long" });
}

function welcome() {
  const text = here.about.bot.description;
  const start = make("button", { type: "button", "data-testid": "start" }, say("start"));
  start.onclick = () => sendText("/start");
  return make("div", { class: "welcome", "data-testid": "welcome" },
    text ? make("h2", {}, say("what")) : null, make("p", {}, text || say("empty")), start);
}

/* Around the chat */

function setOnline(now) {
  connected = now;
  showStatus();
}

function showStatus() {
  const status = byId("status");
  status.classList.toggle("busy", !connected);
  if (!connected) {
    status.textContent = say("offline");
  } else {
    status.textContent = here.about && here.about.person.blocked ? say("blockedBot") : say("bot");
  }
}

function showDown() {
  const scroll = byId("scroll");
  const away = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight > 90;
  if (!away) unread = 0;
  byId("down").hidden = !away;
  byId("unread").textContent = unread ? String(unread) : "";
}

function setAbout(now) {
  const spoke = here.about && language();
  const same = here.about && here.about.person.id === now.person.id;
  const before = here.about ? here.about.happened : now.happened;
  here.about = now;
  tellEnds(before);
  if (same && spoke !== language()) toast(say("spoken", { name: now.person.first_name }));
  document.documentElement.lang = language();
  document.title = now.bot.name;
  byId("bot-name").textContent = now.bot.name;
  byId("face").textContent = [...now.bot.name][0] || "?";
  byId("composer").placeholder = say("message");
  byId("composer").setAttribute("aria-label", say("message"));
  label("send", say("send"));
  label("attach", say("attach"));
  label("commands-toggle", say("commands"));
  label("panel-toggle", say("faults"));
  label("down", say("down"));
  label("people", say("person"));
  label("languages", say("language"));
  label("purpose-cancel", say("cancel"));
  label("kinds", say("kinds"));
  for (const name of ["close", "previous", "next", "zoom"]) label(`viewer-${name}`, say(name));
  byId("commands").setAttribute("aria-label", say("commands"));
  byId("actions").setAttribute("aria-label", say("actions"));
  byId("panel").setAttribute("aria-label", say("faults"));
  byId("bottom").setAttribute("aria-label", say("writing"));
  byId("log").setAttribute("aria-label", say("chat"));
  byId("as-files-text").textContent = say("asFiles");
  byId("samples").textContent = `🖼 ${say("samples")}`;
  byId("samples").hidden = !now.samples;
  byId("poor").textContent = `🙈 ${say("poor")}`;
  byId("poor").hidden = !now.poor;
  byId("panel-title").textContent = say("faults");
  byId("panel-hint").textContent = say("faultsHint");
  byId("drop").textContent = say("drop");
  if (spoke !== language() || !byId("kinds").length) {
    byId("kinds").replaceChildren(
      make("option", { value: "" }, say("kinds")),
      ...kindsInOrder(now.kinds).map((kind) => make("option", { value: kind }, kindName(kind))),
    );
  }
  byId("block").textContent = now.person.blocked ? say("unblock") : say("block");
  byId("block").setAttribute("aria-pressed", String(now.person.blocked));
  byId("commands-toggle").hidden = !now.commands.length;
  choose("people", now.people.slice(0, 4).map((each) => [each.id, each.first_name]), here.user, switchTo);
  choose("languages", [["en", "EN"], ["kk", "KK"], ["ru", "RU"]], language(), (code) => act("language", { language: code }));
  if (!byId("commands").hidden) showCommands();
  showFaults();
  showHappened();
  showStatus();
  if (spoke !== null && (spoke !== language() || !here.messages.size)) draw({});
}

function choose(id, options, chosen, chose) {
  const signature = JSON.stringify([options, chosen]);
  const element = byId(id);
  if (element.dataset.signature === signature) return;
  element.dataset.signature = signature;
  refill(element, options.map(([value, text]) => {
    const button = make("button", {
      type: "button", "aria-pressed": String(value === chosen), "data-testid": `${id}-${value}`,
      "aria-label": text,
    }, make("span", { class: "full" }, text), make("span", { class: "short" }, short(text)));
    button.onclick = () => chose(value);
    return button;
  }));
}

/* Whoever goes by the keyboard stays where they were. */
function refill(element, children) {
  const focused = element.contains(document.activeElement) && document.activeElement.dataset.testid;
  element.replaceChildren(...children);
  if (focused) element.querySelector(`[data-testid="${focused}"]`)?.focus();
}

/* On a phone an initial has to do; "EN" stays whole. */
function short(text) {
  return text.length > 2 ? [...text][0] : text;
}

function switchTo(id) {
  here.user = id;
  sessionStorage.setItem("user", String(id));
  here.messages.clear();
  forgetPresses();
  showDraft();
  connect(receive, setOnline);
}

function showFaults() {
  byId("panel-toggle").classList.toggle("lit", here.about.faults.some((each) => each.armed));
  refill(byId("faults"), here.about.faults.map((fault) => {
    const title = make("span", {}, (fault.title[language()] ?? fault.title.en));
    if (fault.armed) {
      const at = fault.at ? new Date(fault.at * 1000).toLocaleTimeString(language(), { hour12: false }) : "";
      title.append(make("small", {}, `${say("armed")} ${at}`.trim()));
    }
    const button = make("button", {
      type: "button", class: "fault", "data-testid": `fault-${fault.id}`, "aria-pressed": String(fault.armed),
    }, title);
    button.onclick = () => attempt(`faults/${encodeURIComponent(fault.id)}`);
    return button;
  }));
}

/* A fault that happened, and how the bot came over it, once it has. */
function told(happening) {
  const fault = here.about.faults.find((each) => each.id === happening.fault);
  const words = fault ? (fault.happened[language()] ?? fault.happened.en) : happening.fault;
  if (!happening.end) return words;
  const n = happening.seconds.toLocaleString(language(), { maximumFractionDigits: happening.seconds < 10 ? 1 : 0 });
  return `${words}: ${say(happening.end, { n })}`;
}

function showHappened() {
  const { happened } = here.about;
  byId("happened-part").hidden = !happened.length;
  byId("happened-title").textContent = say("happened");
  byId("happened").replaceChildren(...happened.slice(0, 5).map((each) => make("li", {},
    make("time", {}, new Date(each.at * 1000).toLocaleTimeString(language(), { hour12: false })), " ", told(each))));
}

/* What has ended since *before* is told at once, even if the panel is closed. */
function tellEnds(before) {
  const ended = new Set(before.filter((each) => each.end).map((each) => `${each.fault} ${each.at}`));
  for (const each of here.about.happened) {
    if (each.end && !ended.has(`${each.fault} ${each.at}`)) toast(`⚡ ${told(each)}`);
  }
}

function listen() {
  listenToWriting();
  listenInViewer();
  byId("panel-toggle").addEventListener("click", () => {
    const panel = byId("panel");
    panel.hidden = !panel.hidden;
    byId("panel-toggle").setAttribute("aria-expanded", String(!panel.hidden));
  });
  byId("block").addEventListener("click", () => act("blocked", { blocked: !here.about.person.blocked }));
  byId("down").addEventListener("click", () => {
    byId("scroll").scrollTop = byId("scroll").scrollHeight;
  });
  byId("scroll").addEventListener("scroll", showDown, { passive: true });
  byId("alert").addEventListener("click", (event) => {
    if (event.target === byId("alert")) byId("alert").close();
  });
  // The keyboard of a phone or a resized window must not hide the newest message.
  new ResizeObserver(() => {
    if (!unread && byId("down").hidden) byId("scroll").scrollTop = byId("scroll").scrollHeight;
  }).observe(byId("scroll"));
  // On a phone this would open the keyboard.
  if (!matchMedia("(pointer: coarse)").matches) byId("composer").focus();
}

async function open() {
  try {
    const { people } = await post("open", { language: language() });
    if (!people.some((each) => each.id === here.user)) here.user = people[0].id;
    showDraft();
    connect(receive, setOnline);
  } catch {
    setTimeout(open, 1500);
  }
}

listen();
open();
