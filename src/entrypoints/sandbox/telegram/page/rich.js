/* Text with entities: offsets are UTF-16 units, as in JavaScript's strings. Text of
   people and bots is only ever put into text nodes. */

import { make, toast } from "./dom.js";
import { say } from "./words.js";

const TAGS = {
  bold: "strong", italic: "em", underline: "u", strikethrough: "s", pre: "pre",
  blockquote: "blockquote", expandable_blockquote: "blockquote",
};

/* `command` is called with a bot command that is tapped. */
export function rich(text, entities = [], command) {
  const sorted = [...entities].sort((a, b) => a.offset - b.offset || b.length - a.length);
  return part(text, sorted, 0, text.length, command);
}

function part(text, entities, from, to, command) {
  const nodes = [];
  let at = from;
  for (let index = 0; index < entities.length; index += 1) {
    const entity = entities[index];
    if (entity.offset < at) continue;
    const end = Math.min(entity.offset + entity.length, to);
    if (entity.offset > at) nodes.push(document.createTextNode(text.slice(at, entity.offset)));
    const inner = entities.slice(index + 1).filter((each) => each.offset + each.length <= end);
    nodes.push(marked(entity, text.slice(entity.offset, end), part(text, inner, entity.offset, end, command), command));
    at = end;
  }
  if (at < to) nodes.push(document.createTextNode(text.slice(at, to)));
  return nodes;
}

function marked(entity, text, children, command) {
  if (TAGS[entity.type]) return make(TAGS[entity.type], {}, ...children);
  switch (entity.type) {
    case "text_link": return link(entity.url, children);
    case "url": return link(text, children);
    case "email": return link(`mailto:${text}`, children);
    case "spoiler": return make("span", { class: "spoiler", tabindex: "0" }, ...children);
    case "code": return pressed(make("code", { title: say("copy") }, ...children), () => copy(text));
    case "bot_command": return pressed(make("a", {}, ...children), () => command(text));
    default: return make("span", {}, ...children);
  }
}

function pressed(element, act) {
  element.setAttribute("role", "button");
  element.tabIndex = 0;
  element.onclick = act;
  element.onkeydown = (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    act();
  };
  return element;
}

export function copy(text) {
  navigator.clipboard.writeText(text).then(() => toast(say("copied")), () => toast(say("notCopied"), true));
}

function link(url, children) {
  if (!/^(https?|mailto|tel|tg):/i.test(url)) return make("span", {}, ...children);
  return make("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, ...children);
}
