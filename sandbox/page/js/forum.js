// A forum: its posts as a list, by tag, the newest talk first.

import { get } from "./api.js";
import { avatar } from "./avatar.js";
import { fill, h, icon } from "./dom.js";
import { postForm } from "./dialogs.js";
import { goTo } from "./actions.js";
import { isUnread, may, nameOf, on, threadsOf, userOf } from "./store.js";
import { momentOf, relative } from "./time.js";
import { plainly, written } from "./writing.js";

const chosen = new Map();
const openings = new Map();
const opened = new Map();
const SHOWN = 40;

/** Draw a forum's posts in a container. */
export function drawForum(container, channel) {
  const wanted = chosen.get(channel.id) || null;
  const posts = threadsOf(channel.id).filter((one) => !wanted || (one.applied_tags || []).includes(wanted));
  const active = posts.filter((one) => !one.thread_metadata.archived);
  const old = posts.filter((one) => one.thread_metadata.archived);
  const top = container.querySelector(".forum")?.scrollTop || 0;
  const box = h("div.forum", { tabindex: "-1" });
  if (channel.topic) box.append(h("div.forum-topic", {}, ...written(channel.topic)));
  if (channel.available_tags?.length) box.append(tagBar(container, channel, wanted));
  if (!posts.length) box.append(empty(channel, wanted));
  for (const [title, list] of [["", active], ["Older posts", old]]) {
    if (!list.length) continue;
    if (title) box.append(h("h3.forum-title", {}, title));
    const shown = opened.get(channel.id) || SHOWN;
    box.append(h("ul.posts", {}, ...list.slice(0, shown).map((post) => h("li", {}, card(post, channel)))));
    if (list.length > shown) box.append(more(container, channel, list.length - shown));
  }
  fill(container, box);
  box.scrollTop = top;
}

function more(container, channel, left) {
  const show = () => {
    opened.set(channel.id, (opened.get(channel.id) || SHOWN) + SHOWN);
    drawForum(container, channel);
  };
  return h("button.part-button.style-secondary.posts-more", { type: "button", onclick: show, dataset: { key: "posts-more" } }, `Show more (${left} left)`);
}

function empty(channel, wanted) {
  const write = may("send_messages", channel.id) ? h("button.part-button.style-primary", { type: "button", onclick: () => postForm(channel) }, "Write the first post") : null;
  return h("div.empty", {}, icon("forum"), h("p", {}, wanted ? "No posts with this tag." : "No posts yet."), wanted ? null : write);
}

function tagBar(container, channel, wanted) {
  const toggle = (id) => {
    chosen.set(channel.id, wanted === id ? null : id);
    drawForum(container, channel);
  };
  return h("div.tag-bar", { role: "group", "aria-label": "Show posts with a tag" }, ...channel.available_tags.map((tag) => h("button.tag", { type: "button", "aria-pressed": String(wanted === tag.id), dataset: { key: `tag${tag.id}` }, onclick: () => toggle(tag.id) }, tag.emoji_name ? `${tag.emoji_name} ` : "", tag.name)));
}

function card(post, channel) {
  const author = userOf(post.owner_id);
  const tags = (post.applied_tags || []).map((id) => channel.available_tags?.find((tag) => tag.id === id)).filter(Boolean);
  const count = post.message_count ?? 0;
  const opening = h("p.post-opening");
  tellOpening(post, opening);
  const unread = isUnread(post);
  return h("button.post", { type: "button", class: unread ? "unread" : "", onclick: () => goTo(post.id), dataset: { key: `post${post.id}` } },
    tags.length ? h("span.post-tags", {}, ...tags.map((tag) => h("span.tag", {}, tag.emoji_name ? `${tag.emoji_name} ` : "", tag.name))) : null,
    h("span.post-title", {}, post.name, unread ? h("span.dot", { "aria-label": "unread" }) : null),
    opening,
    h("span.post-foot", {}, avatar(author, 20), h("span", {}, nameOf(author)), h("span.small", {}, `${count} ${count === 1 ? "reply" : "replies"} • ${relative(momentOf(post.last_message_id || post.id))}`), post.thread_metadata.locked ? icon("lock") : null));
}

/** Show how a post begins, once it is known. */
async function tellOpening(post, node) {
  if (!openings.has(post.id)) {
    const asked = get(`/channels/${post.id}/messages?around=${post.id}&limit=1`).then((found) => found.find((one) => one.id === post.id) || null, () => null);
    openings.set(post.id, asked);
  }
  const message = await openings.get(post.id);
  if (message) node.textContent = `${plainly(message.content).slice(0, 220)}${(message.reactions || []).length ? `  ${message.reactions[0].emoji.name} ${message.reactions[0].count}` : ""}`;
}

on("opening", (id) => openings.delete(id));
