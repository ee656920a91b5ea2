// What several parts of the page ask of the sandbox.

import { get, patch, post, put, remove } from "./api.js";
import { toast } from "./dom.js";
import { lookAgain } from "./changes.js";
import { loadDms, store } from "./store.js";

const commands = new Map();
const FRESH = 4000;

/** List the commands one may choose in a place; asked anew after a few seconds, as bots change them. */
export async function listCommands(channelId) {
  const known = commands.get(`${store.me.id}/${channelId}`);
  if (known && Date.now() - known.at < FRESH) return known.list;
  let list = [];
  try {
    list = await get(`/channels/${channelId}/commands`);
  } catch (error) {
    toast(error.told, "error");
  }
  commands.set(`${store.me.id}/${channelId}`, { at: Date.now(), list });
  return list;
}

/** Do something and show the refusal if there is one; gives the answer, or null when refused. */
export async function attempt(work) {
  try {
    return (await work()) ?? true;
  } catch (error) {
    toast(error.told || error.message, "error");
    return null;
  }
}

/** Delete a message, or put away one that only its reader sees. */
export const del = (message) => attempt(() => remove(`/channels/${message.channel_id}/messages/${message.id}`));

/** Go to a place. */
export function goTo(channelId, { guild, message } = {}) {
  const parts = new URLSearchParams({ as: store.me.id, g: guild || store.guild?.id || "@me", c: channelId });
  if (message) parts.set("m", message);
  location.hash = parts.toString();
}

/** Open the direct messages with someone. */
export async function openDm(userId) {
  const channel = await attempt(() => post("/dms", { user_id: userId }));
  if (!channel) return;
  await loadDms();
  goTo(channel.id, { guild: "@me" });
}

export const joinThread = (id) => attempt(() => put(`/channels/${id}/members/${store.me.id}`)).then(lookAgain);
export const leaveThread = (id, who = store.me.id) => attempt(() => remove(`/channels/${id}/members/${who}`)).then(lookAgain);
export const joinVoice = (id) => attempt(() => put(`/channels/${id}/voice`)).then(lookAgain);
export const hangUp = () => attempt(() => remove("/voice")).then(lookAgain);
export const changeThread = (id, changes) => attempt(() => patch(`/channels/${id}`, changes)).then(lookAgain);
