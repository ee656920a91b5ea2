// Menus: what one may do with a message or a person, bots' own commands among it.

import { del, leaveThread, listCommands, openDm } from "./actions.js";
import { avatar, botMark } from "./avatar.js";
import { h, icon, toast } from "./dom.js";
import { confirm, threadForm } from "./dialogs.js";
import { runCommand } from "./interactions.js";
import { isEphemeral } from "./message.js";
import { placeBeside } from "./picker.js";
import { mayPin, setPinned } from "./pins.js";
import { openEmoji, react } from "./reactions.js";
import { channelOf, colourOf, isDm, isForum, isThread, KIND, may, mayWrite, nameOf, store, userOf } from "./store.js";

/** Open a menu beside a node or at a point; groups are lists of `{ label, icon, run, danger }`, with an optional title. */
export function openMenu(anchor, groups, { label, head, onclose } = {}) {
  const box = h("dialog.menu", { "aria-label": label });
  const close = () => {
    box.close();
    box.remove();
    if (anchor.focus && anchor.isConnected) anchor.focus();
    onclose?.();
  };
  const list = h("div.menu-items", { role: "menu", "aria-label": label });
  for (const group of groups.filter((one) => one.items.length)) {
    if (group.title) list.append(h("div.menu-title", { role: "presentation" }, group.title));
    const nodes = group.items.map((item) => h("button.menu-item", { type: "button", role: "menuitem", class: item.danger ? "danger" : "", onclick: () => { close(); item.run(); } }, icon(item.icon || "right"), h("span", {}, item.label), item.hint ? h("span.menu-hint", {}, item.hint) : null));
    list.append(h("div.menu-group", { role: "group", "aria-label": group.title || null }, ...nodes));
  }
  box.append(...[head, list].filter(Boolean));
  box.addEventListener("cancel", (event) => { event.preventDefault(); close(); });
  box.addEventListener("click", (event) => { if (event.target === box) close(); });
  box.addEventListener("keydown", (event) => walk(event, list));
  document.body.append(box);
  box.showModal();
  placeBeside(box, anchor.getBoundingClientRect ? anchor : at(anchor), { width: 284 });
  list.querySelector(".menu-item")?.focus();
}

const at = ({ x, y }) => ({ getBoundingClientRect: () => ({ left: x, right: x, top: y, bottom: y, width: 0, height: 0 }) });

function walk(event, list) {
  const items = [...list.querySelectorAll(".menu-item")];
  const now = items.indexOf(document.activeElement);
  const next = { ArrowDown: now + 1, ArrowUp: now - 1, Home: 0, End: items.length - 1 }[event.key];
  if (next !== undefined) {
    event.preventDefault();
    items[(next + items.length) % items.length]?.focus();
  } else if (event.key.length === 1 && /\S/.test(event.key)) {
    const fits = (node) => node.textContent.trim().toLowerCase().startsWith(event.key.toLowerCase());
    (items.slice(now + 1).find(fits) || items.find(fits))?.focus();
  }
}

/** Open the menu of a message. */
export async function messageMenu(message, anchor) {
  const channel = channelOf(message.channel_id);
  const own = message.author.id === store.me.id;
  const hidden = isEphemeral(message);
  const acts = [];
  const add = (on, label, iconName, run, more) => { if (on) acts.push({ label, icon: iconName, run, ...more }); };
  const from = anchor.getBoundingClientRect ? anchor : document.activeElement;
  add(!hidden && may("add_reactions", channel.id), "Add reaction", "smile", () => openEmoji(from, (emoji) => react(message, emoji)));
  add(!hidden && mayWrite(channel), "Reply", "reply", () => document.dispatchEvent(new CustomEvent("reply-to", { detail: message })));
  add(own && !hidden, "Edit message", "edit", () => document.dispatchEvent(new CustomEvent("edit-message", { detail: message })));
  add(!hidden && mayPin(channel.id), message.pinned ? "Unpin message" : "Pin message", "pin", () => setPinned(message, !message.pinned));
  const openable = !hidden && !isThread(channel) && !isDm(channel) && !isForum(channel) && !(message.flags & 32) && may("create_public_threads", channel.id);
  add(openable, "Create thread", "thread", () => threadForm(channel, message));
  add(Boolean(message.content), "Copy text", "file", () => copy(message.content));
  add(!hidden, "Copy link", "link", () => copy(`https://discord.com/channels/${channel.guild_id || "@me"}/${channel.id}/${message.id}`));
  add(hidden, "Dismiss message", "close", () => putAway(message));
  add(!hidden && (own || may("manage_messages", channel.id)), "Delete message", "trash", () => deleteMessage(message), { danger: true });
  const apps = hidden ? [] : (await listCommands(channel.id)).filter((one) => one.type === 3).map((one) => appItem(one, message.id, channel.id));
  openMenu(anchor, [{ items: acts }, { title: "Apps", items: apps }], { label: "What to do with this message" });
}

function appItem(command, target, channelId) {
  const bot = userOf(command.application_id);
  return { label: command.name, icon: "apps", hint: nameOf(bot), run: () => runCommand(channelId, command, { target }) };
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    toast("Copied");
  } catch {
    toast("The browser did not let the page copy", "error");
  }
}

async function deleteMessage(message) {
  const yes = await confirm({ title: "Delete message", text: "It will be gone for everyone.", yes: "Delete", danger: true });
  if (yes) await del(message);
}

/** Take a message away that only its reader sees. */
export const putAway = (message) => del(message);

/** Open the card of a person: who they are, and what bots offer to do with them. */
export async function userCard(userId, anchor) {
  const user = userOf(userId);
  const member = store.members.get(userId);
  const entry = store.people.find((one) => one.user.id === userId);
  const roles = (member?.roles || []).map((id) => store.roles.get(id)).filter(Boolean).sort((a, b) => b.position - a.position);
  const colour = colourOf(userId);
  const head = h("div.card", {},
    h("div.card-top", {}, avatar(user, 56), h("div", {}, h("div.card-name", { style: colour ? { "--role": colour } : {}, class: colour ? "coloured" : "" }, nameOf(user), botMark(user)), h("div.small", {}, `@${user.username}`))),
    entry?.about ? h("p.card-about", {}, entry.about) : null,
    roles.length ? h("div.card-roles", {}, ...roles.map((role) => h("span.role-chip", { style: role.color ? { "--role": `#${role.color.toString(16).padStart(6, "0")}` } : {} }, role.name))) : null);
  const place = store.place;
  const apps = place && member ? (await listCommands(place)).filter((one) => one.type === 2).map((one) => appItem(one, userId, place)) : [];
  const acts = userId !== store.me.id ? [{ label: "Message", icon: "at", run: () => openDm(userId) }] : [];
  acts.push({ label: "Mention", icon: "plus", run: () => document.dispatchEvent(new CustomEvent("insert", { detail: `<@${userId}> ` })) });
  const thread = channelOf(place);
  if (mayTakeOut(thread, userId)) acts.push({ label: "Remove from thread", icon: "close", run: () => leaveThread(place, userId), danger: true });
  openMenu(anchor, [{ items: acts }, { title: "Apps", items: apps }], { label: `About ${nameOf(user)}`, head });
}

function mayTakeOut(thread, userId) {
  if (!isThread(thread) || thread.thread_metadata.archived || userId === store.me.id || !thread.member_ids?.includes(userId)) return false;
  return may("manage_threads", thread.id) || (thread.type === KIND.PRIVATE && thread.owner_id === store.me.id);
}
