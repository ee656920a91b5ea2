// Reactions below a message, and the small picker that adds one.

import { get, put, remove } from "./api.js";
import { h, icon, toast } from "./dom.js";
import { EMOJI, wordsOf } from "./emoji.js";
import { placeBeside } from "./picker.js";
import { may, nameOf, store } from "./store.js";

const keyOf = (emoji) => (emoji.id ? `${emoji.name}:${emoji.id}` : emoji.name);
const path = (message, key) => `/channels/${message.channel_id}/messages/${message.id}/reactions/${encodeURIComponent(key)}`;

/** Make the row of a message's reactions, or null. */
export function reactions(message) {
  if (!message.reactions?.length) return null;
  const row = h("div.reactions", { role: "group", "aria-label": "Reactions" }, ...message.reactions.map((one) => reaction(message, one)));
  if (may("add_reactions", message.channel_id)) {
    row.append(h("button.reaction.reaction-add", { type: "button", "aria-label": "Add a reaction", onclick: (event) => openEmoji(event.currentTarget, (emoji) => react(message, emoji)) }, icon("smile")));
  }
  return row;
}

function reaction(message, one) {
  const key = keyOf(one.emoji);
  const node = h("button.reaction", {
    type: "button", "aria-pressed": String(Boolean(one.me)), class: one.me ? "mine" : "", dataset: { key: `${message.id}/${key}` },
    "aria-label": `${wordsOf(one.emoji.name)}, ${one.count}`,
    onclick: () => (one.me ? unreact(message, key) : react(message, key)),
  }, h("span.reaction-emoji", {}, one.emoji.id ? `:${one.emoji.name}:` : one.emoji.name), h("span.reaction-count", {}, String(one.count)));
  const who = () => tellWho(node, message, key);
  node.addEventListener("pointerenter", who, { once: true });
  node.addEventListener("focus", who, { once: true });
  return node;
}

async function tellWho(node, message, key) {
  try {
    const names = (await get(path(message, key))).map((user) => (user.id === store.me.id ? "you" : nameOf(user)));
    const shown = names.slice(0, 12).join(", ") + (names.length > 12 ? ` and ${names.length - 12} others` : "");
    node.title = `${shown} reacted with ${key.split(":")[0]}`;
    node.setAttribute("aria-label", `${wordsOf(key)}, ${names.length}: ${shown}`);
  } catch {
    node.title = "";
  }
}

/** Add one's reaction. */
export const react = (message, key) => put(path(message, key)).catch((error) => toast(error.told, "error"));
const unreact = (message, key) => remove(path(message, key)).catch((error) => toast(error.told, "error"));

/** Open the picker of emoji beside a button. */
export function openEmoji(anchor, onpick) {
  const grid = h("div.emoji-groups");
  const search = h("input.picker-search", { type: "text", placeholder: "Find an emoji", "aria-label": "Find an emoji", autocomplete: "off", oninput: () => draw() });
  const box = h("dialog.picker.emoji", { "aria-label": "Choose an emoji", onclick: (event) => { if (event.target === box) close(); } }, search, grid);
  const close = () => {
    box.close();
    box.remove();
    if (anchor.isConnected) anchor.focus();
  };
  const pick = (emoji) => {
    close();
    onpick(emoji);
  };
  function draw() {
    const wanted = search.value.trim().toLowerCase();
    const found = EMOJI.filter((one) => one.words.includes(wanted) || one.emoji === wanted);
    const groups = [...new Set(found.map((one) => one.group))];
    const nodes = groups.map((group) => h("section", {}, h("h3", {}, group), h("div.emoji-grid", {}, ...found.filter((one) => one.group === group).map((one) => h("button.emoji-button", { type: "button", title: one.words, "aria-label": one.words, onclick: () => pick(one.emoji) }, one.emoji)))));
    const typed = /\p{Extended_Pictographic}/u.test(wanted) && !found.length ? [h("button.emoji-button", { type: "button", onclick: () => pick(wanted) }, wanted)] : [];
    grid.replaceChildren(...(nodes.length || typed.length ? [...nodes, ...typed] : [h("div.choices-empty", {}, "No emoji of that name")]));
  }
  box.addEventListener("cancel", (event) => {
    event.preventDefault();
    close();
  });
  box.addEventListener("keydown", (event) => walk(event, grid, search));
  document.body.append(box);
  box.showModal();
  placeBeside(box, anchor, { width: 320 });
  draw();
  search.focus();
}

function walk(event, grid, search) {
  const buttons = [...grid.querySelectorAll(".emoji-button")];
  const at = buttons.indexOf(document.activeElement);
  const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 8, ArrowUp: -8 }[event.key];
  if (event.key === "Enter" && document.activeElement === search) {
    event.preventDefault();
    buttons[0]?.click();
  } else if (step && (at >= 0 || event.key === "ArrowDown")) {
    event.preventDefault();
    (buttons[at < 0 ? 0 : at + step] || (step < 0 ? search : buttons.at(-1)))?.focus();
  }
}
