// The messages of the place that is open: read in pages, kept at the end, moved to where a link points.

import { fill, find, h, icon } from "./dom.js";
import { goesOn, isEphemeral, messageNode } from "./message.js";
import { channelOf, isDm, isThread, later, loadLog, loadMore, markRead, mayWrite, nameOf, on, store, userOf } from "./store.js";
import { sameDay, show } from "./time.js";
import { iconOf } from "./writing.js";

let view = null;
let list = null;
let shownFor = null;
let newSince = null;
let busy = false;
let atEnd = true;
let laid = new Map();
let generation = 0;
const NEAR = 120;
const KEPT = 150;

/** Open a place's messages in a container, at its end or at one message. */
export async function openLog(container, channelId, messageId) {
  shownFor = channelId;
  newSince = store.read.get(channelId) || null;
  laid = new Map();
  list = h("div.log", { role: "log", "aria-label": "Messages", "aria-live": "polite", "aria-relevant": "additions", tabindex: "0", dataset: { key: "log" } });
  const jump = h("button.to-end", { type: "button", hidden: true, onclick: () => toEnd(channelId) }, icon("down"), "Go to the newest");
  view = { list, jump };
  fill(container, list, jump);
  list.addEventListener("scroll", scrolled);
  atEnd = !messageId;
  // What grows below (a reply bar, a command's options) or loads late must not push the newest words away.
  new ResizeObserver(() => { if (atEnd && shownFor === channelId) list.scrollTop = list.scrollHeight; }).observe(list);
  list.addEventListener("keydown", walk);
  const known = store.logs.get(channelId);
  const there = known && (!messageId ? !known.after : known.messages.some((one) => one.id === messageId));
  if (!there) {
    list.append(skeleton());
    await loadLog(channelId, messageId);
    if (shownFor !== channelId) return;
  }
  draw();
  if (messageId) point(messageId);
  else bottom();
}

const skeleton = () => h("div.skeleton", { "aria-hidden": "true" }, ...[70, 45, 85, 60].map((width) => h("div.skeleton-row", {}, h("i"), h("b", { style: { width: `${width}%` } }))));
const nearEnd = () => list.scrollHeight - list.scrollTop - list.clientHeight < NEAR;
const bottom = () => { atEnd = true; list.scrollTop = list.scrollHeight; settle(); };

function settle() {
  const log = store.logs.get(shownFor);
  view.jump.hidden = !(log?.after || !nearEnd());
  if (nearEnd() && !log?.after && document.visibilityState === "visible") markRead(shownFor);
}

async function toEnd(channelId) {
  if (store.logs.get(channelId)?.after) {
    await loadLog(channelId);
    draw();
  }
  bottom();
}

async function scrolled() {
  const log = store.logs.get(shownFor);
  atEnd = nearEnd();
  settle();
  if (!log || busy) return;
  const side = list.scrollTop < NEAR && log.before ? "before" : nearEnd() && log.after ? "after" : null;
  if (!side) return;
  busy = true;
  const height = list.scrollHeight - list.scrollTop;
  try {
    await loadMore(shownFor, side);
    draw();
    if (side === "before") list.scrollTop = list.scrollHeight - height;
  } finally {
    busy = false;
  }
}

function draw() {
  const log = store.logs.get(shownFor);
  const channel = channelOf(shownFor);
  if (!log || !channel || !list) return;
  const wanted = [];
  if (!log.before) wanted.push(["start", [channel.name, channel.topic, log.messages.length > 0], () => beginning(channel)]);
  let before = null;
  let marked = false;
  for (const message of log.messages) {
    const day = new Date(message.timestamp);
    const fresh = !before || !sameDay(new Date(before.timestamp), day);
    const unread = !marked && newSince && later(message.id, newSince) && message.author.id !== store.me.id && !isEphemeral(message);
    const both = Boolean(unread && before);
    if (fresh) wanted.push([`day${message.id}`, [both], () => h("div.day", { role: "separator", class: both ? "new" : "" }, h("span", {}, show(day, "D"), both ? " · New" : ""))]);
    else if (both) wanted.push([`new${message.id}`, [], () => h("div.day.new", { role: "separator" }, h("span", {}, "New"))]);
    marked ||= Boolean(unread);
    const grouped = !fresh && !(unread && before) && goesOn(message, before);
    wanted.push([message.id, [message, grouped, store.failed.get(message.id)], () => messageNode(message, { grouped, goto })]);
    before = message;
  }
  keepPlace(() => lay(wanted));
}

/** Put the wanted nodes in order, making anew only those whose ground changed: what is unchanged is not read out again. */
function lay(wanted) {
  const focused = list.contains(document.activeElement) ? document.activeElement.dataset.key : null;
  const next = new Map();
  for (const [key, ground, make] of wanted) {
    const old = laid.get(key);
    const same = old && old.generation === generation && old.ground.every((one, at) => one === ground[at]);
    next.set(key, same ? old : { ground, generation, node: make() });
  }
  laid = next;
  const kept = new Set([...next.values()].map((one) => one.node));
  for (const node of [...list.children]) if (!kept.has(node)) node.remove();
  let at = list.firstElementChild;
  for (const { node } of next.values()) {
    if (node === at) at = at.nextElementSibling;
    else list.insertBefore(node, at);
  }
  if (focused && !list.contains(document.activeElement)) find(list, focused)?.focus({ preventScroll: true });
}

/** Change the list and leave the reader where they were. */
function keepPlace(change) {
  const end = atEnd && nearEnd();
  const top = list.scrollTop;
  change();
  list.scrollTop = end ? list.scrollHeight : top;
}

function beginning(channel) {
  if (isDm(channel)) return h("header.beginning", {}, h("h2", {}, nameOf(channel.recipients?.[0])), h("p", {}, `This is the beginning of your messages with ${nameOf(channel.recipients?.[0])}.`));
  const about = isThread(channel) ? `Started by ${nameOf(userOf(channel.owner_id))}` : `This is the beginning of ${channel.name}.`;
  const topic = channel.topic ? h("p.quiet", {}, channel.topic) : null;
  const invite = store.logs.get(channel.id)?.messages.length ? null : h("p.quiet", {}, mayWrite(channel) ? "Nobody has written here yet. Be the first." : "Nobody has written here yet.");
  return h("header.beginning", {}, h("span.beginning-icon", {}, icon(iconOf(channel))), h("h2", {}, channel.name), h("p", {}, about), topic, invite);
}

/** Go to a message of this place, and show which it is. */
export async function goto(messageId) {
  const log = store.logs.get(shownFor);
  if (!log?.messages.some((one) => one.id === messageId)) {
    await loadLog(shownFor, messageId);
    draw();
  }
  point(messageId);
}

function point(messageId) {
  const node = nodeOf(messageId);
  if (!node) {
    bottom();
    return;
  }
  node.scrollIntoView({ block: "center" });
  node.classList.add("pointed");
  node.focus({ preventScroll: true });
  setTimeout(() => node.classList.remove("pointed"), 2500);
  settle();
}

function nodeOf(id) {
  for (const node of list.children) if (node.dataset.id === id) return node;
  return null;
}

/** Move between messages with the arrows. */
function walk(event) {
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  const now = event.target.closest(".message");
  if (!step || (event.target !== list && event.target !== now)) return;
  const all = [...list.querySelectorAll(".message")];
  const next = now ? all[all.indexOf(now) + step] : all.at(-1);
  if (next) {
    event.preventDefault();
    next.focus();
    next.scrollIntoView({ block: "nearest" });
  }
}

/** Give the newest message of one's own that can still be changed. */
export function lastOwn() {
  const all = store.logs.get(shownFor)?.messages || [];
  return all.findLast((one) => one.author.id === store.me.id && !isEphemeral(one) && [0, 19].includes(one.type)) || null;
}

/** Give the node of a message that is shown. */
export const shownNode = (id) => (list ? nodeOf(id) : null);

let due = null;

on("message", ({ channel, created }) => {
  if (channel !== shownFor || !list?.isConnected) return;
  const own = created && (created.author.id === store.me.id || isEphemeral(created));
  const watching = created && atEnd && document.visibilityState === "visible" && !list.querySelector(".new");
  if ((own || watching) && !isEphemeral(created)) newSince = created.id;
  if (own && !store.logs.get(channel).after) atEnd = true;
  // A burst is drawn once; a timer, as pages in the background get no frames.
  due ??= setTimeout(drawDue, 16);
});

function drawDue() {
  due = null;
  if (!list?.isConnected || !store.logs.has(shownFor)) return;
  const stay = atEnd;
  if (stay) shorten(store.logs.get(shownFor));
  draw();
  if (stay) bottom();
  else settle();
}

/** Let go of what has run far out of sight above. */
function shorten(log) {
  if (log.messages.length <= 2 * KEPT) return;
  log.messages = log.messages.slice(-KEPT);
  log.before = true;
}

on("guild", () => {
  if (!list?.isConnected || !shownFor) return;
  // Names, roles and rights may have changed: all is made anew, and not read out again.
  generation += 1;
  list.setAttribute("aria-live", "off");
  draw();
  requestAnimationFrame(() => list.setAttribute("aria-live", "polite"));
});
document.addEventListener("visibilitychange", () => list?.isConnected && settle());

export const closeLog = () => { shownFor = null; };
