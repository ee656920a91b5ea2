// The head of the open place: its name, what it is for, and what one may do with it.

import { changeThread, goTo, joinThread, leaveThread } from "./actions.js";
import { avatar } from "./avatar.js";
import { fill, h, icon, iconButton } from "./dom.js";
import { postForm, threadList } from "./dialogs.js";
import { addPeople, mayInvite } from "./inviting.js";
import { openPins } from "./pins.js";
import { toggleDrawer } from "./sidebar.js";
import { isDm, isForum, isThread, may, mayWrite, nameOf, store, threadsOf } from "./store.js";
import { iconOf, isPrivate, line } from "./writing.js";

/** Draw the head of a place. */
export function drawHeader(channel) {
  const header = document.getElementById("header");
  const menu = iconButton("menu", "Channels and people", () => toggleDrawer(), { class: "drawer-open-button" });
  if (!channel) {
    fill(header, menu, h("h2.header-name", {}, ""));
    return;
  }
  fill(header, menu, ...title(channel), h("div.header-tools", {}, ...tools(channel)));
}

function title(channel) {
  if (isDm(channel)) return [avatar(channel.recipients?.[0] || store.me, 28), h("h2.header-name", {}, nameOf(channel.recipients?.[0]))];
  const parent = isThread(channel) ? store.channels.get(channel.parent_id) : null;
  const crumbs = parent ? [h("button.crumb", { type: "button", onclick: () => goTo(parent.id), dataset: { key: "crumb" } }, icon(iconOf(parent)), h("span", {}, parent.name)), h("span.crumb-sep", { "aria-hidden": "true" }, icon("right"))] : [h("span.header-icon", {}, icon(iconOf(channel)))];
  const marks = [];
  if (isPrivate(channel)) marks.push(h("span.mark", {}, icon("lock"), "Private"));
  if (channel.thread_metadata?.archived) marks.push(h("span.mark", {}, icon("archive"), "Archived"));
  if (channel.thread_metadata?.locked) marks.push(h("span.mark", {}, icon("lock"), "Locked"));
  const topic = channel.topic ? h("div.header-topic", { title: channel.topic }, ...line(channel.topic.split("\n")[0])) : null;
  const tags = (channel.applied_tags || []).map((id) => (parent?.available_tags || []).find((tag) => tag.id === id)).filter(Boolean);
  return [...crumbs, h("h2.header-name", { title: channel.name }, channel.name), ...marks, tags.length ? h("div.header-tags", {}, ...tags.map((tag) => h("span.tag", {}, tag.emoji_name ? `${tag.emoji_name} ` : "", tag.name))) : null, topic];
}

function tools(channel) {
  const out = [];
  if (isThread(channel)) {
    const joined = Boolean(channel.member);
    const archived = channel.thread_metadata.archived;
    const manages = may("manage_threads", channel.id);
    if (!archived) out.push(h("button.part-button.small-button", { type: "button", class: joined ? "style-plain" : "style-secondary", dataset: { key: "join" }, onclick: () => (joined ? leaveThread(channel.id) : joinThread(channel.id)) }, joined ? "Leave" : "Join"));
    if (manages || channel.owner_id === store.me.id || (archived && mayWrite(channel) && !channel.thread_metadata.locked)) {
      out.push(iconButton("archive", archived ? "Reopen thread" : "Archive thread", () => changeThread(channel.id, { archived: !archived }), { dataset: { key: "archive" } }));
    }
  } else if (isForum(channel)) {
    if (may("send_messages", channel.id)) out.push(h("button.part-button.style-primary.small-button", { type: "button", onclick: () => postForm(channel) }, icon("plus"), "New post"));
  } else if (!isDm(channel)) {
    const count = threadsOf(channel.id).length;
    out.push(iconButton("thread", count ? `Threads (${count})` : "Threads", () => threadList(channel), { dataset: { key: "threads" } }));
  }
  if (!isForum(channel)) out.push(iconButton("pin", "Pinned messages", () => openPins(channel.id), { dataset: { key: "pins" } }));
  if (isThread(channel) && mayInvite(channel)) out.push(iconButton("invite", "Add people", (event) => addPeople(channel, event.currentTarget), { dataset: { key: "invite" } }));
  if (!isDm(channel)) {
    const open = !document.getElementById("members").hidden;
    const inside = isThread(channel) && channel.member_ids ? ` (${channel.member_ids.length})` : "";
    out.push(iconButton("people", open ? "Hide members" : `Show members${inside}`, () => document.dispatchEvent(new CustomEvent("toggle-members")), { "aria-pressed": String(open), dataset: { key: "people" } }));
  }
  return out;
}
