/* Talking to the server. State comes only by server-sent events: a snapshot on every
   (re)connection, then single changes. */

import { toast } from "./dom.js";
import { here } from "./here.js";
import { say } from "./words.js";

let source = null;

export async function post(path, body) {
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

/* Returns null, and says why, if it did not work. */
export async function attempt(path, body) {
  try {
    return await post(path, body);
  } catch (error) {
    // Without an answer there is no connection, which fetch calls a TypeError.
    const why = error instanceof TypeError ? say("offline") : error.message;
    toast(say("failed", { why }), true);
    return null;
  }
}

export const act = (action, body) => attempt(`${here.user}/${action}`, body);

/* Calls `receive` with each event, and `online` with whether there is a connection. */
export function connect(receive, online) {
  if (source) source.close();
  online(false);
  const stream = new EventSource(`/chat/${here.user}/events`);
  source = stream;
  stream.onmessage = (event) => {
    if (stream !== source) return;
    online(true);
    receive(JSON.parse(event.data));
  };
  stream.onerror = () => {
    if (stream !== source) return;
    online(false);
    // A refused stream is not retried by the browser itself.
    if (stream.readyState === EventSource.CLOSED) setTimeout(() => stream === source && connect(receive, online), 1500);
  };
}
