// The page's own dialogs: a question, a new thread or post, a server's threads and events.

import { get, post, put, remove } from "./api.js";
import { attempt, goTo } from "./actions.js";
import { fill, h, icon, iconButton } from "./dom.js";
import { openForm } from "./form.js";
import { comingEvents, isForum, isUnread, loadGuild, may, nameOf, store, threadsOf, userOf } from "./store.js";
import { momentOf, relative, show, whole } from "./time.js";
import { iconOf, line, written } from "./writing.js";

/** Open a dialog with a head; gives `{ body, close }`. */
export function openDialog(title, { wide = false, foot = [] } = {}) {
  const back = document.activeElement;
  const body = h("div.dialog-body");
  const close = () => {
    box.close();
    box.remove();
    if (back?.isConnected) back.focus();
  };
  const box = h("dialog.dialog", { "aria-label": title, class: wide ? "wide" : "" }, h("header.dialog-head", {}, h("h2", {}, title), iconButton("close", "Close", () => close())), body, foot.length ? h("footer.dialog-foot", {}, ...foot) : null);
  box.addEventListener("close", () => box.remove());
  // A way to a place inside a dialog leads out of it.
  box.addEventListener("click", (event) => { if (event.target === box || event.target.closest('a[href^="#"]')) close(); });
  document.body.append(box);
  box.showModal();
  return { body, close, box };
}

/** Ask a yes-or-no question. */
export function confirm({ title, text, yes, danger }) {
  return new Promise((resolve) => {
    const sure = h("button.part-button", { type: "button", class: danger ? "style-danger" : "style-primary", onclick: () => { resolve(true); view.close(); } }, yes);
    const no = h("button.part-button.style-plain", { type: "button", onclick: () => view.close() }, "Cancel");
    const view = openDialog(title, { foot: [no, sure] });
    view.body.append(h("p", {}, text));
    view.box.addEventListener("close", () => resolve(false));
    sure.focus();
  });
}

const text = (id, label, more) => ({ type: 18, label, component: { type: 4, custom_id: id, style: 1, ...more } });

/** Ask for a new thread's name, and open it: from a message, or in a channel. */
export function threadForm(channel, message) {
  const components = [text("name", "Thread name", { max_length: 100, value: message ? message.content.split("\n")[0].replace(/[*_`~#>|]/g, "").slice(0, 60) : "" })];
  if (!message) {
    components.push(text("content", "First message", { style: 2, max_length: 2000, required: false }));
    if (may("create_private_threads", channel.id)) components.push({ type: 18, label: "Private thread", description: "Only people who are added, and those who look after threads, can see it.", component: { type: 23, custom_id: "private", required: false } });
  }
  openForm({ title: "Create thread", components }, async (fields) => {
    const value = Object.fromEntries(fields.map((one) => [one.custom_id, one.value]));
    return open(channel, { name: value.name, content: value.content || undefined, private: Boolean(value.private), from_message: message?.id });
  });
}

/** Ask for a forum's new post, and open it. */
export function postForm(channel) {
  const tags = (channel.available_tags || []).filter((tag) => !tag.moderated || may("manage_threads", channel.id));
  const components = [text("name", "Title", { max_length: 100 }), text("content", "Message", { style: 2, max_length: 2000 })];
  if (tags.length) {
    const needed = Boolean(channel.flags & 16);
    components.push({ type: 18, label: "Tags", component: { type: 3, custom_id: "tags", placeholder: "Choose up to five", required: needed, min_values: needed ? 1 : 0, max_values: Math.min(5, tags.length), options: tags.map((tag) => ({ value: tag.id, label: tag.name, emoji: tag.emoji_name ? { name: tag.emoji_name } : undefined })) } });
  }
  openForm({ title: `New post in ${channel.name}`, components }, async (fields) => {
    const value = Object.fromEntries(fields.map((one) => [one.custom_id, one.value ?? one.values]));
    return open(channel, { name: value.name, content: value.content, tags: value.tags || [] });
  });
}

async function open(channel, body) {
  try {
    const thread = await post(`/channels/${channel.id}/threads`, body);
    await loadGuild(store.guild.id);
    goTo(thread.id);
    return null;
  } catch (error) {
    return error.told || error.message;
  }
}

/** Show all threads of a channel, active and archived. */
export function threadList(channel) {
  const view = openDialog(`Threads in ${channel.name}`);
  const all = threadsOf(channel.id);
  const groups = [["Active", all.filter((one) => !one.thread_metadata.archived)], ["Archived", all.filter((one) => one.thread_metadata.archived)]];
  const rows = (list) => list.map((one) => h("button.row", { type: "button", onclick: () => { view.close(); goTo(one.id); } }, icon(iconOf(one)), h("span.row-words", {}, h("span.row-title", { class: isUnread(one) ? "unread" : "" }, one.name), h("span.small", {}, `${one.message_count ?? 0} messages • ${relative(momentOf(one.last_message_id || one.id))} • by ${nameOf(userOf(one.owner_id))}`))));
  for (const [title, list] of groups) if (list.length) view.body.append(h("h3", {}, title), ...rows(list));
  if (!all.length) view.body.append(h("p.quiet", {}, "No threads yet."));
  if (!isForum(channel) && may("create_public_threads", channel.id)) view.body.append(h("button.part-button.style-primary", { type: "button", onclick: () => { view.close(); threadForm(channel); } }, icon("plus"), "Create thread"));
}

/** Show the server's scheduled events. */
export function eventList() {
  const view = openDialog("Events");
  const draw = () => {
    const events = comingEvents();
    fill(view.body, ...(events.length ? events.map((one) => eventCard(one, draw)) : [h("div.empty", {}, icon("calendar"), h("p", {}, "Nothing is planned yet."))]));
  };
  draw();
}

function eventCard(event, redraw) {
  const start = new Date(event.scheduled_start_time);
  const place = event.channel_id ? store.channels.get(event.channel_id)?.name : event.entity_metadata?.location;
  const toggle = async () => {
    const path = `/guilds/${event.guild_id}/scheduled-events/${event.id}/interested`;
    const done = await attempt(() => (event.interested ? remove(path) : put(path)));
    if (!done) return;
    event.user_count = (event.user_count || 0) + (event.interested ? -1 : 1);
    event.interested = !event.interested;
    redraw();
  };
  const who = async (click) => {
    const path = `/guilds/${event.guild_id}/scheduled-events/${event.id}/interested`;
    const names = (await attempt(() => get(path))) || [];
    click.target.textContent = names.map((user) => nameOf(user)).join(", ") || "Nobody yet";
  };
  return h("article.event", {},
    h("div.event-when", {}, icon("calendar"), h("time", { datetime: event.scheduled_start_time, title: whole(start) }, show(start, "F")), event.status === 2 ? h("span.event-live", {}, "Now") : null),
    h("h3", {}, event.name),
    event.description ? h("div.text", {}, ...written(event.description)) : null,
    h("div.event-foot", {}, place ? h("span.event-place", {}, icon(event.channel_id ? "voice" : "link"), ...line(place)) : null, h("button.link-button", { type: "button", onclick: who }, `${event.user_count || 0} interested`), h("button.part-button", { type: "button", class: event.interested ? "style-success" : "style-secondary", "aria-pressed": String(Boolean(event.interested)), dataset: { key: `event${event.id}` }, onclick: toggle }, icon(event.interested ? "check" : "plus"), "Interested")));
}
