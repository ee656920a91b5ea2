// The members who are in the server, by role.

import { avatar, botMark } from "./avatar.js";
import { fill, h } from "./dom.js";
import { colourOf, isThread, nameOf, store } from "./store.js";

const SHOWN = 120;

/** Draw the list of members: in a private channel of those who see it, in a thread of those in it. */
export function drawMembers(channel) {
  const box = document.getElementById("members");
  if (box.hidden) return;
  const inside = channel && isThread(channel) && channel.member_ids ? new Set(channel.member_ids) : null;
  const seeing = channel?.viewer_ids ? new Set(channel.viewer_ids) : inside;
  const all = [...store.members.values()].filter((one) => !seeing || seeing.has(one.user.id));
  all.sort((a, b) => nameOf(a.user).localeCompare(nameOf(b.user)));
  const bots = all.filter((one) => one.user.bot);
  const groups = [[inside ? "In this thread" : "Members", all.filter((one) => !one.user.bot)], ["Apps", bots]];
  fill(box, ...groups.filter(([, list]) => list.length).map(([title, list]) => h("section", {}, h("h3", {}, `${title} — ${list.length}`), ...list.slice(0, SHOWN).map(row), list.length > SHOWN ? h("p.quiet.pad", {}, `and ${list.length - SHOWN} more`) : null)));
}

function row({ user }) {
  const colour = colourOf(user.id);
  return h("button.member", { type: "button", dataset: { user: user.id, key: `u${user.id}` } }, avatar(user, 32), h("span.member-name", { style: colour ? { "--role": colour } : {}, class: colour ? "coloured" : "" }, nameOf(user)), botMark(user));
}
