// The rail of servers and the list of places: categories, channels, threads, direct messages.

import { hangUp, joinVoice } from "./actions.js";
import { avatar, initials } from "./avatar.js";
import { clock } from "./clock.js";
import { fill, h, icon, iconButton } from "./dom.js";
import { eventList, threadList } from "./dialogs.js";
import { openPeople } from "./people.js";
import { comingEvents, isDm, isForum, isThread, isUnread, isVoice, KIND, nameOf, store, threadsOf, voicesIn } from "./store.js";
import { iconOf, isPrivate } from "./writing.js";

const shut = new Set();
const SHOWN_THREADS = 3;
const hashFor = (channel) => `#${new URLSearchParams({ as: store.me.id, g: isDm(channel) ? "@me" : channel.guild_id, c: channel.id })}`;

/** Draw the rail of servers. */
export function drawRail(inDms) {
  const dmUnread = [...store.dms.values()].some(isUnread);
  const item = (props, label, content, unread) => h("a.rail-item", { ...props, title: label, "aria-label": unread ? `${label}, unread` : label, class: unread ? "unread" : "" }, content);
  const home = item({ href: `#${new URLSearchParams({ as: store.me.id, g: "@me" })}`, "aria-current": inDms ? "page" : null, dataset: { key: "rail-dm" } }, "Direct messages", icon("at"), dmUnread);
  const guilds = store.guilds.map((guild) => {
    const here = guild.id === store.guild?.id;
    const unread = here && [...store.channels.values()].some((one) => !isThread(one) && isUnread(one));
    return item({ href: `#${new URLSearchParams({ as: store.me.id, g: guild.id })}`, "aria-current": here && !inDms ? "page" : null, dataset: { key: `rail-${guild.id}` } }, guild.name, initials(guild.name), unread);
  });
  fill(document.getElementById("rail"), home, h("hr"), ...guilds);
}

/** Draw the list of places, with who one acts as at its foot. */
export function drawSidebar(inDms) {
  const title = inDms ? "Direct messages" : store.guild?.name || "No server";
  const events = comingEvents().length;
  const head = h("header.sidebar-head", {}, h("h1", {}, title), iconButton("close", "Close the list", () => toggleDrawer(false), { class: "drawer-close" }));
  const body = inDms ? dmList() : [events || !inDms ? h("button.place-row.events-row", { type: "button", onclick: eventList, dataset: { key: "events" } }, icon("calendar"), h("span.place-name", {}, "Events"), events ? h("span.count", {}, String(events)) : null) : null, ...channelList()];
  const old = document.querySelector(".sidebar-body");
  const top = old?.scrollTop || 0;
  const places = h("div.sidebar-body", {}, body);
  fill(document.getElementById("sidebar"), head, places, actingBar());
  places.scrollTop = top;
}

function channelList() {
  const all = [...store.channels.values()].filter((one) => !isThread(one));
  const order = (a, b) => (a.position ?? 0) - (b.position ?? 0) || (BigInt(a.id) > BigInt(b.id) ? 1 : -1);
  const loose = all.filter((one) => one.type !== KIND.CATEGORY && !store.channels.has(one.parent_id)).sort(order);
  const categories = all.filter((one) => one.type === KIND.CATEGORY).sort(order);
  const groups = categories.map((category) => {
    const inside = all.filter((one) => one.parent_id === category.id).sort(order);
    const closed = shut.has(category.id);
    const shown = closed ? inside.filter((one) => isUnread(one) || one.id === store.place) : inside;
    const toggle = () => {
      if (closed) shut.delete(category.id);
      else shut.add(category.id);
      drawSidebar(false);
    };
    return h("section.category", {}, h("button.category-name", { type: "button", "aria-expanded": String(!closed), onclick: toggle, dataset: { key: `c${category.id}` } }, icon(closed ? "right" : "down"), category.name), h("ul", {}, ...shown.flatMap(channelRows)));
  });
  if (!all.length) return [h("p.quiet.pad", {}, "There is nothing here that you can see.")];
  return [loose.length ? h("ul.category", {}, ...loose.flatMap(channelRows)) : null, ...groups];
}

function channelRows(channel) {
  // A forum's posts have a page of their own: here stand those that are one's own or new.
  const near = (one) => !isForum(channel) || Boolean(one.member) || isUnread(one);
  const threads = threadsOf(channel.id).filter((one) => one.id === store.place || (!one.thread_metadata.archived && near(one)));
  const active = threadsOf(channel.id).filter((one) => !one.thread_metadata.archived).length;
  const limit = isForum(channel) ? 2 : SHOWN_THREADS;
  const open = threads.findIndex((one) => one.id === store.place);
  const shown = threads.slice(0, limit);
  if (open >= limit) shown.push(threads[open]);
  const rows = shown.map((one) => h("li", {}, placeRow(one)));
  if (!isForum(channel) && active > shown.length) rows.push(h("li", {}, h("button.place-row.thread.more", { type: "button", onclick: () => threadList(channel), dataset: { key: `t${channel.id}` } }, h("span.thread-elbow", { "aria-hidden": "true" }), h("span.place-name", {}, active === 1 ? "1 thread" : `All ${active} threads`))));
  if (isVoice(channel)) return [h("li", {}, h("div.voice-row", {}, placeRow(channel), voiceButton(channel)), voiceList(channel), rows.length ? h("ul.threads", {}, ...rows) : null)];
  return [h("li", {}, placeRow(channel), rows.length ? h("ul.threads", {}, ...rows) : null)];
}

function voiceButton(channel) {
  const inside = voicesIn(channel.id).some((one) => one.id === store.me.id);
  const label = inside ? `Leave the voice channel ${channel.name}` : `Join the voice channel ${channel.name}`;
  return h("button.part-button.small-button", { type: "button", class: inside ? "style-danger" : "style-secondary", title: label, "aria-label": label, onclick: () => (inside ? hangUp() : joinVoice(channel.id)), dataset: { key: `v${channel.id}` } }, inside ? "Leave" : "Join");
}

function voiceList(channel) {
  const people = voicesIn(channel.id);
  if (!people.length) return null;
  return h("ul.voices", { "aria-label": `In ${channel.name}` }, ...people.map((one) => h("li", {}, avatar(one, 20), h("span.place-name", {}, nameOf(one)))));
}

function placeRow(channel) {
  const unread = isUnread(channel) && channel.id !== store.place;
  const private_ = !isThread(channel) && isPrivate(channel);
  const classes = [isThread(channel) ? "thread" : "", unread ? "unread" : "", channel.thread_metadata?.archived ? "archived" : ""].join(" ");
  const label = [channel.name, isForum(channel) ? "forum" : "", private_ ? "private" : "", unread ? "unread" : ""].filter(Boolean).join(", ");
  const mark = isThread(channel) ? h("span.thread-elbow", { "aria-hidden": "true" }) : h("span.place-icon", {}, icon(iconOf(channel)), private_ ? h("span.place-lock", { title: "Private" }, icon("lock")) : null);
  return h("a.place-row", { href: hashFor(channel), "aria-current": channel.id === store.place ? "page" : null, "aria-label": label, class: classes, dataset: { key: `p${channel.id}` } }, mark, channel.type === KIND.PRIVATE ? icon("lock") : null, h("span.place-name", {}, channel.name), unread ? h("span.dot", { "aria-hidden": "true" }) : null);
}

function dmList() {
  const list = [...store.dms.values()].sort((a, b) => (BigInt(a.last_message_id || 0) < BigInt(b.last_message_id || 0) ? 1 : -1));
  if (!list.length) return h("p.quiet.pad", {}, "Nobody has written to you directly yet. Choose a person's name to write to them.");
  return h("ul", {}, ...list.map((channel) => {
    const other = channel.recipients?.[0];
    const unread = isUnread(channel) && channel.id !== store.place;
    return h("li", {}, h("a.place-row.dm-row", { href: hashFor(channel), "aria-current": channel.id === store.place ? "page" : null, class: unread ? "unread" : "", dataset: { key: `p${channel.id}` } }, avatar(other, 32), h("span.place-name", {}, nameOf(other)), unread ? h("span.dot", { "aria-hidden": "true" }) : null));
  }));
}

function actingBar() {
  const entry = store.people.find((one) => one.user.id === store.me.id);
  const about = entry?.about || entry?.roles.join(", ") || `@${store.me.username}`;
  return h("footer.acting", {}, clock(), h("button.acting-button", { type: "button", onclick: openPeople, "aria-haspopup": "dialog", dataset: { key: "acting" }, title: `Acting as ${nameOf(store.me)}: ${about}` }, avatar(store.me, 36), h("span.acting-words", {}, h("span.acting-as", {}, "Acting as"), h("span.acting-name", {}, nameOf(store.me)), h("span.acting-about", {}, about)), h("span.acting-switch", {}, "Switch")));
}

/** Show or hide the list where the page is narrow. */
export function toggleDrawer(open) {
  const app = document.getElementById("app");
  const now = open ?? !app.classList.contains("drawer-open");
  app.classList.toggle("drawer-open", now);
  document.getElementById("main").inert = now && matchMedia("(max-width: 760px)").matches;
  if (now) document.querySelector("#sidebar [aria-current], #sidebar a")?.focus();
}
