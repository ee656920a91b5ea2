// A person's picture: initials on a colour that is theirs alone, as the sandbox stores no pictures.

import { h, icon } from "./dom.js";
import { nameOf } from "./store.js";

/** Give the hue that an id always has. */
export function hueOf(id) {
  let sum = 7;
  for (const letter of String(id)) sum = (sum * 31 + letter.charCodeAt(0)) % 3600;
  return (sum * 137) % 360;
}

/** Give the first letters of a name's first and last word. */
export function initials(name) {
  const words = name.replace(/[^\p{L}\p{N}\s]/gu, " ").trim().split(/\s+/).filter(Boolean);
  if (!words.length) return "?";
  const ends = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
  return ends.map((word) => [...word][0].toUpperCase()).join("");
}

/** Make an avatar; decoration, as the name stands beside it. */
export function avatar(user, size = 40) {
  const props = { "aria-hidden": "true", style: { "--hue": String(hueOf(user.id)), "--size": `${size}px` } };
  return h("span.avatar", { ...props, class: user.bot ? "avatar-bot" : "" }, user.bot && size < 20 ? icon("apps") : initials(nameOf(user)));
}

/** Make the mark that tells a bot from a person. */
export const botMark = (user) => (user?.bot ? h("span.bot-mark", { title: "This is a bot" }, "APP") : null);
