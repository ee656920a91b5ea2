// The page as a whole: who one is and where, from the address; events in, views drawn anew.

import { actAs, listen } from "./api.js";
import { catchUp, take } from "./changes.js";
import { readTime } from "./clock.js";
import { composerState, openComposer, tellTyping } from "./composer.js";
import { announce, fill, h, icon, toast } from "./dom.js";
import { drawForum } from "./forum.js";
import { drawHeader } from "./header.js";
import { closeLog, goto, openLog } from "./log.js";
import { drawMembers } from "./members.js";
import { messageMenu, userCard } from "./menus.js";
import { welcome } from "./people.js";
import { drawRail, drawSidebar, toggleDrawer } from "./sidebar.js";
import { channelOf, isDm, isForum, isThread, isUnread, KIND, loadDms, loadGuild, loadPeople, nameOf, on, store } from "./store.js";

let stop = null;
let composer = "";
let drawn = null;
const places = new Map();
const address = () => Object.fromEntries(new URLSearchParams(location.hash.slice(1)));

async function follow() {
  const want = address();
  if (!want.as || !store.people.some((one) => one.user.id === want.as)) {
    stop?.();
    stop = null;
    store.me = null;
    welcome();
    return;
  }
  if (store.me?.id !== want.as) await become(want.as, want.g);
  document.getElementById("welcome").hidden = true;
  document.getElementById("app").hidden = false;
  if (want.g && want.g !== "@me" && want.g !== store.guild?.id && store.guilds.some((one) => one.id === want.g)) await loadGuild(want.g);
  toggleDrawer(false);
  await openPlace(want);
}

async function become(id, guildId) {
  stop?.();
  store.me = store.people.find((one) => one.user.id === id).user;
  actAs(id);
  for (const known of [store.logs, store.read, store.failed]) known.clear();
  store.place = null;
  drawn = null;
  await Promise.all([loadGuild(guildId === "@me" ? undefined : guildId), loadDms()]);
  stop = listen(id, { onevent: take, onopen: (again) => online(true, again), onlost: () => online(false) });
  announce(`Acting as ${nameOf(store.me)}`);
}

function online(yes, again = false) {
  const was = store.online;
  store.online = yes;
  document.body.classList.toggle("offline", !yes);
  if (yes && (again || !was)) catchUp().catch(() => {});
}

async function openPlace(want) {
  const inDms = want.g === "@me";
  const id = want.c || places.get(`${store.me.id}/${inDms}`) || (inDms ? [...store.dms.keys()][0] : firstChannel()?.id);
  const channel = id ? channelOf(id) : null;
  const same = store.place === id && drawn === `${store.me.id}/${id}`;
  store.place = channel ? id : null;
  if (channel) places.set(`${store.me.id}/${isDm(channel)}`, id);
  frame();
  if (same && channel && !isForum(channel)) {
    if (want.m) await goto(want.m);
    return;
  }
  drawn = channel ? `${store.me.id}/${id}` : null;
  await show(channel, want);
}

/** The first place in the order of the list: those outside categories before those inside. */
function firstChannel() {
  const above = (one) => store.channels.get(one.parent_id)?.position ?? -1;
  const found = [...store.channels.values()].filter((one) => [KIND.TEXT, KIND.NEWS, KIND.FORUM].includes(one.type));
  return found.sort((a, b) => above(a) - above(b) || a.position - b.position)[0];
}

async function show(channel, want) {
  const view = document.getElementById("view");
  composer = composerState(channel);
  try {
    if (!channel) {
      closeLog();
      fill(view, nothing(want));
    } else if (isForum(channel)) {
      closeLog();
      drawForum(view, channel);
    } else await openLog(view, channel.id, want.m);
  } catch (error) {
    fill(view, h("div.empty", {}, icon("warn"), h("p", {}, error.told || error.message)));
  }
  openComposer(channel && channelOf(channel.id));
}

function nothing(want) {
  if (want.c) return h("div.empty", {}, icon("lock"), h("h2", {}, "You can't see this place"), h("p", {}, `${nameOf(store.me)} has no access to it, or it is not there any more.`));
  if (want.g === "@me") return h("div.empty", {}, icon("at"), h("h2", {}, "No direct messages yet"), h("p", {}, "Choose a person's name in a server, and then Message."));
  return h("div.empty", {}, icon("forum"), h("h2", {}, "Nothing here yet"), h("p", {}, "This server has no channel that you can see."));
}

/** Draw all that stands around the messages. */
function frame() {
  if (!store.me) return;
  const channel = store.place ? channelOf(store.place) : null;
  const inDms = address().g === "@me";
  drawRail(inDms);
  drawSidebar(inDms);
  drawHeader(channel);
  drawMembers(channel);
  const unread = [...store.channels.values(), ...store.dms.values()].filter((one) => one.id !== store.place && isUnread(one) && (!isThread(one) || one.member)).length;
  document.title = [unread ? `(${unread})` : "", channel ? nameOfPlace(channel) : "", store.guild?.name || "Sandbox"].filter(Boolean).join(" · ").replace(") · ", ") ");
}

const nameOfPlace = (channel) => (isDm(channel) ? nameOf(channel.recipients?.[0]) : channel.name);

let waiting = false;
let pressed = false;
for (const [name, is] of [["pointerdown", true], ["pointerup", false], ["pointercancel", false]]) addEventListener(name, () => { pressed = is; }, true);

function soon() {
  if (waiting) return;
  waiting = true;
  setTimeout(() => {
    waiting = false;
    // A list made anew between press and release would swallow the click.
    if (pressed) {
      soon();
      return;
    }
    frame();
    const channel = store.place ? channelOf(store.place) : null;
    if (channel && isForum(channel)) drawForum(document.getElementById("view"), channel);
    if (composerState(channel) !== composer && store.me) {
      composer = composerState(channel);
      openComposer(channel);
    }
  }, 30);
}

on("guild", () => {
  if (!store.me || !drawn) return;
  if (store.place && !channelOf(store.place)) {
    store.place = null;
    drawn = null;
    show(null, address());
  }
  soon();
});
on("dms", soon);
on("opening", soon);
on("read", soon);
on("message", ({ created }) => {
  if (!created || created.channel_id !== store.place || channelOf(created.channel_id)?.message_count !== undefined) soon();
});
on("typing", tellTyping);
on("place", () => {
  drawn = null;
  openPlace(address());
});

document.addEventListener("click", (event) => {
  const who = event.target.closest("[data-user]");
  if (who && event.button === 0) {
    event.preventDefault();
    userCard(who.dataset.user, who);
  }
  const app = document.getElementById("app");
  const members = document.getElementById("members");
  if (!members.hidden && matchMedia("(max-width: 1000px)").matches && !event.target.closest("#members, #header, dialog")) {
    members.hidden = true;
    frame();
  }
  if (app.classList.contains("drawer-open") && !event.target.closest("#sidebar, #rail, .drawer-open-button, dialog")) toggleDrawer(false);
});

document.addEventListener("contextmenu", (event) => {
  const node = event.target.closest(".message[data-id]");
  const who = event.target.closest("[data-user]");
  if (event.target.closest("a, textarea, input, dialog") || String(getSelection())) return;
  if (who) {
    event.preventDefault();
    userCard(who.dataset.user, who);
  } else if (node) openMessageMenu(event, node, { x: event.clientX, y: event.clientY });
});

function openMessageMenu(event, node, anchor) {
  const message = store.logs.get(store.place)?.messages.find((one) => one.id === node.dataset.id);
  if (!message) return;
  event.preventDefault();
  messageMenu(message, anchor);
}

document.addEventListener("keydown", (event) => {
  const message = event.target.closest?.(".message[data-id]");
  if (message && event.target === message) {
    const keys = { ContextMenu: true, m: true, Enter: true };
    if (keys[event.key] || (event.key === "F10" && event.shiftKey)) openMessageMenu(event, message, message);
  }
  if (event.key === "Escape" && document.getElementById("app").classList.contains("drawer-open")) toggleDrawer(false);
});

matchMedia("(min-width: 1001px)").addEventListener("change", ({ matches }) => {
  if (matches) return;
  document.getElementById("members").hidden = true;
  frame();
});

document.addEventListener("toggle-members", () => {
  const box = document.getElementById("members");
  box.hidden = !box.hidden;
  frame();
});

document.getElementById("skip").addEventListener("click", (event) => {
  event.preventDefault();
  document.querySelector(".composer-input")?.focus();
});

addEventListener("hashchange", () => follow().catch((error) => toast(error.told || error.message, "error")));

async function start() {
  document.getElementById("members").hidden = !matchMedia("(min-width: 1180px)").matches;
  await Promise.all([loadPeople(), readTime()]);
  await follow();
}

start().catch((error) => {
  fill(document.getElementById("welcome"), h("div.welcome-inner", {}, h("h1", {}, "The sandbox does not answer"), h("p", {}, error.told || error.message)));
  document.getElementById("welcome").hidden = false;
});
