// What each event changes in the store.

import { readTime, timeMoved } from "./clock.js";
import { channelOf, isDm, later, loadDms, loadGuild, store, tell } from "./store.js";

const STRUCTURE = /^(GUILD_|CHANNEL_(?!PINS)|THREAD_|VOICE_|SIGHT_|INTEGRATION_)/;
let again = null;

/** Take one event of the stream. */
export function take(name, data) {
  if (name.startsWith("MESSAGE_")) return takeMessage(name, data);
  if (name === "TYPING_START") return tell("typing", data);
  if (name === "TIME_MOVED") return timeMoved(data);
  if (name === "CHANNEL_CREATE" && isDm(data)) return loadDms();
  if (STRUCTURE.test(name)) lookAgain();
}

/** Read the server again, once for a burst of changes. */
export function lookAgain() {
  clearTimeout(again);
  again = setTimeout(() => loadGuild(store.guild?.id).catch(() => {}), 80);
}

function takeMessage(name, data) {
  const log = store.logs.get(data.channel_id);
  if ((data.message_id || data.id) === data.channel_id && name !== "MESSAGE_CREATE") tell("opening", data.channel_id);
  const known = log?.messages.findIndex((one) => one.id === (data.message_id || data.id)) ?? -1;
  switch (name) {
    case "MESSAGE_CREATE":
      return created(data, log, known);
    case "MESSAGE_UPDATE":
      if (known >= 0) {
        const { reactions } = log.messages[known];
        log.messages[known] = { ...log.messages[known], ...data, reactions };
        tell("message", { channel: data.channel_id, changed: data.id });
      }
      return undefined;
    case "MESSAGE_DELETE":
      return removed(data.channel_id, [data.id], log);
    case "MESSAGE_DELETE_BULK":
      return removed(data.channel_id, data.ids, log);
    default:
      if (known >= 0) {
        log.messages[known] = reacted(name, data, log.messages[known]);
        tell("message", { channel: data.channel_id, changed: data.message_id });
      }
      return undefined;
  }
}

function created(message, log, known) {
  const channel = channelOf(message.channel_id);
  store.users.set(message.author.id, store.members.get(message.author.id)?.user || message.author);
  if (channel && !(message.flags & 64)) {
    if (later(message.id, channel.last_message_id)) channel.last_message_id = message.id;
    if (typeof channel.message_count === "number") channel.message_count += 1;
    if (message.author.id === store.me.id) store.read.set(channel.id, message.id);
  }
  if (!channel && !message.guild_id) loadDms();
  else if (isDm(channel)) {
    channel.last_message = message;
    tell("dms");
  }
  if (log && known < 0 && !log.after) {
    log.messages.push(message);
    log.messages.sort((a, b) => (later(a.id, b.id) ? 1 : -1));
  } else if (log && known >= 0) log.messages[known] = message;
  tell("message", { channel: message.channel_id, created: message });
}

function removed(channelId, ids, log) {
  if (!log) return;
  const gone = new Set(ids);
  log.messages = log.messages.filter((one) => !gone.has(one.id));
  log.messages = log.messages.map((one) => (gone.has(one.referenced_message?.id) ? { ...one, referenced_message: null } : one));
  tell("message", { channel: channelId, removed: ids });
}

function reacted(name, data, message) {
  const same = (one) => one.emoji.name === data.emoji?.name && (one.emoji.id || null) === (data.emoji?.id || null);
  const mine = data.user_id === store.me.id;
  const list = message.reactions || [];
  const found = list.find(same);
  const change = (count, me) => list.map((one) => (one === found ? { ...one, count, me } : one)).filter((one) => one.count > 0);
  let reactions = list;
  if (name === "MESSAGE_REACTION_ADD") {
    if (!found) reactions = [...list, { emoji: data.emoji, count: 1, me: mine }];
    else if (!(mine && found.me)) reactions = change(found.count + 1, found.me || mine);
  } else if (name === "MESSAGE_REACTION_REMOVE" && found) reactions = change(found.count - 1, mine ? false : found.me);
  else if (name === "MESSAGE_REACTION_REMOVE_ALL") reactions = [];
  else if (name === "MESSAGE_REACTION_REMOVE_EMOJI") reactions = list.filter((one) => !same(one));
  return { ...message, reactions };
}

/** After the stream was lost: read again what is shown, as events went by unseen. */
export async function catchUp() {
  await Promise.all([loadGuild(store.guild?.id), loadDms(), readTime()]);
  const place = store.place;
  store.logs.clear();
  if (place) tell("place");
}
