/* One message, or an album, with its buttons. */

import { bounded, rowsOf } from "./album.js";
import { alertBox, ask, drawing, make, toast } from "./dom.js";
import { here } from "./here.js";
import { copy, rich } from "./rich.js";
import { act } from "./server.js";
import { clock, kindName, language, say } from "./words.js";
import { largest, nameOf, view } from "./viewer.js";
import { actionsKey, preview, sendText } from "./writing.js";

const BUSY_MS = 15000;
const busy = new Map();       // "message_id data" -> timer of a pressed button
const paying = new Set();     // message_id of invoices whose payment is under way

export function group(members, next, old) {
  const first = members[0];
  const last = members[members.length - 1];
  const service = first.successful_payment || first.refunded_payment;
  const captioned = members.find((each) => each.caption);
  const photos = members.filter((each) => each.photo);
  const files = members.filter((each) => each.document);
  const bare = photos.length > 0 && !captioned;
  const edited = last.edit_date && !last.reply_markup;
  const keyed = members.some((each) => each.reply_markup);
  const side = service ? "service" : first.from.is_bot ? "in" : "out";
  const who = first.from.is_bot ? here.about.bot.name : say("you");
  const root = make("article", {
    class: [
      "message", side, next && "next", bare && "bare", edited && "edited",
      keyed && "keyed", photos.length && "pictured",
    ].filter(Boolean).join(" "),
    "aria-label": `${who}, ${clock(first.date)}`,
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
  if (first.reply_to_message) bubble.append(quote(first.reply_to_message));
  if (photos.length === 1) bubble.append(photo(photos[0], old));
  if (photos.length > 1) bubble.append(album(photos, old));
  if (files.length) {
    const list = make("div", { class: `files${captioned ? " captioned" : ""}` });
    list.append(...files.map((each) => file(each, old)));
    bubble.append(list);
  }
  if (first.invoice) bubble.append(invoice(first.invoice));
  if (first.text) bubble.append(make("div", { class: "body" }, ...rich(first.text, first.entities, sendText)));
  if (captioned) {
    bubble.append(make("div", { class: "body" }, ...rich(captioned.caption, captioned.caption_entities, sendText)));
  }
  const other = here.about.kinds.find((kind) => kind in first);
  if (other && !first.invoice && !files.length) bubble.append(make("div", { class: "body" }, kindName(other)));
  bubble.append(make("div", { class: "meta" }, edited ? `${say("edited")} ${clock(last.date)}` : clock(last.date)));
  root.append(actionsKey(captioned || first, bubble));
  for (const each of members) if (each.reply_markup) root.append(keyboard(each));
  return root;
}

function quote(message) {
  const who = message.from.is_bot ? here.about.bot.name : say("you");
  const element = make("button", { type: "button", class: "quote", "data-testid": "quote" },
    make("b", {}, who), make("span", {}, preview(message)));
  element.onclick = () => {
    const found = document.querySelector(`[data-message-id="${message.message_id}"]`);
    if (found) found.scrollIntoView({ block: "center", behavior: "smooth" });
  };
  return element;
}

function payment(message) {
  const paid = message.successful_payment;
  const element = make("span", { "data-testid": paid ? "paid" : "refunded" });
  const bill = paid && here.messages.get(billOf(paid));
  element.textContent = paid
    ? say("paid", { n: paid.total_amount, title: bill ? bill.invoice.title : paid.invoice_payload })
    : say("refunded", { n: message.refunded_payment.total_amount });
  return element;
}

/* Pictures and files */

function album(photos, old) {
  const shapes = photos.map((each) => largest(each).width / largest(each).height);
  const grid = make("div", { class: "album" });
  let from = 0;
  for (const count of rowsOf(shapes)) {
    const row = make("div", {});
    for (let index = from; index < from + count; index += 1) {
      const button = photo(photos[index], old);
      button.style.flexGrow = bounded(shapes[index]);
      button.style.aspectRatio = bounded(shapes[index]);
      row.append(button);
    }
    from += count;
    grid.append(row);
  }
  return grid;
}

function photo(message, old) {
  const size = largest(message);
  const known = old && old.querySelector(`img[data-file="${size.file_id}"]`);
  const name = nameOf(message);
  const image = known || make("img", {
    src: `/chat/files/${size.file_id}`, width: size.width, height: size.height, "data-file": size.file_id,
  });
  image.alt = name;
  const button = make("button", {
    type: "button", class: "photo", "data-testid": "photo", "aria-label": say("openPhoto", { name }),
  }, image);
  button.onclick = () => view(message.message_id);
  return button;
}

function file(message, old) {
  const document_ = message.document;
  const name = document_.file_name || say("file");
  const icon = make("i", { "aria-hidden": "true" }, drawing("M12 4v12m-5-5 5 5 5-5M5 20h14"));
  if (/^image\//.test(document_.mime_type || "")) {
    const known = old && old.querySelector(`img[data-file="${document_.file_id}"]`);
    const thumbnail = known || make("img", {
      src: `/chat/files/${document_.file_id}/thumbnail`, alt: "", "data-file": document_.file_id,
    });
    // What the server cannot draw keeps the arrow.
    thumbnail.onload = () => icon.replaceChildren(thumbnail);
    if (known) icon.replaceChildren(known);
  }
  return make("a", {
    class: "file", "data-testid": "document", href: `/chat/files/${document_.file_id}`, download: name,
  }, icon, make("span", {}, make("b", {}, name), make("small", {}, sized(document_.file_size || 0))));
}

function sized(bytes) {
  const units = language() !== "en" ? ["Б", "КБ", "МБ"] : ["B", "KB", "MB"];
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
  if (button.pay) return payKey(name, message, button);
  if (button.copy_text) return plainKey(name, button.text, () => copy(button.copy_text.text));
  if (button.switch_inline_query_chosen_chat) {
    return plainKey(name, button.text, () => share(button.switch_inline_query_chosen_chat.query));
  }
  if (button.callback_data === undefined) return plainKey(name, button.text, () => toast(say("noLink")));
  const element = plainKey(name, button.text, () => press(message.message_id, button.callback_data));
  element.dataset.press = `${message.message_id} ${button.callback_data}`;
  if (busy.has(element.dataset.press)) element.setAttribute("aria-busy", "true");
  return element;
}

async function share(query) {
  const answer = await act("inline", { query });
  const first = answer && answer.offered[0];
  toast(first ? say("shared", { text: first.caption }) : say("noLink"));
}

function plainKey(name, text, tapped) {
  const element = make("button", { type: "button", class: name, "data-testid": "button" }, text);
  element.onclick = tapped;
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
  act("press", { message_id: messageId, data }).then((answer) => {
    if (!answer) settle(messageId, data);
  });
}

export function settle(messageId, data) {
  const name = `${messageId} ${data}`;
  clearTimeout(busy.get(name));
  busy.delete(name);
  showBusy(name, false);
}

export function forgetPresses() {
  for (const timer of busy.values()) clearTimeout(timer);
  busy.clear();
}

function showBusy(name, now) {
  for (const element of document.querySelectorAll("[data-press]")) {
    if (element.dataset.press === name) element.toggleAttribute("aria-busy", now);
    if (element.dataset.press === name && now) element.setAttribute("aria-busy", "true");
  }
}

/* Paying */

/* The message_id of the bill that a payment was for. */
const billOf = (paid) => Number(paid.provider_payment_charge_id.split("_")[1]);

export function receiptOf(message) {
  return [...here.messages.values()].find((each) =>
    each.successful_payment && billOf(each.successful_payment) === message.message_id);
}

function payKey(name, message, button) {
  const receipt = message.invoice && receiptOf(message);
  if (receipt) return plainKey(name, say("receipt"), () => alertBox(receiptText(message.invoice, receipt)));
  const text = message.invoice && /^Pay\b/.test(button.text)
    ? say("pay", { n: message.invoice.total_amount }) : button.text;
  const element = plainKey(name, text, () => pay(message, element));
  if (paying.has(message.message_id)) element.setAttribute("aria-busy", "true");
  return element;
}

function receiptText(offer, receipt) {
  const paid = receipt.successful_payment;
  return say("receiptText", {
    title: offer.title, text: offer.description, n: paid.total_amount, id: paid.telegram_payment_charge_id,
    date: new Date(receipt.date * 1000).toLocaleString(language(), { dateStyle: "long", timeStyle: "short" }),
  });
}

async function pay(message, element) {
  const id = message.message_id;
  if (paying.has(id)) return;
  paying.add(id);
  try {
    const { title, description, total_amount: n } = message.invoice;
    if (!(await ask(say("payAsk", { n, title, text: description }), say("pay", { n }), say("cancel")))) return;
    element.setAttribute("aria-busy", "true");
    const receipt = await act("pay", { message_id: id });
    if (!receipt || receipt.paid) return;
    const why = receipt.error === "BOT_PRECHECKOUT_TIMEOUT" ? say("payTimeout") : receipt.error;
    alertBox(say("payFailed", { why }));
  } finally {
    paying.delete(id);
    element.removeAttribute("aria-busy");
  }
}
