// Written text as nodes: the markdown tree, mentions, times and links.

import { h, icon } from "./dom.js";
import { blocks, inline, onlyEmoji } from "./markdown.js";
import { channelOf, isForum, isThread, KIND, nameOf, store, userOf } from "./store.js";
import { show, whole } from "./time.js";

const OURS = /^https?:\/\/(?:(?:ptb|canary)\.)?discord(?:app)?\.com\/channels\/(@me|\d+)\/(\d+)(?:\/(\d+))?\/?$/;

/** Make the nodes of a text, blocks included. */
export function written(text, { large = false } = {}) {
  if (!text) return [];
  if (large && onlyEmoji(text)) return [h("div.large-emoji", {}, text)];
  return blocks(text).map(block);
}

/** Make the nodes of a text that stands on a line of its own. */
export const line = (text) => inline(text || "").map(part);

/** Give a text without its marks, for previews and names. */
export function plainly(text) {
  const box = h("div", {}, ...inline(text || "").map(part));
  return box.textContent.replace(/\s+/g, " ").trim();
}

function block(node) {
  switch (node.type) {
    case "fence":
      return h("pre.fence", { tabindex: "0" }, h("code", {}, node.text));
    case "quote":
      return h("blockquote", {}, ...node.children.map(block));
    case "heading":
      return h(`h${node.level + 3}.heading-${node.level}`, {}, ...node.children.map(part));
    case "small":
      return h("div.small", {}, ...node.children.map(part));
    case "list":
      return list(node);
    default:
      return h("div.lines", {}, ...node.children.map(part));
  }
}

function list(node) {
  const props = node.ordered ? { start: String(node.first) } : {};
  const root = h(node.ordered ? "ol" : "ul", props);
  const open = [root];
  for (const item of node.items) {
    const level = Math.min(item.level, open.length);
    if (level >= open.length && open.at(-1).lastElementChild) {
      const deeper = h("ul");
      open.at(-1).lastElementChild.append(deeper);
      open.push(deeper);
    }
    open.length = Math.max(1, Math.min(open.length, level + 1));
    open.at(-1).append(h("li", {}, ...item.children.map(part)));
  }
  return root;
}

function part(node) {
  const inner = () => node.children.map(part);
  switch (node.type) {
    case "text": return document.createTextNode(node.text);
    case "strong": return h("strong", {}, ...inner());
    case "em": return h("em", {}, ...inner());
    case "under": return h("u", {}, ...inner());
    case "strike": return h("s", {}, ...inner());
    case "spoiler": return spoiler(inner());
    case "code": return h("code", {}, node.text);
    case "link": return anchor(node.url, inner());
    case "time": return time(node);
    case "user": return person(node.id);
    case "role": return role(node.id);
    case "channel": return place(node.id);
    case "command": return h("span.mention", {}, `/${node.name}`);
    case "emoji": return h("span.custom-emoji", { title: `:${node.name}:` }, `:${node.name}:`);
    case "everyone": return h("span.mention.mention-all", {}, `@${node.name}`);
    default: return document.createTextNode("");
  }
}

function spoiler(children) {
  const open = (event) => {
    if (event.type === "keydown" && !["Enter", " "].includes(event.key)) return;
    event.preventDefault();
    const node = event.currentTarget;
    node.classList.add("open");
    node.removeAttribute("role");
    node.removeAttribute("tabindex");
    node.removeAttribute("aria-label");
  };
  const props = { role: "button", tabindex: "0", "aria-label": "Spoiler, press to show", onclick: open, onkeydown: open };
  return h("span.spoiler", props, h("span", {}, ...children));
}

/** Give the address inside the page that a link to Discord means, or null. */
export function ours(url) {
  const found = OURS.exec(url);
  if (!found) return null;
  const parts = new URLSearchParams({ as: store.me?.id || "", g: found[1], c: found[2] });
  if (found[3]) parts.set("m", found[3]);
  return { hash: `#${parts}`, channel: found[2], message: found[3] };
}

/** Make a link; one to a place of this server moves within the page. */
export function anchor(url, children) {
  const inside = ours(url);
  if (inside) {
    const channel = channelOf(inside.channel);
    const bare = children.length === 1 && children[0].textContent === url;
    const named = channel ? [icon(iconOf(channel)), channel.name || "Direct message", inside.message ? " › message" : ""] : ["No access"];
    return h(bare ? "a.mention.place" : "a", { href: inside.hash, title: url }, ...(bare ? named : children));
  }
  let target = null;
  try {
    target = new URL(url);
  } catch {
    return h("span", {}, ...children);
  }
  if (!["http:", "https:"].includes(target.protocol)) return h("span", {}, ...children);
  return h("a", { href: target.href, target: "_blank", rel: "noopener noreferrer", title: url }, ...children);
}

function time(node) {
  const date = new Date(node.seconds * 1000);
  if (Number.isNaN(date.getTime())) return h("span.time", {}, "Invalid Date");
  return h("time.time", { datetime: date.toISOString(), title: whole(date) }, show(date, node.style));
}

function person(id) {
  const known = store.users.has(id);
  const mine = id === store.me?.id ? "mention-me" : "";
  const props = { dataset: { user: id }, type: "button", class: mine };
  return known ? h("button.mention", props, `@${nameOf(userOf(id))}`) : h("span.mention", {}, "@unknown-user");
}

function role(id) {
  const found = store.roles.get(id);
  const name = found ? found.name.replace(/^@/, "") : "deleted-role";
  const colour = found?.color ? { "--role": `#${found.color.toString(16).padStart(6, "0")}` } : {};
  return h("span.mention", { style: colour, class: found?.color ? "mention-role" : "" }, `@${name}`);
}

function place(id) {
  const channel = channelOf(id);
  if (!channel) return h("span.mention.place", {}, icon("lock"), "No access");
  const parts = new URLSearchParams({ as: store.me.id, g: store.guild?.id || "@me", c: id });
  return h("a.mention.place", { href: `#${parts}` }, icon(iconOf(channel)), channel.name);
}

/** Tell whether a channel is shut to everyone by default. */
export function isPrivate(channel) {
  if (channel.type === KIND.PRIVATE) return true;
  const everyone = (channel.permission_overwrites || []).find((one) => one.id === channel.guild_id);
  return Boolean(everyone && BigInt(everyone.deny) & (1n << 10n));
}

/** Name the icon of a channel's kind. */
export function iconOf(channel) {
  if (channel.type === KIND.DM) return "at";
  if (isThread(channel)) return channel.type === KIND.PRIVATE ? "lock" : "thread";
  if (isForum(channel)) return "forum";
  if ([KIND.VOICE, KIND.STAGE].includes(channel.type)) return "voice";
  return channel.type === KIND.NEWS ? "news" : "hash";
}
