/* Pictures over the whole page: previous, next, zoom, caption. */

import { byId } from "./dom.js";
import { here, inOrder } from "./here.js";
import { say } from "./words.js";

const ZOOM = 2.5;
let at = 0;
let pictures = [];
let touched = 0;

export const largest = (message) => message.photo[message.photo.length - 1];

/* A picture's own words, or its place in its album. */
export function nameOf(message) {
  if (message.caption) return message.caption.split("\n")[0].slice(0, 100);
  const album = message.media_group_id
    ? inOrder().filter((each) => each.photo && each.media_group_id === message.media_group_id) : [];
  if (album.length < 2) return say("photo");
  return say("photoOf", { n: album.findIndex((each) => each.message_id === message.message_id) + 1, m: album.length });
}

export function view(messageId) {
  pictures = inOrder().filter((each) => each.photo);
  byId("viewer").showModal();
  show(pictures.findIndex((each) => each.message_id === messageId));
}

function show(index) {
  if (index < 0 || index >= pictures.length) return;
  at = index;
  zoom(false);
  const message = pictures[at];
  const image = byId("viewer-image");
  image.src = `/chat/files/${largest(message).file_id}`;
  image.alt = nameOf(message);
  // The caption of an album stands with one of its pictures.
  const captioned = [...here.messages.values()].find((each) =>
    each.caption && (each === message || (message.media_group_id && each.media_group_id === message.media_group_id)));
  byId("viewer-caption").textContent = captioned ? captioned.caption : "";
  byId("viewer-count").textContent = `${at + 1} / ${pictures.length}`;
  // Not disabled, which would take the focus away.
  byId("viewer-previous").setAttribute("aria-disabled", String(at === 0));
  byId("viewer-next").setAttribute("aria-disabled", String(at === pictures.length - 1));
}

/* Enlarges around a point, given as parts of the picture's width and height. */
function zoom(larger, x = 0.5, y = 0.5) {
  const image = byId("viewer-image");
  const stage = byId("viewer-stage");
  const width = image.clientWidth;
  stage.classList.toggle("zoomed", larger);
  image.style.width = larger ? `${width * ZOOM}px` : "";
  byId("viewer-zoom").setAttribute("aria-pressed", String(larger));
  if (!larger) return;
  stage.scrollLeft = image.clientWidth * x - stage.clientWidth / 2;
  stage.scrollTop = image.clientHeight * y - stage.clientHeight / 2;
}

export function listenInViewer() {
  const zoomed = () => byId("viewer-stage").classList.contains("zoomed");
  byId("viewer-previous").onclick = () => show(at - 1);
  byId("viewer-next").onclick = () => show(at + 1);
  byId("viewer-zoom").onclick = () => zoom(!zoomed());
  byId("viewer-image").onclick = (event) => {
    const box = event.target.getBoundingClientRect();
    zoom(!zoomed(), (event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height);
  };
  byId("viewer-stage").onclick = (event) => {
    if (event.target === byId("viewer-stage")) byId("viewer").close();
  };
  byId("viewer").addEventListener("keydown", (event) => {
    if (event.key === "ArrowLeft") show(at - 1);
    if (event.key === "ArrowRight") show(at + 1);
    if (event.key === "+" || event.key === "=") zoom(true);
    if (event.key === "-") zoom(false);
  });
  byId("viewer-stage").addEventListener("touchstart", (event) => {
    touched = event.touches[0].clientX;
  }, { passive: true });
  byId("viewer-stage").addEventListener("touchend", (event) => {
    const moved = event.changedTouches[0].clientX - touched;
    if (!zoomed() && Math.abs(moved) > 60) show(at + (moved < 0 ? 1 : -1));
  }, { passive: true });
}
