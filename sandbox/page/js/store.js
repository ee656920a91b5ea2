// What the page knows, as one person sees it; events change it, and listeners hear which part changed.

import { get, post } from "./api.js";
import { now } from "./time.js";

export const KIND = { TEXT: 0, DM: 1, VOICE: 2, CATEGORY: 4, NEWS: 5, NEWS_THREAD: 10, THREAD: 11, PRIVATE: 12, STAGE: 13, FORUM: 15, MEDIA: 16 };
export const RIGHT = {
  administrator: 1n << 3n, manage_channels: 1n << 4n, manage_guild: 1n << 5n, add_reactions: 1n << 6n,
  view_channel: 1n << 10n, send_messages: 1n << 11n, manage_messages: 1n << 13n, attach_files: 1n << 15n,
  manage_threads: 1n << 34n, create_public_threads: 1n << 35n, create_private_threads: 1n << 36n,
  send_messages_in_threads: 1n << 38n, pin_messages: 1n << 51n,
};
export const PAGE = 50;

export const store = {
  people: [],
  me: null,
  guilds: [],
  guild: null,
  channels: new Map(),
  members: new Map(),
  users: new Map(),
  roles: new Map(),
  events: new Map(),
  voices: [],
  permissions: new Map(),
  read: new Map(),
  dms: new Map(),
  logs: new Map(),
  place: null,
  online: true,
  failed: new Map(),
};

const listeners = new Map();

/** Hear of changes: "guild", "place", "message", "opening" (a post's first message), "read", "dms", "typing". */
export function on(name, listener) {
  if (!listeners.has(name)) listeners.set(name, []);
  listeners.get(name).push(listener);
}

export function tell(name, detail) {
  for (const listener of listeners.get(name) || []) listener(detail);
}

export const isThread = (channel) => [KIND.NEWS_THREAD, KIND.THREAD, KIND.PRIVATE].includes(channel?.type);
export const isForum = (channel) => [KIND.FORUM, KIND.MEDIA].includes(channel?.type);
export const isVoice = (channel) => [KIND.VOICE, KIND.STAGE].includes(channel?.type);
export const isDm = (channel) => channel?.type === KIND.DM;
export const later = (a, b) => BigInt(a || 0) > BigInt(b || 0);

/** List the server's scheduled events that are not over, the first to come first. */
export function comingEvents() {
  const moment = now().toISOString();
  const ends = (one) => new Date(one.scheduled_end_time || one.scheduled_start_time).toISOString();
  const there = [...store.events.values()].filter((one) => one.status < 3 && ends(one) > moment);
  return there.sort((a, b) => Date.parse(a.scheduled_start_time) - Date.parse(b.scheduled_start_time));
}

/** Find a channel, thread or DM that the person sees. */
export function channelOf(id) {
  return store.channels.get(id) || store.dms.get(id) || null;
}

/** Tell whether the person holds a right in a place. */
export function may(right, channelId) {
  const held = store.permissions.get(channelId);
  if (held === undefined) return isDm(channelOf(channelId)) && !right.startsWith("manage");
  return (held & RIGHT[right]) !== 0n;
}

/** Tell whether the person may write in a place. */
export function mayWrite(channel) {
  if (isDm(channel)) return true;
  return may(isThread(channel) ? "send_messages_in_threads" : "send_messages", channel.id);
}

/** Give the name a person is shown by: nickname, chosen name, username. */
export function nameOf(user) {
  if (!user) return "Someone";
  return store.members.get(user.id)?.nick || user.global_name || user.username || "Someone";
}

/** Give a known user by id, or one with that id alone. */
export function userOf(id) {
  return store.users.get(id) || { id, username: "Unknown person" };
}

/** Give the colour of a member's highest coloured role, or null. */
export function colourOf(userId) {
  const roles = (store.members.get(userId)?.roles || []).map((id) => store.roles.get(id)).filter((role) => role?.color);
  roles.sort((a, b) => b.position - a.position);
  return roles[0] ? `#${roles[0].color.toString(16).padStart(6, "0")}` : null;
}

/** Tell whether there is something unread in a place. */
export function isUnread(channel) {
  if (!channel?.last_message_id || channel.thread_metadata?.archived) return false;
  return later(channel.last_message_id, store.read.get(channel.id));
}

/** Give who is in a voice channel, in the order they came. */
export function voicesIn(channelId) {
  return store.voices.filter((one) => one.channel_id === channelId).map((one) => userOf(one.user_id));
}

/** Give a channel's threads or a forum's posts, the newest talk first. */
export function threadsOf(parentId) {
  const found = [...store.channels.values()].filter((one) => isThread(one) && one.parent_id === parentId);
  return found.sort((a, b) => (later(b.last_message_id || b.id, a.last_message_id || a.id) ? 1 : -1));
}

export async function loadPeople() {
  store.people = await get("/people");
  for (const { user } of store.people) store.users.set(user.id, user);
}

/** Read all that the person sees, of their servers and of one of them. */
export async function loadGuild(guildId) {
  store.guilds = await get("/guilds");
  const id = store.guilds.some((one) => one.id === guildId) ? guildId : store.guilds[0]?.id;
  const view = id ? await get(`/guilds/${id}`) : null;
  takeGuild(view);
  tell("guild");
}

function takeGuild(view) {
  store.guild = view?.guild || null;
  const byId = (list) => new Map((list || []).map((one) => [one.id, one]));
  store.channels = byId([...(view?.channels || []), ...(view?.threads || [])]);
  store.roles = byId(view?.roles);
  store.events = byId(view?.events);
  store.voices = view?.voices || [];
  store.members = new Map((view?.members || []).map((member) => [member.user.id, member]));
  for (const { user } of view?.members || []) store.users.set(user.id, user);
  store.permissions = new Map(Object.entries(view?.permissions || {}).map(([key, bits]) => [key, BigInt(bits)]));
  for (const [key, mark] of Object.entries(view?.unread || {})) if (!later(store.read.get(key), mark)) store.read.set(key, mark);
}

export async function loadDms() {
  const found = await get("/dms");
  store.dms = new Map(found.map((channel) => [channel.id, channel]));
  for (const channel of found) {
    for (const user of channel.recipients || []) store.users.set(user.id, user);
    if (!later(store.read.get(channel.id), channel.last_read_id)) store.read.set(channel.id, channel.last_read_id);
  }
  tell("dms");
}

/** Read a place's messages: the newest, or those around one. */
export async function loadLog(channelId, around) {
  const query = around ? `around=${around}&limit=${PAGE}` : `limit=${PAGE}`;
  const found = (await get(`/channels/${channelId}/messages?${query}`)).reverse();
  const log = { messages: found, before: found.length >= PAGE || Boolean(around), after: Boolean(around) };
  if (around) {
    const newest = channelOf(channelId)?.last_message_id;
    log.after = Boolean(found.length && newest && later(newest, found.at(-1).id));
  }
  store.logs.set(channelId, log);
  return log;
}

/** Read the page before the oldest message known, or after the newest; gives how many came. */
export async function loadMore(channelId, side) {
  const log = store.logs.get(channelId);
  const edge = side === "before" ? log.messages[0] : log.messages.at(-1);
  if (!edge) return 0;
  const found = (await get(`/channels/${channelId}/messages?${side}=${edge.id}&limit=${PAGE}`)).reverse();
  log[side] = found.length >= PAGE;
  log.messages = side === "before" ? [...found, ...log.messages] : [...log.messages, ...found];
  return found.length;
}

/** Note that the person has read a place to its end. */
export async function markRead(channelId) {
  const channel = channelOf(channelId);
  const log = store.logs.get(channelId);
  const last = [channel?.last_message_id, log?.messages.at(-1)?.id].reduce((a, b) => (later(a, b) ? a : b), "0");
  if (!last || !later(last, store.read.get(channelId))) return;
  store.read.set(channelId, last);
  tell("read", channelId);
  await post(`/channels/${channelId}/read`, { message_id: last }).catch(() => {});
}
