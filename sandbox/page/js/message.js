// One message, as it is seen.

import { avatar, botMark } from "./avatar.js";
import { h, icon, iconButton } from "./dom.js";
import { attachment, embed } from "./embeds.js";
import { messageMenu, putAway } from "./menus.js";
import { components } from "./parts.js";
import { openPins } from "./pins.js";
import { openEmoji, react, reactions } from "./reactions.js";
import { channelOf, colourOf, may, mayWrite, nameOf, store } from "./store.js";
import { sent, show, whole } from "./time.js";
import { line, plainly, written } from "./writing.js";

const EPHEMERAL = 1 << 6;
const LOADING = 1 << 7;
const TALK = new Set([0, 19, 20, 23]);

export const isEphemeral = (message) => Boolean(message.flags & EPHEMERAL);
export const isTalk = (message) => TALK.has(message.type);

/** Tell whether a message goes on from the one before: same person, soon after, nothing between. */
export function goesOn(message, before) {
  if (!before || !isTalk(message) || !isTalk(before)) return false;
  if (message.type !== 0 || message.interaction_metadata || before.author.id !== message.author.id || before.author.username !== message.author.username) return false;
  if (isEphemeral(before) !== isEphemeral(message)) return false;
  return Date.parse(message.timestamp) - Date.parse(before.timestamp) < 7 * 60000;
}

/** Make a message's node. */
export function messageNode(message, { grouped, goto }) {
  if (!isTalk(message)) return systemNode(message, goto);
  const time = new Date(message.timestamp);
  const name = nameOf(message.author);
  const classes = [grouped ? "grouped" : "", isEphemeral(message) ? "ephemeral" : "", mentionsMe(message) ? "to-me" : ""].join(" ");
  const node = h("article.message", { dataset: { id: message.id, key: `m${message.id}` }, tabindex: "-1", class: classes, "aria-label": `${name}, ${sent(time)}` });
  const origin = originLine(message, goto);
  if (origin) node.append(origin);
  node.append(h("div.message-side", {}, grouped ? h("time.message-when", { datetime: message.timestamp, title: whole(time) }, show(time, "t")) : h("button.bare", { type: "button", dataset: { user: message.author.id }, tabindex: "-1", "aria-label": `About ${name}` }, avatar(message.author, 40))));
  const body = h("div.message-body");
  if (!grouped) body.append(headNode(message, name, time));
  body.append(...contentNodes(message));
  node.append(body, tools(message));
  return node;
}

function headNode(message, name, time) {
  const colour = colourOf(message.author.id);
  return h("div.message-head", {}, h("button.message-name", { type: "button", dataset: { user: message.author.id, key: `n${message.id}` }, style: colour ? { "--role": colour } : {}, class: colour ? "coloured" : "" }, name), botMark(message.author), h("time", { datetime: message.timestamp, title: whole(time) }, sent(time)));
}

function contentNodes(message) {
  const nodes = [];
  const edited = message.edited_timestamp && !message.interaction_metadata ? h("span.edited", { title: `Edited ${whole(new Date(message.edited_timestamp))}` }, "(edited)") : null;
  if (message.flags & LOADING) nodes.push(h("div.thinking", { role: "status" }, h("span.dots", { "aria-hidden": "true" }, h("i"), h("i"), h("i")), `${nameOf(message.author)} is thinking…`));
  if (message.content) nodes.push(h("div.text", {}, ...written(message.content, { large: true }), edited));
  nodes.push(...(message.attachments || []).filter((one) => !usedInside(message, one)).map(attachment));
  if (!(message.flags & 4)) nodes.push(...(message.embeds || []).map(embed));
  const parts = components(message);
  if (parts.length) nodes.push(h("div.parts", {}, ...parts));
  if (store.failed.has(message.id)) nodes.push(h("div.failed", { role: "alert" }, icon("warn"), store.failed.get(message.id)));
  const thread = threadCard(message);
  if (thread) nodes.push(thread);
  const row = reactions(message);
  if (row) nodes.push(row);
  if (isEphemeral(message)) nodes.push(h("div.only-you", {}, icon("eye"), "Only you can see this • ", h("button.link-button", { type: "button", onclick: () => putAway(message) }, "Dismiss message")));
  return nodes;
}

/** In messages of the second version files stand where their components are. */
const usedInside = (message, file) => Boolean(message.flags & (1 << 15)) || (message.embeds || []).some((one) => [one.image?.url, one.thumbnail?.url].includes(file.url));

function mentionsMe(message) {
  if (message.author.id === store.me.id) return false;
  const roles = store.members.get(store.me.id)?.roles || [];
  return message.mention_everyone || (message.mentions || []).some((user) => user.id === store.me.id) || (message.mention_roles || []).some((id) => roles.includes(id));
}

function originLine(message, goto) {
  const asked = message.interaction_metadata;
  if (asked?.name && !message.referenced_message) {
    return h("div.message-origin", {}, avatar(asked.user, 16), h("strong", {}, nameOf(asked.user)), " used ", h("span.mention", {}, asked.command_type && asked.command_type !== 1 ? asked.name : `/${asked.name}`));
  }
  if (message.type !== 19 && !message.message_reference?.message_id) return null;
  const answered = message.referenced_message;
  if (!answered) return h("div.message-origin", {}, icon("reply"), h("em", {}, "The original message was deleted"));
  const words = plainly(answered.content).slice(0, 160) || (answered.embeds?.length || answered.components?.length ? "Its message above" : "A file");
  return h("button.message-origin", { type: "button", onclick: () => goto(answered.id), "aria-label": `In reply to ${nameOf(answered.author)}: ${words}` }, avatar(answered.author, 16), h("strong", {}, nameOf(answered.author)), h("span.message-quote", {}, words));
}

function threadCard(message) {
  const thread = store.channels.get(message.id) || (message.thread && store.channels.get(message.thread.id));
  if (!thread || !(message.flags & 32)) return null;
  const count = thread.message_count ?? 0;
  const parts = new URLSearchParams({ as: store.me.id, g: thread.guild_id, c: thread.id });
  return h("a.thread-card", { href: `#${parts}` }, icon("thread"), h("span.thread-card-name", {}, thread.name), h("span.thread-card-count", {}, `${count} ${count === 1 ? "message" : "messages"} ›`));
}

function tools(message) {
  const row = h("div.message-tools", { role: "toolbar", "aria-label": "Message actions" });
  const channel = channelOf(message.channel_id);
  if (!isEphemeral(message) && may("add_reactions", message.channel_id)) row.append(iconButton("smile", "Add reaction", (event) => openEmoji(event.currentTarget, (emoji) => react(message, emoji))));
  if (!isEphemeral(message) && channel && mayWrite(channel)) row.append(iconButton("reply", "Reply", () => document.dispatchEvent(new CustomEvent("reply-to", { detail: message }))));
  row.append(iconButton("more", "More", (event) => messageMenu(message, event.currentTarget), { "aria-haspopup": "menu" }));
  return row;
}

const SYSTEM = {
  1: ["people", (name, message) => [name, " added ", named(message.mentions?.[0]), " to the thread."]],
  2: ["people", (name, message) => [name, " removed ", named(message.mentions?.[0]), " from the thread."]],
  6: ["pin", (name, message, goto) => [name, " pinned ", pinLink(message, goto), ". See all ", h("button.link-button", { type: "button", onclick: () => openPins(message.channel_id) }, "pinned messages"), "."]],
  7: ["people", (name) => [name, " joined the server."]],
  8: ["people", (name) => [name, " boosted the server."]],
  18: ["thread", (name, message) => [name, " started a thread: ", threadLink(message)]],
  46: ["check", () => ["A poll has closed."]],
};

const named = (user) => (user ? h("button.message-name", { type: "button", dataset: { user: user.id } }, nameOf(user)) : "someone");

function pinLink(message, goto) {
  const id = message.message_reference?.message_id;
  return id ? h("button.link-button", { type: "button", onclick: () => goto(id) }, "a message") : "a message";
}

function threadLink(message) {
  const id = message.message_reference?.channel_id;
  const parts = new URLSearchParams({ as: store.me.id, g: store.guild?.id || "", c: id || "" });
  return id && store.channels.has(id) ? h("a", { href: `#${parts}` }, h("strong", {}, message.content)) : h("strong", {}, message.content);
}

function systemNode(message, goto) {
  const time = new Date(message.timestamp);
  if (message.type === 21) {
    const start = message.referenced_message;
    if (!start) return h("div.system", { dataset: { id: message.id } }, icon("thread"), h("em", {}, "The message this thread began with was deleted."));
    const node = messageNode({ ...start, thread: null, flags: start.flags & ~32 }, { grouped: false, goto });
    node.classList.add("thread-start");
    node.querySelector(".message-tools")?.remove();
    return node;
  }
  const [mark, words] = SYSTEM[message.type] || ["hash", (name) => [name, " ", ...line(message.content || "did something here.")]];
  const name = named(message.author);
  return h("div.system", { dataset: { id: message.id } }, icon(mark), h("span", {}, ...words(name, message, goto)), h("time", { datetime: message.timestamp, title: whole(time) }, sent(time)));
}
