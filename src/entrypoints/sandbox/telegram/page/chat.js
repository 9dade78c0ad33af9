"use strict";

/* The chat page. State comes only by server-sent events: a snapshot on every
   (re)connection, then single changes. Text of people and bots is only ever put
   into text nodes. */

const WORDS = {
  en: {
    message: "Message", send: "Send", attach: "Attach files", asFiles: "As files",
    samples: "Send sample photos", poor: "Send poor ones", commands: "Commands", faults: "Make something go wrong",
    faultsHint: "Armed now, goes off at the next occasion.", armed: "armed",
    block: "Block the bot", unblock: "Unblock the bot", bot: "bot", offline: "connecting…",
    uploading: "Uploading…", start: "Start", what: "What can this bot do?",
    empty: "Press Start to say hello.", edited: "edited", person: "Who writes",
    language: "Language of the app", paid: "You paid ⭐{n} for “{title}”",
    paidShort: "You paid ⭐{n}", refunded: "⭐{n} were returned", pay: "Pay ⭐{n}",
    payFailed: "Payment was not made: {why}", payTimeout: "the bot did not answer in time",
    failed: "Did not work: {why}", silent: "The bot does not answer", photo: "Photo",
    file: "File", close: "Close", openPhoto: "Enlarge the photo", down: "To the newest",
    drop: "Drop to send", today: "Today", blockedBot: "The bot is blocked",
    noLink: "The page opens only ordinary links",
    kinds: "Send another kind of message…", change: "Change the message",
  },
  ru: {
    message: "Сообщение", send: "Отправить", attach: "Прикрепить файлы",
    asFiles: "Файлами", samples: "Отправить примеры фото", poor: "Отправить неудачные", commands: "Команды",
    faults: "Устроить неполадку", faultsHint: "Сработает при ближайшем случае.",
    armed: "взведено", block: "Заблокировать бота", unblock: "Разблокировать бота",
    bot: "бот", offline: "соединение…",
    uploading: "Загрузка…", start: "Начать", what: "Что умеет этот бот?",
    empty: "Нажмите «Начать», чтобы поздороваться.", edited: "изменено", person: "Кто пишет",
    language: "Язык приложения", paid: "Вы заплатили ⭐{n}: «{title}»",
    paidShort: "Вы заплатили ⭐{n}", refunded: "Возвращено ⭐{n}", pay: "Заплатить ⭐{n}",
    payFailed: "Платёж не прошёл: {why}", payTimeout: "бот не ответил вовремя",
    failed: "Не получилось: {why}", silent: "Бот не отвечает", photo: "Фото",
    file: "Файл", close: "Закрыть", openPhoto: "Увеличить фото", down: "К новым сообщениям",
    drop: "Отпустите, чтобы отправить", today: "Сегодня", blockedBot: "Бот заблокирован",
    noLink: "Страница открывает только обычные ссылки",
    kinds: "Отправить сообщение другого вида…", change: "Изменить сообщение",
  },
};
const BUSY_MS = 15000;

const byId = (id) => document.getElementById(id);
const messages = new Map();   // message_id -> Telegram's Message
const elements = new Map();   // group key -> {element, signature}
const busy = new Map();       // "message_id data" -> timer of a pressed button
let about = null;
let user = Number(sessionStorage.getItem("user")) || 0;
let source = null;
let online = false;
let unread = 0;

/* Words */

function language() {
  const code = about ? about.person.language_code : navigator.language;
  return code.startsWith("ru") ? "ru" : "en";
}

function say(key, values = {}) {
  return WORDS[language()][key].replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/* Talking to the server */

async function post(path, body) {
  const form = body instanceof FormData;
  const response = await fetch(`/chat/${path}`, {
    method: "POST",
    body: form ? body : JSON.stringify(body ?? {}),
    headers: form ? {} : { "Content-Type": "application/json" },
  });
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(answer.error || response.statusText || response.status);
  return answer;
}

async function attempt(path, body) {
  try {
    return await post(path, body);
  } catch (error) {
    toast(say("failed", { why: error.message }), true);
    return null;
  }
}

function connect() {
  if (source) source.close();
  setOnline(false);
  const stream = new EventSource(`/chat/${user}/events`);
  source = stream;
  stream.onmessage = (event) => {
    if (stream !== source) return;
    setOnline(true);
    receive(JSON.parse(event.data));
  };
  stream.onerror = () => {
    if (stream !== source) return;
    setOnline(false);
    // A refused stream is not retried by the browser itself.
    if (stream.readyState === EventSource.CLOSED) setTimeout(() => stream === source && connect(), 1500);
  };
}

function setOnline(now) {
  online = now;
  showStatus();
}

function receive(event) {
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

/* Text with entities: offsets are UTF-16 units, as in JavaScript's strings */

const TAGS = {
  bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code", pre: "pre",
  blockquote: "blockquote", expandable_blockquote: "blockquote",
};

function rich(text, entities = []) {
  const sorted = [...entities].sort((a, b) => a.offset - b.offset || b.length - a.length);
  return part(text, sorted, 0, text.length);
}

function part(text, entities, from, to) {
  const nodes = [];
  let at = from;
  for (let index = 0; index < entities.length; index += 1) {
    const entity = entities[index];
    if (entity.offset < at) continue;
    const end = Math.min(entity.offset + entity.length, to);
    if (entity.offset > at) nodes.push(document.createTextNode(text.slice(at, entity.offset)));
    const inner = entities.slice(index + 1).filter((each) => each.offset + each.length <= end);
    nodes.push(marked(entity, text.slice(entity.offset, end), part(text, inner, entity.offset, end)));
    at = end;
  }
  if (at < to) nodes.push(document.createTextNode(text.slice(at, to)));
  return nodes;
}

function marked(entity, text, children) {
  if (TAGS[entity.type]) return make(TAGS[entity.type], {}, ...children);
  switch (entity.type) {
    case "text_link": return link(entity.url, children);
    case "url": return link(text, children);
    case "email": return link(`mailto:${text}`, children);
    case "spoiler": return make("span", { class: "spoiler", tabindex: "0" }, ...children);
    case "bot_command": {
      const command = make("a", { href: "#", role: "button" }, ...children);
      command.onclick = (event) => {
        event.preventDefault();
        sendText(text);
      };
      return command;
    }
    default: return make("span", {}, ...children);
  }
}

function link(url, children) {
  if (!/^(https?|mailto|tel|tg):/i.test(url)) return make("span", {}, ...children);
  return make("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, ...children);
}

/* Drawing */

function grouped() {
  const groups = new Map();
  for (const message of [...messages.values()].sort((a, b) => a.message_id - b.message_id)) {
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
    const signature = JSON.stringify([members, next, language()]);
    wanted.push(kept(key, signature, (old) => group(members, next, old)));
  }
  if (!groups.size) wanted.push(kept("welcome", JSON.stringify(about && [about.bot, language()]), welcome));
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
  const [before, last] = [...messages.values()].sort((a, b) => a.message_id - b.message_id).slice(-2);
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
  const text = about && about.bot.description;
  const start = make("button", { type: "button", "data-testid": "start" }, say("start"));
  start.onclick = () => sendText("/start");
  return make("div", { class: "welcome", "data-testid": "welcome" },
    text ? make("h2", {}, say("what")) : null, make("p", {}, text || say("empty")), start);
}

function group(members, next, old) {
  const first = members[0];
  const last = members[members.length - 1];
  const service = first.successful_payment || first.refunded_payment;
  const captioned = members.find((each) => each.caption);
  const photos = members.filter((each) => each.photo);
  const files = members.filter((each) => each.document);
  const bare = photos.length > 0 && !captioned;
  const edited = last.edit_date && first.from.is_bot && !last.reply_markup;
  const keyed = members.some((each) => each.reply_markup);
  const side = service ? "service" : first.from.is_bot ? "in" : "out";
  const root = make("article", {
    class: [
      "message", side, next && "next", bare && "bare", edited && "edited",
      keyed && "keyed", photos.length && "pictured",
    ].filter(Boolean).join(" "),
    "data-testid": "message",
    "data-message-id": first.message_id,
    "data-from": first.from.is_bot ? "bot" : "person",
    "data-album": first.media_group_id,
  });
  const bubble = make("div", { class: `bubble${photos.length === 1 ? " single" : ""}` });
  root.append(bubble);
  if (service) {
    bubble.append(payment(first));
    return root;
  }
  if (photos.length === 1) bubble.append(photo(photos[0], old));
  if (photos.length > 1) {
    const wide = photos.every((each) => shape(each) > 1.2);
    const grid = make("div", { class: `grid${wide ? " wide" : ""}` });
    photos.forEach((each, index) => {
      const button = photo(each, old);
      button.className += ` ${cell(index, photos.length, wide)}`;
      grid.append(button);
    });
    bubble.append(grid);
  }
  if (files.length) {
    const list = make("div", { class: `files${captioned ? " captioned" : ""}` });
    list.append(...files.map(file));
    bubble.append(list);
  }
  if (first.reply_to_message) bubble.append(make("div", { class: "reply" }, preview(first.reply_to_message)));
  if (first.invoice) bubble.append(invoice(first.invoice));
  if (first.text) bubble.append(make("div", { class: "body" }, ...rich(first.text, first.entities)));
  if (captioned) {
    bubble.append(make("div", { class: "body" }, ...rich(captioned.caption, captioned.caption_entities)));
  }
  const other = about && about.kinds.find((kind) => kind in first);
  if (other && !first.invoice && !files.length) bubble.append(make("div", { class: "body" }, `[${other}]`));
  if (!first.from.is_bot && (first.text || first.caption)) {
    bubble.title = say("change");
    bubble.addEventListener("dblclick", () => change(first));
  }
  const clock = new Date(last.date * 1000).toLocaleTimeString(language(), { hour: "2-digit", minute: "2-digit", hour12: false });
  bubble.append(make("div", { class: "meta" }, edited ? `${say("edited")} ${clock}` : clock));
  for (const each of members) if (each.reply_markup) root.append(keyboard(each));
  return root;
}

function preview(message) {
  return message.text || message.caption || (message.photo ? say("photo") : say("file"));
}

function payment(message) {
  const paid = message.successful_payment;
  const element = make("span", { "data-testid": paid ? "paid" : "refunded" });
  element.textContent = paid
    ? say("paidShort", { n: paid.total_amount })
    : say("refunded", { n: message.refunded_payment.total_amount });
  return element;
}

function shape(message) {
  const size = message.photo[message.photo.length - 1];
  return size.width / size.height;
}

/* Few pictures are large. Many make rows of three; what is left over makes a row
   of one or two above them. */
function cell(index, count, wide) {
  if (count === 2) return wide ? "whole" : "half";
  if (count === 4) return "half";
  const lead = count % 3;
  if (index >= lead) return "";
  return lead === 1 ? "whole" : "half";
}

function photo(message, old) {
  const size = message.photo[message.photo.length - 1];
  const known = old && old.querySelector(`img[data-file="${size.file_id}"]`);
  const image = known || make("img", {
    src: `/chat/files/${size.file_id}`, width: size.width, height: size.height,
    alt: say("photo"), "data-file": size.file_id,
  });
  const button = make("button", {
    type: "button", class: "photo", "data-testid": "photo", "aria-label": say("openPhoto"),
  }, image);
  button.onclick = () => {
    byId("viewer-image").src = image.src;
    byId("viewer").showModal();
  };
  return button;
}

function file(message) {
  const document_ = message.document;
  const name = document_.file_name || say("file");
  const icon = make("i", { "aria-hidden": "true" }, arrow());
  return make("a", {
    class: "file", "data-testid": "document", href: `/chat/files/${document_.file_id}`, download: name,
  }, icon, make("span", {}, make("b", {}, name), make("small", {}, sized(document_.file_size || 0))));
}

function arrow() {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", "M12 4v12m-5-5 5 5 5-5M5 20h14");
  svg.append(path);
  return svg;
}

function sized(bytes) {
  const units = language() === "ru" ? ["Б", "КБ", "МБ"] : ["B", "KB", "MB"];
  let unit = 0;
  let amount = bytes;
  while (amount >= 1024 && unit < units.length - 1) {
    amount /= 1024;
    unit += 1;
  }
  return `${amount.toLocaleString(language(), { maximumFractionDigits: unit ? 1 : 0 })} ${units[unit]}`;
}

function invoice(offer) {
  return make("div", { class: "invoice", "data-testid": "invoice" },
    make("b", {}, offer.title), make("span", {}, offer.description), make("br"),
    make("span", { class: "price" }, `⭐ ${offer.total_amount}`));
}

/* Buttons */

function keyboard(message) {
  const keys = make("div", { class: "keys" });
  for (const row of message.reply_markup.inline_keyboard) {
    keys.append(make("div", {}, ...row.map((each) => key(message, each))));
  }
  return keys;
}

function key(message, button) {
  const style = button.style || "";
  const name = `key ${style}`.trim();
  if (button.url) {
    if (!/^https?:/i.test(button.url)) return plainKey(name, button.text, () => toast(say("noLink")));
    return make("a", {
      class: `${name} link`, href: button.url, target: "_blank", rel: "noopener noreferrer",
      "data-testid": "button",
    }, button.text);
  }
  if (button.pay) {
    const text = message.invoice && /^Pay\b/.test(button.text)
      ? say("pay", { n: message.invoice.total_amount }) : button.text;
    const element = plainKey(name, text, () => pay(message, element));
    element.dataset.pay = "true";
    return element;
  }
  if (button.copy_text) {
    return plainKey(name, button.text, () => navigator.clipboard.writeText(button.copy_text.text));
  }
  if (button.callback_data === undefined) return plainKey(name, button.text, () => toast(say("noLink")));
  const element = plainKey(name, button.text, () => press(message.message_id, button.callback_data));
  element.dataset.press = `${message.message_id} ${button.callback_data}`;
  if (busy.has(element.dataset.press)) element.setAttribute("aria-busy", "true");
  return element;
}

function plainKey(name, text, act) {
  const element = make("button", { type: "button", class: name, "data-testid": "button" }, text);
  element.onclick = act;
  return element;
}

function press(messageId, data) {
  const name = `${messageId} ${data}`;
  clearTimeout(busy.get(name));
  busy.set(name, setTimeout(() => {
    settle(messageId, data);
    toast(say("silent"), true);
  }, BUSY_MS));
  showBusy(name, true);
  attempt(`${user}/press`, { message_id: messageId, data }).then((answer) => {
    if (!answer) settle(messageId, data);
  });
}

function settle(messageId, data) {
  const name = `${messageId} ${data}`;
  clearTimeout(busy.get(name));
  busy.delete(name);
  showBusy(name, false);
}

function showBusy(name, now) {
  for (const element of document.querySelectorAll("[data-press]")) {
    if (element.dataset.press === name) element.toggleAttribute("aria-busy", now);
    if (element.dataset.press === name && now) element.setAttribute("aria-busy", "true");
  }
}

async function pay(message, element) {
  element.setAttribute("aria-busy", "true");
  const receipt = await attempt(`${user}/pay`, { message_id: message.message_id });
  element.removeAttribute("aria-busy");
  if (!receipt || receipt.paid) return;
  const why = receipt.error === "BOT_PRECHECKOUT_TIMEOUT" ? say("payTimeout") : receipt.error;
  alertBox(say("payFailed", { why }));
}

/* Notices */

function toast(text, problem = false) {
  const element = make("div", { class: `toast${problem ? " problem" : ""}`, "data-testid": problem ? "problem" : "toast" }, text);
  const toasts = byId("toasts");
  toasts.append(element);
  while (toasts.children.length > 3) toasts.firstChild.remove();
  setTimeout(() => element.remove(), 4500);
}

function alertBox(text) {
  byId("alert-text").textContent = text;
  if (!byId("alert").open) byId("alert").showModal();
}

function showStatus() {
  const status = byId("status");
  status.classList.toggle("busy", !online);
  if (!online) {
    status.textContent = say("offline");
  } else {
    status.textContent = about && about.person.blocked ? say("blockedBot") : say("bot");
  }
}

function showDown() {
  const scroll = byId("scroll");
  const away = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight > 90;
  if (!away) unread = 0;
  byId("down").hidden = !away;
  byId("unread").textContent = unread ? String(unread) : "";
}

/* Around the chat */

function setAbout(now) {
  const spoke = about && language();
  about = now;
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
  label("viewer-close", say("close"));
  byId("as-files-text").textContent = say("asFiles");
  byId("samples").textContent = `🖼 ${say("samples")}`;
  byId("samples").hidden = !now.samples;
  byId("poor").textContent = `🙈 ${say("poor")}`;
  byId("poor").hidden = !now.poor;
  byId("panel-title").textContent = say("faults");
  byId("panel-hint").textContent = say("faultsHint");
  byId("drop").textContent = say("drop");
  byId("kinds").replaceChildren(
    make("option", { value: "" }, say("kinds")), ...now.kinds.map((kind) => make("option", { value: kind }, kind)),
  );
  byId("block").textContent = now.person.blocked ? say("unblock") : say("block");
  byId("block").setAttribute("aria-pressed", String(now.person.blocked));
  byId("commands-toggle").hidden = !now.commands.length;
  choose("people", now.people.slice(0, 4).map((each) => [each.id, each.first_name]), user, switchTo);
  choose("languages", [["en", "EN"], ["ru", "RU"]], language(), (code) => attempt(`${user}/language`, { language: code }));
  showCommands();
  showFaults();
  showStatus();
  if (spoke !== null && (spoke !== language() || !messages.size)) draw({});
}

function label(id, text) {
  byId(id).setAttribute("aria-label", text);
  byId(id).title = text;
}

function choose(id, options, chosen, act) {
  const signature = JSON.stringify([options, chosen]);
  const element = byId(id);
  if (element.dataset.signature === signature) return;
  element.dataset.signature = signature;
  element.replaceChildren(...options.map(([value, text]) => {
    const button = make("button", {
      type: "button", "aria-pressed": String(value === chosen), "data-testid": `${id}-${value}`,
      "aria-label": text,
    }, make("span", { class: "full" }, text), make("span", { class: "short" }, short(text)));
    button.onclick = () => act(value);
    return button;
  }));
}

/* On a phone an initial has to do; "EN" stays whole. */
function short(text) {
  return text.length > 2 ? [...text][0] : text;
}

function switchTo(id) {
  user = id;
  sessionStorage.setItem("user", String(id));
  messages.clear();
  for (const timer of busy.values()) clearTimeout(timer);
  busy.clear();
  connect();
}

function showFaults() {
  byId("panel-toggle").classList.toggle("lit", about.faults.some((each) => each.armed));
  byId("faults").replaceChildren(...about.faults.map((fault) => {
    const title = make("span", {}, fault.title[language()]);
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

function showCommands() {
  byId("commands").replaceChildren(...about.commands.map((each) => {
    const button = make("button", { type: "button", role: "menuitem", "data-testid": `command-${each.command}` },
      make("b", {}, `/${each.command}`), make("span", {}, each.description));
    button.onclick = () => {
      toggleCommands(false);
      sendText(`/${each.command}`);
    };
    return button;
  }));
}

function toggleCommands(open) {
  byId("commands").hidden = !open;
  byId("commands-toggle").setAttribute("aria-expanded", String(open));
}

/* Writing */

async function sendText(text) {
  if (!text.trim()) return;
  await attempt(`${user}/text`, { text });
}

function change(message) {
  const text = window.prompt(say("change"), message.text || message.caption);
  if (text && text.trim()) attempt(`${user}/edit`, { message_id: message.message_id, text });
}

async function sendFiles(files) {
  if (!files.length) return;
  const form = new FormData();
  const photos = files.every((each) => /^image\/(jpeg|png|webp|gif|bmp)$/.test(each.type));
  form.append("as_documents", String(byId("as-files").checked || !photos));
  // What is being written goes below the first of them.
  form.append("caption", byId("composer").value.trim().slice(0, 1024));
  byId("composer").value = "";
  grow();
  for (const each of files) form.append("file", each, each.name);
  await during(attempt(`${user}/media`, form));
}

async function during(work) {
  const progress = byId("progress");
  progress.textContent = say("uploading");
  progress.hidden = false;
  for (const id of ["samples", "poor"]) byId(id).disabled = true;
  await work;
  for (const id of ["samples", "poor"]) byId(id).disabled = false;
  progress.hidden = true;
}

function grow() {
  const field = byId("composer");
  field.style.height = "auto";
  field.style.height = `${Math.min(field.scrollHeight + 2, 160)}px`;
}

function listen() {
  byId("form").addEventListener("submit", (event) => {
    event.preventDefault();
    const field = byId("composer");
    const text = field.value;
    field.value = "";
    grow();
    toggleCommands(false);
    sendText(text);
  });
  byId("composer").addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    byId("form").requestSubmit();
  });
  byId("composer").addEventListener("input", () => {
    grow();
    toggleCommands(byId("composer").value === "/" && about.commands.length > 0);
  });
  byId("composer").addEventListener("paste", (event) => {
    const files = [...event.clipboardData.files];
    if (!files.length) return;
    event.preventDefault();
    sendFiles(files);
  });
  byId("attach").addEventListener("change", (event) => {
    const files = [...event.target.files];
    event.target.value = "";
    sendFiles(files);
  });
  for (const id of ["samples", "poor"]) {
    byId(id).addEventListener("click", () => {
      during(attempt(`${user}/${id}`, { as_documents: byId("as-files").checked }));
    });
  }
  byId("commands-toggle").addEventListener("click", () => toggleCommands(byId("commands").hidden));
  byId("panel-toggle").addEventListener("click", () => {
    const panel = byId("panel");
    panel.hidden = !panel.hidden;
    byId("panel-toggle").setAttribute("aria-expanded", String(!panel.hidden));
  });
  byId("kinds").addEventListener("change", (event) => {
    attempt(`${user}/kind`, { kind: event.target.value });
    event.target.value = "";
  });
  byId("block").addEventListener("click", () => attempt(`${user}/blocked`, { blocked: !about.person.blocked }));
  byId("down").addEventListener("click", () => {
    byId("scroll").scrollTop = byId("scroll").scrollHeight;
  });
  byId("scroll").addEventListener("scroll", showDown, { passive: true });
  byId("viewer-image").addEventListener("click", () => byId("viewer").close());
  byId("alert").addEventListener("click", (event) => {
    if (event.target === byId("alert")) byId("alert").close();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") toggleCommands(false);
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
  // The keyboard of a phone or a resized window must not hide the newest message.
  new ResizeObserver(() => {
    if (!unread && byId("down").hidden) byId("scroll").scrollTop = byId("scroll").scrollHeight;
  }).observe(byId("scroll"));
}

async function open() {
  try {
    const { people } = await post("open", { language: navigator.language.startsWith("ru") ? "ru" : "en" });
    if (!people.some((each) => each.id === user)) user = people[0].id;
    connect();
  } catch {
    setTimeout(open, 1500);
  }
}

listen();
open();
