// Pinned messages: pinning, and the list of a place's pins.

import { attempt, goTo } from "./actions.js";
import { get, put, remove } from "./api.js";
import { avatar } from "./avatar.js";
import { openDialog } from "./dialogs.js";
import { fill, h, icon } from "./dom.js";
import { embed } from "./embeds.js";
import { channelOf, isDm, may, nameOf } from "./store.js";
import { sent } from "./time.js";
import { written } from "./writing.js";

const path = (message) => `/channels/${message.channel_id}/pins/${message.id}`;

/** Tell whether one may pin and unpin in a place. */
export const mayPin = (channelId) => may("pin_messages", channelId) || may("manage_messages", channelId);

/** Pin a message, or take its pin out. */
export const setPinned = (message, pinned) => attempt(() => (pinned ? put(path(message)) : remove(path(message))));

/** Show what is pinned in a place, the last pinned first. */
export async function openPins(channelId) {
  const channel = channelOf(channelId);
  const view = openDialog(`Pinned in ${isDm(channel) ? nameOf(channel.recipients?.[0]) : channel.name}`);
  const draw = async () => {
    const found = (await attempt(() => get(`/channels/${channelId}/pins`))) || [];
    fill(view.body, ...(found.length ? found.map((message) => row(message, view.close, draw)) : [h("div.empty", {}, icon("pin"), h("p", {}, "Nothing is pinned here yet."))]));
  };
  await draw();
}

function row(message, close, redraw) {
  const go = () => {
    close();
    goTo(message.channel_id, { guild: message.guild_id || "@me", message: message.id });
  };
  const unpin = async () => {
    if (await setPinned(message, false)) redraw();
  };
  return h("article.pin", { "aria-label": `Pinned: ${nameOf(message.author)}, ${sent(new Date(message.timestamp))}` },
    h("div.pin-head", {}, avatar(message.author, 24), h("strong", {}, nameOf(message.author)), h("time.small", { datetime: message.timestamp }, sent(new Date(message.timestamp)))),
    message.content ? h("div.text", {}, ...written(message.content)) : null,
    ...(message.embeds || []).map(embed),
    h("div.pin-foot", {}, h("button.link-button", { type: "button", onclick: go }, "Go there"), mayPin(message.channel_id) ? h("button.link-button", { type: "button", onclick: unpin }, "Unpin") : null));
}
